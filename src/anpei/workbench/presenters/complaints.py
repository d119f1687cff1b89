"""Complaints as the pages show them: rows of the queue, the receipt, and the one page that opens with the replay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from anpei.accounts.masking import Purpose, View, view
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits
from anpei.audit import queries as audit
from anpei.audit.registry import Audience
from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.complaints import queries, wording
from anpei.complaints.actions.major import met_by_numbers
from anpei.complaints.models import Complaint, ExtensionState, Finding, Role, Verdict
from anpei.complaints.states import ComplaintState as S
from anpei.deadlines import presenters as clock_views
from anpei.deadlines import queries as running_clocks
from anpei.deadlines.presenters import ClockView
from anpei.engine import Calculation
from anpei.messages import queries as messages
from anpei.products import queries as products
from anpei.workbench import complaint_commands as commands
from anpei.workbench.presenters import calculation, causes, replay
from anpei.workbench.presenters.clocks import badges_of

DOTS = {
    S.RECEIVED: "run", S.INVESTIGATING: "run", S.SIGNING: "warn", S.ANSWERED: "wait", S.REVIEW: "warn",
    S.CLOSED: "done", S.WITHDRAWN: "", S.DECLINED: "", S.MERGED: "",
}  # fmt: skip
TIMELINE_SHOWN = 60


@dataclass(frozen=True)
class Row:
    complaint: Complaint
    name: str
    kind: str
    dot: str
    clock: ClockView | None
    handler: str


def rows(found: Iterable[Complaint], staff: Staff) -> list[Row]:
    """Rows of the queue. The statements do not grow with the rows."""
    found = list(found)
    seen = view(staff, Purpose.LIST)
    badges = badges_of([one.pk for one in found], queries.SUBJECT)
    return [
        Row(
            complaint=one,
            name=_name(one, seen),
            kind=wording.named(one.rule_set, "kinds", one.kind),
            dot=DOTS[S(one.state)],
            clock=next(iter(badges.get(one.pk, [])), None),
            handler=next((part.staff.display_name for part in one.held_by), ""),  # type: ignore[attr-defined]
        )
        for one in found
    ]


def receipt(complaint: Complaint) -> dict[str, Any]:
    """What is said to whoever complains, with the person and the dates."""
    badges = clock_views.for_staff(queries.SUBJECT, complaint.pk)
    by_rule = {badge.rule_id: badge for badge in badges}
    call = by_rule.get(complaint.rules.first_call.clock)
    row = queries.answer_clock(complaint)
    return {
        "complaint": complaint,
        "handler": queries.handler(complaint),
        "call_by": call.due if call else None,
        "answer_by": running_clocks.promised_on(row) if row else None,
        "badges": badges,
    }


def page_of(
    complaint: Complaint, staff: Staff, *, refused: tuple[str, str, Any] | None = None
) -> dict[str, Any]:
    """Everything on the page of one complaint."""
    seen = view(staff, Purpose.CONTACT)
    claim = complaint.claim
    can = offered(complaint, staff)
    extension = complaint.extensions.filter(state=ExtensionState.ASKED).select_related("asked_by").first()
    decisions = complaint.decisions.select_related("made_by", "signed_by").prefetch_related("remedies")
    forms = {name.replace("-", "_"): commands.fresh(name, complaint) for name in can}
    if refused and refused[0] in can:
        forms[refused[0].replace("-", "_")] = refused[2]
    return {
        "complaint": complaint,
        "claim": claim,
        "followup": queries.followup_of(complaint),
        "name": _name(complaint, seen),
        "phone": seen.phone(complaint.phone) if complaint.phone else "",
        "kind": wording.named(complaint.rule_set, "kinds", complaint.kind),
        "step": wording.step_name(complaint.rule_set, complaint.step),
        "rules": complaint.rules,
        "dot": DOTS[S(complaint.state)],
        "badges": clock_views.for_staff(queries.SUBJECT, complaint.pk),
        "handler": queries.handler(complaint),
        "reviewer": queries.reviewer(complaint),
        "lead": queries.lead(complaint),
        "parts": list(complaint.parts.select_related("staff__unit")),
        "findings": [(one, _finding(one)) for one in complaint.findings.select_related("judged_by")],
        "unjudged": complaint.findings.filter(verdict=Verdict.OPEN).count(),
        "evidence": list(complaint.evidence.all()),
        "requests": list(complaint.requests.select_related("by")),
        "decisions": [_decision(complaint, one) for one in decisions],
        "proposal": queries.proposal(complaint),
        "extension": extension,
        "extension_step": wording.step_name(complaint.rule_set, extension.step) if extension else "",
        "next_step": complaint.rules.step_after(complaint.step),
        "mediations": list(complaint.mediations.all()),
        "causes": causes.views(complaint.causes.select_related("owner", "verified_by", "complaint"), staff),
        "situation": list(complaint.situation.select_related("by").order_by("-id")),
        "criteria": [
            wording.named(complaint.rule_set, "criteria", code) for code in complaint.major_criteria
        ],
        "suggests_major": met_by_numbers(complaint) if complaint.major_at is None else [],
        "related": list(queries.related(complaint)[:5]),
        "contacts": list(complaint.contacts.select_related("by").order_by("-at")),
        "conversation": list(messages.conversation(queries.SUBJECT, complaint.pk)),
        "timeline": audit.timeline(queries.SUBJECT, complaint.pk, audience=Audience.STAFF)[::-1],
        "picture": replay.picture(complaint) if claim else None,
        **(_case(claim, staff) if claim else {}),
        "can": can,
        "forms": forms,
        "refused_name": refused[0] if refused else "",
        "refused_target": refused[1] if refused else "",
        "refused": refused[2] if refused else None,
    }


def offered(complaint: Complaint, staff: Staff) -> set[str]:
    """Commands whose buttons are shown: this person's part, and possible where the complaint stands."""
    roles = set(complaint.parts.filter(staff=staff).values_list("role", flat=True))
    holds = bool(roles & {Role.HANDLER, Role.LEAD})
    may = {
        commands.HANDLER: holds,
        commands.SIGNER: not holds and permits(staff, P.COMPLAINT_APPROVE),
        commands.REVIEWER: permits(staff, complaint.rules.review.permission),
        commands.ANY: permits(staff, P.COMPLAINT_APPROVE) or holds,
    }
    found = {
        name for name, one in commands.COMMANDS.items() if may[one.who] and complaint.state in one.states
    }
    if Role.REVIEWER in roles:
        found |= {"call", "write", "mediation", "cause"} if complaint.state == S.REVIEW else {"cause"}
    else:
        found.discard("review")
    if permits(staff, P.COMPLAINT_HANDLE) and queries.handler(complaint) is None:
        found |= {"assign"} if complaint.state in commands.COMMANDS["assign"].states else set()
    return found - _pointless(complaint, roles)


def _pointless(complaint: Complaint, roles: set[str]) -> set[str]:
    """Commands that would have nothing to act on."""
    asked = complaint.extensions.filter(state=ExtensionState.ASKED).exists()
    found: set[str] = set() if asked else {"grant", "refuse"}
    if asked or complaint.rules.step_after(complaint.step) is None:
        found.add("extend")
    if not complaint.regulator_case_no or complaint.regulator_reported_at or not complaint.answered_at:
        found.add("regulator")
    found |= {"major"} if complaint.major_at else {"situation", "report-major"}
    if complaint.major_reported_at:
        found.add("report-major")
    if queries.reviewer(complaint) is not None or Role.REVIEWER in roles:
        found.add("take-review")
    return found


def _case(claim: Claim, staff: Staff) -> dict[str, Any]:
    """The case beside the complaint: its decisions, the working of the last calculation, and what happened."""
    run = claim.runs.first()
    trace = None
    if run is not None and P.HEALTH_VIEW in staff.permissions:
        trace = calculation.present(
            Calculation.from_json(run.result), claimed_fen=run.claimed_fen, payable_fen=run.payable_fen
        )
    version = claim.product_version
    return {
        "case_decisions": list(claim.decisions.select_related("made_by", "approved_by")),
        "run": run,
        "trace": trace,
        "clauses": {one.number: one for one in products.terms(version).clauses} if version else {},
        "case_timeline": claims.timeline(claim, restricted=False, limit=TIMELINE_SHOWN)[::-1],
        "product": version.product.label if version else "",
    }


def _decision(complaint: Complaint, one: Any) -> dict[str, Any]:
    return {
        "row": one,
        "outcome": wording.named(complaint.rule_set, "outcomes", one.outcome),
        "remedies": [
            {
                "row": remedy,
                "name": wording.named(complaint.rule_set, "remedies", remedy.kind),
                "by_settlement": remedy.objection_id is not None,
            }
            for remedy in one.remedies.all()
        ],
    }


def _finding(one: Finding) -> str:
    return wording.finding(one.code, one.facts, one.text)


def _name(complaint: Complaint, seen: View) -> str:
    person = complaint.complainant
    name = complaint.name or (person.name if person else "")
    return seen.name(name) if name else str(complaint.get_standing_display())
