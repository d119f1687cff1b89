"""What the person is told at each step: who it goes to, and the message with its facts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from anpei.audit.actions import record
from anpei.claims import events, needs, wording
from anpei.claims.cover import died
from anpei.claims.models import Claim, Heir, HeirState, Relation, SupplementNotice
from anpei.claims.queries import represented
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.deadlines import queries as running_clocks
from anpei.messages.actions import Recipient, send
from anpei.parties.models import Party
from anpei.parties.notices import recipient_of

OUTBOX = Actor.system("outbox")
AMOUNTS = frozenset({"amount", "undisputed"})  # variables of a message that say how much is paid
FOR_OTHERS = {"settlement": "settlement.for_others", "payment": "payment.for_others"}


def recipient(claim: Claim) -> Recipient:
    """The insured person where we know a way to reach them, else the reporter.

    Nobody writes to the dead: after a death whoever receives, else a ward's guardian, else who reported it.
    """
    if died(claim):
        return _of_the_bereaved(claim)
    insured = claim.insured
    if insured is not None:
        reached = person_recipient(insured)
        if reached.address:
            return reached
    if _has_way_back(claim):
        return _reporter(claim)
    return _nobody(claim)


def reader(claim: Claim) -> Party | None:
    """The person behind ``recipient``, where we know who reads it; None for a reporter."""
    if recipient(claim).kind != "party" or claim.insured is None:
        return None
    return heir_of(claim) or claim.insured.guardian or claim.insured


def may_hear_amounts(claim: Claim, to: Recipient) -> bool:
    """Whether this reader is told how much is paid: only those it belongs to are.

    The insured person and their guardian; after a death whoever two of us accepted as a beneficiary or heir (Insurance Law
    art. 42), and nobody before that: an amount, an account and a death are private (Civil Code art. 1034, PIPL art. 28).
    Somebody who reported for themself and whom we have not found in a policy yet hears of their own case.
    """
    return to.kind == "party" or (claim.insured is None and claim.reporter_relation == Relation.SELF)


def _of_the_bereaved(claim: Claim) -> Recipient:
    insured = claim.insured
    living = heir_of(claim) or (insured.guardian if insured is not None else None)
    if insured is not None and living is not None:
        reached = person_recipient(insured, through=living)
        if reached.address:
            return reached
    return _reporter(claim) if _reporter_lives(claim) else _nobody(claim)


def _reporter_lives(claim: Claim) -> bool:
    """Whether the reporter left a phone that is not the one of the person who died."""
    theirs = claim.insured.phone_hash if claim.insured is not None else ""
    return (
        _has_way_back(claim)
        and claim.reporter_relation != Relation.SELF
        and claim.reporter_phone_hash != theirs
    )


def _reporter(claim: Claim) -> Recipient:
    """By the way the report was written in, else to the number given with it."""
    if claim.reply_address:
        return Recipient(
            kind="reporter",
            id=str(claim.pk),
            address=claim.reply_address,
            channel=claim.reply_channel,
            fallback=claim.reporter_phone,
        )
    return Recipient(kind="reporter", id=str(claim.pk), address=claim.reporter_phone)


def _has_way_back(claim: Claim) -> bool:
    return bool(claim.reporter_phone or claim.reply_address)


def _nobody(claim: Claim) -> Recipient:
    """Only the app receives it, for whoever opens the case."""
    insured = claim.insured
    return Recipient(kind="party" if insured else "reporter", id=str(insured.pk if insured else claim.pk))


def acting_heirs(claim: Claim) -> QuerySet[Heir]:
    """Whoever was accepted to receive after a death; nobody while the insured person lives."""
    rows = claim.heirs.filter(state=HeirState.ACTIVE).select_related("person")
    return rows if died(claim) else rows.none()


def heir_of(claim: Claim) -> Party | None:
    """After a death: the first heir who is acting and can be reached."""
    first = acting_heirs(claim).first()
    return first.person if first and first.person.phone else None


def person_recipient(person: Party, *, through: Party | None = None) -> Recipient:
    """A person by the way they prefer, or through somebody else: a guardian where they have one, an heir.

    Without a way only the app receives it.
    """
    return recipient_of(person, through=through or person.guardian)


def reporter_recipient(claim: Claim) -> Recipient:
    if died(claim) and not _reporter_lives(claim):
        return recipient(claim)
    return _reporter(claim) if _has_way_back(claim) else recipient(claim)


def sender(claim: Claim, by: Actor) -> Recipient:
    """Whom a message came from: the insured's side, with guardian, heirs and who acts for them, else the reporter."""
    insured = claim.insured
    if by.kind != "customer" or insured is None:
        return recipient(claim)
    own = {insured.actor.id} | ({insured.guardian.actor.id} if insured.guardian else set())
    own |= {str(one) for one in represented(claim)} if died(claim) else set()
    return recipient(claim) if {by.id, by.for_id} & own else Recipient(kind="reporter", id=str(claim.pk))


def acknowledge(claim: Claim) -> None:
    """At once: we heard you, this is your number, this person looks after you."""
    _tell(claim, "claim.received", to=reporter_recipient(claim), contact=_contact(claim))


def papers(claim: Claim) -> bool:
    """The papers this case needs, told once for each list; whether there was somebody to tell.

    A reporter who is not the insured person may learn nothing of the policy and reads the usual papers.
    """
    told = False
    readers = [_who_reported_for_themself(claim) or recipient(claim)]
    if claim.reporter_relation != Relation.SELF and readers[0].kind != "reporter":
        readers.append(reporter_recipient(claim))
    for to in readers:
        if not to.address:
            continue
        usual = needs.default(claim.nature, claim.care, claim.casualty)
        listed = usual if to.kind == "reporter" else needs.for_claim(claim)
        kinds = [need.kind for need in listed if not need.held_by_insurer]
        with translation.override(to.language):
            names = wording.paper_names(kinds)
        key = hashlib.sha256(",".join([to.kind, *kinds]).encode()).hexdigest()[:16]
        _tell(claim, "claim.papers", to=to, key=key, legal=True, papers=names, contact=_contact(claim))
        told = True
    return told


def _who_reported_for_themself(claim: Claim) -> Recipient | None:
    """The insured person who wrote the report in: the papers are named where they read the answer. None for others."""
    insured = claim.insured
    if insured is None or claim.reporter_id != insured.pk or not claim.reply_address or died(claim):
        return None
    return replace(person_recipient(insured), address=claim.reply_address, channel=claim.reply_channel)


def heir_accepted(heir: Heir) -> None:
    """Whoever receives after a death: that we know them, and where they see their part."""
    to = heir_recipient(heir)
    _tell(heir.claim, "claim.heir", to=to, key=f"heir-{heir.pk}", contact=_contact(heir.claim))


def heir_recipient(heir: Heir) -> Recipient:
    """One heir alone: what they read is not read by the others."""
    return recipient_of(heir.person)


def accepted(claim: Claim) -> None:
    """Papers complete, and when the result comes; a date that has passed already is not promised again."""
    running = running_clocks.promised(subject="claim", subject_id=claim.pk)
    promised = running_clocks.promised_on(running) if running else None
    if promised is not None and promised >= clock.today():
        _tell(claim, "claim.accepted", key=f"accepted-{claim.version}", by_date=_day(claim, promised))
    else:
        _tell(claim, "claim.accepted_late", key=f"accepted-{claim.version}", contact=_contact(claim))


def supplement(claim: Claim, notice: SupplementNotice) -> None:
    to = recipient(claim)
    with translation.override(to.language):
        papers = wording.paper_names(item["kind"] for item in notice.items)
    _tell(
        claim,
        "claim.supplement",
        key=f"supplement-{notice.sequence}",
        legal=True,
        count=str(len(notice.items)),
        papers=papers,
    )


def declared_complex(claim: Claim) -> None:
    clock_row = running_clocks.find(rule="any.determination.complex", subject="claim", subject_id=claim.pk)
    _tell(
        claim,
        "claim.complex",
        legal=True,
        reason=claim.complex_reason,
        by_date=_day(claim, clock_row.due_on) if clock_row else "",
    )


def delayed(claim: Claim, *, old: date, new: date, reason: str) -> None:
    _tell(
        claim,
        "claim.delayed",
        key=f"delay-{new.isoformat()}",
        legal=True,
        old=_day(claim, old),
        new=_day(claim, new),
        reason=reason,
        contact=_contact(claim),
    )


def closed(claim: Claim) -> None:
    _tell(claim, f"claim.closed.{claim.close_reason}", key=f"closed-{claim.version}", note=claim.close_note)


def reopened(claim: Claim) -> None:
    _tell(claim, "claim.reopened", key=f"reopened-{claim.version}", contact=_contact(claim))


def silence(claim: Claim, *, round_: int) -> None:
    _tell(claim, "claim.silence.papers", key=f"silence-papers-{round_}", contact=_contact(claim))


def tell(
    claim: Claim,
    template: str,
    *,
    dedupe: str,
    variables: Mapping[str, str],
    to: Recipient | None = None,
    legal: bool = False,
) -> None:
    """One message about the case, to ``recipient`` unless another is named; the same ``dedupe`` goes out once.

    Who may not hear an amount is told once that there is a result, once that money was paid, and whom to call.

    Where after a death nobody is known whom we may write to, a person calls (``claims.call_about_notice``).
    """
    to = to or recipient(claim)
    if AMOUNTS & variables.keys() and not may_hear_amounts(claim, to):
        template = FOR_OTHERS[template.partition(".")[0]]
        dedupe = f"{template}:{claim.pk}:"
        variables = {"number": claim.number, "contact": _contact(claim)}
    written = send(
        template=template, to=to, subject="claim", subject_id=claim.pk, dedupe=dedupe, legal=legal, variables=variables
    )  # fmt: skip
    if written and not to.address and died(claim):
        nobody = events.NobodyToWriteTo(template=template)
        record(subject="claim", subject_id=claim.pk, event=nobody, by=OUTBOX)


def _tell(
    claim: Claim,
    template: str,
    *,
    to: Recipient | None = None,
    key: str = "",
    legal: bool = False,
    **facts: str,
) -> None:
    tell(
        claim,
        template,
        to=to,
        dedupe=f"{template}:{claim.pk}:{key}",
        legal=legal,
        variables={"number": claim.number, **facts},
    )


def _contact(claim: Claim) -> str:
    return (
        f"{claim.handler.display_name} {settings.INSURER_HOTLINE}"
        if claim.handler
        else settings.INSURER_HOTLINE
    )


def _day(claim: Claim, day: date) -> str:
    """A date with its weekday, in the recipient's language."""
    with translation.override(recipient(claim).language):
        return wording.day(day)
