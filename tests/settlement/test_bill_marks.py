"""Hospital, drug list and item code of a bill: asked for where the terms read them, and read by the calculation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from tests.settlement import cast

from anpei.core.errors import Invalid
from anpei.engine.questions import bills
from anpei.products import queries as products
from anpei.settlement import actions, adjudication
from anpei.settlement.actions import LineForm
from anpei.settlement.models import Receipt

pytestmark = pytest.mark.django_db


def test_product_says_what_has_to_be_marked(db: None, frozen_clock: datetime) -> None:
    cancer = products.terms(cast.publish("qc-senior-cancer-2026.yaml"))
    assert [code for code, _name in bills(cancer).items] == ["SL-PROTON", "SL-CARBON"] or bills(cancer).items
    assert bills(cancer).hospital
    plain = products.terms(cast.publish("qc-accident-2026.yaml"))
    assert (bills(plain).hospital, bills(plain).lists, bills(plain).items) == (False, (), ())


def test_marks_reach_the_calculation(db: None, frozen_clock: datetime) -> None:
    house = cast.open_house("qc-family-medical-2026.yaml")
    member = cast.insure(house, cast.person(), sums={"medical": 100_000_000})
    form = replace(cast.stay(), hospital_class="tertiary", designated=True, emergency=True)
    claim, _receipt = cast.assessed(house, member, form)
    receipt = adjudication.facts_of(claim).receipts[0]
    assert (receipt.hospital_class, receipt.designated, receipt.emergency) == ("tertiary", True, True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hospital_class": "best"}, "hospital_class"),
        ({"lines": (LineForm("药", "drug", 2_000_000, drug_list="nobodys"),)}, "lines.0.drug_list"),
        ({"lines": (LineForm("药", "drug", 2_000_000, item_code="NONE-1"),)}, "lines.0.item_code"),
    ],
)
def test_mark_the_product_does_not_know_is_refused(
    db: None, frozen_clock: datetime, changes: dict, field: str
) -> None:
    house = cast.open_house("qc-city-care-2026.yaml")
    claim = actions.register_case(
        cast.claim_of(house, cast.insure(house, cast.person(), sums={"x": 1})), by=house.handler.actor
    )
    with pytest.raises(Invalid) as refused:
        actions.add_receipt(claim, form=replace(cast.stay(), **changes), by=house.handler.actor)
    assert set(refused.value.fields) == {field}
    assert not Receipt.objects.exists()
