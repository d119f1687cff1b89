"""Complaints as answers, masked as the caller's role asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from anpei.api.access import Call
from anpei.api.schemas.complaints import (
    CauseOut,
    CauseTargetOut,
    ComplaintClockOut,
    ComplaintDecisionOut,
    ComplaintFiguresOut,
    ComplaintOut,
    ComplaintReceiptOut,
    ComplaintRowOut,
    EvidenceOut,
    ExtensionOut,
    FigureOut,
    FindingOut,
    MediationOut,
    PointedAtOut,
    RemedyOut,
    SituationOut,
    TakingPartOut,
    ViewAskedOut,
)
from anpei.complaints import queries, references, trends, wording
from anpei.complaints.models import Cause, Channel, Complaint, Decision, From, Part
from anpei.complaints.states import ComplaintState
from anpei.deadlines import queries as clocks
from anpei.values.dates import local_date


def receipt(complaint: Complaint) -> ComplaintReceiptOut:
    handler = queries.handler(complaint)
    call = clocks.find(
        rule=complaint.rules.first_call.clock, subject=queries.SUBJECT, subject_id=complaint.pk
    )
    row = queries.answer_clock(complaint)
    return ComplaintReceiptOut(
        number=complaint.number,
        state=ComplaintState(complaint.state),
        handler=handler.display_name if handler else "",
        call_by=call.due_on if call else None,
        answer_by=clocks.promised_on(row) if row else None,
    )


def row(complaint: Complaint) -> ComplaintRowOut:
    handler = queries.handler(complaint)
    return ComplaintRowOut(
        number=complaint.number,
        state=ComplaintState(complaint.state),
        kind=complaint.kind,
        channel=Channel(complaint.channel),
        claim=complaint.claim.number if complaint.claim else "",
        unit=complaint.unit.code,
        received_at=complaint.received_at,
        next_due_at=complaint.next_due_at,
        handler=handler.username if handler else "",
        regulator_case_no=complaint.regulator_case_no,
        major=complaint.major_at is not None,
    )


def whole(call: Call, complaint: Complaint) -> ComplaintOut:
    name = complaint.name or (complaint.complainant.name if complaint.complainant else "")
    return ComplaintOut(
        **row(complaint).model_dump(),
        standing=From(complaint.standing),
        name=call.masked.name(name) if name else "",
        people=complaint.people,
        text=complaint.text,
        wish=complaint.wish,
        step=complaint.step,
        rule_set=complaint.rule_set,
        clocks=[
            ComplaintClockOut(
                rule=one.rule_id, started_on=local_date(one.started_at), due_on=one.due_on, state=one.state
            )
            for one in clocks.history(queries.SUBJECT, complaint.pk)
        ],
        parts=[
            TakingPartOut(
                username=one.staff.username,
                role=one.role,
                why=one.why,
                question=one.question,
                statement=one.statement,
            )
            for one in complaint.parts.select_related("staff")
        ],
        findings=[
            FindingOut(
                id=one.pk,
                text=wording.finding(one.code, one.facts, one.text),
                basis=one.basis,
                verdict=one.verdict,  # type: ignore[arg-type]
                judged_by=one.judged_by.display_name if one.judged_by else "",
            )
            for one in complaint.findings.select_related("judged_by")
        ],
        extensions=[
            ExtensionOut(
                id=one.pk,
                step=one.step,
                reason=one.reason,
                state=one.state,
                asked_by=one.asked_by.display_name,
                answered_by=one.answered_by.display_name if one.answered_by else "",
            )
            for one in complaint.extensions.select_related("asked_by", "answered_by")
        ],
        decisions=[_decision(one) for one in complaint.decisions.select_related("made_by", "signed_by")],
        causes=causes(complaint.causes.select_related("owner", "complaint")),
        evidence=[
            EvidenceOut(
                id=one.pk,
                title=one.title,
                finding=one.finding_id,
                by=one.by_name,
                at=one.at,
                sha256=one.file.sha256,
            )
            for one in complaint.evidence.select_related("file")
        ],
        mediations=[
            MediationOut(
                organisation=one.organisation,
                held_on=one.held_on,
                outcome=one.outcome,  # type: ignore[arg-type]
                text=one.note,
            )
            for one in complaint.mediations.all()
        ],
        situation=[
            SituationOut(text=one.text, by=one.by.display_name, at=one.at)
            for one in complaint.situation.select_related("by")
        ],
        merged_into=complaint.merged_into.number if complaint.merged_into else "",
        close_code=complaint.close_code,
        close_note=complaint.close_note,
        regulator_reported_at=complaint.regulator_reported_at,
        major_reported_at=complaint.major_reported_at,
    )


def causes(found: Iterable[Cause]) -> list[CauseOut]:
    """Causes with the titles of what they point at and its changes; the statements do not grow with them."""
    found = list(found)
    targets = references.targets((one.points_at, one.reference) for one in found)
    changes = references.changes(found)
    return [_cause(one, targets.get((one.points_at, one.reference)), changes.get(one.pk)) for one in found]


def cause(one: Cause) -> CauseOut:
    return causes([one])[0]


def target(one: references.Target) -> CauseTargetOut:
    return CauseTargetOut(key=one.key, title=one.title, note=one.note)


def _cause(one: Cause, points_at: references.Target | None, change: references.Change | None) -> CauseOut:
    return CauseOut(
        id=one.pk,
        complaint=one.complaint.number,
        kind=one.kind,
        reference=one.reference,
        title=points_at.title if points_at else "",
        changed=change is not None,
        changed_at=change.at if change else None,
        changed_to=change.version if change else "",
        action=one.action,
        owner=one.owner.username,
        done_at=one.done_at,
        done_note=one.done_note,
        verified_at=one.verified_at,
    )


def view_asked(part: Part) -> ViewAskedOut:
    claim = part.complaint.claim
    return ViewAskedOut(
        id=part.pk, claim=claim.number if claim else "", question=part.question, asked_at=part.asked_at
    )


def figures(found: trends.Figures) -> ComplaintFiguresOut:
    return ComplaintFiguresOut(
        total=_figure(found.total),
        by_kind=[_figure(one) for one in found.by_kind],
        by_product=[_figure(one) for one in found.by_product],
        by_unit=[_figure(one) for one in found.by_unit],
        by_channel=[_figure(one) for one in found.by_channel],
        by_month=[_figure(one) for one in found.by_month],
        due=found.in_time.due,
        in_time=found.in_time.met,
        in_time_bp=found.in_time.rate_bp,
        repeat_people=found.repeats.people,
        repeat_complaints=found.repeats.complaints,
        pointed_at=[PointedAtOut(**asdict(one)) for one in found.pointed],
    )


def _figure(one: trends.Row) -> FigureOut:
    return FigureOut(
        code=one.code,
        count=one.count,
        policies=one.policies,
        premium_fen=one.premium_fen,
        per_10000_policies=one.per_policies,
        per_100m_yuan=one.per_premium,
        answered=one.answered,
        upheld=one.upheld,
        upheld_bp=one.upheld_bp,
        days_to_answer=one.days_to_answer,
    )


def _decision(one: Decision) -> ComplaintDecisionOut:
    return ComplaintDecisionOut(
        id=one.pk,
        review=one.review,
        outcome=one.outcome,
        facts=one.facts,
        basis=one.basis,
        state=one.state,
        made_by=one.made_by.display_name,
        signed_by=one.signed_by.display_name if one.signed_by else "",
        letter_sha256=one.letter_sha256,
        remedies=[
            RemedyOut(
                id=each.pk,
                kind=each.kind,
                text=each.text,
                amount_fen=each.amount_fen,
                done_at=each.done_at,
                done_note=each.done_note,
            )
            for each in one.remedies.all()
        ],
    )
