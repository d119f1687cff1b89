"""How a complaint ends or goes on: taken back, not taken up, joined, opened again, reviewed, mediated, reported back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.complaint_rows import complaint, signer
from anpei.api.operations import Operations
from anpei.api.presenters import complaints as show
from anpei.api.schemas.base import Number
from anpei.api.schemas.complaints import (
    ComplaintOut,
    DeclineIn,
    MediationIn,
    MergeIn,
    ReasonedIn,
    ReviewDecisionIn,
    TakenBackIn,
    TextIn,
)
from anpei.complaints import actions, queries
from anpei.core.errors import Invalid

complaint_ends = Operations("complaints")


@complaint_ends.post(
    "/complaints/{number}/withdraw", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def withdraw_complaint(call: Call, number: Number, data: TakenBackIn) -> ComplaintOut:
    """Write down that the complainant took it back, in their own words; the matter ends the same day."""
    actions.withdraw(complaint(call, number), words=data.words, by=call.by)
    return show.whole(call, complaint(call, number))


@complaint_ends.post(
    "/complaints/{number}/decline", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def decline_complaint(call: Call, number: Number, data: DeclineIn) -> ComplaintOut:
    """Do not take it up, for a reason of the rule set that the complainant is told. It stays on record."""
    actions.decline(complaint(call, number), code=data.code, note_to=data.note, by=call.by)
    return show.whole(call, complaint(call, number))


@complaint_ends.post(
    "/complaints/{number}/merge", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def merge_complaint(call: Call, number: Number, data: MergeIn) -> ComplaintOut:
    """Join the same matter to the earlier complaint, whose dates count."""
    into = queries.for_staff(signer(call)).filter(number=data.into.strip().upper()).first()
    if into is None:
        raise Invalid(fields={"into": _("There is no such complaint.")})
    actions.merge(complaint(call, number), into=into, by=call.by)
    return show.whole(call, complaint(call, number))


@complaint_ends.post(
    "/complaints/{number}/reopen", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def reopen_complaint(call: Call, number: Number, data: ReasonedIn) -> ComplaintOut:
    """Open it again because something is new; the periods run from today."""
    actions.reopen(complaint(call, number), reason=data.reason, by=call.by)
    return show.whole(call, complaint(call, number))


@complaint_ends.post(
    "/complaints/{number}/review-request",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintOut,
    permission=P.COMPLAINT_VIEW,
)
def ask_complaint_review(call: Call, number: Number, data: TextIn) -> ComplaintOut:
    """Pass on a review that the complainant asks for by letter or phone, once and in time."""
    actions.ask_review(complaint(call, number), text=data.text, by=call.by)
    return show.whole(call, complaint(call, number))


@complaint_ends.post(
    "/complaints/{number}/review/take",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintOut,
    permission=P.COMPLAINT_REVIEW,
)
def take_complaint_review(call: Call, number: Number) -> ComplaintOut:
    """Take up a review that nobody has, as somebody of the unit above."""
    actions.take_review(complaint(call, number), by=call.by)
    return show.whole(call, complaint(call, number))


@complaint_ends.post(
    "/complaints/{number}/review", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_REVIEW
)
def decide_complaint_review(call: Call, number: Number, data: ReviewDecisionIn) -> ComplaintOut:
    """Decide the review the complainant asked for, as the unit above."""
    actions.decide_review(complaint(call, number), by=call.by, **data.model_dump())
    return show.whole(call, complaint(call, number))


@complaint_ends.post(
    "/complaints/{number}/mediations", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def note_complaint_mediation(call: Call, number: Number, data: MediationIn) -> ComplaintOut:
    """Note a mediation that is arranged, or its result: the same organisation and day again takes the result."""
    actions.note_mediation(complaint(call, number), by=call.by, **data.model_dump())
    return show.whole(call, complaint(call, number))


@complaint_ends.post(
    "/complaints/{number}/regulator-report",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintOut,
    permission=P.COMPLAINT_VIEW,
)
def report_complaint_to_regulator(call: Call, number: Number) -> ComplaintOut:
    """Note that the result was reported back to the regulator who passed it on."""
    actions.report_to_regulator(complaint(call, number), by=call.by)
    return show.whole(call, complaint(call, number))
