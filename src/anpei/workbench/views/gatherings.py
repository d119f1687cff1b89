"""Gatherings at the desk: prepared, opened, invited, filled, ticked at the door on a phone, closed with what it cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anpei.accounts.masking import Purpose, view
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.care import actions
from anpei.care.actions.guests import DOORS_OPEN
from anpei.care.models import BudgetKind, Gathering, GatheringState, GuestState
from anpei.care.models.gatherings import SEATED
from anpei.care.queries import gatherings as queries
from anpei.care.queries import visits as money
from anpei.core import clock
from anpei.core.errors import Invalid, NotFound, Refused
from anpei.organisation import divisions
from anpei.parties.models import Party
from anpei.parties.queries import by_phone, phone_hash, wards_of
from anpei.workbench import outreach_forms as forms
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.forms import NoFields, WorkbenchForm
from anpei.workbench.shell import page

GUESTS_SHOWN = 500


@staff_page(P.CARE_DO)
@require_GET
def gatherings(request: StaffRequest) -> HttpResponse:
    staff = request.user
    rows = queries.for_staff(staff)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: queries.PAGE + 1])
    shown = found[: queries.PAGE]
    budgets = money.budgets(staff, year=clock.today().year)
    context = {
        "rows": shown,
        "next": shown[-1].pk if len(found) > queries.PAGE else None,
        "budgets": [one for one in budgets if one.kind == BudgetKind.GATHERINGS],
        "tab": "gatherings",
    }
    return page(request, "workbench/outreach_gatherings.html", context, here="care")


@staff_page(P.CARE_DO)
@require_http_methods(["GET", "POST"])
def prepare(request: StaffRequest) -> HttpResponse:
    return _written(request, None)


@staff_page(P.CARE_DO)
@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, gathering_id: int) -> HttpResponse:
    row = queries.get_for_staff(request.user, gathering_id)
    if row.state != GatheringState.DRAFT:
        return redirect("workbench:gathering", row.pk)
    return _written(request, row)


@staff_page(P.CARE_DO)
@require_GET
def gathering(request: StaffRequest, gathering_id: int) -> HttpResponse:
    return _gathering(request, queries.get_for_staff(request.user, gathering_id))


@staff_page(P.CARE_DO)
@require_POST
def act(request: StaffRequest, gathering_id: int, name: str) -> HttpResponse:
    row = queries.get_for_staff(request.user, gathering_id)
    if name not in CARRY_OUT or name not in _steps(row):
        raise NotFound("care.step", _("There is no such action."))
    form = _form(name, row, request.POST)
    if not form.is_valid():
        return _gathering(request, row, {name: form}, status=422)
    try:
        done = CARRY_OUT[name](row, form.cleaned_data, request.user)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        row.refresh_from_db()
        return _gathering(request, row, {name: form}, status=refused.status)
    messages.success(request, done)
    return redirect("workbench:gathering", row.pk)


@staff_page(P.CARE_DO)
@require_GET
def door(request: StaffRequest, gathering_id: int) -> HttpResponse:
    """Who has a place, one big button each: for a phone at the door."""
    row = queries.get_for_staff(request.user, gathering_id)
    seen = view(request.user, Purpose.CONTACT)
    guests = queries.guests(row).filter(state__in=SEATED).order_by("id")[:GUESTS_SHOWN]
    context = {
        "row": row,
        "area": divisions.place(row.area),
        "guests": [{"row": one, "name": seen.name(one.party.name)} for one in guests],
        "open": row.state == GatheringState.OPEN and clock.now() >= row.starts_at - DOORS_OPEN,
        "counts": queries.counts(row),
    }
    return page(request, "workbench/outreach_door.html", context, here="care")


@staff_page(P.CARE_DO)
@require_POST
def tick(request: StaffRequest, gathering_id: int, guest_id: int) -> HttpResponse:
    """Here, or not here after all."""
    row = queries.get_for_staff(request.user, gathering_id)
    guest = queries.guest_of(row, guest_id)
    try:
        actions.note_attendance(guest, came=request.POST.get("came") == "yes", by=request.user.actor)
    except Refused as refused:
        messages.error(request, str(refused.message))
    answer = redirect("workbench:gathering_door", row.pk)
    answer["Location"] += f"#guest-{guest.pk}"
    return answer


@staff_page(P.CARE_DO)
@require_POST
def guest_leaves(request: StaffRequest, gathering_id: int, guest_id: int) -> HttpResponse:
    """Somebody called and does not come."""
    row = queries.get_for_staff(request.user, gathering_id)
    guest = queries.guest_of(row, guest_id)
    try:
        actions.leave(guest, by=request.user.actor)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Taken off the list. The place goes to whoever waits longest."))
    return redirect("workbench:gathering", row.pk)


def _written(request: StaffRequest, row: Gathering | None) -> HttpResponse:
    """The form of a new gathering, or of one nobody has seen yet."""
    names = tuple(forms.GatheringForm.base_fields)
    initial = {name: getattr(row, name) for name in names} if row else None
    form = forms.GatheringForm(request.POST or None, initial=initial, auto_id="gathering-%s")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = form.cleaned_data | {"lines": tuple(form.cleaned_data["lines"])}
            given, by = actions.GatheringForm(**values), request.user.actor
            try:
                if row is None:
                    row = actions.prepare(request.user.unit, form=given, by=by)
                else:
                    row = actions.change(row, form=given, by=by)
                messages.success(request, _("Written down. Nobody sees it before you open it."))
                return redirect("workbench:gathering", row.pk)
            except Refused as refused:
                form.refuse(refused.message, refused.fields)
                status = refused.status
    context = {"form": form, "row": row, "tab": "gatherings"}
    return page(request, "workbench/outreach_gathering_form.html", context, here="care", status=status)


def _gathering(
    request: StaffRequest, row: Gathering, refused: dict[str, WorkbenchForm] | None = None, status: int = 200
) -> HttpResponse:
    seen = view(request.user, Purpose.CONTACT)
    context = {
        "row": row,
        "lines": [label for code, label in forms.LINES if code in row.lines],
        "guests": [
            {
                "row": one,
                "name": seen.name(one.party.name),
                "may_leave": row.state == GatheringState.OPEN
                and one.state in (GuestState.COMING, GuestState.WAITING),
            }
            for one in queries.guests(row).exclude(state=GuestState.INVITED)[:GUESTS_SHOWN]
        ],
        "counts": queries.counts(row),
        "effect": queries.effect(row) if row.state == GatheringState.HELD else None,
        "forms": {name: (refused or {}).get(name) or _form(name, row) for name in _steps(row)},
        "draft": row.state == GatheringState.DRAFT,
        "open": row.state == GatheringState.OPEN,
    }
    return page(request, "workbench/outreach_gathering.html", context, here="care", status=status)


def _steps(row: Gathering) -> list[str]:
    now = clock.now()
    open_ = row.state == GatheringState.OPEN
    possible = {
        "open": row.state == GatheringState.DRAFT,
        "invite": open_ and row.sign_up_until > now,
        "sign_up": open_ and row.sign_up_until > now,
        "capacity": open_ and row.starts_at > now,
        "hold": open_ and row.starts_at <= now,
        "cancel": row.state == GatheringState.DRAFT or (open_ and row.starts_at > now),
    }
    return [name for name, may in possible.items() if may]


def _form(name: str, row: Gathering, data: Any = None) -> WorkbenchForm:
    kinds: dict[str, type[WorkbenchForm]] = {
        "open": NoFields,
        "invite": NoFields,
        "sign_up": forms.CallerForm,
        "capacity": forms.CapacityForm,
        "hold": forms.HoldForm,
        "cancel": forms.CancelForm,
    }
    initial = {"capacity": row.capacity} if name == "capacity" else None
    return kinds[name](data, auto_id=f"{name}-%s", initial=initial)


def _open(row: Gathering, values: dict[str, Any], staff: Staff) -> str:
    actions.open_gathering(row, by=staff.actor)
    return _("Open. Those it is for see it on their page.")


def _invite(row: Gathering, values: dict[str, Any], staff: Staff) -> str:
    invited, protected = actions.invite(row, by=staff.actor)
    if not invited and not protected:
        return _("There is nobody left to invite.")
    return _("%(invited)d invited, %(protected)d left in peace.") % {
        "invited": invited, "protected": protected
    }  # fmt: skip


def _sign_up(row: Gathering, values: dict[str, Any], staff: Staff) -> str:
    guest = actions.sign_up(row, person=_caller(values["phone"], values["name"]), by=staff.actor)
    if guest.state == GuestState.COMING:
        return _("Signed up; the person hears it at once.")
    return _("It is full: on the waiting list.")


def _capacity(row: Gathering, values: dict[str, Any], staff: Staff) -> str:
    row = actions.set_capacity(row, capacity=values["capacity"], by=staff.actor)
    return ngettext("%(count)d place.", "%(count)d places.", row.capacity) % {"count": row.capacity}


def _hold(row: Gathering, values: dict[str, Any], staff: Staff) -> str:
    actions.hold(row, by=staff.actor, **values)
    return _("Closed. Those who were there are asked how it was.")


def _cancel(row: Gathering, values: dict[str, Any], staff: Staff) -> str:
    actions.cancel_gathering(row, by=staff.actor, **values)
    return _("Cancelled. Those who signed up have been told.")


CARRY_OUT: dict[str, Callable[[Gathering, dict[str, Any], Staff], str]] = {
    "open": _open,
    "invite": _invite,
    "sign_up": _sign_up,
    "capacity": _capacity,
    "hold": _hold,
    "cancel": _cancel,
}


def _caller(phone: str, name: str) -> Party:
    """The one person with this phone, or of the family the one with this name."""
    hashed = phone_hash(phone) if phone.strip() else ""
    family = [*by_phone(hashed), *wards_of(hashed)]
    found = [one for one in family if not name.strip() or one.name == name.strip()]
    if not found:
        raise Invalid(fields={"phone": _("We know nobody with this number and name.")})
    if len(found) > 1:
        raise Invalid(fields={"name": _("Several people share this number. Which one?")})
    return found[0]
