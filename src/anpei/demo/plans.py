"""What happens to whom: the mix of cases of the demo's past, drawn by chance with fixed shares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from anpei.claims.models import Care, Channel, Nature, Relation
from anpei.core.clock import local_date
from anpei.demo import names
from anpei.demo.book import Insured
from anpei.demo.plan import Plan
from anpei.products import queries as products

CHANNELS = {Channel.PORTAL: 46, Channel.WECHAT: 18, Channel.HOTLINE: 20, Channel.AGENT: 10, Channel.API: 6}
REPORTERS = {
    Relation.SELF: 72,
    Relation.SPOUSE: 9,
    Relation.CHILD: 12,
    Relation.RELATIVE: 4,
    Relation.EMPLOYER: 3,
}
ENDINGS = {
    "pay": 70,
    "reduced": 9,
    "agreed": 5,
    "refuse": 7,
    "withdrawn": 5,
    "duplicate": 2,
    "misdirected": 2,
}
# How often something out of the ordinary belongs to a case, per mille.
EXTRAS = {
    "supplement": 260,
    "talk": 220,
    "wish": 120,
    "survey": 60,
    "investigation": 25,
    "complex": 40,
    "delay": 40,
    "referral": 12,
    "advance": 20,
    "objection": 40,
    "upheld": 15,
    "reopened": 20,
    "returned_proposal": 50,
    "slow": 80,
}
BANKS = {"pay": 86, "wrong_name": 3, "closed": 2, "slow": 4, "echo": 2, "repeat": 1, "deaf": 1, "silent": 1}
# Where open cases stand, so that every list of the workbench has something on it.
STOPS = {
    "reported": 24,
    "papers": 14,
    "supplement": 12,
    "accepted": 8,
    "assessing": 12,
    "calculated": 8,
    "approval": 9,
    "agreement": 5,
    "paying": 5,
    "returned": 3,
}
# What ended in the last weeks and is not filed yet.
LATELY_ENDED = {"refuse": 3, "pay": 2, "withdrawn": 1, "misdirected": 1}


def draw(
    insured: Insured, reported_at: datetime, source: Random, *, stop: str = "", ending: str = ""
) -> Plan:
    """A case of this person, reported at this moment."""
    nature, care = _kind(insured, source)
    day = local_date(reported_at)
    event_on = _event_day(insured, day, care, source)
    story, place, cause, diagnosis = _what_happened(nature, source)
    plan = Plan(
        insured=insured,
        reported_at=reported_at,
        channel=_pick(CHANNELS, source),
        nature=nature,
        care=care,
        event_on=event_on,
        story=story,
        place=place,
        cause=cause,
        diagnosis=diagnosis,
        hospital=source.choice(names.HOSPITALS),
        cost_fen=_cost(insured, care, source),
        days=max(1, min(source.randrange(3, 12), (day - event_on).days)),
        stop=stop,
        ending=ending or _pick(ENDINGS, source),
        reporter=_pick(REPORTERS, source),
        bank=_pick(BANKS, source),
        extras=frozenset(name for name, per_mille in EXTRAS.items() if source.randrange(1000) < per_mille),
    )
    return _consistent(plan)


def _consistent(plan: Plan) -> Plan:
    """Take away what contradicts itself: a case that must stand in approval is not withdrawn first."""
    if plan.stop:
        plan.pace = 0.4  # it has to be there by now
        plan.ending = {"agreement": "agreed"}.get(plan.stop, "reduced" if plan.ending == "reduced" else "pay")
        plan.extras -= {"reopened", "objection", "upheld", "returned_proposal"}
    if plan.stop in ("agreement", "paying", "returned"):
        plan.cost_fen *= 2  # something has to be left to pay after the deductible
    if plan.stop == "returned":
        plan.bank = "wrong_name"
    if plan.channel == Channel.API:
        plan.reporter = Relation.SELF
    if plan.insured.party.guardian is not None:
        plan.reporter = Relation.SELF
    return plan


def _kind(insured: Insured, source: Random) -> tuple[str, str]:
    """Nature and care that the person's product is about; now and then one it is not."""
    benefits = products.terms(insured.policy.product_version).benefits
    natures = {str(nature) for benefit in benefits for nature in benefit.natures} & {"injury", "illness"}
    settings = {str(setting) for benefit in benefits for setting in getattr(benefit, "settings", ())}
    nature = source.choice(sorted(natures) or [Nature.INJURY])
    inpatient_only = (
        settings == {"inpatient"} or insured.policy.product_version.product.code == "qc_million_medical"
    )
    care = Care.INPATIENT if inpatient_only or (settings and source.random() < 0.45) else Care.OUTPATIENT
    return nature, care


def _event_day(insured: Insured, reported_on: date, care: str, source: Random) -> date:
    """Some days before the report, and inside the contract where that is possible."""
    before = source.randrange(4, 20) if care == Care.INPATIENT else source.randrange(0, 6)
    earliest = insured.policy.starts_on + timedelta(days=35)
    return min(reported_on, max(reported_on - timedelta(days=before), earliest))


def _what_happened(nature: str, source: Random) -> tuple[str, str, str, str]:
    if nature == Nature.INJURY:
        return source.choice(names.INJURIES)
    story, diagnosis = source.choice(names.ILLNESSES)
    return story, "", "疾病", diagnosis


def _cost(insured: Insured, care: str, source: Random) -> int:
    """Fen, skewed to the left as hospital bills are; a stay under the million-yuan product is a dear one."""
    typical = 38_000 if care == Care.OUTPATIENT else 1_200_000
    if insured.policy.product_version.product.code == "qc_million_medical":
        typical = 3_800_000
    return max(8_000, int(typical * source.lognormvariate(0, 0.55)) // 10 * 10)


def _pick(shares: Mapping[Any, int], source: Random) -> str:
    return str(source.choices(list(shares), list(shares.values()))[0])
