"""The duty roster: a week of one unit hour by hour, the hours nobody sits there, shifts planned and changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anpei.accounts import actions, duty
from anpei.accounts.models import Shift, Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.queries import staff_with
from anpei.accounts.rules import visible_units
from anpei.core import clock
from anpei.core.clock import LOCAL
from anpei.core.errors import NotFound, Refused
from anpei.organisation.models import Unit
from anpei.values.dates import day_start
from anpei.workbench import call_forms as forms
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.forms import WorkbenchForm
from anpei.workbench.shell import page

DAYS = 7
FARTHEST = timedelta(days=3_660)
DAY = timedelta(days=1)
LINE, INSET = 28, 6  # pixels of a line of bars, and of the room around them


@staff_page(P.MESSAGE_SEND, P.ROSTER_KEEP)
@require_GET
def roster(request: StaffRequest) -> HttpResponse:
    return _roster(request, _unit(request.user, request.GET.get("unit", "")))


@staff_page(P.ROSTER_KEEP)
@require_POST
def plan(request: StaffRequest, unit_id: int) -> HttpResponse:
    unit = _unit(request.user, str(unit_id))
    form = forms.PlanShiftsForm(request.POST, people=staff_with(P.MESSAGE_SEND))
    if not form.is_valid():
        return _roster(request, unit, form, status=422)
    try:
        made = actions.plan_shifts(unit=unit, by=request.user.actor, **form.cleaned_data)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _roster(request, unit, form, status=refused.status)
    messages.success(request, _("%(count)d shifts planned.") % {"count": len(made)})
    return redirect(_address(unit, form.cleaned_data["from_on"]))


@staff_page(P.ROSTER_KEEP)
@require_GET
def shift(request: StaffRequest, shift_id: int) -> HttpResponse:
    return _shift(request, _shift_of(request.user, shift_id))


@staff_page(P.ROSTER_KEEP)
@require_POST
def act_on_shift(request: StaffRequest, shift_id: int, name: str) -> HttpResponse:
    """Somebody stands in, or nobody sits there after all."""
    row = _shift_of(request.user, shift_id)
    form = _shift_form(name, request.POST)
    if not form.is_valid():
        return _shift(request, row, {name: form}, status=422)
    try:
        if name == "substitute":
            actions.substitute(row, by=request.user.actor, **form.cleaned_data)
            done = _("%(name)s stands in.") % {"name": form.cleaned_data["person"].display_name}
        else:
            actions.cancel_shift(row, by=request.user.actor, **form.cleaned_data)
            done = _("The shift is taken out.")
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _shift(request, row, {name: form}, status=refused.status)
    messages.success(request, done)
    return redirect(_address(row.unit, row.starts_at.astimezone(LOCAL).date()))


def _roster(
    request: StaffRequest, unit: Unit, refused: WorkbenchForm | None = None, status: int = 200
) -> HttpResponse:
    staff = request.user
    monday = _monday(request.GET.get("week", ""))
    span = (day_start(monday), day_start(monday + DAYS * DAY))
    rows = list(duty.shifts(unit, span))
    form = refused or forms.PlanShiftsForm(
        people=staff_with(P.MESSAGE_SEND),
        initial={"from_on": max(monday, clock.today()), "until_on": max(monday, clock.today()) + 6 * DAY},
    )
    context = {
        "unit": unit,
        "units": Unit.objects.filter(pk__in=visible_units(staff)).order_by("path"),
        "days": [_day(monday + ahead * DAY, rows) for ahead in range(DAYS)],
        "hours": range(0, 24, 3),
        "monday": monday,
        "sunday": monday + (DAYS - 1) * DAY,
        "before": monday - DAYS * DAY,
        "after": monday + DAYS * DAY,
        "kept": bool(rows),
        "form": form if P.ROSTER_KEEP in staff.permissions else None,
        "lines": duty.lines(clock.now()),
    }
    return page(request, "workbench/roster.html", context, here="calls", status=status)


def _day(day: date, rows: list[Shift]) -> dict[str, Any]:
    """One day as bars over its 24 hours, and the spans in which nobody sits there."""
    start, end = day_start(day), day_start(day + DAY)
    mine = [one for one in rows if one.starts_at < end and one.ends_at > start]
    bars = [
        {"row": one, "manned": one.is_manned(), "top": 0, **_bar(one.starts_at, one.ends_at, start)}
        for one in mine
    ]
    ends_in: list[datetime] = []  # of each line of bars, when its last one ends
    for one, bar in zip(mine, bars, strict=True):
        line = next((at for at, ends in enumerate(ends_in) if ends <= one.starts_at), len(ends_in))
        ends_in[line : line + 1] = [one.ends_at]
        bar["top"] = line * LINE + INSET
    open_hours = duty.gaps(mine, (start, end))
    # Where somebody planned is away, the gap stands below that person's bar.
    away = any(not bar["manned"] for bar in bars)
    top = (len(ends_in) if away else 0) * LINE + INSET
    lines = max(1, len(ends_in) + away)
    return {
        "day": day,
        "height": lines * LINE + 2 * INSET,
        "shifts": bars,
        "gaps": [
            {"from": begins, "to": ends, "top": top, **_bar(begins, ends, start)}
            for begins, ends in open_hours
        ],
    }


def _bar(begins: datetime, ends: datetime, start: datetime) -> dict[str, str]:
    """Where a span lies in its day, in hundredths of the width."""
    left = max(0.0, (begins - start) / DAY)
    right = min(1.0, (ends - start) / DAY)
    return {"left": f"{left * 100:.3f}", "width": f"{(right - left) * 100:.3f}"}


def _shift(
    request: StaffRequest, row: Shift, refused: dict[str, WorkbenchForm] | None = None, status: int = 200
) -> HttpResponse:
    changeable = row.cancelled_at is None and row.ends_at > clock.now()
    names = ("substitute", "cancel") if changeable else ()
    context = {
        "row": row,
        "forms": {name: (refused or {}).get(name) or _shift_form(name) for name in names},
        "back": _address(row.unit, row.starts_at.astimezone(LOCAL).date()),
    }
    return page(request, "workbench/shift.html", context, here="calls", status=status)


def _shift_form(name: str, data: Any = None) -> WorkbenchForm:
    given: dict[str, Any] = {"auto_id": f"{name}-%s"}
    if name == "substitute":
        return forms.SubstituteForm(data, people=staff_with(P.MESSAGE_SEND), **given)
    if name == "cancel":
        return forms.ReasonLineForm(data, **given)
    raise NotFound("roster.step", _("There is no such action."))


def _shift_of(staff: Staff, shift_id: int) -> Shift:
    rows = Shift.objects.select_related("unit", "person__unit", "substitute", "made_by")
    row = rows.filter(pk=shift_id, unit__in=visible_units(staff)).first()
    if row is None:
        raise NotFound("roster.unknown", _("There is no such shift, or it belongs to another unit."))
    return row


def _unit(staff: Staff, asked: str) -> Unit:
    """The unit asked for, where one may see it; without a wish one's own, or the one that was planned last."""
    if not asked:
        return duty.planned_unit(staff.unit, visible_units(staff))
    found = (
        Unit.objects.filter(pk=int(asked), pk__in=visible_units(staff)).first()
        if asked.isdigit() and len(asked) < 10
        else None
    )
    if found is None:
        raise NotFound("roster.unit", _("There is no such unit, or it is not one of yours."))
    return found


def _monday(asked: str) -> date:
    """Monday of the week of a day; of this week where the day is none, or so far off that no roster reaches it."""
    today = clock.today()
    try:
        day = date.fromisoformat(asked) if asked else today
    except ValueError:
        day = today
    if abs(day - today) > FARTHEST:
        day = today
    return day - timedelta(days=day.weekday())


def _address(unit: Unit, day: date) -> str:
    return f"{reverse('workbench:roster')}?unit={unit.pk}&week={day.isoformat()}"
