"""What customers write to us from outside the app: into their one conversation, or into a queue until it is known whose."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from anpei.accounts import duty
from anpei.accounts.actions.guards import require_reason
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.claims import actions as claims
from anpei.claims import queries as claim_queries
from anpei.claims.models import Claim
from anpei.claims.wording import day_and_time
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.hotline import events, queries
from anpei.hotline.models import Inbound
from anpei.hotline.queries import PARTY
from anpei.messages import actions as messages
from anpei.messages.actions import MAX_LENGTH, Recipient
from anpei.messages.models import Channel, Message
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.parties.notices import recipient_of
from anpei.values import identifiers

LONGEST = 20_000
TITLE = 300


def receive(
    *,
    channel: str,
    sender: str,
    text: str,
    external_id: str,
    unit: Unit,
    by: Actor,
    title: str = "",
    received_at: datetime | None = None,
) -> Inbound:
    """One message from a gateway, once per its id. One known sender: it stands in their conversation at once.

    Nobody known, or a number that several people share: it waits until somebody finds out whose it is.
    """
    address = _address(channel, sender)
    wrong = {}
    if not address:
        wrong["sender"] = _("This is no address that could have written.")
    if not text.strip():
        wrong["text"] = _("Please write a few words first.")
    elif len(text) > LONGEST:
        wrong["text"] = _("This is longer than %(most)d characters. Please send it in two parts.") % {
            "most": LONGEST
        }
    if received_at is not None and received_at > clock.now():
        wrong["received_at"] = _("This moment has not come yet.")
    if wrong:
        raise Invalid(fields=wrong)
    with transaction.atomic():
        row, made = Inbound.objects.get_or_create(
            channel=channel,
            external_id=external_id,
            defaults={
                "sender": address,
                "sender_hash": queries.sender_hash(channel, address),
                "title": title.strip()[:TITLE],
                "text": text.strip(),
                "received_at": received_at or clock.now(),
                "unit": unit,
            },
        )
        if not made:
            if (row.sender, row.text) != (address, text.strip()):
                raise Refused(
                    "inbound.differs",
                    _("A message with this id came before with other words. The first one stays."),
                )
            return row
        known = queries.senders(channel, address)
        if len(known) == 1:
            row = _arrive(row, known[0])
    return row


def assign(row: Inbound, *, party: Party, by: Actor) -> Inbound:
    """Somebody found out whose it is: it goes into that conversation, at the moment it came.

    Where an address is one person's alone, everything else that waits from it goes along.
    """
    require(by, Permission.MESSAGE_SEND)
    person = signing(by)
    with transaction.atomic():
        row = _waiting(row)
        for one in list(queries.together_with(row).select_for_update()):
            one.assigned_by = person
            _found_out(one, party, by=by)
        row.refresh_from_db()
    return row


def place_earlier(party: Party, *, by: Actor) -> int:
    """What a follower of our account wrote before they said who they are goes into their conversation, in order.

    Gives how many. What was set aside stays aside.
    """
    if not party.wechat_openid:
        return 0
    sender = queries.sender_hash(Channel.WECHAT, party.wechat_openid)
    with transaction.atomic():
        earlier = list(queries.waiting_of(Channel.WECHAT, sender).select_for_update())
        for row in earlier:
            _found_out(row, party, by=by)
    return len(earlier)


def set_aside(row: Inbound, *, reason: str, by: Actor) -> Inbound:
    """It is nobody's: an advertisement, a wrong number. It stays on record with the reason."""
    require(by, Permission.MESSAGE_SEND)
    require_reason(reason)
    with transaction.atomic():
        row = _waiting(row)
        row.set_aside_at, row.set_aside_by = clock.now(), signing(by)
        row.reason = reason.strip()[:200]
        row.save(update_fields=["set_aside_at", "set_aside_by", "reason"])
        aside = events.InboundSetAside(inbound=row.pk, reason=row.reason)
        record(subject="inbound", subject_id=row.pk, event=aside, by=by)
    return row


def write(
    party: Party, *, text: str, by: Actor, channel: str = Channel.IN_APP, at: datetime | None = None
) -> Message:
    """A customer's words: to the case they are most likely about, else to nobody's case but theirs."""
    claim = claim_queries.latest_open_of(party)
    if claim is not None:
        return claims.message_from_customer(claim, text=text, by=by, channel=channel, at=at)
    unit = queries.unit_of(party)
    return messages.receive(
        text=text,
        sender=Recipient(kind="party", id=str(party.pk)),
        subject=PARTY,
        subject_id=party.pk,
        by=by,
        channel=channel,
        unit_path=unit.path,
        at=at,
    )


def answer(party: Party, *, text: str, by: Actor) -> Message:
    """A person's words, by the way the customer wrote in last, and where that was about a case, into the case."""
    require(by, Permission.MESSAGE_SEND)
    last = queries.last_from(signing(by), party)
    to = _by_the_same_way(party, last)
    claim = queries.claim_of(last)
    if claim is not None and party.pk in queries.people_of(claim):
        return claims.write_to_customer(claim, text=text, by=by, to=to)
    return messages.write(text=text, to=to, subject=PARTY, subject_id=party.pk, by=by)


def _found_out(row: Inbound, party: Party, *, by: Actor) -> None:
    _place(row, party)
    assigned = events.InboundAssigned(inbound=row.pk, channel=row.channel)
    record(subject="party", subject_id=party.pk, event=assigned, by=by)


def _arrive(row: Inbound, party: Party) -> Inbound:
    """It came this minute and is placed at once."""
    waited = queries.is_waited_for(party)
    _place(row, party)
    if not waited:
        _say_when_somebody_is_back(party, row)
    return row


def _place(row: Inbound, party: Party) -> None:
    row.party, row.placed_at = party, clock.now()
    row.save(update_fields=["party", "placed_at", "assigned_by"])
    for part in parts(row):
        write(party, text=part, by=party.actor, channel=row.channel, at=row.received_at)


def put_into_case(row: Inbound, claim: Claim, *, by: Actor) -> Message:
    """It was a report of somebody nobody knew: its words stand in the case. Gives the first message."""
    row = _waiting(row)
    row.claim, row.placed_at, row.assigned_by = claim, clock.now(), signing(by)
    row.save(update_fields=["claim", "placed_at", "assigned_by"])
    sender = Actor(kind="customer", id=f"sender:{row.sender_hash[:24]}", name=claim.reporter_name)
    first, *_more = [
        claims.message_from_customer(claim, text=part, by=sender, channel=row.channel, at=row.received_at)
        for part in parts(row)
    ]
    return first


def parts(row: Inbound) -> list[str]:
    """Its words in pieces a conversation takes."""
    words = f"{row.title}\n{row.text}" if row.title else row.text
    pieces = [words[begins : begins + MAX_LENGTH] for begins in range(0, len(words), MAX_LENGTH)]
    return [one for one in pieces if one.strip()]


def _say_when_somebody_is_back(party: Party, row: Inbound) -> None:
    """At an hour at which nobody sits there, they hear it at once, and from when on somebody does."""
    back = duty.back_at(duty.lines(clock.now()))
    if back is None:
        return
    to = _way(party, row.channel, night=True)  # they wrote this minute: the answer wakes nobody
    with translation.override(to.language):
        when = day_and_time(back)
    messages.send(
        template="hotline.out_of_hours",
        to=to,
        variables={"when": when},
        dedupe=f"hotline.out_of_hours:{row.pk}",
        subject=PARTY,
        subject_id=party.pk,
    )


def _by_the_same_way(party: Party, last: Message | None) -> Recipient:
    channel = last.channel if last is not None and last.channel != Channel.IN_APP else ""
    return _way(party, channel)


def _way(party: Party, channel: str, *, night: bool = False) -> Recipient:
    """By this channel where we know the address, else by the way the person prefers. A ward's guardian reads it."""
    reached = party.guardian or party
    to = recipient_of(party, through=reached)
    to = replace(to, night=night or to.night)
    address = {"sms": reached.phone, "email": reached.email, "wechat": reached.wechat_openid}.get(channel, "")
    return replace(to, channel=channel, address=address) if address else to


def _waiting(row: Inbound) -> Inbound:
    row = Inbound.objects.select_for_update().get(pk=row.pk)
    if row.placed_at is not None or row.set_aside_at is not None:
        raise Refused("inbound.done", _("Somebody has dealt with this message already."))
    return row


def _address(channel: str, sender: str) -> str:
    """What is compared and answered to; empty for what is no address of this channel."""
    if channel == Channel.SMS:
        try:
            return identifiers.parse_phone(sender)
        except ValueError:
            return ""
    if channel == Channel.EMAIL:
        address = parseaddr(sender)[1].strip().lower()
        return address if "@" in address and len(address) <= 254 else ""
    return sender.strip()[:128]
