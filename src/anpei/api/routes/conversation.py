"""Talking: messages in the one conversation of a case, calls wanted and made."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import require
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import claims as show
from anpei.api.schemas.base import Number, RowId
from anpei.api.schemas.claims import CallIn, CallMadeIn, CallOut, MessageIn, MessageOut
from anpei.claims import actions
from anpei.core.errors import Forbidden, NotFound
from anpei.messages.queries import conversation as conversation_of

conversation = Operations("conversation")


@conversation.read(
    "/claims/{number}/messages", S.CLAIMS_READ, answer=list[MessageOut], permission=P.CLAIM_VIEW, signed=True
)
def list_messages(call: Call, number: Number) -> list[MessageOut]:
    """List the conversation of a claim, oldest first."""
    return [show.message(call, one) for one in conversation_of("claim", call.claim(number).pk)]


@conversation.post(
    "/claims/{number}/messages",
    S.CLAIMS_REPORT,
    S.CLAIMS_HANDLE,
    answer=MessageOut,
    status=201,
    permission=P.CLAIM_REPORT,
    signed=False,
)
def send_message(call: Call, number: Number, data: MessageIn) -> MessageOut:
    """Pass on a message of the customer, or write to the customer as the person the client signs for."""
    claim = call.claim(number)
    if data.sender == "customer":
        return show.message(call, actions.message_from_customer(claim, text=data.text, by=call.by))
    if call.signer is None or not call.client.allows(S.CLAIMS_HANDLE):
        raise Forbidden(
            "accounts.signature_needed", _("This is signed by a person. Use a client that signs for one.")
        )
    require(call.signer, P.MESSAGE_SEND)
    return show.message(call, actions.write_to_customer(claim, text=data.text, by=call.by))


@conversation.post(
    "/claims/{number}/calls",
    S.CLAIMS_REPORT,
    S.CLAIMS_HANDLE,
    answer=CallOut,
    status=201,
    permission=P.CLAIM_REPORT,
    signed=False,
)
def request_call(call: Call, number: Number, data: CallIn) -> CallOut:
    """Ask for a call by a person; while one is waiting, that one is answered."""
    claim = call.claim(number)
    return show.promised_call(
        actions.ask_to_call(
            claim=claim, phone=data.phone, name=data.name, topic=data.topic, due_at=data.due_at, by=call.by
        )
    )


@conversation.read("/claims/{number}/calls", S.CLAIMS_READ, answer=list[CallOut], permission=P.CLAIM_VIEW)
def list_calls(call: Call, number: Number) -> list[CallOut]:
    """List the calls wanted and made."""
    return [show.promised_call(one) for one in call.claim(number).call_requests.order_by("id")]


@conversation.post(
    "/claims/{number}/calls/{call_id}/made", S.CLAIMS_HANDLE, answer=CallOut, permission=P.MESSAGE_SEND
)
def record_call(call: Call, number: Number, call_id: RowId, data: CallMadeIn) -> CallOut:
    """Record that a call took place and what was said."""
    found = call.claim(number).call_requests.filter(pk=call_id).first()
    if found is None:
        raise NotFound("call.unknown", _("There is no such call on this case."))
    return show.promised_call(actions.call_made(found, outcome=data.outcome, by=call.by))
