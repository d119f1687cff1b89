"""A case file is read whole, or every wrong place is named."""

import json

import pytest

from anpei.engine.case_file import NamedProduct, read
from anpei.engine.facts import BadFacts, CaseFacts

CASE = {
    "product": {"code": "qc_hospital_cash", "version": "1.4"},
    "policy": {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "sum_insured_fen": {"daily": 15000}},
    "event": {"natures": ["injury"], "accident_on": "2026-04-01"},
}


def places(text: str) -> list[tuple[str, str]]:
    with pytest.raises(BadFacts) as caught:
        read(text)
    return caught.value.places


def test_product_and_facts_come_out():
    product, facts = read(json.dumps(CASE))

    assert product == NamedProduct(code="qc_hospital_cash", version="1.4")
    assert facts == CaseFacts.from_json({key: CASE[key] for key in ("policy", "event")})


def test_a_case_may_leave_the_product_to_the_command():
    product, _facts = read(json.dumps({**CASE, "product": {}}))

    assert product == NamedProduct()


def test_broken_json_is_named_with_line_and_column():
    assert places('{"policy":\n  nothing}') == [("", "not valid JSON (line 2, column 3): Expecting value")]


def test_a_key_given_twice_is_refused():
    assert places('{"policy": {}, "policy": {}}') == [("policy", "this key is given twice")]


def test_money_with_a_point_is_refused_where_it_stands():
    case = {**CASE, "receipts": [{"id": "r1", "social_fen": 12.5}]}

    assert [path for path, _ in places(json.dumps(case))] == ["receipts[0].social_fen"]


@pytest.mark.parametrize(
    ("product", "place"),
    [
        ("qc_hospital_cash", "product"),
        ({"code": "a", "file": "b.yaml"}, "product"),
        ({"kode": "a"}, "product.kode"),
        ({"code": "a", "version": 1.4}, "product.version"),
    ],
)
def test_a_product_named_wrongly_is_refused(product, place):
    assert [path for path, _ in places(json.dumps({**CASE, "product": product}))] == [place]


@pytest.mark.parametrize("text", ["[]", "1", '"case"', "null"])
def test_what_is_not_an_object_is_refused(text):
    assert places(text) == [("", "a case is one JSON object: {…}")]
