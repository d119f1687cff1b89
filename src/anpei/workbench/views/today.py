"""My day: the next best item with the reasons, what follows, what is due in 72 hours, the calls promised."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anpei.accounts.masking import Purpose, view
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits
from anpei.care.queries import visits as care_visits
from anpei.claims import actions as claim_actions
from anpei.claims import queries as claims
from anpei.claims import second_looks
from anpei.claims.models import CallRequest, Claim
from anpei.claims.states import ClaimState as S
from anpei.complaints import queries as complaints
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.deadlines import presenters as clock_views
from anpei.deadlines import queries as deadlines
from anpei.deadlines.models import Clock
from anpei.deadlines.presenters import ClockView
from anpei.documents import queries as papers
from anpei.surveys import queries as surveys
from anpei.values.dates import day_end, local_date
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.presenters import cases, clocks
from anpei.workbench.presenters.cases import Row
from anpei.workbench.shell import page

SHOWN = 13
VISITS_SHOWN = 5
HORIZON_DAYS = 3
MEASURED = timedelta(days=30)
MOVABLE = (
    S.REPORTED,
    S.ACCEPTED,
    S.ASSESSING,
    S.PAYMENT_RETURNED,
)  # cases that wait for the handler, not for somebody else


@dataclass(frozen=True)
class Reason:
    """Why a case comes first, in one line."""

    icon: str
    title: str
    text: str
    urgent: bool = False


@dataclass(frozen=True)
class DayColumn:
    day: date
    entries: list[tuple[str, ClockView, str]]  # case number, badge, person


@dataclass(frozen=True)
class Delay:
    """A case whose customer has to hear of a later date, with the clock whose promised date will pass."""

    claim: Claim
    name: str
    clock: ClockView | None


@staff_page()
@require_GET
def today(request: StaffRequest) -> HttpResponse:
    staff = request.user
    if not (permits(staff, P.CLAIM_VIEW) or permits(staff, P.CLAIM_REPORT)):
        return redirect("workbench:admin")
    mine = claims.queue(staff, Q(handler=staff, state__in=MOVABLE), size=SHOWN)
    rows = cases.rows_of(mine[:SHOWN], staff)
    first = rows[0] if rows else None
    return page(
        request,
        "workbench/today.html",
        {
            "now": clock.now(),
            "today": clock.today(),
            "first": first,
            "reasons": reasons(first) if first else [],
            "rows": rows[1:],
            "delays": delays_of(staff),
            "days": due_soon(staff),
            "calls": calls_of(staff),
            "surveys": list(surveys.mine(staff)[:5]) if permits(staff, P.SURVEY_DO) else [],
            "visits": visits_of(staff),
            "open_count": claims.own_open_count(staff),
            "handles": permits(staff, P.CLAIM_HANDLE),
            "complaints": complaints.desk_counts(staff),
            "second_looks": second_looks.count_for(staff) if permits(staff, P.MANDATE_CHECK) else 0,
        },
        here="today",
    )


@staff_page(P.CLAIM_HANDLE)
@require_GET
def first_time(request: StaffRequest) -> HttpResponse:
    """How many cases were complete at first submission. A page of its own: it counts a month of cases."""
    counted = papers.complete_at_first(request.user, clock.now() - MEASURED)
    return page(request, "workbench/first_time.html", {"first_time": counted}, here="today")


@staff_page(P.MESSAGE_SEND)
@require_POST
def call_made(request: StaffRequest, call_id: int) -> HttpResponse:
    """Note from my day that a promised call took place."""
    call = claims.calls_waiting(request.user).filter(pk=call_id).first()
    if call is None:
        raise NotFound("call.unknown", _("This call has been made, or it belongs to somebody else."))
    try:
        claim_actions.call_made(call, outcome=request.POST.get("outcome", ""), by=request.user.actor)
    except Refused as refused:
        words = "; ".join(str(one) for one in refused.fields.values()) or str(refused.message)
        messages.error(request, words)
        return redirect("workbench:today")
    messages.success(request, _("Call recorded."))
    return redirect("workbench:today")


def delays_of(staff: Staff) -> list[Delay]:
    """Promised dates that will pass unless a delay is announced, the nearest first."""
    found = claims.delays_to_announce(staff)
    seen = view(staff, Purpose.LIST)
    badges = clocks.badges_of([claim.pk for claim in found])
    return [
        Delay(
            claim,
            cases.person_name(claim, seen),
            next((one for one in badges.get(claim.pk, []) if one.rule_id in claims.DETERMINATION), None),
        )
        for claim in found
    ]


def reasons(row: Row) -> list[Reason]:
    """Why this case is first: its clock, the person, how long they have waited."""
    found = []
    if row.clock is not None:
        found.append(
            Reason(
                "scale",
                f"{row.clock.name} {row.clock.left}",
                row.clock.article,
                urgent=row.clock.style in ("due", "over"),
            )
        )
    person = row.claim.insured
    if person is not None and (person.care_note or row.tags):
        found.append(Reason("heart", " · ".join(tag.text for tag in row.tags) or _("Care"), person.care_note))
    found.append(
        Reason(
            "clock",
            _("Waiting %(time)s") % {"time": cases.waited(row.claim.reported_at)},
            _("since the report"),
        )
    )
    if row.missing:
        found.append(
            Reason(
                "file-text",
                _("%(count)d papers missing") % {"count": row.missing},
                _("ask for all of them at once"),
            )
        )
    return found


def due_soon(staff: Staff) -> list[DayColumn]:
    """My running clocks of today and the two days after, by day. Clocks already late stand under today."""
    today_ = clock.today()
    until = day_end(today_ + timedelta(days=HORIZON_DAYS - 1))
    running = deadlines.due_soon(until=until, owner=staff.pk, subject="claim", limit=18)
    ids = {row.subject_id for row in running}
    visible = {claim.pk: claim for claim in claims.for_staff(staff).filter(pk__in=ids)}
    badges = {
        badge.clock_id: badge
        for badge in clock_views.views(
            Clock.objects.filter(pk__in=[row.pk for row in running]).prefetch_related("pauses")
        )
    }
    seen = view(staff, Purpose.LIST)
    by_day: dict[date, list[tuple[str, ClockView, str]]] = defaultdict(list)
    for row in running:
        if claim := visible.get(row.subject_id):
            shown_on = max(local_date(row.due_at), today_)
            by_day[shown_on].append((claim.number, badges[row.pk], cases.person_name(claim, seen)))
    return [
        DayColumn(today_ + timedelta(days=ahead), by_day[today_ + timedelta(days=ahead)])
        for ahead in range(HORIZON_DAYS)
    ]


def visits_of(staff: Staff) -> list[dict[str, object]]:
    """Where this person goes next to see a customer."""
    seen = view(staff, Purpose.CONTACT)
    return [
        {"row": visit, "name": cases.person_name(visit.claim, seen)}
        for visit in care_visits.my_visits(staff)[:VISITS_SHOWN]
    ]


def calls_of(staff: Staff) -> list[dict[str, object]]:
    seen = view(staff, Purpose.CONTACT)
    now = clock.now()
    return [
        {
            "row": call,
            "name": seen.name(call.name) if call.name else _caller(call, seen),
            "phone": seen.phone(call.phone),
            "left": clocks.left_words(call.due_at, now),
            "late": call.due_at < now,
        }
        for call in claims.calls_waiting(staff).select_related("claim__insured")[:12]
    ]


def _caller(call: CallRequest, seen: object) -> str:
    return cases.person_name(call.claim, seen) if call.claim else _("Caller")  # type: ignore[arg-type]
