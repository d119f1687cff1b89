"""Why it happened: named by whoever handles it, changed by its owner, seen by a second person."""

from __future__ import annotations

from typing import Annotated

from ninja import Query

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.complaint_rows import complaint, person, signer
from anpei.api.operations import Operations
from anpei.api.presenters import complaints as show
from anpei.api.schemas.base import Number, RowId
from anpei.api.schemas.complaints import CauseIn, CauseOut, CauseTargetOut, ComplaintOut, NotChangedIn, WhatIn
from anpei.complaints import actions, queries, references

complaint_causes = Operations("complaints")


@complaint_causes.post(
    "/complaints/{number}/causes", S.COMPLAINTS_HANDLE, answer=ComplaintOut, permission=P.COMPLAINT_VIEW
)
def name_complaint_cause(call: Call, number: Number, data: CauseIn) -> ComplaintOut:
    """Name the cause and who changes what; it is followed until a second person has seen the change."""
    actions.name_cause(
        complaint(call, number),
        owner=person(data.owner, "owner"),
        by=call.by,
        **data.model_dump(exclude={"owner"}),
    )
    return show.whole(call, complaint(call, number))


@complaint_causes.read(
    "/complaints/{number}/cause-targets",
    S.COMPLAINTS_READ,
    answer=list[CauseTargetOut],
    permission=P.COMPLAINT_VIEW,
    signed=True,
)
def find_complaint_cause_targets(
    call: Call,
    number: Number,
    kind: Annotated[str, Query(max_length=20, description="Code of a kind of cause.")],
    words: Annotated[str, Query("", max_length=40)],
) -> list[CauseTargetOut]:
    """Find what a cause of a kind can point at, by words in either language; at most thirteen."""
    row = complaint(call, number)
    points_at = row.rules.cause_points_at(kind)
    found = references.search(points_at, words, complaint=row) if points_at else []
    return [show.target(one) for one in found]


@complaint_causes.read("/complaint-causes", S.COMPLAINTS_READ, answer=list[CauseOut], signed=True)
def list_complaint_causes(call: Call) -> list[CauseOut]:
    """List causes not changed yet: the signer's own, and those of the complaints they see."""
    return show.causes(queries.open_causes(signer(call)))


@complaint_causes.post("/complaint-causes/{cause_id}/changed", S.COMPLAINTS_HANDLE, answer=CauseOut)
def report_complaint_cause_changed(call: Call, cause_id: RowId, data: WhatIn) -> CauseOut:
    """Say what was changed, as its owner. A second person looks whether it is."""
    return show.cause(
        actions.report_fix(queries.get_cause(signer(call), cause_id), what=data.what, by=call.by)
    )


@complaint_causes.post("/complaint-causes/{cause_id}/verify", S.COMPLAINTS_HANDLE, answer=CauseOut)
def verify_complaint_cause(call: Call, cause_id: RowId) -> CauseOut:
    """Confirm that it is changed, as somebody who neither owns it nor is its cause."""
    return show.cause(actions.verify_fix(queries.get_cause(signer(call), cause_id), by=call.by))


@complaint_causes.post("/complaint-causes/{cause_id}/deny", S.COMPLAINTS_HANDLE, answer=CauseOut)
def deny_complaint_cause(call: Call, cause_id: RowId, data: NotChangedIn) -> CauseOut:
    """Send it back to its owner because it is not changed, with the reason and a new date."""
    return show.cause(
        actions.deny_fix(
            queries.get_cause(signer(call), cause_id), reason=data.reason, due_on=data.due_on, by=call.by
        )
    )
