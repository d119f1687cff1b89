"""Care: help that comes to people, and asking how it was."""

from __future__ import annotations

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
from anpei.api.presenters import care as show
from anpei.api.presenters import complaints as show_complaint
from anpei.api.schemas.base import Day, Number, RowId
from anpei.api.schemas.care import (
    AnswersIn,
    FinishIn,
    FollowupFiguresOut,
    FollowupOut,
    FollowupReplyIn,
    MarkIn,
    OfferIn,
    PlanIn,
    ServiceIn,
    ServiceOut,
)
from anpei.api.schemas.claims import ReasonIn
from anpei.api.schemas.complaints import ComplaintReceiptOut
from anpei.care import actions, measures, queries
from anpei.care.measures import Narrow
from anpei.care.models import Followup, ServiceRequest
from anpei.complaints import actions as complaints
from anpei.core import clock
from anpei.core.errors import Invalid, NotFound
from anpei.core.periods import Span
from anpei.products import queries as products

care = Operations("care")
YEAR = 365


@care.read("/claims/{number}/services", S.CLAIMS_READ, answer=list[ServiceOut])
def list_services(call: Call, number: Number) -> list[ServiceOut]:
    """List what was asked for or offered, the latest first."""
    return [show.service(one) for one in queries.services_of(call.claim(number))]


@care.post("/claims/{number}/services", S.CLAIMS_REPORT, answer=ServiceOut, status=201)
def ask_for_service(call: Call, number: Number, data: ServiceIn) -> ServiceOut:
    """Pass on that the customer wishes for help. Asking again while one is open gives the open one."""
    return show.service(actions.ask_for(call.claim(number), by=call.by, **data.model_dump()))


@care.post(
    "/claims/{number}/services/offer", S.CLAIMS_HANDLE, answer=ServiceOut, status=201, permission=P.CARE_DO
)
def offer_service(call: Call, number: Number, data: OfferIn) -> ServiceOut:
    """Offer help before being asked. The customer says yes or no."""
    return show.service(actions.offer(call.claim(number), by=call.by, **data.model_dump()))


@care.post(
    "/claims/{number}/services/{service_id}/plan", S.CLAIMS_HANDLE, answer=ServiceOut, permission=P.CARE_DO
)
def plan_service(call: Call, number: Number, service_id: RowId, data: PlanIn) -> ServiceOut:
    """Arrange who does it, when and where. The customer hears it at once."""
    values = data.model_dump(exclude={"person"})
    row = _service(call, number, service_id)
    return show.service(actions.plan(row, person=_person(data.person), by=call.by, **values))


@care.post(
    "/claims/{number}/services/{service_id}/finish",
    S.CLAIMS_HANDLE,
    answer=ServiceOut,
    permission=P.CARE_DO,
)
def finish_service(call: Call, number: Number, service_id: RowId, data: FinishIn) -> ServiceOut:
    """Say that it took place, what came of it and what it cost."""
    return show.service(actions.finish(_service(call, number, service_id), by=call.by, **data.model_dump()))


@care.post(
    "/claims/{number}/services/{service_id}/decline",
    S.CLAIMS_HANDLE,
    answer=ServiceOut,
    permission=P.CARE_DO,
)
def decline_service(call: Call, number: Number, service_id: RowId, data: ReasonIn) -> ServiceOut:
    """Say why it is not possible and what is done instead; the customer reads it."""
    row = _service(call, number, service_id)
    return show.service(actions.decline(row, reason=data.reason, by=call.by))


@care.post("/claims/{number}/services/{service_id}/accept", S.CLAIMS_REPORT, answer=ServiceOut)
def accept_service(call: Call, number: Number, service_id: RowId) -> ServiceOut:
    """Pass on that the customer says yes to an offer: from here it is like something asked for."""
    return show.service(actions.accept_offer(_service(call, number, service_id), by=call.by))


@care.post("/claims/{number}/services/{service_id}/refuse", S.CLAIMS_REPORT, answer=ServiceOut)
def refuse_service(call: Call, number: Number, service_id: RowId) -> ServiceOut:
    """Pass on that the customer does not want an offer; nobody asks why."""
    return show.service(actions.not_wanted(_service(call, number, service_id), by=call.by))


@care.post("/claims/{number}/services/{service_id}/mark", S.CLAIMS_REPORT, answer=ServiceOut)
def mark_service(call: Call, number: Number, service_id: RowId, data: MarkIn) -> ServiceOut:
    """Pass on how it was, as the customer says, once."""
    return show.service(actions.judge(_service(call, number, service_id), by=call.by, **data.model_dump()))


@care.read(
    "/claims/{number}/followups", S.CLAIMS_READ, answer=list[FollowupOut], permission=P.CARE_DO, signed=True
)
def list_followups(call: Call, number: Number) -> list[FollowupOut]:
    """List how the customer was asked and what they answered."""
    return [show.followup(one) for one in queries.followups_of(call.claim(number))]


@care.post(
    "/claims/{number}/followups/{followup_id}/call",
    S.CLAIMS_HANDLE,
    answer=FollowupOut,
    permission=P.CARE_DO,
)
def take_call(call: Call, number: Number, followup_id: RowId) -> FollowupOut:
    """Take a follow-up call; never one of a case one handled."""
    return show.followup(actions.start_call(_followup(call, number, followup_id), by=call.by))


@care.post(
    "/claims/{number}/followups/{followup_id}/answers",
    S.CLAIMS_HANDLE,
    answer=FollowupOut,
    permission=P.CARE_DO,
)
def note_answers(call: Call, number: Number, followup_id: RowId, data: AnswersIn) -> FollowupOut:
    """Note what was said on the phone. A bad answer opens a task for a named person."""
    row = _followup(call, number, followup_id)
    return show.followup(actions.answer(row, answers=data.answers, by=call.by))


@care.post(
    "/claims/{number}/followups/{followup_id}/reply",
    S.CLAIMS_HANDLE,
    answer=FollowupOut,
    permission=P.CARE_DO,
)
def reply_to_followup(call: Call, number: Number, followup_id: RowId, data: FollowupReplyIn) -> FollowupOut:
    """Answer a bad answer: what the customer was told, and what changes."""
    row = _followup(call, number, followup_id)
    task = getattr(row, "task", None)
    if task is None:
        raise NotFound("care.no_task", _("Nothing waits for an answer here."))
    actions.close_task(task, by=call.by, **data.model_dump())
    return show.followup(row)


@care.post(
    "/claims/{number}/followups/{followup_id}/complaint",
    S.COMPLAINTS_TAKE,
    answer=ComplaintReceiptOut,
    status=201,
    permission=P.CARE_DO,
)
def register_followup_as_complaint(call: Call, number: Number, followup_id: RowId) -> ComplaintReceiptOut:
    """Register what a follow-up answered as a complaint of the insured person, once, in their own words."""
    row = _followup(call, number, followup_id)
    return show_complaint.receipt(complaints.register_followup(row, by=call.by))


@care.read(
    "/followup-figures", S.CARE_READ, answer=FollowupFiguresOut, permission=P.DASHBOARDS_VIEW, signed=True
)
def followup_figures(
    call: Call,
    from_on: Annotated[Day | None, Query(None, description="Empty: a year before the last day.")],
    until_on: Annotated[Day | None, Query(None, description="Empty: today.")],
    unit: Annotated[str, Query("", max_length=20, description="Code; with the units below it.")],
    product: Annotated[str, Query("", max_length=40, description="Code of the product.")],
) -> FollowupFiguresOut:
    """Count how many were asked and answered, how satisfied they were and the NPS, each with its interval."""
    last = until_on or clock.today()
    span = Span(from_on or last - timedelta(days=YEAR - 1), last)
    named = products.published(product).product.code if product else ""
    narrow = Narrow(unit=call.unit(unit) if unit else None, product=named)
    return show.figures(measures.figures(call.units, span, narrow))


def _service(call: Call, number: str, service_id: int) -> ServiceRequest:
    return queries.service_of(call.claim(number), service_id)


def _followup(call: Call, number: str, followup_id: int) -> Followup:
    return queries.followup_of(call.claim(number), followup_id)


def _person(username: str) -> Staff:
    person = staff_by_username(username)
    if person is None or not person.is_active:
        raise Invalid(fields={"person": _("There is nobody of this name here.")})
    return person
