"""What must agree on a paper agrees, or is said; agreement is what makes a field sure."""

from __future__ import annotations

from datetime import date

import pytest

from anpei.recognition import checks
from anpei.recognition.extraction import Draft
from anpei.recognition.reading import Finding, Level

TODAY = date(2026, 11, 16)


def draft(name: str, form: str, value: object, *, proven: bool | None = None) -> Draft:
    return Draft(name, form, str(value), value, (), "inline", proven)  # type: ignore[arg-type]


def paper(*drafts: Draft, rows: list[list[Draft]] | None = None, codes: tuple[str, ...] = ()) -> checks.Paper:
    return checks.Paper({one.name: one for one in drafts}, rows or [], codes, TODAY)


def test_words_that_say_the_same_support_both():
    held = paper(draft("total", "money", 12345), draft("words", "words", 12345))
    assert checks.run({"words": {"total": "total", "words": "words"}}, held) == []
    assert [one.supported for one in held.fields.values()] == [True, True]


def test_words_that_differ_are_said_and_doubted():
    held = paper(draft("total", "money", 12345), draft("words", "words", 12845))
    assert checks.run({"words": {"total": "total", "words": "words"}}, held) == [
        Finding("sum.words", Level.WARNING, ("total", "words"), {"digits": 12345, "words": 12845})
    ]
    assert [one.doubted for one in held.fields.values()] == [True, True]


@pytest.mark.parametrize(("amounts", "codes"), [((100, 200), []), ((100, 201), ["sum.lines"])])
def test_item_rows_add_up_to_the_total(amounts, codes):
    rows = [[draft("amount", "money", one)] for one in amounts]
    held = paper(draft("total", "money", 300), rows=rows)
    found = checks.run({"lines": {"total": "total", "column": "amount"}}, held)
    assert [one.code for one in found] == codes
    assert held.fields["total"].supported is not bool(codes)


def test_the_payers_shares_add_up_to_the_total():
    held = paper(draft("total", "money", 1000), draft("fund", "money", 600), draft("cash", "money", 300))
    found = checks.run({"split": [{"total": "total", "parts": ["fund", "cash"]}]}, held)
    assert found == [
        Finding("sum.split", Level.WARNING, ("total", "fund", "cash"), {"parts": 900, "total": 1000})
    ]


def test_price_times_quantity_is_the_amount_of_a_row():
    row = [
        draft("price", "decimal", "12.345"),
        draft("quantity", "quantity", "2"),
        draft("amount", "money", 2469),
    ]
    wrong = [
        draft("price", "decimal", "10.00"),
        draft("quantity", "quantity", "2"),
        draft("amount", "money", 2500),
    ]
    about = {"rows": {"price": "price", "quantity": "quantity", "amount": "amount"}}
    assert checks.run(about, paper(rows=[row, wrong])) == [
        Finding("sum.row", Level.NOTE, ("amount",), {"row": 2})
    ]
    assert [one.supported for one in row] == [True, True, True]


def test_birth_date_and_sex_follow_from_the_identity_number():
    number = draft("number", "resident_id", "110000199001010013", proven=True)
    held = paper(number, draft("born_on", "date", "1990-01-01"), draft("sex", "sex", "女"))
    found = checks.run({"identity": {"number": "number", "born_on": "born_on", "sex": "sex"}}, held)
    assert found == [Finding("identity.differs", Level.WARNING, ("sex", "number"), {"expected": "男"})]
    assert held.fields["born_on"].supported


def test_a_document_past_its_date_is_said():
    held = paper(draft("valid_until", "date", "2026-11-15"))
    found = checks.run({"valid": {"until": "valid_until"}}, held)
    assert found == [Finding("paper.expired", Level.WARNING, ("valid_until",), {"date": "2026-11-15"})]


def test_without_a_day_nothing_is_said_about_expiry():
    held = paper(draft("valid_until", "date", "2026-11-15"))
    held.today = None
    assert checks.run({"valid": {"until": "valid_until"}}, held) == []


def test_a_date_to_come_is_said():
    found = checks.run({}, paper(draft("issued_on", "date", "2026-11-17")))
    assert found == [Finding("date.future", Level.WARNING, ("issued_on",), {"date": "2026-11-17"})]


def test_a_discharge_before_the_admission_is_said():
    held = paper(draft("admitted_on", "date", "2026-03-05"), draft("discharged_on", "date", "2026-03-01"))
    found = checks.run({"order": ["admitted_on", "discharged_on"]}, held)
    assert found == [
        Finding(
            "date.order",
            Level.WARNING,
            ("admitted_on", "discharged_on"),
            {"earlier": "2026-03-05", "later": "2026-03-01"},
        )
    ]


def test_the_code_of_an_invoice_supports_what_it_repeats():
    number = "26110000000000000001"
    held = paper(
        draft("number", "code", number),
        draft("issued_on", "date", "2026-10-02"),
        draft("total", "money", 11200),
        codes=(f"01,32,,{number},112,20261003,,74AE",),
    )
    about = {
        "invoice_code": {
            "number": "number",
            "issued_on": "issued_on",
            "total": "total",
            "net": "net",
            "code": "code",
        }
    }
    assert checks.run(about, held) == [
        Finding("code.differs", Level.WARNING, ("issued_on",), {"code": "2026-10-03"})
    ]
    assert (held.fields["number"].supported, held.fields["total"].supported) == (True, True)


def test_a_check_digit_that_fails_is_said_and_one_that_holds_supports():
    held = paper(
        draft("one", "resident_id", "110000199001010013", proven=True),
        draft("other", "resident_id", "110000199001010014", proven=False),
    )
    assert checks.run({}, held) == [Finding("check_digit.resident_id", Level.WARNING, ("other",))]
    assert (held.fields["one"].supported, held.fields["other"].doubted) == (True, True)
