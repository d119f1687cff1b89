"""How people reach us: calls of an exchange, call-backs, messages from outside, who is on duty, the figures."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

from ninja import Query

from anpei.accounts import duty
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import require
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import claims as show_claim
from anpei.api.presenters import hotline as show
from anpei.api.routes.claims import own_key, report_form
from anpei.api.schemas.base import MOST_ROWS, Day, Number, RowId, page_of, read_cursor
from anpei.api.schemas.claims import ClaimOut, ReportIn
from anpei.api.schemas.hotline import (
    AttemptIn,
    CallbackOut,
    CallEventIn,
    DutyLineOut,
    DutyOut,
    ExchangeCallOut,
    ExchangeCallPageOut,
    FirstContactOut,
    InboundIn,
    InboundOut,
    InboundWaitingOut,
    LinkIn,
    RecordingOut,
    ServiceFiguresOut,
    WhyIn,
)
from anpei.core import clock
from anpei.core.errors import NotFound
from anpei.core.periods import Span
from anpei.hotline import actions, beginnings, measures, queries
from anpei.hotline.beginnings import Beginning
from anpei.hotline.measures import By
from anpei.hotline.models import Call as ExchangeCall

hotline = Operations("hotline")
USUAL_DAYS = 7


@hotline.post("/calls/events", S.CALLS_WRITE, answer=ExchangeCallOut, status=201, signed=False)
def tell_call(call: Call, data: CallEventIn) -> ExchangeCallOut:
    """Tell one event of one call, in any order. The same event of the same call again changes nothing."""
    given = data.model_dump(exclude={"event", "unit"})
    row = actions.tell(kind=data.event, unit=call.unit(data.unit), by=call.by, **given)
    return show.call(row, call.masked)


@hotline.read("/calls", S.CALLS_READ, answer=ExchangeCallPageOut, permission=P.MESSAGE_SEND, signed=True)
def list_calls_of_exchange(
    call: Call,
    cursor: Annotated[str, Query("", max_length=80)],
    size: Annotated[int, Query(50, ge=1, le=MOST_ROWS)],
) -> ExchangeCallPageOut:
    """List the calls of one's units, those told last first."""
    rows = queries.calls(_signer(call)).filter(unit__in=call.units).prefetch_related("reports__claim")
    last = read_cursor(cursor)
    if last is not None:
        rows = rows.filter(pk__lt=last)
    shown, following = page_of(list(rows.order_by("-pk")[: size + 1]), size)
    return ExchangeCallPageOut(calls=[show.call(one, call.masked) for one in shown], next=following)


@hotline.read(
    "/calls/{call_id}", S.CALLS_READ, answer=ExchangeCallOut, permission=P.MESSAGE_SEND, signed=True
)
def get_call_of_exchange(call: Call, call_id: RowId) -> ExchangeCallOut:
    """Read one call."""
    return show.call(_exchange_call(call, call_id), call.masked)


@hotline.post("/calls/{call_id}/link", S.CALLS_WRITE, answer=ExchangeCallOut, permission=P.MESSAGE_SEND)
def link_call(call: Call, call_id: RowId, data: LinkIn) -> ExchangeCallOut:
    """Put a call into the conversation of a customer, as the person who made sure who it was."""
    party = queries.customer(_signer(call), data.party)
    claim = call.claim(data.claim) if data.claim else None
    row = actions.link(
        _exchange_call(call, call_id), party=party, claim=claim, known_by=data.known_by, by=call.by
    )
    return show.call(row, call.masked)


@hotline.post("/calls/{call_id}/unlink", S.CALLS_WRITE, answer=ExchangeCallOut, permission=P.MESSAGE_SEND)
def unlink_call(call: Call, call_id: RowId, data: WhyIn) -> ExchangeCallOut:
    """Take a call out of a conversation: it was somebody else."""
    return show.call(
        actions.unlink(_exchange_call(call, call_id), reason=data.reason, by=call.by), call.masked
    )


@hotline.post("/calls/{call_id}/recording", S.CALLS_READ, answer=RecordingOut, permission=P.CALL_LISTEN)
def open_call_recording(call: Call, call_id: RowId, data: WhyIn) -> RecordingOut:
    """Get the address of the recording; who asked and why is on record first."""
    return RecordingOut(
        url=actions.open_recording(_exchange_call(call, call_id), reason=data.reason, by=call.by)
    )


@hotline.post(
    "/calls/{call_id}/report",
    S.CLAIMS_REPORT,
    answer=ClaimOut,
    status=201,
    permission=P.MESSAGE_SEND,
)
def report_claim_in_call(call: Call, call_id: RowId, data: ReportIn) -> ClaimOut:
    """Report a claim told in this call. It counts from when somebody picked up; the number fills an empty phone."""
    return _report(call, beginnings.of_call(_exchange_call(call, call_id)), data)


@hotline.post(
    "/inbound-messages/{inbound_id}/report",
    S.CLAIMS_REPORT,
    answer=ClaimOut,
    status=201,
    permission=P.MESSAGE_SEND,
)
def report_claim_in_message(call: Call, inbound_id: RowId, data: ReportIn) -> ClaimOut:
    """Report a claim told in a message that came in. It counts from when it came, and is answered by the same way."""
    begun = beginnings.beginning(_signer(call), beginnings.Kind.INBOUND, inbound_id)
    return _report(call, begun, data)


@hotline.post(
    "/messages/{message_id}/report",
    S.CLAIMS_REPORT,
    answer=ClaimOut,
    status=201,
    permission=P.MESSAGE_SEND,
)
def report_claim_in_conversation(call: Call, message_id: RowId, data: ReportIn) -> ClaimOut:
    """Report a claim told in a message of a customer's conversation. It counts from when the message came."""
    begun = beginnings.beginning(_signer(call), beginnings.Kind.MESSAGE, message_id)
    return _report(call, begun, data)


@hotline.read(
    "/claims/{number}/first-contact", S.CLAIMS_READ, answer=FirstContactOut, permission=P.CLAIM_VIEW
)
def first_contact_of_claim(call: Call, number: Number) -> FirstContactOut:
    """Say in which call or message a claim was reported, and when that reached us."""
    claim = call.claim(number)
    return show.first_contact(claim, queries.first_contact(claim))


@hotline.read(
    "/inbound-messages", S.CALLS_READ, answer=list[InboundWaitingOut], permission=P.MESSAGE_SEND, signed=True
)
def list_waiting_messages(call: Call) -> list[InboundWaitingOut]:
    """List the messages nobody knows the sender of, the oldest first."""
    rows = queries.unassigned(_signer(call)).filter(unit__in=call.units)
    return [show.waiting(one, call.masked) for one in rows[:MOST_ROWS]]


@hotline.read("/call-backs", S.CALLS_READ, answer=list[CallbackOut], permission=P.MESSAGE_SEND, signed=True)
def list_call_backs(call: Call) -> list[CallbackOut]:
    """List the calls to make, the earliest promise first."""
    return [show.callback(one, call.masked) for one in queries.callbacks(_signer(call))[:MOST_ROWS]]


@hotline.post(
    "/call-backs/{request_id}/attempts", S.CALLS_WRITE, answer=CallbackOut, permission=P.MESSAGE_SEND
)
def record_attempt(call: Call, request_id: RowId, data: AttemptIn) -> CallbackOut:
    """Record an attempt: reached ends it, not reached names the next one and tells the customer."""
    row = queries.get_callback(_signer(call), request_id)
    actions.attempt(row, by=call.by, **data.model_dump())
    return show.callback(queries.fresh(row), call.masked)


@hotline.post(
    "/call-backs/{request_id}/give-up", S.CALLS_WRITE, answer=CallbackOut, permission=P.MESSAGE_SEND
)
def give_up_call_back(call: Call, request_id: RowId, data: WhyIn) -> CallbackOut:
    """End a call back after three attempts that reached nobody."""
    row = queries.get_callback(_signer(call), request_id)
    actions.give_up(row, note=data.reason, by=call.by)
    return show.callback(queries.fresh(row), call.masked)


@hotline.post("/inbound-messages", S.MESSAGES_RECEIVE, answer=InboundOut, status=201, signed=False)
def receive_message(call: Call, data: InboundIn) -> InboundOut:
    """Pass on a text message or e-mail of a customer, once per the gateway's id. Attachments are not kept."""
    row = actions.receive(
        external_id=data.id, unit=call.unit(data.unit), by=call.by, **data.model_dump(exclude={"id", "unit"})
    )
    return InboundOut(id=row.pk, placed=row.placed_at is not None)


@hotline.read("/duty", S.CALLS_READ, answer=DutyOut)
def who_is_on_duty(call: Call) -> DutyOut:
    """Say which numbers a person answers now, and when one is back."""
    now = clock.now()
    lines = [
        DutyLineOut(
            unit=one.unit.code,
            name=one.unit.name,
            number=one.number,
            answered=one.answered,
            until=one.until,
            back_at=one.back_at,
        )
        for one in duty.lines(now)
    ]
    return DutyOut(
        lines=lines, people=[one.display_name for one in duty.on_duty(now)] if call.is_staff else []
    )


@hotline.read(
    "/service-figures", S.CALLS_READ, answer=ServiceFiguresOut, permission=P.MESSAGE_SEND, signed=True
)
def service_figures(
    call: Call,
    from_on: Annotated[Day | None, Query(None, description="Empty: a week before the last day.")],
    until_on: Annotated[Day | None, Query(None, description="Empty: today.")],
    by: Annotated[By, Query("day")],
) -> ServiceFiguresOut:
    """Count answered and abandoned calls, time to answer and time to a person, each with what it is a share of."""
    last = until_on or clock.today()
    span = Span(from_on or last - timedelta(days=USUAL_DAYS - 1), last)
    humans = measures.humans(_signer(call), span)
    return ServiceFiguresOut(
        **asdict(span),
        calls=show.calls(measures.calls(_signer(call), span)),
        rows=[show.calls(one) for one in measures.calls_by(_signer(call), span, by)],
        to_a_person=[show.human(one) for one in humans],
        all_channels=show.human(measures.all_channels(humans)),
    )


def _report(call: Call, begun: Beginning, data: ReportIn) -> ClaimOut:
    signer = _signer(call)
    require(signer, P.CLAIM_REPORT)
    claim = actions.take_report(
        begun, form=report_form(call, data), by=call.by, key=own_key(call), unit=call.client.unit
    )
    return show_claim.case(call, claim)


def _signer(call: Call) -> Staff:
    assert call.signer is not None  # every operation that asks here is declared as signed
    return call.signer


def _exchange_call(call: Call, call_id: int) -> ExchangeCall:
    row = queries.get_call(_signer(call), call_id)
    if row.unit_id not in call.units:
        raise NotFound("call.unknown", queries.NO_CALL)
    return row
