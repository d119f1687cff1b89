"""The compulsory cover of the own vehicle as named steps (anpei.terms.motor.CompulsoryTerms holds the formula)."""

from __future__ import annotations

from collections.abc import Sequence

from anpei.engine.compiled import Draft
from anpei.engine.expressions import (
    Add,
    AllOf,
    AnyOf,
    Column,
    Compare,
    Const,
    Expr,
    Fact,
    Fold,
    Least,
    Less,
    Most,
    Not,
    Ref,
    When,
)
from anpei.engine.medical import ZERO, applies
from anpei.engine.motor import ITEMS, MEDICAL, PROPERTY, Covers, Item, Road, by_period, pay
from anpei.terms.base import Text
from anpei.terms.benefits import CompulsoryBenefit


def write_compulsory(draft: Draft, benefit: CompulsoryBenefit, road: Road) -> Ref:
    """Item by item: what the victims lost, what other covers bear, what lies above the limit; then the special cases."""
    terms = benefit.terms
    fits = applies(draft, benefit, Fact("motor.given"))
    ground = draft.bind(
        "recourse_ground",
        AnyOf((Const(0), *(Fact(f"motor.ground.{one.value}") for one in terms.recourse_grounds))),
        Text(zh="有追偿情形（无证、醉驾等）", en="A ground for recourse (unlicensed, drunk …)"),
        unit="flag",
        show="nonzero",
        clause=terms.recourse_clause,
    )
    alone = _self_settled(draft, benefit, road, fits, ground)
    mine = draft.bind(
        "mine",
        AllOf((fits, Not(Column("victim", "own_unit")), Not(alone))),
        Text(zh="本车的第三者", en="Third party of the own vehicle"),
        grain="victim",
        unit="flag",
        clause=benefit.clause,
    )
    paid = {item.code: _item(draft, benefit, road, item, mine) for item in ITEMS}
    due = [paid["death"], paid["medical"], _barred(draft, benefit, paid["property"], ground)]
    due += [_agency(draft, benefit, road, fits, alone), _own_damage(draft, benefit, alone)]
    payable = pay(draft, benefit, due)
    _recourse(draft, benefit, road, mine, paid, ground)
    _rescue(draft, benefit, road, mine)
    return payable


def _self_settled(draft: Draft, benefit: CompulsoryBenefit, road: Road, fits: Ref, ground: Ref) -> Expr:
    clause = benefit.terms.self_settlement_clause
    if clause is None:
        return ZERO
    large = draft.bind(
        "damage_above_limit",
        Compare(">", road.losses["property"], by_period(road.rules, "with_fault", PROPERTY)),
        Text(zh="车损超过财产限额", en="Damage above the property limit"),
        grain="victim",
        unit="flag",
        clause=clause,
    )
    count = draft.bind(
        "damages_above_limit",
        Fold(large),
        Text(zh="车损超过财产限额的车辆数", en="Vehicles with damage above the property limit"),
        unit="count",
        clause=clause,
    )
    return draft.bind(
        "self_settled",
        AllOf((fits, Fact("motor.self_settled"), Not(count), Not(ground))),
        Text(zh="互碰自赔", en="Each insurer pays its own"),
        plain=Text(zh="各方同意，各找各的保险公司赔自己的车", en="Everybody agreed that each insurer pays its own"),
        unit="flag",
        show="nonzero",
        clause=clause,
    )  # fmt: skip


def _item(draft: Draft, benefit: CompulsoryBenefit, road: Road, item: Item, mine: Ref) -> Ref:
    """One item of the cover. Gives back what is paid of it within the limit."""
    terms = benefit.terms
    column = Column("victim", item.code)
    loss = _sum(draft, item, "loss", When(mine, column, ZERO), *_LOSS, terms.item_clause, sign=1)
    meant = When(AllOf((mine, Column("victim", "meant"))), column, ZERO)
    cut = [_sum(draft, item, "intent", meant, *_INTENT, terms.intent_clause)]
    if item is MEDICAL and road.rules.medical_scope == "catalogue":
        outside = When(AllOf((mine, Not(Column("victim", "meant")))), Column("victim", "outside"), ZERO)
        cut.append(_sum(draft, item, "outside_catalogue", outside, *_OUTSIDE, terms.item_clause))
    own = own_rows(draft, road.actual, item, "actual")
    others = When(mine, Less(road.actual.part[item.code], own), ZERO)
    cut.append(_sum(draft, item, "others", others, *_OTHERS, terms.sharing_clause))
    row = draft.bind(
        f"row_paid_{item.code}",
        When(mine, own, ZERO),
        Text(zh=f"本车交强险赔付：{item.name.zh}", en=f"Paid by this cover: {item.name.en}"),
        grain="victim",
        clause=terms.sharing_clause,
    )
    paid = draft.bind(
        f"paid_{item.code}",
        Fold(row),
        Text(zh=f"分项赔款：{item.name.zh}", en=f"Paid of the item: {item.name.en}"),
        show="nonzero",
        clause=terms.item_clause,
    )
    draft.bind(
        f"over_{item.code}",
        Less(loss, Add((*cut, paid))),
        Text(zh=f"超过分项限额：{item.name.zh}", en=f"Above the limit of the item: {item.name.en}"),
        plain=Text(
            zh=f"{item.plain.zh}里超过交强险限额、由商业险或责任人承担的部分",
            en=f"{item.plain.en}: above the compulsory limit, for commercial cover or whoever is liable",
        ),
        kind="limit",
        sign=-1,
        show="nonzero",
        clause=terms.item_clause,
    )
    return paid


_LOSS = (Text(zh="第三者损失", en="Loss of third parties"), "amount")
_INTENT = (Text(zh="受害人故意造成", en="Caused by the victim on purpose"), "less")
_OUTSIDE = (Text(zh="医保范围外费用", en="Costs outside the catalogue"), "less")
_OTHERS = (Text(zh="其他车辆交强险分担", en="Borne by other compulsory covers"), "less")


def _sum(
    draft: Draft, item: Item, name: str, row: Expr, label: Text, kind: str, clause: str, sign: int = -1
) -> Ref:
    """One figure for each row and their sum, which is shown."""
    words = Text(zh=f"{label.zh}：{item.name.zh}", en=f"{label.en}: {item.name.en}")
    rows = draft.bind(f"row_{name}_{item.code}", row, words, grain="victim", clause=clause)
    return draft.bind(
        f"{name}_{item.code}",
        Fold(rows),
        words,
        kind="amount" if kind == "amount" else "less",
        sign=1 if sign > 0 else -1,
        show="nonzero",
        clause=clause,
    )


def own_rows(draft: Draft, covers: Covers, item: Item, who: str) -> Ref:
    """What the own vehicle's cover bears of each row."""
    label = Text(zh=f"本车分担：{item.name.zh}", en=f"Borne by the own cover: {item.name.en}")
    own = draft.bind(
        f"{who}_own_pair_{item.code}",
        When(Column("pair", "own"), covers.pays[item.code], ZERO),
        label,
        grain="pair",
    )
    return draft.bind(f"{who}_own_{item.code}", Fold(own, into="victim"), label, grain="victim")


def _barred(draft: Draft, benefit: CompulsoryBenefit, paid: Ref, ground: Ref) -> Ref:
    clause = benefit.terms.recourse_clause
    barred = draft.bind(
        "barred",
        When(ground, paid, ZERO),
        Text(zh="追偿情形下财产损失不赔", en="Property is not paid on a ground for recourse"),
        plain=Text(
            zh="无证、醉驾等情形下，财产损失由责任人承担",
            en="With an unlicensed or drunk driver, property is for whoever is liable",
        ),
        kind="less",
        sign=-1,
        show="nonzero",
        clause=clause,
    )
    return draft.bind("property_due", Less(paid, barred), PROPERTY.name, clause=clause)


def _agency(draft: Draft, benefit: CompulsoryBenefit, road: Road, fits: Ref, alone: Expr) -> Ref:
    clause = benefit.terms.agency_clause
    row = draft.bind(
        "row_agency",
        When(AllOf((fits, Column("victim", "own"), Not(alone))), road.actual.agency, ZERO),
        Text(zh="无责代赔", en="Paid for the no-fault side"),
        grain="victim",
        clause=clause,
    )
    return draft.bind(
        "agency",
        Fold(row),
        Text(
            zh="无责代赔：代无责方赔付本车车损", en="Paid on behalf of the no-fault side to the own vehicle"
        ),
        plain=Text(
            zh="无责那一方该赔您车的钱，由我们直接付给您",
            en="What the side without fault owes for your vehicle, paid to you by us",
        ),
        kind="amount",
        sign=1,
        show="nonzero",
        clause=clause,
    )


def _own_damage(draft: Draft, benefit: CompulsoryBenefit, alone: Expr) -> Ref:
    clause = benefit.terms.self_settlement_clause or benefit.clause
    row = draft.bind(
        "row_own_damage",
        When(AllOf((alone, Column("victim", "own"))), Column("victim", "property"), ZERO),
        Text(zh="本车车损", en="Damage of the own vehicle"),
        grain="victim",
        clause=clause,
    )
    return draft.bind(
        "own_damage",
        Fold(row),
        Text(zh="互碰自赔：本车车损", en="Own vehicle, each insurer paying its own"),
        kind="amount",
        sign=1,
        show="nonzero",
        clause=clause,
    )


# -- what only informs


def _recourse(
    draft: Draft,
    benefit: CompulsoryBenefit,
    road: Road,
    mine: Ref,
    paid: dict[str, Ref],
    ground: Ref,
) -> None:
    clause = benefit.terms.recourse_clause
    draft.bind(
        "recourse",
        When(ground, Add((paid["death"], paid["medical"])), ZERO),
        Text(zh="可向致害人追偿", en="To be recovered from whoever did it"),
        show="nonzero",
        clause=clause,
    )
    without = [
        draft.bind(
            f"ought_paid_{item.code}",
            Fold(_masked(draft, item, own_rows(draft, road.ought, item, "ought"), mine)),
            Text(
                zh=f"各车均投保时的分项赔款：{item.name.zh}",
                en=f"If every vehicle were insured: {item.name.en}",
            ),
            clause=benefit.terms.sharing_clause,
        )
        for item in ITEMS
    ]
    property_more = When(ground, ZERO, Less(paid["property"], without[2]))
    more: Sequence[Expr] = (Less(paid["death"], without[0]), Less(paid["medical"], without[1]), property_more)
    draft.bind(
        "recourse_uninsured",
        Most((Add(tuple(more)), ZERO)),
        Text(zh="可向未投保车辆追偿", en="To be recovered from uninsured vehicles"),
        show="nonzero",
        clause=benefit.terms.sharing_clause,
    )


def _masked(draft: Draft, item: Item, rows: Ref, mine: Ref) -> Ref:
    return draft.bind(
        f"ought_row_{item.code}",
        When(mine, rows, ZERO),
        Text(zh=f"各车均投保时：{item.name.zh}", en=f"If every vehicle were insured: {item.name.en}"),
        grain="victim",
    )


def _rescue(draft: Draft, benefit: CompulsoryBenefit, road: Road, mine: Ref) -> None:
    clause = benefit.terms.rescue_clause
    rows = draft.bind(
        "row_rescue",
        When(AllOf((mine, Not(Column("victim", "meant")))), Column("victim", "rescue"), ZERO),
        Text(zh="抢救费", en="Rescue costs"),
        grain="victim",
        clause=clause,
    )
    asked = draft.bind(
        "rescue_asked", Fold(rows), Text(zh="抢救费合计", en="Rescue costs together"), clause=clause
    )
    own = draft.bind(
        "own_medical_limit_of",
        When(Column("vehicle", "own"), road.limits["medical"], ZERO),
        Text(zh="本车医疗限额", en="Own medical limit"),
        grain="vehicle",
        clause=clause,
    )
    limit = draft.bind(
        "own_medical_limit", Fold(own), Text(zh="本车医疗限额", en="Own medical limit"), clause=clause
    )
    draft.bind(
        "rescue_due",
        Most((Less(Least((asked, limit)), Fact(f"prior.{benefit.code}")), ZERO)),
        Text(zh="可垫付抢救费", en="Rescue costs that may be advanced"),
        show="nonzero",
        clause=clause,
    )
