"""The queue: views and filters, one page at a time by keyset, the next case, handing over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.claims import actions as claim_actions
from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.claims.states import OPEN, ClaimState
from anpei.core import clock
from anpei.core.errors import Refused
from anpei.values.dates import day_end
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.presenters import cases
from anpei.workbench.shell import page

PAGE_SIZE = 18

Narrow = Callable[[QuerySet[Claim], Staff], QuerySet[Claim]]


@dataclass(frozen=True)
class QueueView:
    code: str
    label: str | Promise
    narrow: Narrow


VIEWS = (
    QueueView("mine", gettext_lazy("Mine"), lambda rows, staff: rows.filter(handler=staff)),
    QueueView(
        "overdue",
        gettext_lazy("Overdue"),
        lambda rows, staff: rows.filter(handler=staff, next_due_at__lt=clock.now()),
    ),
    QueueView(
        "today",
        gettext_lazy("Due today"),
        lambda rows, staff: rows.filter(handler=staff, next_due_at__lte=day_end(clock.today())),
    ),
    QueueView(
        "waiting",
        gettext_lazy("Waiting for papers"),
        lambda rows, _staff: rows.filter(state=ClaimState.SUPPLEMENT),
    ),
    QueueView(
        "review", gettext_lazy("Under review"), lambda rows, _staff: rows.filter(state=ClaimState.ASSESSING)
    ),
    QueueView(
        "approval", gettext_lazy("In approval"), lambda rows, _staff: rows.filter(state=ClaimState.APPROVAL)
    ),
    QueueView(
        "payment",
        gettext_lazy("Payment"),
        lambda rows, _staff: rows.filter(state__in=[ClaimState.PAYING, ClaimState.PAYMENT_RETURNED]),
    ),
    QueueView(
        "unassigned", gettext_lazy("Nobody's yet"), lambda rows, _staff: rows.filter(handler__isnull=True)
    ),
    QueueView("unit", gettext_lazy("Whole unit"), lambda rows, _staff: rows),
)
BY_CODE = {one.code: one for one in VIEWS}


@staff_page(P.CLAIM_VIEW, P.CLAIM_REPORT)
@require_GET
def queue(request: StaffRequest) -> HttpResponse:
    staff = request.user
    chosen = BY_CODE.get(request.GET.get("view", ""), BY_CODE[_usual_view(staff)])
    state = request.GET.get("state", "")
    rows = chosen.narrow(claims.for_staff(staff).filter(is_open=True), staff)
    if state in ClaimState.values:
        rows = rows.filter(state=state)
    after = _cursor(request.GET.get("after", ""))
    found = _page(rows, after)
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    return page(
        request,
        "workbench/queue.html",
        {
            "views": VIEWS,
            "chosen": chosen,
            "state": state,
            "states": [(value, label) for value, label in ClaimState.choices if value in OPEN],
            "rows": cases.rows_of(found, staff),
            "total_fen": sum(claim.claimed_fen or 0 for claim in found),
            "after": request.GET.get("after", ""),
            "next_url": _next_url(request, found[-1]) if more else "",
        },
        here="queue",
    )


@staff_page(P.CLAIM_HANDLE)
@require_POST
def fetch_next(request: StaffRequest) -> HttpResponse:
    """Open the most pressing case nobody holds, taking it; else my own most pressing one."""
    staff = request.user
    free = (
        claims.for_staff(staff)
        .filter(is_open=True, handler__isnull=True)
        .order_by("next_due_at", "id")
        .first()
    )
    if free is not None:
        try:
            claim_actions.assign(free, handler=staff, by=staff.actor)
            return redirect("workbench:case", number=free.number, section="overview")
        except Refused as refused:
            messages.error(request, str(refused.message))
    mine = claims.for_staff(staff).filter(is_open=True, handler=staff).order_by("next_due_at", "id").first()
    if mine is None:
        messages.success(request, _("Nothing is waiting. Well done."))
        return redirect("workbench:queue")
    return redirect("workbench:case", number=mine.number, section="overview")


def _page(rows: QuerySet[Claim], after: tuple[datetime, int] | None) -> list[Claim]:
    """One page and one row more, by (next_due_at, id) after the last row seen."""
    if after:
        due, last = after
        rows = rows.filter(Q(next_due_at__gt=due) | Q(next_due_at=due, id__gt=last), next_due_at__gte=due)
    return list(
        rows.select_related("product_version__product").order_by("next_due_at", "id")[: PAGE_SIZE + 1]
    )


def _cursor(text: str) -> tuple[datetime, int] | None:
    """``<iso moment>~<id>`` of the last row, or None for anything else."""
    moment, _tilde, number = text.partition("~")
    try:
        due = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (due, int(number)) if number.isdigit() and due.tzinfo is not None and len(number) < 19 else None


def _next_url(request: StaffRequest, last: Claim) -> str:
    keep = {name: request.GET[name] for name in ("view", "state") if request.GET.get(name)}
    return "?" + urlencode({**keep, "after": f"{last.next_due_at.isoformat()}~{last.pk}"})


def _usual_view(staff: Staff) -> str:
    return "mine" if P.CLAIM_HANDLE in staff.permissions else "unit"
