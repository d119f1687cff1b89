"""Invented people: identifiers that add up and belong to nobody."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from anpei.demo import people
from anpei.values.identifiers import parse_bank_card, parse_mobile, parse_resident_id, parse_uscc

TODAY = date(2026, 11, 20)
NUMBERS = st.integers(min_value=0, max_value=9_999_999)


@given(NUMBERS)
def test_a_person_has_identifiers_that_add_up(number: int) -> None:
    person = people.person(number)
    identity = parse_resident_id(person.resident_id, today=TODAY)

    assert (identity.born_on, str(identity.sex)) == (person.born_on, person.sex)
    assert parse_mobile(person.phone) == person.phone
    assert parse_bank_card(person.card).checksum_ok


def test_no_two_people_share_an_identifier() -> None:
    crowd = [people.person(number) for number in (*range(60_000), *range(1_000_000, 1_060_000))]

    for name in ("resident_id", "phone", "card"):
        assert len({getattr(person, name) for person in crowd}) == len(crowd)


@given(NUMBERS)
def test_a_card_with_a_plan_ends_so_and_adds_up(number: int) -> None:
    card = people.planned_card(number, "901")

    assert card.endswith("901")
    assert parse_bank_card(card).checksum_ok


@given(NUMBERS)
def test_a_company_code_adds_up(number: int) -> None:
    assert parse_uscc(people.company_code(number)).startswith("91990000")
