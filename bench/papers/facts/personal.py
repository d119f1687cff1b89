"""Facts of: appraisals, deaths, relationships and claim forms."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from bench.papers.facts.lists import (
    BANKS,
    COMPANIES,
    HOSPITALS,
)
from bench.papers.facts.values import (
    address,
    bank_card,
    day,
    digits,
    fen,
    name,
    person,
)


def appraisal(chance: random.Random) -> dict[str, Any]:
    someone = person(chance)
    return {
        "name": someone["name"],
        "sex": someone["sex"],
        "id_number": someone["number"],
        "number": f"样正司鉴〔2026〕临鉴字第{digits(chance, 4)}号",
        "institution": chance.choice(("样本正衡司法鉴定所", "云州同济司法鉴定中心")),
        "client": chance.choice(COMPANIES),
        "grade": (grade := chance.randrange(3, 11)),
        "grade_text": f"{'一二三四五六七八九十'[grade - 1]}级",
        "appraised_on": day(chance).isoformat(),
    }


def death(chance: random.Random) -> dict[str, Any]:
    someone, when = person(chance), day(chance)
    return {
        **{key: someone[key] for key in ("name", "sex", "number", "born_on")},
        "died_on": when.isoformat(),
        "place": chance.choice(("医疗卫生机构", "家中")),
        "cause": chance.choice(("急性心肌梗死", "脑出血", "重症肺炎")),
        "authority": chance.choice(HOSPITALS),
        "issued_on": (when + timedelta(days=chance.randrange(0, 4))).isoformat(),
    }


def relationship(chance: random.Random) -> dict[str, Any]:
    someone = person(chance)
    return {
        **{key: someone[key] for key in ("name", "sex", "number", "born_on", "nation")},
        "relation": chance.choice(("配偶", "长子", "女儿", "父亲", "母亲")),
        "other_name": name(chance),
        "household_number": digits(chance, 9),
        "issued_on": day(chance).isoformat(),
    }


def claim(chance: random.Random) -> dict[str, Any]:
    someone, when = person(chance), day(chance)
    return {
        "policy_number": f"P{digits(chance, 14)}",
        "insured": someone["name"],
        "applicant": someone["name"],
        "relation": "本人",
        "id_number": someone["number"],
        "phone": f"1{chance.choice('3589')}{digits(chance, 9)}",
        "happened_on": when.isoformat(),
        "place": address(chance),
        "cause": chance.choice(("因急性阑尾炎住院手术", "下楼时摔倒致手腕骨折", "行驶中与护栏相撞")),
        "amount": fen(chance, 500, 90_000),
        "bank": chance.choice(BANKS) + "云州支行",
        "account_holder": someone["name"],
        "account": bank_card(chance),
        "signed_on": (when + timedelta(days=chance.randrange(1, 20))).isoformat(),
    }
