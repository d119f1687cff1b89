"""Advice in the demo: a second policy found and claimed, ideas shown and answered, customers opened for a purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from anpei.accounts.models import Staff
from anpei.advice import actions, suggesting
from anpei.advice.models import Idea
from anpei.advice.queries import customers
from anpei.claims import actions as claims
from anpei.claims.models import PERSONS, Channel, Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.demo import book
from anpei.demo.house import House
from anpei.jobs.worker import drain
from anpei.parties import actions as parties
from anpei.parties.models import ConsentPurpose, Party
from anpei.products.models import ProductVersion

FOUND, CLAIMED = "周桂芬", "罗静"  # the first still waits for a visitor's tap
SECOND = "qc_hospital_cash"
WATCH = Actor.system("entitlement-watch")
AGREED = (ConsentPurpose.MARKETING, ConsentPurpose.HEALTH_ADVICE)
TRIED = 24
CALLED_ABOUT = "津贴这张保单也收到了，材料不用再交一遍，有结果一起说。"
ANSWERS = ("", "not_interested", "person", "dismissed")
LOOKS = (
    ("handler", FOUND, "settle", ""),
    ("handler", FOUND, "call", "来电问材料补齐没有"),
    ("care", "刘爱华", "care", "回访时问钱为什么比预想的少"),
    ("complaints", "许国平", "complaint", "核对拒赔前后的经过"),
)


def play(
    *,
    shown: Mapping[str, Claim],
    others: Sequence[Claim],
    versions: Sequence[ProductVersion],
    house: House,
    end: datetime,
    seed: int,
) -> None:
    """The last days: contracts taken over from another system, the book looked through, people advised."""
    version = next(one for one in versions if one.product.code == SECOND)
    for name in (FOUND, CLAIMED):
        if name in shown:
            _second_policy(shown[name], version, at=end - timedelta(days=2, hours=15), seed=seed)
    for name in (FOUND, CLAIMED):
        if name in shown:
            with clock.at(end - timedelta(days=2, hours=13)):
                rows = actions.look_for(shown[name], by=WATCH)
                drain(strict=True)
            if name == CLAIMED and rows:
                _claims_it_too(shown[name], at=end - timedelta(days=1, hours=11))
    with clock.at(end - timedelta(days=1, hours=10)):
        _advised(others)
    with clock.at(end - timedelta(days=1, hours=8)):
        _looked(shown, house)
        drain(strict=True)


def _second_policy(claim: Claim, version: ProductVersion, *, at: datetime, seed: int) -> None:
    """A contract that came with another system's book, in force when the accident happened."""
    person, event_on = claim.insured, claim.event_on
    if person is None or event_on is None or claim.policy is None:
        return
    starts_on = date(event_on.year, event_on.month, 1) - timedelta(days=120)
    with clock.at(at):
        book.issue(
            number=f"QCT{starts_on:%Y%m}{claim.policy.number[-8:]}",
            version=version,
            holder=person,
            insured=person,
            unit=claim.policy.unit,
            starts_on=starts_on,
            source=Random(f"{seed} {person.name}"),
            renewed_since=starts_on - timedelta(days=365),
        )


def _claims_it_too(claim: Claim, *, at: datetime) -> None:
    person = claim.insured
    row = claim.entitlements.filter(state="may").first()
    if person is None or row is None:
        return
    with clock.at(at):
        too = actions.claim_too(row, by=person.actor, channel=Channel.PORTAL, key="demo").claim
        drain(strict=True)
    if too.handler is not None:
        with clock.at(at + timedelta(minutes=17)):
            claims.note_contact(
                too, medium="call", text=CALLED_ABOUT, with_whom=person.name, by=too.handler.actor
            )


def _advised(cases: Sequence[Claim]) -> None:
    """Some people agree to be advised; those who see an idea answer it, each in their own way."""
    answers = iter(ANSWERS)
    people = [
        claim.insured
        for claim in cases
        if claim.decided_at and claim.insured and claim.insured.phone and claim.nature in PERSONS
    ]
    for person in list(dict.fromkeys(people))[:TRIED]:
        for purpose in AGREED:
            parties.give_consent(
                party=person, purpose=purpose, text_version="2026-01", channel="portal", by=person.actor
            )
        if suggesting.advise(person, on=clock.today()).asks_means:
            actions.answer_means(person, answer="yes", by=person.actor)
        for idea in actions.show(person, by=person.actor)[:1]:
            _answered(person, idea, next(answers, ""))


def _answered(person: Party, idea: Idea, said: str) -> None:
    if said == "person":
        actions.ask_person(idea, by=person.actor)
    elif said:
        actions.answer(idea, state=said, by=person.actor)


def _looked(shown: Mapping[str, Claim], house: House) -> None:
    for role, name, purpose, about in LOOKS:
        claim = shown.get(name)
        if claim is None or claim.insured is None:
            continue
        person = claim.insured
        staff = next((one for one in house.of_role(role) if _sees(one, person)), None)
        if staff is not None:
            actions.look_at(person, purpose=purpose, about=about or claim.number, by=staff.actor)


def _sees(staff: Staff, person: Party) -> bool:
    return customers(staff).filter(pk=person.pk).exists()
