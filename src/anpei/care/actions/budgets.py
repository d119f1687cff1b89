"""Money for visits and gatherings: set by a manager, taken and given back, never beyond the amount."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, sees_unit, signing
from anpei.audit.actions import record
from anpei.care import events
from anpei.care.models import BudgetEntry, BudgetKind, CareBudget
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.organisation.models import Unit
from anpei.values.money import format_yuan

MOST_FEN = 100_000_000_00
YEARS_AHEAD = 2


def set_budget(unit: Unit, *, kind: str, year: int, amount_fen: int, by: Actor) -> CareBudget:
    """What a unit may spend in a year; never less than what is spent or promised already."""
    require(by, Permission.CARE_BUDGET)
    person = signing(by)
    if not sees_unit(person, unit):
        raise Forbidden("care.other_unit", _("This unit is not one of yours."))
    errors = {}
    if kind not in BudgetKind.values:
        errors["kind"] = _("Please choose one of the answers shown.")
    if not clock.today().year <= year <= clock.today().year + YEARS_AHEAD:
        errors["year"] = _("This year or one of the next two.")
    if not 0 <= amount_fen <= MOST_FEN:
        errors["amount_fen"] = _("Between 0 and %(most)d yuan.") % {"most": MOST_FEN // 100}
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        row, before = _found_or_made(unit, kind, year, by=person.pk)
        changed = CareBudget.objects.filter(pk=row.pk, used_fen__lte=amount_fen).update(
            amount_fen=amount_fen, set_by=person, set_at=clock.now()
        )
        row.refresh_from_db()
        if not changed:
            raise Invalid(
                fields={
                    "amount_fen": _("%(used)s yuan are spent or promised already.")
                    % {"used": format_yuan(row.used_fen)}
                }
            )
        changed_to = events.BudgetSet(kind=kind, year=year, before_fen=before, amount_fen=amount_fen)
        record(subject="care_budget", subject_id=row.pk, event=changed_to, by=by)
    return row


def budget_for(unit: Unit, *, kind: str, year: int) -> CareBudget | None:
    """The budget of the unit itself, else of the nearest unit above that has one."""
    path = [int(part) for part in unit.path.strip("/").split("/")]
    rows = {row.unit_id: row for row in CareBudget.objects.filter(unit__in=path, kind=kind, year=year)}
    return next((rows[pk] for pk in reversed(path) if pk in rows), None)


def take(unit: Unit, *, kind: str, year: int, amount_fen: int, row_id: int, by: Actor) -> CareBudget:
    """Set an amount aside, inside the caller's transaction. Refused, with what is left, when it is not there."""
    budget = budget_for(unit, kind=kind, year=year)
    if budget is None:
        raise Refused(
            "care.no_budget",
            _("Nobody has set a budget for %(year)d yet. A manager does that under Budgets.")
            % {"year": year},
        )
    changed = CareBudget.objects.filter(pk=budget.pk, used_fen__lte=F("amount_fen") - amount_fen).update(
        used_fen=F("used_fen") + amount_fen
    )
    budget.refresh_from_db()
    if not changed:
        raise Refused(
            "care.budget_spent",
            _("%(left)s yuan are left in the budget. Choose less, or ask a manager to raise it.")
            % {"left": format_yuan(budget.left_fen)},
        )
    _enter(budget, amount_fen, row_id, by)
    return budget


def give_back(budget: CareBudget, *, amount_fen: int, row_id: int, by: Actor) -> None:
    """What was set aside and not spent, inside the caller's transaction."""
    if amount_fen:
        CareBudget.objects.filter(pk=budget.pk).update(used_fen=F("used_fen") - amount_fen)
        _enter(budget, -amount_fen, row_id, by)


def _enter(budget: CareBudget, amount_fen: int, row_id: int, by: Actor) -> None:
    BudgetEntry.objects.create(
        budget=budget, amount_fen=amount_fen, row_id=row_id, by=by.name[:80], at=clock.now()
    )


def _found_or_made(unit: Unit, kind: str, year: int, *, by: int) -> tuple[CareBudget, int]:
    found = CareBudget.objects.filter(unit=unit, kind=kind, year=year).first()
    if found is not None:
        return found, found.amount_fen
    try:
        with transaction.atomic():
            made = CareBudget.objects.create(
                unit=unit, kind=kind, year=year, amount_fen=0, set_by_id=by, set_at=clock.now()
            )
        return made, 0
    except IntegrityError:  # somebody set the first amount a moment ago
        found = CareBudget.objects.get(unit=unit, kind=kind, year=year)
        return found, found.amount_fen
