"""Who has which part in a complaint, what those it is about say, and the log of a major one."""

from __future__ import annotations

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.complaint_rows import complaint, entry, person, signer
from anpei.api.operations import Operations
from anpei.api.presenters import complaints as show
from anpei.api.schemas.base import Number, RowId
from anpei.api.schemas.complaints import (
    AskViewIn,
    AssignComplaintIn,
    ComplaintOut,
    ComplaintReceiptOut,
    MajorIn,
    NameStaffIn,
    TextIn,
    ViewAskedOut,
)
from anpei.complaints import actions, queries
from anpei.complaints.models import Complaint

complaint_people = Operations("complaints")


@complaint_people.post(
    "/complaints/{number}/handler", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def assign_complaint(call: Call, number: Number, data: AssignComplaintIn) -> ComplaintOut:
    """Give it to another person, with the reason; never to somebody who has to stand aside."""
    to = person(data.handler, "handler")
    actions.assign(complaint(call, number), handler=to, reason=data.reason, by=call.by)
    return show.whole(call, complaint(call, number))


@complaint_people.post(
    "/complaints/{number}/concerned",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintReceiptOut,
    permission=P.COMPLAINT_VIEW,
)
def name_staff_complained_about(call: Call, number: Number, data: NameStaffIn) -> ComplaintReceiptOut:
    """Say that it is about these people too. They stand aside; the answer says who looks after it now."""
    row = complaint(call, number)
    actions.name_staff(row, people=[person(one, "people") for one in data.people], by=call.by)
    return show.receipt(Complaint.objects.get(pk=row.pk))


@complaint_people.post(
    "/complaints/{number}/views", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def ask_staff_for_view(call: Call, number: Number, data: AskViewIn) -> ComplaintOut:
    """Ask somebody who stands aside for their view. They see the question, not the complaint."""
    asked = person(data.person, "person")
    actions.ask_staff(complaint(call, number), person=asked, question=data.question, by=call.by)
    return show.whole(call, complaint(call, number))


@complaint_people.read("/complaint-questions", S.COMPLAINTS_READ, answer=list[ViewAskedOut], signed=True)
def list_views_asked(call: Call) -> list[ViewAskedOut]:
    """List the questions put to the signer about complaints: the question and its case, not the complaint."""
    return [show.view_asked(one) for one in queries.asked_of(signer(call))]


@complaint_people.post("/complaint-questions/{part_id}", S.COMPLAINTS_HANDLE, answer=None, status=204)
def state_view(call: Call, part_id: RowId, data: TextIn) -> None:
    """Give the signer's own view, once."""
    actions.state_view(entry(queries.asked_of(signer(call)), part_id), text=data.text, by=call.by)


@complaint_people.post(
    "/complaints/{number}/major", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def declare_complaint_major(call: Call, number: Number, data: MajorIn) -> ComplaintOut:
    """Declare it a major complaint by the criteria of the rule set; somebody at the head office leads it."""
    lead = person(data.lead, "lead")
    actions.declare_major(complaint(call, number), criteria=data.criteria, lead=lead, by=call.by)
    return show.whole(call, complaint(call, number))


@complaint_people.post(
    "/complaints/{number}/situation", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def log_complaint_situation(call: Call, number: Number, data: TextIn) -> ComplaintOut:
    """Write in the log of a major complaint how it stands."""
    actions.log_situation(complaint(call, number), text=data.text, by=call.by)
    return show.whole(call, complaint(call, number))


@complaint_people.post(
    "/complaints/{number}/major-report", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def report_major_complaint(call: Call, number: Number) -> ComplaintOut:
    """Note that the report upwards was made; the log says what was reported."""
    actions.report_major(complaint(call, number), by=call.by)
    return show.whole(call, complaint(call, number))
