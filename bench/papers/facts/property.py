"""Facts of: invoices, fire certificates, loss lists and proofs of ownership."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from bench.papers.facts.lists import (
    COMPANIES,
    DISTRICTS,
    GOODS,
    PARTS,
    REPAIRERS,
)
from bench.papers.facts.values import (
    address,
    company_code,
    day,
    digits,
    name,
    priced,
)


def invoice(chance: random.Random) -> dict[str, Any]:
    rate = chance.choice((6, 13))
    rows = priced(chance, PARTS + GOODS, chance.randrange(1, 4), 900)
    for row in rows:
        row["rate"], row["unit"] = f"{rate}%", chance.choice(("件", "个", "台"))
        row["tax"] = round(row["amount"] * rate / 100)
    net, tax = sum(row["amount"] for row in rows), sum(row["tax"] for row in rows)
    issued = day(chance)
    return {
        "number": f"26{chance.choice(('11', '31', '44'))}{digits(chance, 16)}",
        "old_number": digits(chance, 8),
        "code": f"0{digits(chance, 11)}",
        "issued_on": issued.isoformat(),
        "buyer": chance.choice((name(chance), chance.choice(COMPANIES))),
        "buyer_tax_id": company_code(chance),
        "seller": chance.choice(REPAIRERS),
        "seller_tax_id": company_code(chance),
        "net": net,
        "tax": tax,
        "total": net + tax,
        "total_words": net + tax,
        "drawer": name(chance),
        "lines": rows,
    }


def fire(chance: random.Random) -> dict[str, Any]:
    when = day(chance)
    return {
        "number": f"样消火认字〔2026〕第{digits(chance, 4)}号",
        "happened_on": when.isoformat(),
        "place": address(chance),
        "unit": chance.choice(COMPANIES),
        "cause": chance.choice(("电气线路短路引燃周围可燃物", "遗留火种引燃纸箱", "电动自行车充电故障")),
        "authority": f"样本市{chance.choice(DISTRICTS)}消防救援大队",
        "issued_on": (when + timedelta(days=chance.randrange(3, 30))).isoformat(),
    }


def losses(chance: random.Random) -> dict[str, Any]:
    rows = priced(chance, GOODS, chance.randrange(3, 8), 4000)
    total = sum(row["amount"] for row in rows)
    when = day(chance)
    return {
        "claimant": chance.choice((name(chance), chance.choice(COMPANIES))),
        "policy_number": f"PH2026{digits(chance, 10)}",
        "happened_on": when.isoformat(),
        "place": address(chance),
        "total": total,
        "total_words": total,
        "signed_on": (when + timedelta(days=chance.randrange(1, 9))).isoformat(),
        "lines": rows,
    }


def ownership(chance: random.Random) -> dict[str, Any]:
    return {
        "number": f"样(2021)临川市不动产权第{digits(chance, 7)}号",
        "owner": name(chance),
        "shared": chance.choice(("单独所有", "共同共有")),
        "place": address(chance),
        "unit_number": f"{digits(chance, 6)}GB{digits(chance, 5)}F{digits(chance, 8)}",
        "use": chance.choice(("住宅", "商业服务", "工业")),
        "area": f"{chance.randrange(40, 300)}.{chance.randrange(10, 99)}",
        "registered_on": day(chance, date(2018, 1, 1)).isoformat(),
    }
