"""A case as somebody sees it who acts for another person, or who receives after a death: inside what they may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anpei.audit import queries as audit
from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.claims.queries import Access
from anpei.mandates import queries as mandates
from anpei.mandates.models import Mandate, Power
from anpei.parties.models import Party
from anpei.payments import queries as payments
from anpei.portal.presenters import clock as clock_cards
from anpei.portal.presenters import story
from anpei.portal.presenters.journey import NextStep, case_name, journey
from anpei.settlement.entitlement import part_of
from anpei.settlement.models import Decision, Outcome
from anpei.settlement.queries import valid_decision
from anpei.values.identifiers import mask_name

DONE_SHOWN = 30
READ_WITH = {
    Power.SEE: (
        "claim.received", "claim.accepted", "claim.accepted_late", "claim.complex", "claim.delayed", "claim.reopened",
        "claim.closed.withdrawn", "claim.closed.duplicate", "claim.closed.misdirected",
    ),
    Power.PAPERS: ("claim.papers", "claim.supplement", "claim.silence.papers"),
    Power.TALK: (
        "care.service_asked", "care.service_offered", "care.service_planned", "care.service_arranged",
        "care.service_done", "care.service_declined",
    ),
    Power.RESULT: (
        "settlement.approved", "settlement.offered", "settlement.offered_in_part", "settlement.refused",
        "settlement.agreed", "settlement.checked_again", "settlement.objection_received", "settlement.objection_upheld",
        "settlement.objection_dismissed", "settlement.advance", "settlement.agreement_reminder",
        "payment.account_wanted", "payment.account_reminder", "payment.arrived", "payment.returned",
        "settlement.approved.shared", "payment.arrived.other", "payment.returned.other",
    ),
}  # fmt: skip
"""Messages of the case somebody with this power reads. What names another policy, invites to a visit or asks how it
was is for the person themself."""


@dataclass(frozen=True)
class Row:
    """A case on the first page."""

    url: str
    title: str
    note: str


@dataclass(frozen=True)
class Door:
    """One thing this person may do in the case."""

    url: str
    icon: str
    title: str
    note: str
    test: str


@dataclass(frozen=True)
class Done:
    """One thing somebody did for the person who reads this."""

    at: datetime
    who: str
    what: str
    number: str


def row(claim: Claim, access: Access) -> Row:
    url = reverse("portal:progress", args=[claim.number])
    if access.mandate is None:
        return Row(url, case_name(claim), _("You receive as %(what)s") % {"what": _capacity(access)})
    name = mask_name(access.mandate.principal.name)
    return Row(url, _("For %(name)s") % {"name": name}, f"{case_name(claim)} · {claim.number}")


def case(claim: Claim, access: Access) -> dict[str, Any]:
    """The page of the case: where it stands, what they may do, what was said with us."""
    way = journey(claim)
    decided = claim.decided_at is not None
    closed_to_them = decided and not access.may(Power.RESULT)
    step = (
        NextStep(way.next.kicker, _("The person themself reads the result"), _("Nothing for you to do now"))
        if closed_to_them
        else way.next
    )
    return {
        "claim": claim,
        "full": False,
        "access": access,
        "heading": _heading(claim, access),
        "title": _("The result is here") if closed_to_them else way.title,
        "way": way,
        "next": step,
        "stages": way.stages,
        "stage_now": way.stage,
        "contact": way.contact,
        "face": way.contact[:1],
        "role": _("Your contact"),
        "clock": clock_cards.card(way.clocks),
        "doors": _doors(claim, access),
        "mandate": access.mandate,
        "powers": _(", ").join(access.mandate.power_labels) if access.mandate else "",
        "may_talk": access.may(Power.TALK),
        "talk": story.talk(claim, templates=_read_by(access)) if access.may(Power.TALK) else [],
        "swap": False,
        "values": {},
    }


def _read_by(access: Access) -> list[str]:
    """Templates of the messages inside what they may; of an heir's case none, for they may name others' parts."""
    if access.heir is not None:
        return []
    return [name for power, names in READ_WITH.items() if access.may(power) for name in names]


def share(claim: Claim, decision: Decision, access: Access) -> dict[str, Any]:
    """What was decided, and the part of the heir; never anybody else's."""
    heir = access.heir
    part = part_of(claim, heir.person.name) if heir else None
    mine = payments.payee_of(claim, heir.person, part.key if part else "") if heir else None
    paid_fen = payments.paid_to(mine, decision) if mine else 0
    objection = decision.objections.last()
    return {
        "claim": claim,
        "full": False,
        "name": case_name(claim),
        "heading": _heading(claim, access),
        "decision": decision,
        "refused": decision.outcome == Outcome.REFUSE,
        "part_fen": part.amount_fen if part else paid_fen,
        "shared_out": claim.paid_at is not None,
        "payee": mine,
        "may_account": access.may(Power.ACCOUNT) and part is not None,
        "may_object": access.may(Power.OBJECT) and (objection is None or objection.answered_at is not None),
        "objection": objection,
    }


def shown_to(access: Access) -> dict[str, bool]:
    """Which buttons of the result and account pages are theirs."""
    return {"may_account": access.may(Power.ACCOUNT), "may_object": access.may(Power.OBJECT)}


def done_for(people: list[Party]) -> list[Done]:
    """What others did for these people, newest first, with the case it was in."""
    rows = (
        audit.done_for([one.pk for one in people], limit=DONE_SHOWN, also=("claim.message",))
        if people
        else []
    )
    numbers = claims.numbers_of([event.subject_id for event, _item in rows if event.subject == "claim"])
    return [
        Done(
            item.at,
            item.who,
            item.text,
            numbers.get(event.subject_id, "") if event.subject == "claim" else "",
        )
        for event, item in rows
    ]


def about(mandate: Mandate) -> str:
    """The cases a mandate is for, in words."""
    return _("case %(number)s") % {"number": mandate.claim_number} if mandate.claim_id else _("all cases")


def held(phone_hash: str) -> list[Mandate]:
    return list(mandates.kept_for(phone_hash)[: mandates.SHOWN])


def _heading(claim: Claim, access: Access) -> str:
    if access.mandate is not None:
        return _("For %(name)s") % {"name": mask_name(access.mandate.principal.name)}
    return _("You receive as %(what)s") % {"what": _capacity(access)}


def _capacity(access: Access) -> str:
    return access.heir.get_capacity_display() if access.heir else ""


def _doors(claim: Claim, access: Access) -> list[Door]:
    decided = valid_decision(claim) is not None
    knows_account = access.heir is None or part_of(claim, access.heir.person.name) is not None
    own = _("Only an account in your own name")
    of_them = _("Only an account in the name of the person represented")
    read = _("Your part") if access.heir else _("How much, why, and what if you disagree")
    all_of_them = [
        (Power.PAPERS, True, "papers", "camera", _("Hand in papers"), _("What is here, what is missing")),
        (Power.RESULT, decided, "result", "wallet", _("The result"), read),
        (
            Power.OBJECT,
            decided,
            "object",
            "redo",
            _("I disagree, please look again"),
            _("Somebody who did not decide answers"),
        ),
        (
            Power.ACCOUNT,
            knows_account,
            "account",
            "bank",
            _("Where the money goes"),
            of_them if access.mandate else own,
        ),
        (
            Power.TALK,
            True,
            "help",
            "family",
            _("What would make it easier?"),
            _("Fetched at home, handled first, somebody with you"),
        ),
    ]
    return [
        Door(reverse(f"portal:{page}", args=[claim.number]), icon, title, note, page)
        for power, there, page, icon, title, note in all_of_them
        if there and access.may(power)
    ]
