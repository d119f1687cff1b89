"""How customers of the demo want to be reached: most by text message, some by e-mail or WeChat, some in English, some at
hours of their own; and some whose mailbox is gone, so that a text message went instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.demo.book import Insured
from anpei.jobs.worker import drain
from anpei.parties import actions as parties
from anpei.parties.models import Party

SHARE = 0.12  # of the customers without a case
MOST = 60
AFTER_OPENING = timedelta(days=30)
NOTE = "您好，跟您说一声：这边都在按时办，您不用做什么。有事随时在这里说。"


@dataclass(frozen=True)
class Wish:
    channel: str = "sms"
    language: str = "zh-hans"
    quiet_from: str = ""
    quiet_until: str = ""
    at_night: bool = False
    mailbox: str = "example"  # .example is delivered in the sandbox, .invalid comes back (RFC 2606)


WISHES = (
    Wish("email"),
    Wish("wechat"),
    Wish(quiet_from="20:30", quiet_until="09:30"),
    Wish("email", "en"),
    Wish("wechat", quiet_from="12:30", quiet_until="14:30"),
    Wish("email", mailbox="invalid"),
    Wish(language="en", at_night=True),
)
# Of the people visitors log in as, by phone.
SHOWN = {
    "19900006628": Wish("email", "en"),
    "19900006630": Wish(quiet_from="20:00", quiet_until="09:00"),
    "19900006631": Wish("wechat"),
    "19900006632": Wish("email", mailbox="invalid"),
}


def choose(*, insured: list[Insured], opened: datetime, seed: int) -> None:
    """Some of the customers without a case, long ago: what is written to them later goes that way."""
    source, wishes = Random(f"{seed} ways"), cycle(WISHES)
    cases = set(Claim.objects.filter(insured__isnull=False).values_list("insured_id", flat=True))
    able = {one.party.pk: one.party for one in insured if one.party.phone and one.party.pk not in cases}
    with clock.at(opened + AFTER_OPENING):
        for party in [one for one in able.values() if source.random() < SHARE][:MOST]:
            _choose(party, next(wishes))


def write(*, shown: Mapping[str, Claim], end: datetime) -> None:
    """The people visitors log in as chose lately; a line of their handler went that way, to one of them in vain."""
    theirs = [
        (claim, claim.insured, SHOWN[claim.insured.phone])
        for claim in shown.values()
        if claim.insured and claim.insured.phone in SHOWN
    ]
    with clock.at(end - timedelta(days=1, hours=15)):
        for _claim, person, wish in theirs:
            _choose(person, wish)
    with clock.at(end - timedelta(days=1, hours=13)):
        for claim, _person, _wish in theirs:
            if claim.handler is not None:
                claims.write_to_customer(claim, text=NOTE, by=claim.handler.actor)
        drain(strict=True)


def _choose(party: Party, wish: Wish) -> None:
    if wish.channel == "wechat":
        party = parties.know_on_wechat(party, openid=f"demo{party.phone}", by=party.actor)
    parties.choose_way(
        party,
        channel=wish.channel,
        email=f"{party.phone}@mail.{wish.mailbox}" if wish.channel == "email" else "",
        language=wish.language,
        quiet_from=wish.quiet_from,
        quiet_until=wish.quiet_until,
        at_night=wish.at_night,
        by=party.actor,
    )
