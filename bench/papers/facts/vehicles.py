"""Facts of: licences, traffic certificates and repair lists."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from bench.papers.facts.lists import (
    COMPANIES,
    DISTRICTS,
    PARTS,
    REPAIRERS,
    STREETS,
)
from bench.papers.facts.values import (
    address,
    day,
    digits,
    name,
    person,
    plate,
    priced,
    vin,
)


def driving(chance: random.Random) -> dict[str, Any]:
    someone = person(chance)
    first = day(chance, date(2012, 1, 1), date(2024, 12, 28))
    start = first.replace(day=min(first.day, 28))
    return {
        **{key: someone[key] for key in ("name", "sex", "born_on", "number")},
        "nationality": "中国",
        "address": address(chance),
        "first_issued_on": start.isoformat(),
        "vehicle_class": chance.choice(("C1", "C2", "B2", "A2", "C1")),
        "valid_from": start.isoformat(),
        "valid_until": start.replace(year=start.year + 16).isoformat(),
        "file_number": digits(chance, 12),
    }


def vehicle(chance: random.Random) -> dict[str, Any]:
    registered = day(chance, date(2015, 1, 1), date(2026, 6, 1)).isoformat()
    return {
        "plate": plate(chance),
        "vehicle_type": chance.choice(("小型轿车", "小型普通客车", "轻型厢式货车")),
        "owner": chance.choice((name(chance), chance.choice(COMPANIES))),
        "address": address(chance),
        "use": chance.choice(("非营运", "营运")),
        "model": chance.choice(("示范牌SF7150A", "远山牌YS6470B", "启明牌QM7001BEV")),
        "vin": vin(chance),
        "engine_number": f"{chance.choice('ABEK')}{digits(chance, 7)}",
        "registered_on": registered,
        "issued_on": registered,
    }


def traffic(chance: random.Random) -> dict[str, Any]:
    someone, when = person(chance), day(chance)
    return {
        "number": f"第{digits(chance, 12)}号",
        "happened_on": when.isoformat(),
        "place": f"样本市{chance.choice(DISTRICTS)}{chance.choice(STREETS)}与{chance.choice(STREETS)}路口",
        "weather": chance.choice("晴阴雨雪"),
        "party": someone["name"],
        "id_number": someone["number"],
        "plate": plate(chance),
        "responsibility": chance.choice(("全部责任", "主要责任", "同等责任", "次要责任", "无责任")),
        "authority": f"样本市公安局交通警察支队{chance.choice(DISTRICTS)[:-1]}大队",
        "issued_on": (when + timedelta(days=chance.randrange(0, 9))).isoformat(),
    }


def repair(chance: random.Random) -> dict[str, Any]:
    rows = priced(chance, PARTS, chance.randrange(3, 8), 1800)
    total = sum(row["amount"] for row in rows)
    return {
        "number": f"WX{digits(chance, 10)}",
        "plate": plate(chance),
        "vin": vin(chance),
        "owner": name(chance),
        "repairer": chance.choice(REPAIRERS),
        "model": "示范牌SF7150A",
        "settled_on": day(chance).isoformat(),
        "total": total,
        "total_words": total,
        "lines": rows,
    }
