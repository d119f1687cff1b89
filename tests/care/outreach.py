"""What tests of visits, gatherings and value-added services start from: money, consents, a lesson to come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.cast import Cast

from anpei.care import actions
from anpei.care.models import CareBudget, CareVisit, Gathering
from anpei.claims import actions as claims
from anpei.claims.models import Channel, Claim, Nature
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.parties import actions as parties
from anpei.parties.models import ConsentPurpose, Party
from anpei.policies.models import InsuredMember

SYSTEM = Actor.system("tests")


def money(cast: Cast, kind: str = "visits", *, fen: int = 1_000_00) -> CareBudget:
    return actions.set_budget(
        cast.branch, kind=kind, year=2026, amount_fen=fen, by=cast.staff["manager"].actor
    )


def proposed(cast: Cast, claim: Claim) -> CareVisit:
    return actions.propose(claim, why="一个人住，刚出院", by=cast.staff["care"].actor)


def agreed(cast: Cast, claim: Claim) -> CareVisit:
    visit = actions.ask(proposed(cast, claim), by=cast.staff["care"].actor)
    return actions.answer_visit(visit, answer="yes", by=cast.customer.actor)


def planned(cast: Cast, claim: Claim, *, gift_fen: int = 200_00) -> CareVisit:
    return actions.plan_visit(
        agreed(cast, claim), person=cast.handler, appointment_at=clock.now() + timedelta(days=2), place="家里",
        gift="水果" if gift_fen else "", gift_fen=gift_fen, by=cast.staff["care"].actor,
    )  # fmt: skip


def form(**changes: Any) -> actions.GatheringForm:
    begins: datetime = changes.pop("starts_at", clock.now() + timedelta(days=10))
    given = {
        "title": "家庭急救课", "about": "教您噎住了怎么办、烫伤了怎么办，动手练一遍。", "kind": "first_aid",
        "purpose": "service", "place": "云洲分公司三楼", "starts_at": begins, "ends_at": begins + timedelta(hours=2),
        "sign_up_until": begins - timedelta(days=1), "capacity": 2,
    }  # fmt: skip
    return actions.GatheringForm(**(given | changes))


def opened(cast: Cast, **changes: Any) -> Gathering:
    by = cast.staff["care"].actor
    return actions.open_gathering(actions.prepare(cast.branch, form=form(**changes), by=by), by=by)


def agree_to_offers(person: Party) -> None:
    parties.give_consent(
        party=person, purpose=ConsentPurpose.MARKETING, text_version="1", channel="portal", by=person.actor
    )


def bereave(cast: Cast, member: InsuredMember, reporter: Party) -> Claim:
    """A death in the family of ``reporter``, reported now."""
    return claims.report(
        form=claims.ReportForm(
            story="人没了", nature=Nature.DEATH, event_on=clock.today(), reporter_name=reporter.name,
            reporter_phone=reporter.phone, reporter_relation="child", policy_number=member.policy.number,
            reporter=reporter, insured=member.party,
        ),
        channel=Channel.PORTAL,
        by=reporter.actor,
        key=f"death-{member.pk}",
    )  # fmt: skip
