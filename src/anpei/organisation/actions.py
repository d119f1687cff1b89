"""Every write to the unit tree."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from anpei.audit.actions import record
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.organisation.events import DivisionsKept, UnitCreated, UnitMoved
from anpei.organisation.models import Division, Unit, UnitKind
from anpei.organisation.queries import within
from anpei.values.regions import is_region_code

# Higher in the house comes first; a unit may stand under its own rank or higher, a head office under none.
_RANK = [UnitKind.HEAD_OFFICE, UnitKind.BRANCH, UnitKind.SUB_BRANCH, UnitKind.TEAM]


@transaction.atomic
def create(
    *,
    code: str,
    name: str,
    kind: UnitKind,
    parent: Unit | None,
    region_code: str,
    by: Actor,
    name_en: str = "",
    phone: str = "",
    address: str = "",
) -> Unit:
    """Open a unit under ``parent`` (None for a head office). Raises Invalid with the fields to correct."""
    if parent is not None:
        # Locked, so that the parent cannot move between reading its path and writing ours.
        parent = Unit.objects.select_for_update().get(pk=parent.pk)
    _check_new(code=code, name=name, kind=kind, parent=parent, region_code=region_code)
    unit = Unit.objects.create(
        code=code,
        name=name,
        name_en=name_en,
        kind=kind,
        parent=parent,
        region_code=region_code,
        phone=phone,
        address=address,
    )
    unit.path = _path_under(parent, unit)
    unit.save(update_fields=["path"])
    record(
        subject="unit",
        subject_id=unit.pk,
        event=UnitCreated(code=code, name=name, parent_code=parent.code if parent else ""),
        by=by,
    )
    return unit


@transaction.atomic
def move(*, unit: Unit, parent: Unit, by: Actor) -> Unit:
    """Put a unit, with all below it, under another parent. Raises Refused or Invalid and changes nothing."""
    # The whole tree, in one order: two moves at once could otherwise hang each branch below the other.
    tree = {row.pk: row for row in Unit.objects.select_for_update().order_by("pk")}
    unit, parent = tree[unit.pk], tree[parent.pk]
    if unit.parent_id is None:
        raise Refused(
            "unit.head_office_stays", _("The head office stands above all units and cannot be moved.")
        )
    if unit.contains(parent):
        raise Refused(
            "unit.below_itself",
            _("A unit cannot stand below itself. Please choose a unit outside its own branch."),
        )
    _check_rank(unit.kind, parent)
    old_parent, old_path = tree[unit.parent_id], unit.path
    new_path = _path_under(parent, unit)
    within(old_path).update(path=Concat(Value(new_path), Substr("path", len(old_path) + 1)))
    unit.parent, unit.path = parent, new_path
    unit.save(update_fields=["parent"])
    record(
        subject="unit",
        subject_id=unit.pk,
        event=UnitMoved(code=unit.code, old_parent=old_parent.code, new_parent=parent.code),
        by=by,
    )
    return unit


@transaction.atomic
def keep_divisions(rows: Sequence[Division], *, by: Actor) -> None:
    """Keep names of administrative divisions: new ones, and those of the table that were changed. Invalid for a bad code."""
    for row in rows:
        if not is_region_code(row.code):
            raise Invalid(fields={"code": _("A region code has six digits, for example 510100 for Chengdu.")})
    if not rows:
        return
    Division.objects.bulk_create([row for row in rows if row.pk is None])
    Division.objects.bulk_update(
        [row for row in rows if row.pk is not None], ["name", "name_en", "valid_from", "valid_until"]
    )
    first = Division.objects.get(code=rows[0].code)
    record(subject="division", subject_id=first.pk, event=DivisionsKept(count=len(rows)), by=by)


def _path_under(parent: Unit | None, unit: Unit) -> str:
    return f"{parent.path if parent else '/'}{unit.pk}/"


def _check_new(*, code: str, name: str, kind: UnitKind, parent: Unit | None, region_code: str) -> None:
    fields = {}
    if not code.strip():
        fields["code"] = _("Please give the unit a code.")
    elif Unit.objects.filter(code=code).exists():
        fields["code"] = _("Another unit already has this code.")
    if not name.strip():
        fields["name"] = _("Please give the unit a name.")
    if not is_region_code(region_code):
        fields["region_code"] = _("A region code has six digits, for example 510100 for Chengdu.")
    if kind == UnitKind.HEAD_OFFICE and parent is not None:
        fields["parent"] = _("A head office stands under no other unit.")
    if kind != UnitKind.HEAD_OFFICE and parent is None:
        fields["parent"] = _("Please choose the unit above.")
    if fields:
        raise Invalid(fields=fields)
    if parent is not None:
        _check_rank(kind, parent)


def _check_rank(kind: str, parent: Unit) -> None:
    if _RANK.index(UnitKind(parent.kind)) > _RANK.index(UnitKind(kind)):
        raise Invalid(fields={"parent": _("A branch stands above sub-branches, and these above teams.")})
