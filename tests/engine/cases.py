"""Products and cases for the tests of the engine: the shipped library, variations of its terms, drawn claims."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import anpei.library
from anpei.engine.facts import CaseFacts, EventFacts, ExpenseLine, PolicyFacts, Receipt, Stay
from anpei.terms import Product, loader
from anpei.terms.base import Category, Nature, Setting
from anpei.terms.benefits import MedicalBenefit

FOLDER = Path(anpei.library.__file__).parent / "products"
PRODUCTS = {file.stem: loader.load(file) for file in sorted(FOLDER.glob("*.yaml"))}
MEDICAL = [p for p in PRODUCTS.values() if any(isinstance(b, MedicalBenefit) for b in p.benefits)]
MILLION = PRODUCTS["qc-million-medical-2026"]
ACCIDENT = PRODUCTS["qc-accident-2026"]

ADMITTED = datetime.date(2026, 6, 10)
DISCHARGED = datetime.date(2026, 6, 17)


def facts(**changed: Any) -> CaseFacts:
    """A plain case under the million medical product: one stay, one line of 20,000.00, nothing paid by others."""
    given: dict[str, Any] = {
        "policy": PolicyFacts(
            datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), {"medical": 200_000_000}
        ),
        "event": EventFacts(natures=(Nature.ILLNESS,), stays=(Stay(ADMITTED, DISCHARGED, 7),)),
        "receipts": (Receipt("r1"),),
        "lines": (line(),),
    }
    return CaseFacts(**{**given, **changed})


def line(**changed: Any) -> ExpenseLine:
    given: dict[str, Any] = {
        "id": "l1",
        "receipt": "r1",
        "service_on": ADMITTED,
        "setting": Setting.INPATIENT,
        "category": Category.DRUG,
        "amount_fen": 2_000_000,
    }
    return ExpenseLine(**{**given, **changed})


def varied(
    product: Product, benefit: int, terms: dict[str, Any], rounding: dict[str, Any] | None = None
) -> Product:
    """A product with other terms for one benefit, as if its file said so."""
    changed = product.benefits[benefit].model_copy(
        update={"terms": type(product.benefits[benefit].terms).model_validate(
            {**product.benefits[benefit].terms.model_dump(), **terms}
        )}
    )  # fmt: skip
    benefits = (*product.benefits[:benefit], changed, *product.benefits[benefit + 1 :])
    calculation = product.calculation
    if rounding is not None:
        new = type(calculation.rounding).model_validate({**calculation.rounding.model_dump(), **rounding})
        calculation = calculation.model_copy(update={"rounding": new})
    other = product.model_copy(update={"benefits": benefits, "calculation": calculation})
    other._sha256 = loader.canonical_sha256(other.model_dump(mode="json"))
    return other


money = st.one_of(
    st.integers(0, 300), st.integers(0, 5_000_000), st.sampled_from([0, 1, 4_999, 5_000, 1_000_000])
)


@st.composite
def products(draw: st.DrawFn) -> Product:
    """A medical product of the library with its rounding, order, ratios and deductible drawn anew."""
    product = draw(st.sampled_from(MEDICAL))
    number = draw(
        st.sampled_from([n for n, b in enumerate(product.benefits) if isinstance(b, MedicalBenefit)])
    )
    benefit = product.benefits[number]
    assert isinstance(benefit, MedicalBenefit)
    # Exact halves of a fen are where rounding goes wrong: draw them often.
    bp = st.one_of(st.sampled_from([5_000, 500, 2_500, 7_500]), st.integers(0, 10_000))
    ratio = {**benefit.terms.ratio.model_dump(), "settled_bp": draw(bp), "not_settled_bp": draw(bp)}
    terms: dict[str, Any] = {
        "ratio": ratio,
        "order": draw(st.sampled_from(["deductible_first", "coinsurance_first"])),
        "scope": draw(st.sampled_from(["all", "catalogue"])),
    }
    if benefit.terms.deductible is not None:
        terms["deductible"] = {
            **benefit.terms.deductible.model_dump(),
            "amount_fen": draw(money),
            "filled_by_other_payers": draw(st.booleans()),
        }
    rounding: dict[str, Any] = {"mode": draw(st.sampled_from(["half_up", "down", "up"]))}
    if not any(isinstance(b, MedicalBenefit) and b.terms.sub_limits for b in product.benefits):
        rounding["catalogue_share_at"] = draw(st.sampled_from(["line", "receipt"]))
    return varied(product, number, terms, rounding)


@st.composite
def claims(draw: st.DrawFn, product: Product) -> CaseFacts:
    """A sound claim with up to four bills of up to four lines."""
    receipts: list[Receipt] = []
    lines: list[ExpenseLine] = []
    for n in range(draw(st.integers(0, 4))):
        bill = [draw(lines_of(f"r{n}", f"r{n}l{m}")) for m in range(draw(st.integers(1, 4)))]
        setting = draw(st.sampled_from(list(Setting)))
        lines += [ExpenseLine(**{**_fields(one), "setting": setting}) for one in bill]
        total = sum(one.amount_fen for one in bill)
        social = draw(st.integers(0, total))
        receipts.append(
            Receipt(
                f"r{n}", social, draw(st.integers(0, total - social)), draw(money),
                draw(st.sampled_from([None, True, False])),
            )
        )  # fmt: skip
    return CaseFacts(
        policy=PolicyFacts(
            datetime.date(2026, 1, 1),
            datetime.date(2026, 12, 31),
            {key: draw(st.one_of(money, st.just(200_000_000))) for key in product.sum_insured_keys()},
            draw(st.booleans()),
        ),
        event=EventFacts(
            natures=draw(
                st.sampled_from([(Nature.INJURY,), (Nature.ILLNESS,), (Nature.INJURY, Nature.ILLNESS)])
            ),
            accident_on=ADMITTED,
            stays=draw(st.sampled_from([(), (Stay(ADMITTED, DISCHARGED, 7),)])),
        ),
        lines=tuple(lines),
        receipts=tuple(receipts),
        accumulators={a.code: draw(money) for a in product.calculation.accumulators if a.unit == "fen"},
    )


def _fields(one: ExpenseLine) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ExpenseLine.__dataclass_fields__}


@st.composite
def lines_of(draw: st.DrawFn, receipt: str, name: str) -> ExpenseLine:
    amount = draw(money)
    excluded = draw(st.one_of(st.just(0), st.integers(0, amount)))
    return ExpenseLine(
        id=name,
        receipt=receipt,
        service_on=ADMITTED + datetime.timedelta(days=draw(st.integers(-10, 40))),
        setting=Setting.INPATIENT,
        category=draw(st.sampled_from(list(Category))),
        amount_fen=amount,
        nrdl_class=draw(st.sampled_from(["A", "B", "C"])),
        first_pay_bp=draw(st.sampled_from([0, 1, 500, 1_000, 3_333, 5_000, 10_000])),
        excluded_fen=excluded,
        excluded_clause="3.1" if excluded else "",
        excluded_reason="drawn" if excluded else "",
    )
