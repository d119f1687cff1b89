"""A case as one answer: facts, clocks, list of papers, next steps and what happened."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anpei.api.access import Call
from anpei.api.schemas.claims import (
    CallOut,
    ClaimOut,
    ClaimRowOut,
    ClockOut,
    HappenedOut,
    ItemOut,
    MessageOut,
    NoticeOut,
    RelatedOut,
    ReviewOut,
    StepOut,
    UnitOut,
)
from anpei.audit.queries import timeline
from anpei.claims.matching import REASONS
from anpei.claims.models import (
    CallRequest,
    Care,
    Casualty,
    ChecklistItem,
    Claim,
    CoverageReview,
    ItemState,
    Nature,
    Relation,
    SupplementNotice,
)
from anpei.claims.needs import Need
from anpei.claims.queries import related, reporters_checklist
from anpei.claims.states import ClaimState
from anpei.claims.wording import paper_name
from anpei.deadlines import presenters as clocks
from anpei.deadlines.presenters import ClockView
from anpei.messages.models import Direction, Message

MISSING = (ItemState.WANTED, ItemState.NEEDS_FIX)
BEFORE_ACCEPTANCE = (ClaimState.REPORTED, ClaimState.SUPPLEMENT)


def row(call: Call, claim: Claim) -> ClaimRowOut:
    return ClaimRowOut(
        number=claim.number,
        state=ClaimState(claim.state),
        state_label=str(ClaimState(claim.state).label),
        version=claim.version,
        unit=claim.unit.code,
        handler=claim.handler.username if claim.handler else "",
        insured=_insured_name(call, claim),
        event_on=claim.event_on,
        reported_at=claim.reported_at,
        next_due_at=claim.next_due_at,
    )


def case(call: Call, claim: Claim) -> ClaimOut:
    """Everything this caller may know of a case. A dozen statements, whatever the case holds."""
    running = (clocks.for_staff if call.is_staff else clocks.for_customer)("claim", claim.pk)
    papers = checklist(call, claim)
    health, policy = call.masked.health, claim.policy if call.sees_policies else None
    return ClaimOut(
        **row(call, claim).model_dump(
            include={"number", "state", "state_label", "version", "handler", "event_on", "reported_at"}
        ),
        channel=claim.channel,
        unit=UnitOut(code=claim.unit.code, name=claim.unit.label),
        contact=claim.handler.display_name if claim.handler else "",
        nature=Nature(claim.nature),
        care=Care(claim.care),
        casualty=Casualty(claim.casualty),
        event_time=claim.event_time,
        event_place=claim.event_place if health else None,
        died_on=claim.died_on if health else None,
        cause_of_death=claim.cause_of_death if health else None,
        cause=claim.cause if health else None,
        story=claim.story if health else None,
        hospital=claim.hospital if health else None,
        diagnosis=claim.diagnosis if health else None,
        claimed_fen=claim.claimed_fen,
        reporter_name=call.masked.name(claim.reporter_name),
        reporter_phone=call.masked.phone(claim.reporter_phone),
        reporter_relation=Relation(claim.reporter_relation),
        insured_id=claim.insured_id if call.sees_policies else None,
        insured_name=_insured_name(call, claim),
        policy_number=policy.number if policy else None,
        product=policy.product_version.product.code if policy else None,
        product_version=policy.product_version.version if policy else None,
        first_material_at=claim.first_material_at,
        papers_complete_at=claim.papers_complete_at,
        accepted_at=claim.accepted_at,
        registered_at=claim.registered_at,
        decided_at=claim.decided_at,
        paid_at=claim.paid_at,
        closed_at=claim.closed_at,
        archived_at=claim.archived_at,
        close_reason=claim.close_reason,
        close_note=claim.close_note,
        merged_into=claim.merged_into.number if claim.merged_into else None,
        complex_at=claim.complex_at,
        complex_reason=claim.complex_reason,
        payable_fen=claim.payable_fen if claim.decided_at else None,
        paid_fen=claim.paid_fen,
        reserve_fen=claim.reserve_fen if call.is_staff else None,
        clocks=[clock(call, one) for one in running],
        checklist=papers,
        next_steps=next_steps(claim, papers, running),
        timeline=[
            HappenedOut(
                seq=item.seq,
                at=item.at,
                type=item.type,
                text=item.text,
                who=item.actor_name if call.is_staff else item.actor_kind,
                data=item.data,
            )
            for item in timeline("claim", claim.pk, audience=call.audience)
        ],
        related=_related(call, claim),
    )


def checklist(call: Call, claim: Claim) -> list[ItemOut]:
    """The papers of the case; from the default list for who may learn nothing of the policy."""
    if call.sees_policies or claim.product_version_id is None:
        return [item(one) for one in claim.checklist.all()]
    return [_plain_item(need, known) for need, known in reporters_checklist(claim)]


def item(one: ChecklistItem) -> ItemOut:
    why = one.why_en if _english() else one.why_zh
    return ItemOut(
        kind=one.kind,
        name=paper_name(one.kind),
        why=why,
        clause=one.clause,
        state=one.state,
        problem=one.problem,
        fix=one.fix,
    )


def clock(call: Call, view: ClockView) -> ClockOut:
    return ClockOut(
        rule=view.rule_id,
        name=view.name,
        basis=view.article,
        by_law=view.by_law,
        state=view.state,
        started_on=view.started,
        due_on=view.due,
        due_at=view.due_at,
        promised_on=view.promised,
        target_on=view.target if call.is_staff else None,
        paused=view.state == "pause",
        provisional=view.provisional,
    )


def next_steps(claim: Claim, papers: list[ItemOut], running: list[ClockView]) -> list[StepOut]:
    """What happens next, who does it and by when: first what waits for the customer, then what we promised."""
    steps = _of_customer(claim, [one.kind for one in papers if one.state in MISSING])
    return steps + [
        StepOut(who="insurer", what=one.name, by=one.promised) for one in running if one.state != "pause"
    ]


def notice(one: SupplementNotice) -> NoticeOut:
    return NoticeOut(
        sequence=one.sequence,
        items=one.items,
        new_fact=one.new_fact,
        sent_at=one.sent_at,
        answered_at=one.answered_at,
    )


def review(one: CoverageReview) -> ReviewOut:
    return ReviewOut(
        number=one.number,
        outcome=one.outcome,
        tree=one.tree,
        overrides=one.overrides,
        confirmed_at=one.confirmed_at,
    )


def message(call: Call, one: Message) -> MessageOut:
    sender = call.masked.name(one.sender_name) if one.direction == Direction.IN else one.sender_name
    return MessageOut(
        id=one.pk,
        direction=one.direction,
        text=one.body,
        sender=sender,
        at=one.sent_at or one.created_at,
        read_at=one.read_at,
    )


def promised_call(one: CallRequest) -> CallOut:
    return CallOut(id=one.pk, topic=one.topic, origin=one.origin, due_at=one.due_at, done_at=one.done_at)


def _of_customer(claim: Claim, missing: list[str]) -> list[StepOut]:
    if claim.state in BEFORE_ACCEPTANCE and missing:
        return [
            StepOut(who="customer", what=_("Hand in the papers still needed, as they come."), papers=missing)
        ]
    if claim.state == ClaimState.AGREEMENT:
        return [StepOut(who="customer", what=_("Say whether you agree to the amount."))]
    no_account = claim.state == ClaimState.PAYING and not claim.payees.filter(active=True).exists()
    if no_account or claim.state == ClaimState.PAYMENT_RETURNED:
        return [StepOut(who="customer", what=_("Tell us the account the money goes to."))]
    return []


def _plain_item(need: Need, known: ChecklistItem | None) -> ItemOut:
    return ItemOut(
        kind=need.kind,
        name=paper_name(need.kind),
        why=need.why_en if _english() else need.why_zh,
        clause=need.clause,
        state=known.state if known else ItemState.WANTED,
        problem=known.problem if known else "",
        fix=known.fix if known else "",
    )


def _related(call: Call, claim: Claim) -> list[RelatedOut]:
    """Other cases that look alike, among those this caller reaches anyway."""
    if not call.is_staff:
        return []
    return [
        RelatedOut(number=one.other.number, kind=one.kind, reason=str(REASONS.get(one.reason, one.reason)))
        for one in related(claim, call.claims()).order_by("id")
    ]


def _insured_name(call: Call, claim: Claim) -> str:
    name = claim.insured.name if claim.insured and call.sees_policies else claim.insured_name_given
    return call.masked.name(name) if name else ""


def _english() -> bool:
    return (get_language() or "").startswith("en")
