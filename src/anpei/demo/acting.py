"""Acting for somebody in the demo: a daughter for her mother, an agent whose mandate ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from anpei.accounts.models import OneTimeCode
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.demo import people
from anpei.demo.house import House
from anpei.mandates import actions
from anpei.mandates.models import Mandate, Power
from anpei.mandates.rules import Terms
from anpei.parties import actions as parties
from anpei.parties.models import Party
from anpei.parties.queries import phone_hash

DAUGHTER, DAUGHTER_PHONE = "周小满", "19900006641"
DAUGHTER_BORN = date(1983, 8, 21)
AGENT, AGENT_PHONE = "蒋明", "19900006642"
LOGIN = ("周小满：代妈妈周桂芬办理", DAUGHTER_PHONE, "验证码显示在页面上 code on the page")
MOTHER, CLIENT = "周桂芬", "刘爱华"
WORDS = "我妈手不方便打字，我替她问一下：材料补齐了还要多久？"


def play(*, shown: Mapping[str, Claim], house: House, end: datetime) -> None:
    """The last four days, one thing after the other."""
    if MOTHER in shown:
        _daughter(shown[MOTHER], end)
    if CLIENT in shown:
        _agent(shown[CLIENT], house, end)


def _daughter(claim: Claim, end: datetime) -> None:
    mother = claim.insured
    assert mother is not None
    with clock.at(end - timedelta(days=2, hours=13)):
        _confirmed(
            mother,
            Terms(
                DAUGHTER,
                DAUGHTER_PHONE,
                "family",
                (Power.PAPERS, Power.RESULT, Power.TALK),
                clock.today(),
                clock.today() + timedelta(days=180),
            ),
            claim,
        )
    with clock.at(end - timedelta(days=1, hours=12)):
        daughter = parties.register(
            name=DAUGHTER,
            id_type="resident_id",
            id_number=people.resident_id(people.REGIONS[0], DAUGHTER_BORN, 402),
            phone=DAUGHTER_PHONE,
            source="demo",
            by=Actor.system("demo"),
        )
        by = daughter.actor.acting_for(mother.actor)
        mandate = Mandate.objects.get(principal=mother, agent_phone_hash=phone_hash(DAUGHTER_PHONE))
        actions.note_looked(mandate, what=Power.SEE, by=by)
        claims.message_from_customer(claim, text=WORDS, by=by)


def _agent(claim: Claim, house: House, end: datetime) -> None:
    """A power on paper, checked by a second person, and taken back two days later."""
    client = claim.insured
    assert client is not None
    handler, checker = house.of_role("handler")[0], house.of_role("supervisor")[0]
    with clock.at(end - timedelta(days=3, hours=11)):
        paper = actions.record_paper(
            client,
            terms=Terms(
                AGENT,
                AGENT_PHONE,
                "agent",
                (Power.PAPERS, Power.TALK),
                clock.today(),
                clock.today() + timedelta(days=60),
            ),
            document="授权委托书（示例），本人签名",
            claim_id=claim.pk,
            claim_number=claim.number,
            by=handler.actor,
        )
        actions.accept_paper(paper, by=checker.actor)
    with clock.at(end - timedelta(days=1, hours=10)):
        actions.revoke(paper, by=client.actor)


def _confirmed(person: Party, terms: Terms, claim: Claim) -> Mandate:
    asked = actions.ask(person, terms=terms, claim_id=claim.pk, claim_number=claim.number, by=person.actor)
    actions.send_code(asked, ip="192.0.2.1", by=person.actor)
    sent = OneTimeCode.objects.filter(phone_hash=person.phone_hash).latest("pk")
    return actions.confirm(asked, code=json.loads(sent.sealed)["code"], by=person.actor)
