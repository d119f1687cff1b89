"""Papers about who may act or receive that wait for a second look, over all cases one sees."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from anpei.accounts.masking import Purpose, View, view
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits
from anpei.claims import second_looks as queries
from anpei.claims.second_looks import HEIR, MANDATE, Mark, SecondLook
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.presenters import clocks
from anpei.workbench.shell import page
from anpei.workbench.views.queue import cursor_of, read_cursor


@staff_page(P.MANDATE_CHECK, P.MANDATE_RECORD)
@require_GET
def second_looks(request: StaffRequest) -> HttpResponse:
    staff = request.user
    found = queries.waiting(staff, after=_mark(request.GET.get("after", "")))
    shown = found[: queries.PAGE]
    badges = clocks.badges_of([one.claim.pk for one in shown])
    seen = view(staff, Purpose.LIST)
    rows = [
        _row(one, seen)
        | {
            "clock": next(iter(badges.get(one.claim.pk, [])), None),
            "own": one.paper.recorded_by_id == staff.pk,
        }
        for one in shown
    ]
    context = {
        "rows": rows,
        "checks": permits(staff, P.MANDATE_CHECK),
        "next": _written(shown[-1].mark) if len(found) > queries.PAGE else "",
    }
    return page(request, "workbench/second_looks.html", context, here="today")


def _row(one: SecondLook, seen: View) -> dict[str, Any]:
    heir = one.kind == HEIR
    person = one.paper.person if heir else one.paper.principal  # type: ignore[union-attr]
    return {
        "paper": one.paper,
        "claim": one.claim,
        "heir": heir,
        "name": seen.name(person.name),
        "agent": "" if heir else seen.name(one.paper.agent_name),  # type: ignore[union-attr]
    }


def _written(mark: Mark) -> str:
    return f"{mark.kind}~{cursor_of(mark.at, mark.pk)}"


def _mark(text: str) -> Mark | None:
    """None for whatever is no mark: the page then begins at the beginning."""
    kind, _, rest = text.partition("~")
    place = read_cursor(rest)
    return Mark(place[0], kind, place[1]) if place is not None and kind in (HEIR, MANDATE) else None
