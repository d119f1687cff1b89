"""What the customer is told about the decision, with its date and the next step."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from anpei.claims import notices
from anpei.claims.models import Claim, Heir
from anpei.claims.notices import acting_heirs, recipient
from anpei.deadlines import queries as running_clocks
from anpei.settlement.entitlement import INSURED, of_decision, part_of
from anpei.settlement.models import Decision, Objection, ObjectionState
from anpei.values.dates import local_date
from anpei.values.money import format_yuan


def approved(decision: Decision) -> None:
    """The amount, when it arrives, and that one may object afterwards."""
    claim = decision.claim
    heirs = list(acting_heirs(claim))
    if len(heirs) > 1:
        _each_their_part(decision, heirs)
        return
    amount, shares = format_yuan(decision.amount_fen), _shared_with(decision)
    facts = {"amount": amount, "by_date": payment_day(claim), "contact": contact(claim)}
    if shares and not heirs:
        tell(claim, "settlement.approved.shared", key=f"{decision.pk}", legal=True, parts=shares, **facts)
    else:
        tell(claim, "settlement.approved", key=f"{decision.pk}", legal=True, **facts)


def _each_their_part(decision: Decision, heirs: list[Heir]) -> None:
    """Each heir hears their own part alone; whose part is not settled yet is called."""
    claim = decision.claim
    for heir in heirs:
        part = part_of(claim, heir.person.name)
        facts = {"number": claim.number, "contact": contact(claim)}
        template = "settlement.part_open"
        if part is not None:
            template = "settlement.approved"
            facts |= {"amount": format_yuan(part.amount_fen), "by_date": payment_day(claim)}
        notices.tell(
            claim,
            template,
            to=notices.heir_recipient(heir),
            dedupe=f"{template}:{claim.pk}:{decision.pk}-{heir.pk}",
            legal=True,
            variables=facts,
        )


def _shared_with(decision: Decision) -> str:
    """Whose the money is, in one line, where others than the insured person have a part; else empty."""
    parts = of_decision(decision)
    if all(one.key == INSURED for one in parts):
        return ""
    with translation.override(recipient(decision.claim).language):
        words = [
            pgettext("share", "you %(amount)s yuan") % {"amount": format_yuan(one.amount_fen)}
            if one.key == INSURED
            else pgettext("share", "%(name)s %(amount)s yuan")
            % {"name": one.name, "amount": format_yuan(one.amount_fen)}
            for one in parts
        ]
        return gettext(", ").join(words)


def offered(decision: Decision) -> None:
    """An amount that waits for the customer's yes; the undisputed part is already on its way."""
    claim = decision.claim
    template = "settlement.offered_in_part" if decision.undisputed_fen else "settlement.offered"
    facts = {"undisputed": format_yuan(decision.undisputed_fen)} if decision.undisputed_fen else {}
    tell(
        claim,
        template,
        key=f"{decision.pk}",
        legal=True,
        amount=format_yuan(decision.amount_fen),
        contact=contact(claim),
        **facts,
    )


def refused(decision: Decision) -> None:
    claim = decision.claim
    tell(
        claim,
        "settlement.refused",
        key=f"{decision.pk}",
        legal=True,
        clause=decision.clause,
        contact=contact(claim),
    )


def agreed(decision: Decision) -> None:
    claim = decision.claim
    tell(
        claim,
        "settlement.agreed",
        key=f"{decision.pk}",
        amount=format_yuan(decision.amount_fen),
        by_date=payment_day(claim),
    )


def checked_again(decision: Decision) -> None:
    """The approval has to be given again; the customer does not have to do anything."""
    tell(decision.claim, "settlement.checked_again", key=f"{decision.pk}", contact=contact(decision.claim))


def objection_received(objection: Objection) -> None:
    claim = objection.claim
    reviewer = objection.reviewer.display_name if objection.reviewer else settings.INSURER_NAME
    tell(
        claim,
        "settlement.objection_received",
        key=f"{objection.pk}",
        reviewer=reviewer,
        by_date=day(claim, local_date(objection.due_at)),
    )


def objection_answered(objection: Objection) -> None:
    template = (
        "settlement.objection_upheld"
        if objection.state == ObjectionState.UPHELD
        else "settlement.objection_dismissed"
    )
    tell(objection.claim, template, key=f"{objection.pk}", legal=True, contact=contact(objection.claim))


def advance_approved(claim: Claim, *, advance_id: int, amount_fen: int) -> None:
    tell(
        claim,
        "settlement.advance",
        key=f"{advance_id}",
        amount=format_yuan(amount_fen),
        contact=contact(claim),
    )


def agreement_reminder(claim: Claim, decision: Decision) -> None:
    tell(
        claim,
        "settlement.agreement_reminder",
        key=f"{decision.pk}",
        amount=format_yuan(decision.amount_fen),
        contact=contact(claim),
    )


def tell(claim: Claim, template: str, *, key: str, legal: bool = False, **facts: str) -> None:
    """One message about the case to the person it is about; the same template and key go out once."""
    notices.tell(
        claim,
        template,
        dedupe=f"{template}:{claim.pk}:{key}",
        legal=legal,
        variables={"number": claim.number, **facts},
    )


def contact(claim: Claim) -> str:
    return (
        f"{claim.handler.display_name} {settings.INSURER_HOTLINE}"
        if claim.handler
        else settings.INSURER_HOTLINE
    )


def payment_day(claim: Claim) -> str:
    """The day the money arrives at the latest: what was promised, in the recipient's words; empty while no clock runs."""
    row = running_clocks.find(rule="any.payment", subject="claim", subject_id=claim.pk)
    return day(claim, running_clocks.promised_on(row)) if row else ""


def day(claim: Claim, on: date) -> str:
    """A date with its weekday, in the recipient's language."""
    with translation.override(recipient(claim).language):
        chinese = (translation.get_language() or "").startswith("zh")
        return date_format(on, "n月j日（D）" if chinese else "j F (l)")  # Chinese is meant: a date format
