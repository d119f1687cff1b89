"""Facts of: identity cards and bank cards."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from bench.papers.facts.lists import (
    BANKS,
    DISTRICTS,
)
from bench.papers.facts.values import (
    address,
    bank_card,
    day,
    person,
)


def id_front(chance: random.Random) -> dict[str, Any]:
    return {**person(chance), "address": address(chance)}


def id_back(chance: random.Random) -> dict[str, Any]:
    start = day(chance, date(2014, 1, 1), date(2025, 12, 1))
    until = (
        "长期"
        if chance.random() < 0.1
        else start.replace(day=min(start.day, 28), year=start.year + 20).isoformat()
    )
    start = start.replace(day=min(start.day, 28))
    return {
        "authority": f"样本市公安局{chance.choice(DISTRICTS[1:])[:-1]}分局",
        "valid_from": start.isoformat(),
        "valid_until": until,
    }


def card(chance: random.Random) -> dict[str, Any]:
    return {
        "number": bank_card(chance),
        "bank": chance.choice(BANKS),
        "valid_until": f"20{chance.randrange(27, 36)}-{chance.randrange(1, 13):02d}",
    }
