import pytest
from django.db import IntegrityError, transaction

from anpei.audit.models import Event
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.organisation import actions, queries
from anpei.organisation.models import Unit, UnitKind

pytestmark = pytest.mark.django_db
ADMIN = Actor.system("tests")


def unit(code: str, kind: UnitKind, parent: Unit | None, region: str = "510100") -> Unit:
    return actions.create(code=code, name=code, kind=kind, parent=parent, region_code=region, by=ADMIN)


@pytest.fixture
def tree() -> dict[str, Unit]:
    head = unit("HQ", UnitKind.HEAD_OFFICE, None, "110000")
    sichuan, hubei = unit("SC", UnitKind.BRANCH, head), unit("HB", UnitKind.BRANCH, head, "420000")
    chengdu = unit("SC-CD", UnitKind.SUB_BRANCH, sichuan)
    team = unit("SC-CD-1", UnitKind.TEAM, chengdu)
    return {row.code: row for row in (head, sichuan, hubei, chengdu, team)}


def test_path_lists_the_ids_from_the_top(tree: dict[str, Unit]) -> None:
    ids = [tree[code].pk for code in ("HQ", "SC", "SC-CD", "SC-CD-1")]
    assert tree["SC-CD-1"].path == "/" + "/".join(map(str, ids)) + "/"


def test_descendants_are_the_unit_and_all_below(tree: dict[str, Unit]) -> None:
    assert set(queries.descendant_ids(tree["SC"])) == {tree[c].pk for c in ("SC", "SC-CD", "SC-CD-1")}
    assert queries.descendant_ids(tree["HB"]) == [tree["HB"].pk]


def test_within_does_not_take_a_sibling_whose_id_begins_alike(tree: dict[str, Unit]) -> None:
    Unit.objects.filter(pk=tree["SC"].pk).update(path="/9000/2/")
    Unit.objects.filter(pk=tree["HB"].pk).update(path="/9000/23/")
    assert list(queries.within("/9000/2/")) == [tree["SC"]]


def test_ancestors_come_top_first(tree: dict[str, Unit]) -> None:
    assert [row.code for row in queries.ancestors(tree["SC-CD-1"])] == ["HQ", "SC", "SC-CD"]
    assert list(queries.ancestors(tree["HQ"])) == []


def test_create_leaves_an_event(tree: dict[str, Unit]) -> None:
    event = Event.objects.get(subject="unit", subject_id=tree["SC"].pk)
    assert (event.type, event.audience) == ("unit.created", "staff")


def test_move_takes_everything_below_along(tree: dict[str, Unit]) -> None:
    actions.move(unit=tree["SC-CD"], parent=tree["HB"], by=ADMIN)
    assert set(queries.descendant_ids(tree["HB"])) == {tree[c].pk for c in ("HB", "SC-CD", "SC-CD-1")}
    assert queries.descendant_ids(tree["SC"]) == [tree["SC"].pk]
    moved = Unit.objects.get(code="SC-CD-1")
    assert moved.path == f"{tree['HB'].path}{tree['SC-CD'].pk}/{moved.pk}/"
    assert Unit.objects.get(code="SC-CD").parent_id == tree["HB"].pk


def test_move_below_itself_is_refused_and_changes_nothing(tree: dict[str, Unit]) -> None:
    before = list(Unit.objects.order_by("pk").values_list("path", "parent_id"))
    with pytest.raises(Refused) as refusal:
        actions.move(unit=tree["SC"], parent=tree["SC-CD"], by=ADMIN)
    assert refusal.value.code == "unit.below_itself"
    assert list(Unit.objects.order_by("pk").values_list("path", "parent_id")) == before


def test_move_of_the_head_office_is_refused(tree: dict[str, Unit]) -> None:
    with pytest.raises(Refused) as refusal:
        actions.move(unit=tree["HQ"], parent=tree["SC"], by=ADMIN)
    assert refusal.value.code == "unit.head_office_stays"


def test_branch_below_a_team_is_refused(tree: dict[str, Unit]) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.move(unit=tree["HB"], parent=tree["SC-CD-1"], by=ADMIN)
    assert set(refusal.value.fields) == {"parent"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": " "}, "code"),
        ({"code": "SC"}, "code"),
        ({"name": ""}, "name"),
        ({"region_code": "51010"}, "region_code"),
        ({"region_code": "01010x"}, "region_code"),
        ({"parent": None}, "parent"),
        ({"kind": UnitKind.HEAD_OFFICE}, "parent"),
    ],
)
def test_create_names_the_field_to_correct(tree: dict[str, Unit], changes: dict, field: str) -> None:
    good = {
        "code": "NEW",
        "name": "新机构",
        "kind": UnitKind.BRANCH,
        "parent": tree["HQ"],
        "region_code": "510100",
    }
    with pytest.raises(Invalid) as refusal:
        actions.create(**(good | changes), by=ADMIN)
    assert list(refusal.value.fields) == [field]
    assert Unit.objects.count() == 5


def test_database_refuses_a_branch_without_a_parent() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(code="X", name="X", kind=UnitKind.BRANCH, region_code="510100")
