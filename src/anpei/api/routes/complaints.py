"""Complaints: registered by any system, worked on by the person who handles them and nobody else."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Query

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.complaint_rows import complaint, entry, signer
from anpei.api.operations import Operations
from anpei.api.presenters import complaints as show
from anpei.api.schemas.base import MOST_ROWS, Day, Number, RowId, page_of, read_cursor
from anpei.api.schemas.complaints import (
    AnswerIn,
    AskIn,
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
    TextIn,
    WhatIn,
)
from anpei.complaints import actions, queries, trends
from anpei.complaints.models import From, Remedy
from anpei.complaints.states import ComplaintState
from anpei.core import clock
from anpei.core.errors import Invalid

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
    rows = queries.for_staff(signer(call))
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
    return show.figures(trends.figures(signer(call), from_on=first, to_on=last))


@complaints.read(
    "/complaints/{number}", S.COMPLAINTS_READ, answer=ComplaintOut, permission=P.COMPLAINT_VIEW, signed=True
)
def get_complaint(call: Call, number: Number) -> ComplaintOut:
    """Read one complaint: its clocks, who stands aside, findings, answers, causes."""
    return show.whole(call, complaint(call, number))


@complaints.post(
    "/complaints/{number}/contacts", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def note_complaint_contact(call: Call, number: Number, data: ContactIn) -> ComplaintOut:
    """Record a talk that took place; the first meets the promise of a call."""
    actions.note_contact(complaint(call, number), by=call.by, **data.model_dump())
    return show.whole(call, complaint(call, number))


@complaints.post(
    "/complaints/{number}/progress", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def tell_complaint_progress(call: Call, number: Number, data: TextIn) -> ComplaintOut:
    """Tell the complainant how far it is; this meets a reply due sooner than the decision."""
    actions.tell_progress(complaint(call, number), text=data.text, by=call.by)
    return show.whole(call, complaint(call, number))


@complaints.post(
    "/complaints/{number}/messages", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def write_to_complainant(call: Call, number: Number, data: TextIn) -> ComplaintOut:
    """Write to the complainant in one's own words."""
    actions.write(complaint(call, number), text=data.text, by=call.by)
    return show.whole(call, complaint(call, number))


@complaints.post(
    "/complaints/{number}/requests", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def ask_complainant(call: Call, number: Number, data: AskIn) -> ComplaintOut:
    """Ask for what is not on file. A paper we hold already is refused by name."""
    actions.ask_complainant(complaint(call, number), by=call.by, **data.model_dump())
    return show.whole(call, complaint(call, number))


@complaints.post(
    "/complaints/{number}/findings", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def add_complaint_finding(call: Call, number: Number, data: FindingIn) -> ComplaintOut:
    """Write down what was found."""
    actions.add_finding(complaint(call, number), by=call.by, **data.model_dump())
    return show.whole(call, complaint(call, number))


@complaints.post(
    "/complaints/{number}/findings/{finding_id}/judge",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintOut,
    permission=P.COMPLAINT_VIEW,
)
def judge_complaint_finding(call: Call, number: Number, finding_id: RowId, data: JudgeIn) -> ComplaintOut:
    """Judge a finding. What the replay of the case proposes decides nothing by itself."""
    finding = entry(complaint(call, number).findings, finding_id)
    actions.judge(finding, by=call.by, **data.model_dump())
    return show.whole(call, complaint(call, number))


@complaints.post(
    "/complaints/{number}/extensions", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def ask_complaint_extension(call: Call, number: Number, data: ReasonedIn) -> ComplaintOut:
    """Ask for more time before the period ends; the last step waits for somebody else's signature."""
    actions.ask_extension(complaint(call, number), reason=data.reason, by=call.by)
    return show.whole(call, complaint(call, number))


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
    actions.grant_extension(
        entry(complaint(call, number).extensions, extension_id), comment=data.comment, by=call.by
    )
    return show.whole(call, complaint(call, number))


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
    actions.refuse_extension(
        entry(complaint(call, number).extensions, extension_id), comment=data.comment, by=call.by
    )
    return show.whole(call, complaint(call, number))


@complaints.post(
    "/complaints/{number}/answers", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def propose_complaint_answer(call: Call, number: Number, data: AnswerIn) -> ComplaintOut:
    """Propose the answer: result, facts, basis and remedies. A second person signs it."""
    remedies = [actions.RemedyForm(one.kind, one.text, one.amount_fen) for one in data.remedies]
    given = data.model_dump(exclude={"remedies"})
    actions.propose_answer(complaint(call, number), remedies=remedies, by=call.by, **given)
    return show.whole(call, complaint(call, number))


@complaints.post(
    "/complaints/{number}/answers/{decision_id}/sign",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintOut,
    permission=P.COMPLAINT_APPROVE,
)
def sign_complaint_answer(call: Call, number: Number, decision_id: RowId, data: CommentedIn) -> ComplaintOut:
    """Sign and send an answer somebody else proposed. Its letter is written in the background."""
    actions.sign_answer(
        entry(complaint(call, number).decisions, decision_id), comment=data.comment, by=call.by
    )
    return show.whole(call, complaint(call, number))


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
    actions.return_answer(
        entry(complaint(call, number).decisions, decision_id), comment=data.comment, by=call.by
    )
    return show.whole(call, complaint(call, number))


@complaints.post(
    "/complaints/{number}/remedies/{remedy_id}/done",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintOut,
    permission=P.COMPLAINT_VIEW,
)
def mark_complaint_remedy_done(call: Call, number: Number, remedy_id: RowId, data: WhatIn) -> ComplaintOut:
    """Note that a promise was kept. A correction of the case is noted by itself when settlement has answered."""
    promised = Remedy.objects.filter(decision__complaint=complaint(call, number))
    actions.mark_remedy_done(entry(promised, remedy_id), what=data.what, by=call.by)
    return show.whole(call, complaint(call, number))
