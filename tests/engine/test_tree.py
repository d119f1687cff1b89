"""The tree names whatever rows and terms a figure read, also where each row chose its own."""

import datetime

from tests.engine.cases import ACCIDENT, ADMITTED, MILLION, facts, line, varied

from anpei.engine import calculate
from anpei.engine.compiler import compile
from anpei.engine.facts import Beneficiary, EventFacts, PolicyFacts, Receipt
from anpei.terms.base import HospitalClass, Nature

SHARES = {"tertiary_bp": 7_000, "secondary_bp": 8_000, "primary_bp": 9_000, "clause": "2.4"}


def test_shares_by_class_of_hospital_name_each_share_that_was_chosen():
    product = varied(MILLION, 0, {"hospital": SHARES})
    calc = calculate(compile(product), facts(
        lines=(line(), line(id="l2", receipt="r2")),
        receipts=(
            Receipt("r1", hospital_class=HospitalClass.TERTIARY), Receipt("r2", hospital_class=HospitalClass.PRIMARY),
        ),
    ))  # fmt: skip

    assert calc.tree is not None
    read = {(term.path.rpartition(".")[2], term.value) for step in calc.tree.walk() for term in step.terms}
    assert {("tertiary_bp", 7_000), ("primary_bp", 9_000)} <= read
    assert ("secondary_bp", 8_000) not in read


def test_beneficiaries_are_called_by_their_names():
    product = varied(ACCIDENT, 2, {"beneficiary_clause": "2.1"})
    year = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
    calc = calculate(compile(product), facts(
        policy=PolicyFacts(*year, {"accident": 1_000, "accident_medical": 0}),
        event=EventFacts((Nature.INJURY, Nature.DEATH), accident_on=ADMITTED, died_on=ADMITTED),
        lines=(), receipts=(), beneficiaries=(Beneficiary("李梅", 1), Beneficiary("李强", 2)),
    ))  # fmt: skip

    assert calc.tree is not None
    inputs = [one.source for one in calc.step("death.to_beneficiaries").inputs]
    assert inputs == ["death.beneficiary_amount[李梅]", "death.beneficiary_amount[李强]"]
