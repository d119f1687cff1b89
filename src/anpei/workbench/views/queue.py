"""The queue: views and filters, one page at a time by keyset, the next case, handing over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
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

Narrow = Callable[[Staff], Q]


@dataclass(frozen=True)
class QueueView:
    code: str
    label: str | Promise
    narrow: Narrow


VIEWS = (
    QueueView("mine", gettext_lazy("Mine"), lambda staff: Q(handler=staff)),
    QueueView(
        "overdue",
        gettext_lazy("Overdue"),
        lambda staff: Q(handler=staff, next_due_at__lt=clock.now()),
    ),
    QueueView(
        "today",
        gettext_lazy("Due today"),
        lambda staff: Q(handler=staff, next_due_at__lte=day_end(clock.today())),
    ),
    QueueView(
        "waiting",
        gettext_lazy("Waiting for papers"),
        lambda _staff: Q(state=ClaimState.SUPPLEMENT),
    ),
    QueueView("review", gettext_lazy("Under review"), lambda _staff: Q(state=ClaimState.ASSESSING)),
    QueueView("approval", gettext_lazy("In approval"), lambda _staff: Q(state=ClaimState.APPROVAL)),
    QueueView(
        "payment",
        gettext_lazy("Payment"),
        lambda _staff: Q(state__in=[ClaimState.PAYING, ClaimState.PAYMENT_RETURNED]),
    ),
    QueueView("unassigned", gettext_lazy("Nobody's yet"), lambda _staff: Q(handler__isnull=True)),
    QueueView("unit", gettext_lazy("Whole unit"), lambda _staff: Q()),
)
BY_CODE = {one.code: one for one in VIEWS}


@staff_page(P.CLAIM_VIEW, P.CLAIM_REPORT)
@require_GET
def queue(request: StaffRequest) -> HttpResponse:
    staff = request.user
    chosen = BY_CODE.get(request.GET.get("view", ""), BY_CODE[_usual_view(staff)])
    state = request.GET.get("state", "")
    where = chosen.narrow(staff)
    if state in ClaimState.values:
        where &= Q(state=state)
    after = read_cursor(request.GET.get("after", ""))
    found = claims.queue(staff, where, after=after, size=PAGE_SIZE)
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
    for free in claims.queue(staff, Q(handler__isnull=True), size=1)[:1]:
        try:
            claim_actions.assign(free, handler=staff, by=staff.actor)
            return redirect("workbench:case", number=free.number, section="overview")
        except Refused as refused:
            messages.error(request, str(refused.message))
    for mine in claims.queue(staff, Q(handler=staff), size=1)[:1]:
        return redirect("workbench:case", number=mine.number, section="overview")
    messages.success(request, _("Nothing is waiting. Well done."))
    return redirect("workbench:queue")


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """``<iso moment>~<id>`` of the last row, or None for anything else."""
    moment, _tilde, number = text.partition("~")
    try:
        due = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (due, int(number)) if number.isdigit() and due.tzinfo is not None and len(number) < 19 else None


def cursor_of(moment: datetime, row_id: int) -> str:
    return f"{moment.isoformat()}~{row_id}"


def _next_url(request: StaffRequest, last: Claim) -> str:
    keep = {name: request.GET[name] for name in ("view", "state") if request.GET.get(name)}
    return "?" + urlencode({**keep, "after": cursor_of(last.next_due_at, last.pk)})


def _usual_view(staff: Staff) -> str:
    return "mine" if P.CLAIM_HANDLE in staff.permissions else "unit"
