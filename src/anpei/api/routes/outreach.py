"""Visits, gatherings and value-added services, worked on by the person of care the client signs for."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Query

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.queries import staff_by_username
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import outreach as show
from anpei.api.schemas.base import MOST_ROWS, Number, RowId, page_of, read_cursor
from anpei.api.schemas.claims import ReasonIn
from anpei.api.schemas.outreach import (
    ArrangeIn,
    AttendanceIn,
    BudgetIn,
    BudgetOut,
    CapacityIn,
    ExtraFinishIn,
    ExtraIn,
    ExtraOut,
    ExtraRightOut,
    GatheringCancelIn,
    GatheringIn,
    GatheringOut,
    GatheringPageOut,
    GuestIn,
    GuestOut,
    HoldIn,
    InvitedOut,
    VisitAnswerIn,
    VisitFinishIn,
    VisitIn,
    VisitOut,
    VisitPlanIn,
)
from anpei.care import actions
from anpei.care.models import AskedBy, CareVisit, ExtraOrder, Gathering, Guest
from anpei.care.queries import extras, gatherings, visits
from anpei.core import clock
from anpei.core.errors import Invalid, NotFound
from anpei.organisation.queries import by_code
from anpei.policies import queries as policies

outreach = Operations("outreach")


@outreach.read(
    "/claims/{number}/visits", S.CARE_READ, answer=list[VisitOut], permission=P.CARE_DO, signed=True
)
def list_visits(call: Call, number: Number) -> list[VisitOut]:
    """List the care visits of a case, the latest first."""
    return [show.visit(one) for one in visits.of_claim(call.claim(number))]


@outreach.post("/claims/{number}/visits", S.CARE_WRITE, answer=VisitOut, status=201, permission=P.CARE_DO)
def propose_visit(call: Call, number: Number, data: VisitIn) -> VisitOut:
    """Propose that somebody goes and sees the customer. Nobody goes before they say yes."""
    return show.visit(actions.propose(call.claim(number), by=call.by, why=data.why))


@outreach.post("/claims/{number}/visits/{visit_id}/ask", S.CARE_WRITE, answer=VisitOut, permission=P.CARE_DO)
def ask_about_visit(call: Call, number: Number, visit_id: RowId) -> VisitOut:
    """Ask the customer on their page: yes, later or no."""
    return show.visit(actions.ask(_visit(call, number, visit_id), by=call.by))


@outreach.post(
    "/claims/{number}/visits/{visit_id}/answer", S.CARE_WRITE, answer=VisitOut, permission=P.CARE_DO
)
def note_visit_answer(call: Call, number: Number, visit_id: RowId, data: VisitAnswerIn) -> VisitOut:
    """Note what the customer said on the phone."""
    row = _visit(call, number, visit_id)
    return show.visit(actions.answer_visit(row, answer=data.answer, on=AskedBy.PHONE, by=call.by))


@outreach.post("/claims/{number}/visits/{visit_id}/plan", S.CARE_WRITE, answer=VisitOut, permission=P.CARE_DO)
def plan_visit(call: Call, number: Number, visit_id: RowId, data: VisitPlanIn) -> VisitOut:
    """Plan who goes, when, where and with which gift; the gift comes out of the budget of the unit."""
    person = staff_by_username(data.person)
    if person is None or not person.is_active:
        raise Invalid(fields={"person": _("There is nobody of this name here.")})
    values = data.model_dump(exclude={"person"})
    return show.visit(actions.plan_visit(_visit(call, number, visit_id), person=person, by=call.by, **values))


@outreach.post(
    "/claims/{number}/visits/{visit_id}/finish", S.CARE_WRITE, answer=VisitOut, permission=P.CARE_DO
)
def finish_visit(call: Call, number: Number, visit_id: RowId, data: VisitFinishIn) -> VisitOut:
    """Say that somebody was there, and what was learnt."""
    row = _visit(call, number, visit_id)
    return show.visit(actions.finish_visit(row, by=call.by, **data.model_dump()))


@outreach.post("/claims/{number}/visits/{visit_id}/drop", S.CARE_WRITE, answer=VisitOut, permission=P.CARE_DO)
def drop_visit(call: Call, number: Number, visit_id: RowId, data: ReasonIn) -> VisitOut:
    """Do not go, with the reason. Whoever was asked is told."""
    return show.visit(actions.drop_visit(_visit(call, number, visit_id), reason=data.reason, by=call.by))


@outreach.read("/gatherings", S.CARE_READ, answer=GatheringPageOut, permission=P.CARE_DO, signed=True)
def list_gatherings(
    call: Call,
    cursor: Annotated[str, Query("", max_length=80)],
    size: Annotated[int, Query(50, ge=1, le=MOST_ROWS)],
) -> GatheringPageOut:
    """List gatherings of the signer's units, newest first."""
    rows = gatherings.for_staff(_signer(call))
    last = read_cursor(cursor)
    if last is not None:
        rows = rows.filter(pk__lt=last)
    shown, following = page_of(list(rows[: size + 1]), size)
    return GatheringPageOut(gatherings=[show.gathering(one) for one in shown], next=following)


@outreach.post("/gatherings", S.CARE_WRITE, answer=GatheringOut, status=201, permission=P.CARE_DO)
def prepare_gathering(call: Call, data: GatheringIn) -> GatheringOut:
    """Write down a gathering of the signer's unit. Nobody sees it before it is opened."""
    values = data.model_dump() | {"lines": tuple(data.lines)}
    form = actions.GatheringForm(**values)
    return show.gathering(actions.prepare(_signer(call).unit, form=form, by=call.by))


@outreach.read(
    "/gatherings/{gathering_id}", S.CARE_READ, answer=GatheringOut, permission=P.CARE_DO, signed=True
)
def get_gathering(call: Call, gathering_id: RowId) -> GatheringOut:
    """Read one gathering."""
    return show.gathering(_gathering(call, gathering_id))


@outreach.post("/gatherings/{gathering_id}/open", S.CARE_WRITE, answer=GatheringOut, permission=P.CARE_DO)
def open_gathering(call: Call, gathering_id: RowId) -> GatheringOut:
    """Open it for sign-up; the planned cost is set aside in the budget."""
    return show.gathering(actions.open_gathering(_gathering(call, gathering_id), by=call.by))


@outreach.post("/gatherings/{gathering_id}/invite", S.CARE_WRITE, answer=InvitedOut, permission=P.CARE_DO)
def invite_to_gathering(call: Call, gathering_id: RowId) -> InvitedOut:
    """Invite the next batch of those the rules name. To what presents insurance only with consent."""
    invited, protected = actions.invite(_gathering(call, gathering_id), by=call.by)
    return InvitedOut(invited=invited, protected=protected)


@outreach.post("/gatherings/{gathering_id}/capacity", S.CARE_WRITE, answer=GatheringOut, permission=P.CARE_DO)
def set_gathering_capacity(call: Call, gathering_id: RowId, data: CapacityIn) -> GatheringOut:
    """Change the number of places. More go at once to those who wait."""
    row = _gathering(call, gathering_id)
    return show.gathering(actions.set_capacity(row, capacity=data.capacity, by=call.by))


@outreach.read(
    "/gatherings/{gathering_id}/guests",
    S.CARE_READ,
    answer=list[GuestOut],
    permission=P.CARE_DO,
    signed=True,
)
def list_guests(
    call: Call, gathering_id: RowId, size: Annotated[int, Query(MOST_ROWS, ge=1, le=MOST_ROWS)]
) -> list[GuestOut]:
    """List who holds a place, who waits and in which order."""
    rows = gatherings.guests(_gathering(call, gathering_id)).exclude(state="invited")
    return [show.guest(one) for one in rows[:size]]


@outreach.post(
    "/gatherings/{gathering_id}/guests", S.CARE_WRITE, answer=GuestOut, status=201, permission=P.CARE_DO
)
def sign_up_guest(call: Call, gathering_id: RowId, data: GuestIn) -> GuestOut:
    """Sign somebody up: a place while there is one, else the end of the waiting list."""
    row, person = _gathering(call, gathering_id), call.party(data.party)
    return show.guest(actions.sign_up(row, person=person, by=call.by))


@outreach.post(
    "/gatherings/{gathering_id}/guests/{guest_id}/leave",
    S.CARE_WRITE,
    answer=GuestOut,
    permission=P.CARE_DO,
)
def guest_leaves(call: Call, gathering_id: RowId, guest_id: RowId) -> GuestOut:
    """Take somebody off the list; the place goes to whoever waits longest."""
    return show.guest(actions.leave(_guest(call, gathering_id, guest_id), by=call.by))


@outreach.post(
    "/gatherings/{gathering_id}/guests/{guest_id}/attendance",
    S.CARE_WRITE,
    answer=GuestOut,
    permission=P.CARE_DO,
)
def note_attendance(call: Call, gathering_id: RowId, guest_id: RowId, data: AttendanceIn) -> GuestOut:
    """Tick who is there."""
    guest = _guest(call, gathering_id, guest_id)
    return show.guest(actions.note_attendance(guest, came=data.came, by=call.by))


@outreach.post("/gatherings/{gathering_id}/hold", S.CARE_WRITE, answer=GatheringOut, permission=P.CARE_DO)
def hold_gathering(call: Call, gathering_id: RowId, data: HoldIn) -> GatheringOut:
    """Close it with what it cost; those who were there are asked how it was."""
    row = _gathering(call, gathering_id)
    return show.gathering(actions.hold(row, by=call.by, **data.model_dump()))


@outreach.post("/gatherings/{gathering_id}/cancel", S.CARE_WRITE, answer=GatheringOut, permission=P.CARE_DO)
def cancel_gathering(call: Call, gathering_id: RowId, data: GatheringCancelIn) -> GatheringOut:
    """Cancel it; those who signed up are told why."""
    row = _gathering(call, gathering_id)
    return show.gathering(actions.cancel_gathering(row, by=call.by, **data.model_dump()))


@outreach.read(
    "/policies/{number}/extras", S.CARE_READ, answer=list[ExtraRightOut], permission=P.CARE_DO, signed=True
)
def list_extra_rights(
    call: Call, number: Number, party: Annotated[RowId, Query(description="The insured person.")]
) -> list[ExtraRightOut]:
    """List the value-added services one person has under a contract, and how often they are left."""
    policy, person = call.policy(number), call.party(party)
    return [show.right(one) for one in extras.rights([person]) if one.member.policy_id == policy.pk]


@outreach.post("/policies/{number}/extras", S.CARE_WRITE, answer=ExtraOut, status=201, permission=P.CARE_DO)
def order_extra(call: Call, number: Number, data: ExtraIn) -> ExtraOut:
    """Order a service for somebody on the phone; counted at once, refused with the reason when used up."""
    member = policies.member_of_policy(call.policy(number), call.party(data.party), clock.today())
    if member is None:
        raise NotFound("party.unknown", _("We could not find this person."))
    values = data.model_dump(exclude={"party"})
    return show.extra(actions.order(member, channel="phone", by=call.by, **values))


@outreach.read("/extras/{order_id}", S.CARE_READ, answer=ExtraOut, permission=P.CARE_DO, signed=True)
def get_extra(call: Call, order_id: RowId) -> ExtraOut:
    """Read one order."""
    return show.extra(_extra(call, order_id))


@outreach.post("/extras/{order_id}/arrange", S.CARE_WRITE, answer=ExtraOut, permission=P.CARE_DO)
def arrange_extra(call: Call, order_id: RowId, data: ArrangeIn) -> ExtraOut:
    """Hand it to the provider; health data only while the separate consent stands."""
    return show.extra(actions.arrange(_extra(call, order_id), appointment_at=data.appointment_at, by=call.by))


@outreach.post("/extras/{order_id}/finish", S.CARE_WRITE, answer=ExtraOut, permission=P.CARE_DO)
def finish_extra(call: Call, order_id: RowId, data: ExtraFinishIn) -> ExtraOut:
    """Say what came of it and what it cost."""
    return show.extra(actions.finish_extra(_extra(call, order_id), by=call.by, **data.model_dump()))


@outreach.post("/extras/{order_id}/decline", S.CARE_WRITE, answer=ExtraOut, permission=P.CARE_DO)
def decline_extra(call: Call, order_id: RowId, data: ReasonIn) -> ExtraOut:
    """Not possible: the customer reads why, and the use is given back."""
    return show.extra(actions.decline_extra(_extra(call, order_id), reason=data.reason, by=call.by))


@outreach.post("/extras/{order_id}/cancel", S.CARE_WRITE, answer=ExtraOut, permission=P.CARE_DO)
def cancel_extra(call: Call, order_id: RowId) -> ExtraOut:
    """Not needed any more; the use is given back."""
    return show.extra(actions.cancel_extra(_extra(call, order_id), by=call.by))


@outreach.read("/care-budgets", S.CARE_READ, answer=list[BudgetOut], permission=P.CARE_BUDGET, signed=True)
def list_budgets(call: Call) -> list[BudgetOut]:
    """List what may be spent this year and the next, and what is left of it."""
    year = clock.today().year
    return [
        show.budget(one) for wanted in (year, year + 1) for one in visits.budgets(_signer(call), year=wanted)
    ]


@outreach.post("/care-budgets", S.CARE_WRITE, answer=BudgetOut, permission=P.CARE_BUDGET)
def set_budget(call: Call, data: BudgetIn) -> BudgetOut:
    """Set what a unit may spend in a year on visits or gatherings; never less than is spent or promised."""
    unit = by_code(data.unit)
    if unit is None:
        raise Invalid(fields={"unit": _("There is no unit with this code.")})
    values = data.model_dump(exclude={"unit"})
    return show.budget(actions.set_budget(unit, by=call.by, **values))


def _signer(call: Call) -> Staff:
    assert call.signer is not None  # every operation of this subject is signed
    return call.signer


def _visit(call: Call, number: str, visit_id: int) -> CareVisit:
    return visits.visit_of(call.claim(number), visit_id)


def _gathering(call: Call, gathering_id: int) -> Gathering:
    return gatherings.get_for_staff(_signer(call), gathering_id)


def _guest(call: Call, gathering_id: int, guest_id: int) -> Guest:
    return gatherings.guest_of(_gathering(call, gathering_id), guest_id)


def _extra(call: Call, order_id: int) -> ExtraOrder:
    return extras.get_for_staff(_signer(call), order_id)
