"""承保车辆: the vehicle a motor policy insures, as the contract describes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anpei.importing import cells
from anpei.importing.columns import Column, Family, Row, hidden
from anpei.importing.tables.base import INSURED, JOINED, Book, Insured, Table, apply, policy_column
from anpei.policies.models import InsuredMember, InsuredVehicle, Policy
from anpei.policies.queries import plate_hash, tidy_plate
from anpei.terms.product import deductible_rates

CLASSES = {
    "car": ("九座及以下客车", "轿车", "客车"),
    "bus": ("十座及以上客车", "大客车"),
    "micro_truck": ("微型载货汽车", "微型货车"),
    "trailer_truck": ("带拖挂的载货汽车",),
    "slow": ("低速货车", "三轮汽车"),
    "other": ("其他车辆", "其他"),
}
USES = {
    "family": ("家庭自用",),
    "non_business": ("非营业",),
    "rental": ("出租", "租赁"),
    "business": ("营业",),
}
ENERGIES = {
    "fuel": ("燃油", "汽油", "柴油"),
    "electric": ("纯电动",),
    "hybrid": ("插电式混合动力", "混合动力"),
    "fuel_cell": ("燃料电池",),
}
PLAIN = (
    "vin", "model", "vehicle_class", "use", "energy", "first_registered_on", "seats",
)  # fmt: skip
AMOUNTS = {"new_price_fen": "new_price", "agreed_deductible_fen": "agreed_deductible"}


class Vehicles(Table):
    code, zh, also = "vehicles", "承保车辆", ("车辆", "车辆信息")
    about = "Insured vehicles. A row is recognised by policy and insured person; the number plate finds the policy at a report."
    columns = (
        policy_column(),
        INSURED,
        JOINED,
        Column("plate", "车牌号", cells.code(20, upper=True), "text", "Number plate.", True, ("号牌号码",), hidden),
        Column("vin", "车架号", cells.code(17, upper=True), "text", "Vehicle identification number.", also=("VIN",), mask=hidden),
        Column("model", "厂牌型号", cells.text(80), "text", "Make and model.", also=("车型",)),
        Column("vehicle_class", "车辆种类", cells.choice(CLASSES), "one of", "Row of the depreciation table.", True),
        Column("use", "使用性质", cells.choice(USES), "one of", "What it is used for.", True),
        Column("energy", "能源种类", cells.choice(ENERGIES), "one of", "Default: fuel.", also=("燃料种类",)),
        Column("first_registered_on", "初次登记日期", cells.day, "date", "Day of the first registration.", True),
        Column("new_price", "新车购置价", cells.fen, "yuan", "Price of a new one of the same kind.", True),
        Column("seats", "投保座位数", cells.whole(1_000), "whole number", "Seats insured, the driver's included."),
        Column("agreed_deductible", "约定免赔额", cells.fen, "yuan", "Agreed deductible of the vehicle damage."),
    )  # fmt: skip
    families = (
        Family(
            "deductible",
            ("deductible", "绝对免赔率"),
            cells.share_bp,
            "percent",
            "One column for each cover with an absolute deductible: `deductible:third_party`, `绝对免赔率:third_party`.",
        ),
    )

    def key(self, row: Row) -> str:
        return f"{row.values['policy']} {row.values['insured']} {row.get('joined_on') or ''}"

    def load(self, rows: Sequence[Row], book: Book) -> None:
        known = Insured.of(rows)
        for row in rows:
            found = known.member(row, book)
            if found is None or not _offered(row, found[0], book):
                continue
            _write(row, found[1])


def _offered(row: Row, policy: Policy, book: Book) -> bool:
    rates = deductible_rates(book.terms(policy))
    for code, share in row.get("deductible", {}).items():
        if share not in rates.get(code, ()):
            known = ", ".join(f"{name} {rate / 100:g}%" for name, own in rates.items() for rate in own)
            row.reject(f"deductible:{code}", "unknown_deductible", known=known)
    return not row.rejected


def _write(row: Row, member: InsuredMember) -> None:
    plate = tidy_plate(row.values["plate"])
    wanted: dict[str, Any] = {"plate": plate, "plate_hash": plate_hash(plate)}
    wanted |= {name: row.values[name] for name in PLAIN if name in row.values}
    wanted |= {name: row.values[column] for name, column in AMOUNTS.items() if column in row.values}
    if "deductible" in row.values:
        wanted["absolute_deductible_bp"] = dict(row.values["deductible"])
    vehicle = InsuredVehicle.objects.filter(member=member).first()
    if vehicle is None:
        InsuredVehicle.objects.create(member=member, **wanted)
        row.outcome = "created"
    elif fields := apply(
        row,
        vehicle,
        wanted,
        columns={**AMOUNTS, "absolute_deductible_bp": "deductible"},
        mask={"plate": hidden, "vin": hidden},
        silent=("plate_hash",),
    ):
        vehicle.save(update_fields=fields)


VEHICLES = Vehicles()
