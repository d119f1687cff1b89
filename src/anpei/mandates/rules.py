"""What a mandate may say, and who may give one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from anpei.core import clock
from anpei.core.errors import Refused
from anpei.mandates.models import How, Power, Relation
from anpei.parties.models import Party, PartyKind
from anpei.parties.queries import ADULT_AT
from anpei.values.dates import age_on
from anpei.values.identifiers import parse_mobile

LONGEST_NAME = 40


@dataclass(frozen=True)
class Terms:
    """What is asked for: the person who will act, what they may do, and how long."""

    agent_name: str
    agent_phone: str
    relation: str
    powers: Collection[str]
    from_on: date | None
    until_on: date | None


def refuse_unable(principal: Party) -> None:
    """Who cannot give a mandate of their own: a minor or a ward has a guardian, who acts by law (Civil Code art. 23)."""
    if principal.kind != PartyKind.PERSON or principal.erased_at:
        raise Refused("mandate.no_person", _("Only a person can let somebody act for them here."))
    minor = principal.birth_on is not None and age_on(principal.birth_on, clock.today()) < ADULT_AT
    if minor or principal.guardian_id:
        raise Refused(
            "mandate.guardian",
            _(
                "For this person the guardian acts; nobody else needs a mandate. Please call us if that has changed."
            ),
        )


def wrong(terms: Terms, *, how: str, principal: Party) -> dict[str, str]:
    """Field of the form to what is wrong with it."""
    errors: dict[str, str] = {}
    if not terms.agent_name.strip():
        errors["agent_name"] = _("Please tell us the name.")
    elif len(terms.agent_name.strip()) > LONGEST_NAME:
        errors["agent_name"] = _("This is longer than %(most)d characters. Please shorten it a little.") % {
            "most": LONGEST_NAME
        }
    try:
        if parse_mobile(terms.agent_phone) == principal.phone:
            errors["agent_phone"] = _(
                "This is the phone of the person themself. Please give the number the other person logs in with."
            )
    except ValueError:
        errors["agent_phone"] = _("This does not look like a mobile number of 11 digits.")
    if terms.relation not in Relation.values:
        errors["relation"] = _("Please choose one of the answers shown.")
    if not set(terms.powers) <= set(Power.values) or not set(terms.powers) - {Power.SEE}:
        errors["powers"] = _("What may this person do for you? Please tick at least one.")
    if Power.COLLECT in terms.powers and how != How.PAPER:
        errors["powers"] = _(
            "The money always goes to the person's own account, unless a signed paper says otherwise. Please call us."
        )
    if Power.CONTRACTS in terms.powers and terms.relation == Relation.AGENT:
        errors["powers"] = _(
            "A contract comes to whoever took it out, or to somebody of their own choice; whoever sells insurance cannot"
            " receive it for them."
        )
    return errors | _wrong_term(terms)


def _wrong_term(terms: Terms) -> dict[str, str]:
    today = clock.today()
    if terms.from_on is None:
        return {"from_on": _("From which day?")}
    if terms.until_on is None:
        return {"until_on": _("Until which day?")}
    if terms.until_on < max(terms.from_on, today):
        return {"until_on": _("This day is over already, or lies before the first one.")}
    if terms.until_on > longest(terms.from_on):
        return {
            "until_on": _("At most %(days)d days, so that nothing is forgotten. You can give it again then.")
            % {"days": settings.MANDATE_MAX_DAYS}
        }
    return {}


def longest(from_on: date) -> date:
    """The last day a mandate from this day on may have."""
    return from_on + timedelta(days=settings.MANDATE_MAX_DAYS - 1)
