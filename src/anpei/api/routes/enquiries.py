"""Questions: asked and answered with citations, handed to a named person, answered by staff."""

from __future__ import annotations

import json

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.schemas.base import MOST_ROWS, RowId
from anpei.api.schemas.enquiries import AnswerOut, EnquiryOut, MoreIn, QuestionIn, ReplyIn
from anpei.core.errors import NotFound
from anpei.enquiries import actions
from anpei.enquiries.actions import About
from anpei.enquiries.models import Channel, Enquiry, EnquiryState
from anpei.products.queries import published

enquiries = Operations("enquiries")


@enquiries.post(
    "/enquiries",
    S.ENQUIRIES_WRITE,
    answer=EnquiryOut,
    status=201,
    permission=P.CLAIM_VIEW,
    signed=False,
)
def ask_question(call: Call, data: QuestionIn) -> EnquiryOut:
    """Ask about a case, a policy or a product. What is not known goes to a named person with a date."""
    claim = call.claim(data.claim) if data.claim else None
    policy = call.policy(data.policy) if data.policy else claim.policy if claim else None
    version = published(data.product) if data.product else None
    about = About(claim=claim, full=True, policy=policy, version=version)
    unit = claim.unit if claim else policy.unit if policy else call.client.unit
    asked = actions.ask(
        data.question, about=about, by=call.by, unit=unit, language=data.language, channel=Channel.API
    )
    return _shown(asked)


@enquiries.read(
    "/enquiries", S.ENQUIRIES_WRITE, answer=list[EnquiryOut], permission=P.MESSAGE_SEND, signed=True
)
def list_waiting_questions(call: Call) -> list[EnquiryOut]:
    """List what waits for a person, the nearest date first."""
    rows = _reached(call).filter(state=EnquiryState.WAITING).order_by("due_at", "id")
    return [_shown(one) for one in rows[:MOST_ROWS]]


@enquiries.read("/enquiries/{enquiry_id}", S.ENQUIRIES_WRITE, answer=EnquiryOut, permission=P.CLAIM_VIEW)
def read_question(call: Call, enquiry_id: RowId) -> EnquiryOut:
    """Read a question with its answer, and the reply of a person where there is one."""
    return _shown(_found(call, enquiry_id))


@enquiries.post(
    "/enquiries/{enquiry_id}/hand-over",
    S.ENQUIRIES_WRITE,
    answer=EnquiryOut,
    permission=P.CLAIM_VIEW,
    signed=False,
)
def hand_over_question(call: Call, enquiry_id: RowId, data: MoreIn) -> EnquiryOut:
    """Let a person answer, or add a sentence to a question that waits."""
    return _shown(actions.hand_over(_found(call, enquiry_id), more=data.more, by=call.by))


@enquiries.post(
    "/enquiries/{enquiry_id}/reply", S.ENQUIRIES_WRITE, answer=EnquiryOut, permission=P.MESSAGE_SEND
)
def reply_to_question(call: Call, enquiry_id: RowId, data: ReplyIn) -> EnquiryOut:
    """Answer as the person the client signs for; it reaches the customer in the same place and on the phone."""
    return _shown(actions.reply(_found(call, enquiry_id), text=data.text, by=call.by))


def _reached(call: Call) -> QuerySet[Enquiry]:
    return Enquiry.objects.select_related("claim", "person", "replied_by").filter(unit__in=call.units)


def _found(call: Call, enquiry_id: int) -> Enquiry:
    found = _reached(call).filter(pk=enquiry_id).first()
    if found is None:
        raise NotFound("enquiry.unknown", _("There is no such question, or it belongs to somebody else."))
    return found


def _shown(row: Enquiry) -> EnquiryOut:
    return EnquiryOut(
        id=row.pk,
        state=EnquiryState(row.state),
        channel=Channel(row.channel),
        claim=row.claim.number if row.claim else "",
        question=row.question,
        answer=AnswerOut.model_validate(json.loads(row.answer)),
        person=row.person.display_name if row.person else "",
        due_at=row.due_at,
        reply=row.reply,
        replied_by=row.replied_by.display_name if row.replied_by else "",
        replied_at=row.replied_at,
        asked_at=row.created_at,
    )
