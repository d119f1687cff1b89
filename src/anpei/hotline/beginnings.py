"""What a report begins with: a call somebody picked up, or what a customer wrote; and the moment from which it counts.

A notice counts from when it reaches us (Civil Code art. 137): spoken, once a person hears it; written to a number, mailbox
or account we opened for it, once it arrives there, however much later it is read. From then on we answer in time
(Insurance Law art. 21; under compulsory motor cover at once, art. 27 of its regulation). The determination does not run
from it: that starts with the claim request and any material (Insurance Law art. 23).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.claims.actions import ReportForm
from anpei.claims.actions.report import LONGEST_STORY
from anpei.claims.models import Channel as ReportedBy
from anpei.claims.models import Relation
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.hotline import queries
from anpei.hotline.models import Call, Inbound
from anpei.messages.models import Channel, Message
from anpei.parties.models import Party
from anpei.values import identifiers

REPORTED_BY = {
    Channel.IN_APP: ReportedBy.PORTAL,
    Channel.SMS: ReportedBy.SMS,
    Channel.EMAIL: ReportedBy.EMAIL,
    Channel.WECHAT: ReportedBy.WECHAT,
}


class Kind(StrEnum):
    CALL = "call"
    INBOUND = "inbound"  # a message nobody knows the sender of
    MESSAGE = "message"  # one that stands in a customer's conversation


@dataclass(frozen=True)
class Beginning:
    """A call or a message, as far as a report can start from it. ``sender``: number, mailbox or openid, empty where withheld."""

    kind: Kind
    source: Call | Inbound | Message
    at: datetime
    channel: str
    party: Party | None
    sender: str
    words: str = ""

    @property
    def phone(self) -> str:
        """A mobile number known for whoever reports: their own, else the one they called or wrote from."""
        for number in (self.party.phone if self.party else "", self.sender):
            try:
                return identifiers.parse_mobile(number)
            except ValueError:
                continue
        return ""

    def filled(self, form: ReportForm) -> ReportForm:
        """The form with what is known where it was left empty; they are answered by the way they wrote in.

        A known person reports for themself unless the form names another.
        """
        party = self.party
        names_another = bool(form.insured_name.strip() or form.insured_id_number or form.policy_number)
        own = form.reporter_relation == Relation.SELF and not names_another
        channel, address = self._way_back
        return replace(
            form,
            reporter=party,
            insured=form.insured or (party if own else None),
            reporter_name=form.reporter_name.strip() or (party.name if party else ""),
            reporter_phone=form.reporter_phone.strip() or self.phone,
            reply_channel=channel,
            reply_address=address,
        )

    @property
    def _way_back(self) -> tuple[str, str]:
        """A text message is answered to the number reported from, as a call is."""
        by_address = self.channel in (ReportedBy.EMAIL, ReportedBy.WECHAT) and self.sender
        return (self.channel, self.sender) if by_address else ("", "")


def beginning(staff: Staff, kind: str, row_id: int) -> Beginning:
    """The call or message a person may take a report from."""
    if kind == Kind.CALL:
        return of_call(queries.get_call(staff, row_id))
    if kind == Kind.INBOUND:
        row = queries.get_inbound_seen(staff, row_id)
        placed = queries.words_of(row)  # somebody found out meanwhile whose it is
        return of_message(placed) if placed else of_inbound(row)
    if kind == Kind.MESSAGE:
        return of_message(queries.get_message(staff, row_id))
    raise NotFound("report.beginning", _("There is no such call or message."))


def of_call(call: Call) -> Beginning:
    """From the moment somebody picked up; while the exchange has not told it yet, from now."""
    if call.answered_at is None and call.ended_at is not None:
        raise Refused(
            "call.nobody_talked",
            _("Nobody talked in this call. Please call back; the report is taken in that call."),
        )
    at = min(call.answered_at or clock.now(), clock.now())
    return Beginning(Kind.CALL, call, at, ReportedBy.HOTLINE, call.party, call.number)


def of_inbound(row: Inbound) -> Beginning:
    words = f"{row.title}\n{row.text}" if row.title else row.text
    channel = REPORTED_BY[Channel(row.channel)]
    return Beginning(
        Kind.INBOUND, row, row.received_at, channel, row.party, row.sender, words[:LONGEST_STORY]
    )


def of_message(message: Message) -> Beginning:
    party = Party.objects.filter(pk=int(message.recipient_id)).select_related("guardian").first()
    address = {
        Channel.SMS: party.phone if party else "",
        Channel.EMAIL: party.email if party else "",
        Channel.WECHAT: party.wechat_openid if party else "",
    }.get(Channel(message.channel), "")
    return Beginning(
        Kind.MESSAGE,
        message,
        message.created_at,
        REPORTED_BY[Channel(message.channel)],
        party,
        address,
        message.body[:LONGEST_STORY],
    )


def can_be_reported(call: Call) -> bool:
    """Whether somebody talks or talked in this call."""
    return call.answered_at is not None or call.ended_at is None
