"""The insurer's units: head office, branches, sub-branches, teams."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    HEAD_OFFICE = "head_office", _("Head office")
    BRANCH = "branch", _("Branch")
    SUB_BRANCH = "sub_branch", _("Sub-branch")
    TEAM = "team", _("Team")


class Unit(models.Model):
    """One unit. ``path`` lists the ids from the top down to the unit itself, as ``/1/3/7/``.

    A subtree is one indexed prefix, so that limiting any list to "my branch and below" needs no recursion.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True, default="")
    kind = models.CharField(max_length=12, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=200, db_index=True, editable=False, default="")
    # GB/T 2260: six digits, e.g. 510100 for Chengdu
    region_code = models.CharField(max_length=6, validators=[RegexValidator(r"^[1-9]\d{5}$")])
    phone = models.CharField(max_length=30, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="unit_only_head_office_has_no_parent",
                condition=Q(kind="head_office", parent__isnull=True)
                | (~Q(kind="head_office") & Q(parent__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_head_office(self) -> bool:
        return self.kind == UnitKind.HEAD_OFFICE

    @property
    def label(self) -> str:
        """The name in the reader's language; Chinese where no English name is kept."""
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name

    def contains(self, other: Unit) -> bool:
        return other.path.startswith(self.path)


class Division(models.Model):
    """An administrative division (行政区划) by its code: 330000 a province, 330100 a city, 330106 a county (GB/T 2260).

    The rows come by import; a code that is not here is shown as it is. A code out of use keeps its name.
    """

    code = models.CharField(max_length=6, unique=True, validators=[RegexValidator(r"^[1-9]\d{5}$")])
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True, default="")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True, help_text="Last day; empty: still in use.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="division_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
