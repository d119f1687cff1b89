"""Insured vehicles and special terms come with the book: taken, changed, refused in place."""

from __future__ import annotations

from datetime import date

import pytest
from tests.importing.conftest import Run, Write, only
from tests.settlement import cast

from anpei.importing import actions
from anpei.policies.models import Endorsement, InsuredMember, InsuredVehicle
from anpei.policies.queries import members_by_plate, overrides_on

HEAD = (
    "保单号",
    "被保险人",
    "车牌号",
    "车辆种类",
    "使用性质",
    "初次登记日期",
    "新车购置价",
    "绝对免赔率:third_party",
)


@pytest.fixture
def house(db: None, frozen_clock: object) -> cast.House:
    return cast.open_house("qc-motor-2026.yaml")


def row(member: InsuredMember, **changes: str) -> tuple[str, ...]:
    cells = {
        "policy": member.policy.number, "insured": "110000199001010013", "plate": "新Z·00001", "class": "轿车", "use": "家庭自用",
        "registered": "2020-05-10", "price": "150,000.00", "deductible": "10%",
    }  # fmt: skip
    return tuple((cells | changes).values())


def test_vehicle_comes_with_the_policy_and_its_plate_finds_it(
    write: Write, run: Run, member: InsuredMember
) -> None:
    result = run(write("承保车辆.csv", HEAD, row(member)))
    assert [str(one) for one in result.rejected] == []
    vehicle = InsuredVehicle.objects.get()
    assert (vehicle.plate, vehicle.vehicle_class, vehicle.energy, vehicle.new_price_fen) == (
        "新Z00001",
        "car",
        "fuel",
        15_000_000,
    )
    assert vehicle.absolute_deductible_bp == {"third_party": 1_000}
    assert list(members_by_plate("新Z00001", date(2026, 6, 1))) == [member]
    again = run(write("承保车辆.csv", HEAD, row(member)))
    assert again.run.counts["vehicles"] == {"created": 0, "updated": 0, "unchanged": 1, "rejected": 0}


def test_changed_vehicle_changes_what_the_row_names_and_hides_the_plate(
    write: Write, run: Run, member: InsuredMember
) -> None:
    run(write("承保车辆.csv", HEAD, row(member)))
    result = run(write("承保车辆.csv", HEAD, row(member, plate="新Z00002")))
    assert [one.params for one in result.changed] == [{"old": "****", "new": "****"}]
    assert InsuredVehicle.objects.get().plate == "新Z00002"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"deductible": "12%"}, "unknown_deductible"), ({"class": "飞机"}, "choice"), ({"price": "-1"}, "money_negative")],
)  # fmt: skip
def test_what_the_product_does_not_know_is_refused(
    write: Write, run: Run, member: InsuredMember, changes: dict[str, str], code: str
) -> None:
    found = only(run(write("承保车辆.csv", HEAD, row(member, **changes))))
    assert found.code in (code, "negative")
    assert not InsuredVehicle.objects.exists()


def test_special_agreement_holds_a_negotiable_term_and_nothing_else(
    write: Write, db: None, frozen_clock: object
) -> None:
    house = cast.open_house("qc-family-medical-2026.yaml")
    member = cast.insure(house, cast.person(), sums={"medical": 100_000_000})
    head = ("批单号", "保单号", "批改生效日期", "批改内容", "文件类型", "变更条款")
    path = "benefits[0].terms.tiers.slices[0].share_bp"
    good = ("T1", member.policy.number, "2026-03-01", "提高给付", "特别约定", f"{path}=6500")
    bad = ("T2", member.policy.number, "2026-03-01", "别的", "特别约定", "calculation.rounding=1")
    result = actions.import_files([write("批单.csv", head, good, bad)], dry_run=False, by=cast.SYSTEM)
    assert [one.code for one in result.rejected] == ["unknown_term"]
    assert Endorsement.objects.get().kind == "special_agreement"
    assert overrides_on(member.policy, date(2026, 6, 1)) == [(path, 6_500, "special_agreement", "T1")]
