"""Complaints: registered by any system, worked on by the person who handles them and nobody else."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Query

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.queries import staff_by_username
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import complaints as show
from anpei.api.schemas.base import MOST_ROWS, Day, Number, RowId, page_of, read_cursor
from anpei.api.schemas.complaints import (
    AnswerIn,
    AskIn,
    CauseIn,
    CommentedIn,
    ComplaintFiguresOut,
    ComplaintIn,
    ComplaintOut,
    ComplaintPageOut,
    ComplaintReceiptOut,
    ContactIn,
    FindingIn,
    JudgeIn,
    ReasonedIn,
    ReviewDecisionIn,
    TextIn,
)
from anpei.complaints import actions, queries, trends
from anpei.complaints.models import Complaint, Decision, Extension, Finding, From
from anpei.complaints.states import ComplaintState
from anpei.core import clock
from anpei.core.errors import Invalid, NotFound

complaints = Operations("complaints")
USUAL_DAYS = 365


@complaints.post(
    "/complaints",
    S.COMPLAINTS_TAKE,
    answer=ComplaintReceiptOut,
    status=201,
    permission=P.COMPLAINT_TAKE,
    signed=False,
)
def register_complaint(call: Call, data: ComplaintIn) -> ComplaintReceiptOut:
    """Register a complaint.

    A topic or a sentence is enough. It is acknowledged at once: the answer names who looks after it, who had nothing to
    do with the case, and the days of the call and of the written answer.
    """
    claim = call.claim(data.claim) if data.claim else None
    policy = call.policy(data.policy) if data.policy else None
    person = claim.insured if claim and data.standing == From.INSURED else None
    if person is None and policy is not None and data.standing == From.HOLDER:
        person = policy.policyholder
    given = data.model_dump(exclude={"claim", "policy", "channel", "name", "phone"})
    form = actions.ComplaintForm(
        **given,
        name=data.name or (person.name if person else ""),
        phone=data.phone or (person.phone if person else ""),
        complainant=person,
        claim=claim,
        policy=policy,
        unit=None if claim or policy else call.client.unit,
    )
    key = hashlib.sha256(f"{call.client.key_id}:{call.key}".encode()).hexdigest()
    return show.receipt(actions.register(form=form, channel=data.channel, by=call.by, key=key))


@complaints.read(
    "/complaints", S.COMPLAINTS_READ, answer=ComplaintPageOut, permission=P.COMPLAINT_VIEW, signed=True
)
def list_complaints(
    call: Call,
    state: Annotated[list[ComplaintState] | None, Query(None, description="Any of these states.")],
    cursor: Annotated[str, Query("", max_length=80)],
    size: Annotated[int, Query(50, ge=1, le=MOST_ROWS)],
) -> ComplaintPageOut:
    """List complaints, newest first, without those the signer has to stand aside from."""
    rows = queries.for_staff(_signer(call))
    if state:
        rows = rows.filter(state__in=state)
    last = read_cursor(cursor)
    if last is not None:
        rows = rows.filter(pk__lt=last)
    shown, following = page_of(list(rows.order_by("-pk")[: size + 1]), size)
    return ComplaintPageOut(complaints=[show.row(one) for one in shown], next=following)


@complaints.read(
    "/complaints/figures",
    S.COMPLAINTS_READ,
    answer=ComplaintFiguresOut,
    permission=P.COMPLAINT_TRENDS,
    signed=True,
)
def complaint_figures(
    call: Call,
    from_on: Annotated[Day | None, Query(None, description="Empty: a year before the last day.")],
    to_on: Annotated[Day | None, Query(None, description="Empty: today.")],
) -> ComplaintFiguresOut:
    """Count complaints beside policies and premium, those answered in time, and people who complained again."""
    last = to_on or clock.today()
    first = from_on or last - timedelta(days=USUAL_DAYS - 1)
    if first > last:
        raise Invalid(fields={"to_on": _("This day lies before the first.")})
    return show.figures(trends.figures(_signer(call), from_on=first, to_on=last))


@complaints.read(
    "/complaints/{number}", S.COMPLAINTS_READ, answer=ComplaintOut, permission=P.COMPLAINT_VIEW, signed=True
)
def get_complaint(call: Call, number: Number) -> ComplaintOut:
    """Read one complaint: its clocks, who stands aside, findings, answers, causes."""
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/contacts", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def note_complaint_contact(call: Call, number: Number, data: ContactIn) -> ComplaintOut:
    """Record a talk that took place; the first meets the promise of a call."""
    actions.note_contact(_complaint(call, number), by=call.by, **data.model_dump())
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/progress", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def tell_complaint_progress(call: Call, number: Number, data: TextIn) -> ComplaintOut:
    """Tell the complainant how far it is; this meets a reply due sooner than the decision."""
    actions.tell_progress(_complaint(call, number), text=data.text, by=call.by)
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/requests", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def ask_complainant(call: Call, number: Number, data: AskIn) -> ComplaintOut:
    """Ask for what is not on file. A paper we hold already is refused by name."""
    actions.ask_complainant(_complaint(call, number), by=call.by, **data.model_dump())
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/findings", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def add_complaint_finding(call: Call, number: Number, data: FindingIn) -> ComplaintOut:
    """Write down what was found."""
    actions.add_finding(_complaint(call, number), by=call.by, **data.model_dump())
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/findings/{finding_id}/judge",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintOut,
    permission=P.COMPLAINT_VIEW,
)
def judge_complaint_finding(call: Call, number: Number, finding_id: RowId, data: JudgeIn) -> ComplaintOut:
    """Judge a finding. What the replay of the case proposes decides nothing by itself."""
    finding = Finding.objects.filter(complaint=_complaint(call, number), pk=finding_id).first()
    if finding is None:
        raise _no_entry()
    actions.judge(finding, by=call.by, **data.model_dump())
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/extensions", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def ask_complaint_extension(call: Call, number: Number, data: ReasonedIn) -> ComplaintOut:
    """Ask for more time before the period ends; the last step waits for somebody else's signature."""
    actions.ask_extension(_complaint(call, number), reason=data.reason, by=call.by)
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/extensions/{extension_id}/grant",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintOut,
    permission=P.COMPLAINT_APPROVE,
)
def grant_complaint_extension(
    call: Call, number: Number, extension_id: RowId, data: CommentedIn
) -> ComplaintOut:
    """Grant more time, as somebody else than who asked. The complainant is told at once."""
    actions.grant_extension(_extension(call, number, extension_id), comment=data.comment, by=call.by)
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/extensions/{extension_id}/refuse",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintOut,
    permission=P.COMPLAINT_APPROVE,
)
def refuse_complaint_extension(
    call: Call, number: Number, extension_id: RowId, data: CommentedIn
) -> ComplaintOut:
    """Do not grant more time, with the reason."""
    actions.refuse_extension(_extension(call, number, extension_id), comment=data.comment, by=call.by)
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/answers", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def propose_complaint_answer(call: Call, number: Number, data: AnswerIn) -> ComplaintOut:
    """Propose the answer: result, facts, basis and remedies. A second person signs it."""
    remedies = [actions.RemedyForm(one.kind, one.text, one.amount_fen) for one in data.remedies]
    given = data.model_dump(exclude={"remedies"})
    actions.propose_answer(_complaint(call, number), remedies=remedies, by=call.by, **given)
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/answers/{decision_id}/sign",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintOut,
    permission=P.COMPLAINT_APPROVE,
)
def sign_complaint_answer(call: Call, number: Number, decision_id: RowId, data: CommentedIn) -> ComplaintOut:
    """Sign and send an answer somebody else proposed. Its letter is written in the background."""
    actions.sign_answer(_decision(call, number, decision_id), comment=data.comment, by=call.by)
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/answers/{decision_id}/return",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintOut,
    permission=P.COMPLAINT_APPROVE,
)
def return_complaint_answer(
    call: Call, number: Number, decision_id: RowId, data: CommentedIn
) -> ComplaintOut:
    """Send a proposed answer back, with what should be worked over."""
    actions.return_answer(_decision(call, number, decision_id), comment=data.comment, by=call.by)
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/review", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_REVIEW
)
def decide_complaint_review(call: Call, number: Number, data: ReviewDecisionIn) -> ComplaintOut:
    """Decide the review the complainant asked for, as the unit above."""
    actions.decide_review(_complaint(call, number), by=call.by, **data.model_dump())
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/regulator-report",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintOut,
    permission=P.COMPLAINT_VIEW,
)
def report_complaint_to_regulator(call: Call, number: Number) -> ComplaintOut:
    """Note that the result was reported back to the regulator who passed it on."""
    actions.report_to_regulator(_complaint(call, number), by=call.by)
    return show.whole(call, _complaint(call, number))


@complaints.post(
    "/complaints/{number}/causes", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def name_complaint_cause(call: Call, number: Number, data: CauseIn) -> ComplaintOut:
    """Name the cause and who changes what; it is followed until a second person has seen the change."""
    given = data.model_dump(exclude={"owner", "person"})
    actions.name_cause(
        _complaint(call, number),
        owner=_person(data.owner, "owner"),
        person=_person(data.person, "person") if data.person else None,
        by=call.by,
        **given,
    )
    return show.whole(call, _complaint(call, number))


def _signer(call: Call) -> Staff:
    assert call.signer is not None  # declared signed: the bearer was checked
    return call.signer


def _complaint(call: Call, number: str) -> Complaint:
    return queries.get_for_staff(_signer(call), number)


def _extension(call: Call, number: str, extension_id: int) -> Extension:
    found = _complaint(call, number).extensions.filter(pk=extension_id).first()
    if found is None:
        raise _no_entry()
    return found


def _decision(call: Call, number: str, decision_id: int) -> Decision:
    found = _complaint(call, number).decisions.filter(pk=decision_id).first()
    if found is None:
        raise _no_entry()
    return found


def _person(username: str, field: str) -> Staff:
    found = staff_by_username(username)
    if found is None:
        raise Invalid(fields={field: _("There is nobody of this name.")})
    return found


def _no_entry() -> NotFound:
    return NotFound("complaint.row", _("There is no such entry on this complaint."))
