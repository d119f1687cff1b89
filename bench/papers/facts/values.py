"""Single invented values: a name, a number that passes its check digit, a day, a sum."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from stdnum import luhn
from stdnum.cn import ric, uscc

from anpei.recognition.forms import is_vin
from bench.papers.facts.lists import (
    CITIES,
    DISTRICTS,
    GIVEN,
    PLATE_SIGNS,
    PROVINCES,
    REGIONS,
    STREETS,
    SURNAMES,
)


def name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2, 2))))


def day(chance: random.Random, first: date = date(2026, 1, 5), last: date = date(2026, 10, 30)) -> date:
    return first + timedelta(days=chance.randrange((last - first).days))


def born(chance: random.Random) -> date:
    return day(chance, date(1945, 1, 1), date(2008, 1, 1))


def resident_id(chance: random.Random, birth: date, sex: str) -> str:
    sequence = chance.randrange(10, 99) * 10 + chance.choice(
        (1, 3, 5, 7, 9) if sex == "男" else (0, 2, 4, 6, 8)
    )
    body = f"{chance.choice(REGIONS)}{birth:%Y%m%d}{sequence:03d}"
    return body + ric.calc_check_digit(f"{body}0")


def address(chance: random.Random) -> str:
    place = f"{chance.choice(CITIES)}{chance.choice(DISTRICTS)}{chance.choice(STREETS)}{chance.randrange(1, 300)}号"
    return (
        f"{place}{chance.randrange(1, 20)}栋{chance.randrange(101, 2505)}室"
        if chance.random() < 0.7
        else place
    )


def bank_card(chance: random.Random) -> str:
    body = "62" + digits(chance, chance.choice((13, 16)))
    return body + luhn.calc_check_digit(body)


def company_code(chance: random.Random) -> str:
    body = f"91{chance.choice(REGIONS)}MA{''.join(chance.choice('0123456789ABCDEFGH') for _ in range(7))}"
    return body + uscc.calc_check_digit(body)


def plate(chance: random.Random) -> str:
    start = chance.choice(PROVINCES) + chance.choice("ABCDEFGHJK")
    if chance.random() < 0.3:
        return f"{start}{chance.choice('DF')}{digits(chance, 5)}"
    return start + "".join(chance.choice(PLATE_SIGNS) for _ in range(5))


def vin(chance: random.Random) -> str:
    while True:
        body = "L" + "".join(chance.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _ in range(7))
        tail = chance.choice("NPRST") + chance.choice("ABCDE") + digits(chance, 6)
        for sign in "0123456789X":
            if is_vin(f"{body}{sign}{tail}"):
                return f"{body}{sign}{tail}"


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def fen(chance: random.Random, low: int, high: int) -> int:
    return chance.randrange(low * 100, high * 100)


def priced(chance: random.Random, items: tuple[str, ...], count: int, high: int) -> list[dict[str, Any]]:
    rows = []
    for item in chance.sample(items, count) if count <= len(items) else chance.choices(items, k=count):
        quantity, price = chance.randrange(1, 9), fen(chance, 3, high)
        rows.append({"item": item, "price": price, "quantity": quantity, "amount": price * quantity})
    return rows


def person(chance: random.Random) -> dict[str, Any]:
    sex, birth = chance.choice("男女"), born(chance)
    return {
        "name": name(chance),
        "sex": sex,
        "age": 2026 - birth.year,
        "born_on": birth.isoformat(),
        "nation": chance.choice(("汉", "汉", "汉", "回", "满", "壮")),
        "number": resident_id(chance, birth, sex),
    }
