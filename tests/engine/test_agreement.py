"""The generated engine and the slow reference agree to the fen, and every result accounts for every yuan."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine import reference
from tests.engine.cases import claims, products

from anpei.engine import Calculation, calculate, replay
from anpei.engine.compiler import compile
from anpei.engine.explain import split
from anpei.terms.product import MedicalBenefit


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.data())
def test_engine_agrees_with_the_reference_to_the_fen(data: st.DataObject):
    product = data.draw(products())
    case = data.draw(claims(product))
    expected, posted = reference.medical(product, case)

    calc = calculate(compile(product), case)

    assert [f.code for f in calc.findings if f.level == "error"] == []
    medical = [b.code for b in product.benefits if isinstance(b, MedicalBenefit)]
    assert {code: calc.payable_fen[code] for code in medical} == expected
    assert calc.deltas == posted


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.data())
def test_every_yuan_is_accounted_for_and_the_record_replays(data: st.DataObject):
    product = data.draw(products())
    calc = calculate(compile(product), data.draw(claims(product)))

    assert calc.tree is not None
    for step in calc.tree.walk():
        effects = [child.effect_fen for child in step.children if child.effect_fen is not None]
        assert not effects or sum(effects) == step.result
    where = split(calc)
    assert where.claimed_fen == sum(part.amount_fen for part in where.parts) == calc.claimed_fen
    assert where.amount("payable") == calc.total_fen == calc.tree.result
    stored = Calculation.from_json(calc.to_json())
    assert stored == calc
    assert replay(stored.inputs, product) == calc
