"""Causes as the pages show them: called by the title of what they point at, with its place and what changed since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.complaints import references, wording
from anpei.complaints.models import Cause, PointsAt
from anpei.complaints.references import Change, Target


@dataclass(frozen=True)
class CauseView:
    cause: Cause
    kind: str
    title: str
    note: str
    url: str  # where it is changed; empty where this person cannot go there or nothing can be changed by hand
    change: Change | None


def views(found: Iterable[Cause], staff: Staff) -> list[CauseView]:
    """The statements do not grow with the causes. Each cause comes with its complaint."""
    found = list(found)
    targets = references.targets((one.points_at, one.reference) for one in found)
    changes = references.changes([one for one in found if one.verified_at is None])
    return [
        _view(one, targets.get((one.points_at, one.reference)), changes.get(one.pk), staff) for one in found
    ]


def _view(cause: Cause, target: Target | None, change: Change | None, staff: Staff) -> CauseView:
    return CauseView(
        cause=cause,
        kind=wording.named(cause.complaint.rule_set, "causes", cause.kind),
        title=target.title if target else "",
        note=target.note if target else "",
        url=place(cause.points_at, target, staff) if target else "",
        change=change,
    )


def place(points_at: str, target: Target, staff: Staff) -> str:
    """The page on which a thing is changed, where this person may open it."""
    may = staff.permissions
    if points_at == PointsAt.RULE and P.COMPLAINT_VIEW in may:
        return reverse("workbench:time_limits") + f"#{target.key}"
    if target.key.startswith(references.MESSAGE) and may & {P.WORDING_WRITE, P.WORDING_PUBLISH}:
        return reverse("workbench:wording", args=[target.key.removeprefix(references.MESSAGE)])
    if points_at in (PointsAt.CLAUSE, PointsAt.PRODUCT) and target.row and P.TERMS_VIEW in may:
        return reverse("workbench:terms_version", args=[target.row])
    if points_at == PointsAt.PERSON and P.STAFF_MANAGE in may:
        return reverse("workbench:admin")
    return ""
