"""Invented people: resident IDs with a good check digit and a region that is issued to nobody, phones, bank cards.

Everything is a function of a running number, so that no two people share an identifier, however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stdnum import luhn
from stdnum.cn import ric, uscc

from anpei.demo import names

# 99…: no province has this prefix, so no resident ID of a living person starts with it.
REGIONS = ("990101", "990102", "990103", "990201", "990202", "990203")
PHONE_PREFIX = "1990"  # the demo's own range: a mobile number in shape, given to nobody we know of
CARD_PREFIX = "620000"  # no bank's prefix
OLDEST, YOUNGEST = 78, 1  # years of age on EPOCH
EPOCH = date(2024, 1, 1)  # ages count from a fixed day: a person is the same person in every demo
STRIDE = 7_919  # prime: neighbours in number are not neighbours in age


@dataclass(frozen=True)
class Person:
    """An invented person; ``number`` is the running number everything comes from."""

    number: int
    name: str
    sex: str  # male | female
    born_on: date
    resident_id: str
    phone: str
    card: str
    bank: str
    address: str


def person(number: int) -> Person:
    """The invented person with this number."""
    source = Random(f"person {number}")
    female = source.random() < 0.52
    days = (OLDEST - YOUNGEST) * 365
    born_on = EPOCH - timedelta(days=YOUNGEST * 366 + (number * STRIDE) % days)
    return Person(
        number=number,
        name=full_name(source, female=female),
        sex="female" if female else "male",
        born_on=born_on,
        resident_id=resident_id(
            REGIONS[number % len(REGIONS)], born_on, 2 * (number // days) + 2 + (not female)
        ),
        phone=phone(number),
        card=card(number),
        bank=source.choice(names.BANKS),
        address=f"{source.choice(names.STREETS)}{source.randrange(1, 200)}号",
    )


def full_name(source: Random, *, female: bool) -> str:
    return source.choice(names.SURNAMES) + source.choice(names.GIVEN_FEMALE if female else names.GIVEN_MALE)


def resident_id(region: str, born_on: date, serial: int) -> str:
    """18 characters; an odd ``serial`` (below 1000) is a man's."""
    body = f"{region}{born_on:%Y%m%d}{serial:03d}"
    return body + ric.calc_check_digit(body + "0")


def phone(number: int) -> str:
    """Eleven digits in the demo's own range."""
    return f"{PHONE_PREFIX}{number:07d}"


def card(number: int) -> str:
    """Nineteen digits with a good check digit; the last three choose no plan of the bank simulator: it pays."""
    body = f"{CARD_PREFIX}{number:09d}000"
    return body + luhn.calc_check_digit(body)


def planned_card(number: int, plan: str) -> str:
    """A card whose last three digits are ``plan`` (payments.simulator) and whose check digit is good all the same."""
    for filler in range(10):
        candidate = f"{CARD_PREFIX}{number:08d}0{filler}{plan}"
        if luhn.is_valid(candidate):
            return candidate
    raise AssertionError("one of ten fillers always gives a good Luhn sum")


def company_code(number: int) -> str:
    """A unified social credit code in a region that does not exist."""
    body = f"91990000MA{number:07d}"
    return body + uscc.calc_check_digit(body + "0")
