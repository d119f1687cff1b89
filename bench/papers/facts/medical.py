"""Facts of: receipts, bills and a hospital's papers."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from bench.papers.facts.lists import (
    DEPARTMENTS,
    DIAGNOSES,
    DRUGS,
    FEES,
    HOSPITALS,
    SERVICES,
)
from bench.papers.facts.values import (
    day,
    digits,
    fen,
    name,
    person,
    priced,
)


def _receipt(chance: random.Random, code: str) -> dict[str, Any]:
    rows = [
        {"item": item, "amount": fen(chance, 5, 4000)} for item in chance.sample(FEES, chance.randrange(3, 8))
    ]
    total = sum(row["amount"] for row in rows)
    fund, account, other = int(total * chance.uniform(0.2, 0.7)), int(total * chance.uniform(0, 0.1)), 0
    cash = total - fund - account - other
    own_cost = int((account + cash) * chance.uniform(0.1, 0.6))
    issued = day(chance)
    someone = person(chance)
    return {
        "code": code,
        "number": digits(chance, 10),
        "check_code": "".join(chance.choice("0123456789abcdef") for _ in range(6)),
        "payer_name": someone["name"],
        "payer_id": someone["number"],
        "sex": someone["sex"],
        "issued_on": issued.isoformat(),
        "hospital": chance.choice(HOSPITALS),
        "total": total,
        "total_words": total,
        "fund_paid": fund,
        "other_paid": other,
        "account_paid": account,
        "cash_paid": cash,
        "own_share": account + cash - own_cost,
        "own_cost": own_cost,
        "record_number": digits(chance, 8),
        "business_number": digits(chance, 12),
        "department": chance.choice(DEPARTMENTS),
        "insurance_type": chance.choice(("职工医保", "城乡居民医保", "自费")),
        "lines": rows,
    }


def outpatient(chance: random.Random) -> dict[str, Any]:
    found = _receipt(chance, f"{chance.choice(('11', '31', '33', '44'))}0601{chance.choice(('25', '26'))}")
    return {**found, "visited_on": found["issued_on"]}


def inpatient(chance: random.Random) -> dict[str, Any]:
    found = _receipt(chance, f"{chance.choice(('11', '31', '33', '44'))}0602{chance.choice(('25', '26'))}")
    out = date.fromisoformat(found["issued_on"])
    return {**found, **_stay(chance, out), "prepaid": fen(chance, 100, 200) * 100}


def _stay(chance: random.Random, out: date) -> dict[str, Any]:
    days = chance.randrange(2, 25)
    return {
        "admitted_on": (out - timedelta(days=days)).isoformat(),
        "discharged_on": out.isoformat(),
        "days": days,
    }


def bill(chance: random.Random) -> dict[str, Any]:
    rows = priced(chance, DRUGS + SERVICES, chance.randrange(8, 17), 260)
    for row in rows:
        row["unit"] = chance.choice(("次", "盒", "支", "日"))
        row["class"] = chance.choice(("甲类", "乙类", "丙类"))
    return {
        "name": name(chance),
        "hospital": chance.choice(HOSPITALS),
        "record_number": digits(chance, 8),
        "department": chance.choice(DEPARTMENTS),
        **_stay(chance, day(chance)),
        "total": sum(row["amount"] for row in rows),
        "lines": rows,
    }


def summary(chance: random.Random) -> dict[str, Any]:
    someone = person(chance)
    found = chance.choice(DIAGNOSES)
    return {
        **{key: someone[key] for key in ("name", "sex", "age")},
        "department": chance.choice(DEPARTMENTS),
        "record_number": digits(chance, 8),
        **_stay(chance, day(chance)),
        "diagnosis": found,
        "admission_diagnosis": found,
        "doctor": name(chance),
        "hospital": chance.choice(HOSPITALS),
    }


def diagnosis(chance: random.Random) -> dict[str, Any]:
    someone = person(chance)
    issued = day(chance).isoformat()
    return {
        **{key: someone[key] for key in ("name", "sex", "age")},
        "department": chance.choice(DEPARTMENTS),
        "record_number": digits(chance, 8),
        "diagnosis": chance.choice(DIAGNOSES),
        "advice": chance.choice(
            ("建议休息两周", "建议住院治疗", "门诊随诊，不适随访", "卧床休息四周，定期复查")
        ),
        "visited_on": issued,
        "issued_on": issued,
        "doctor": name(chance),
        "hospital": chance.choice(HOSPITALS),
    }
