"""Money set aside for visits and gatherings: never spent beyond, held by the database."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anpei.core.fields import FenField
from anpei.core.models import Row
from anpei.organisation.models import Unit


class BudgetKind(models.TextChoices):
    VISITS = "visits", _("Care visits")
    GATHERINGS = "gatherings", _("Gatherings")


class CareBudget(Row):
    """What a unit and those below it may spend in a calendar year. ``used_fen`` is the sum of the entries."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="care_budgets")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=BudgetKind)
    amount_fen = FenField(lowest=0)
    used_fen = FenField(lowest=0, default=0)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "unit__path", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "kind"], name="care_one_budget"),
            models.CheckConstraint(
                condition=Q(used_fen__lte=F("amount_fen")), name="care_budget_never_overspent"
            ),
        ]

    @property
    def left_fen(self) -> int:
        return self.amount_fen - self.used_fen


class BudgetEntry(Row):
    """One amount taken from a budget, or given back to it (negative), for a visit or a gathering."""

    budget = models.ForeignKey(CareBudget, on_delete=models.PROTECT, related_name="entries")
    amount_fen = FenField()
    row_id = models.BigIntegerField(help_text="Of the visit or the gathering, by the kind of the budget.")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["budget", "row_id"], name="care_budget_entry_of")]
