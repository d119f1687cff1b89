"""Papers about who may act or receive that wait for a second look, over all cases one sees."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.views.decorators.http import require_GET

from anpei.accounts.masking import Purpose, View, view
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits
from anpei.claims import second_looks as queries
from anpei.claims.second_looks import HEIR, MANDATE, Mark, SecondLook
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.presenters import clocks
from anpei.workbench.shell import page


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
    return f"{mark.at.isoformat()}~{mark.kind}~{mark.pk}"


def _mark(text: str) -> Mark | None:
    """None for whatever is no mark: the page then begins at the beginning."""
    at, _, rest = text.partition("~")
    kind, _, pk = rest.partition("~")
    moment = _moment(at)
    if moment is None or kind not in (HEIR, MANDATE) or not pk.isdecimal() or len(pk) > 18:
        return None
    return Mark(moment, kind, int(pk))


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and is_aware(found) else None
