"""Reads of calls, call-backs, messages from outside and conversations, always through who asks."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import permits, sees_all_units, visible_units
from anpei.claims import queries as claims
from anpei.claims.models import CallRequest, Claim
from anpei.claims.roster import default_unit
from anpei.core.errors import NotFound
from anpei.core.fields import keyed_hash
from anpei.deadlines import queries as deadlines
from anpei.hotline.models import Call, FirstContact, Inbound
from anpei.messages.actions import ANSWER_CLOCK
from anpei.messages.conversation import Whose
from anpei.messages.models import Channel, Direction, Message
from anpei.organisation.models import Unit, UnitKind
from anpei.parties import queries as parties
from anpei.parties.models import Party
from anpei.policies.models import Policy

PAGE = 50
PARTY = "party"
MOST_PROPOSED = 10
OF_ONE_PERSON = (Channel.WECHAT,)  # a family shares a number or a mailbox, never an openid
NO_CALL = _("There is no such call, or it belongs to another unit.")


def desk_units(staff: Staff) -> list[int]:
    """Units whose callers a person looks after: those they see, and for a team the unit it works for."""
    own = visible_units(staff)
    works_for = staff.unit.parent_id if staff.unit.kind == UnitKind.TEAM else None
    return own if works_for is None else [*own, works_for]


def calls(staff: Staff) -> QuerySet[Call]:
    """Calls of one's units, the newest first."""
    return (
        Call.objects.filter(unit__in=desk_units(staff))
        .select_related("answered_by", "party", "claim", "unit", "callback")
        .order_by("-began_at", "-id")
    )


def page_of_calls(staff: Staff, *, after: tuple[datetime, int] | None = None, size: int = PAGE) -> list[Call]:
    """One page, and one call more where there are more. ``after``: moment and id of the last one shown."""
    rows = calls(staff)
    if after is not None:
        moment, last = after
        rows = rows.filter(Q(began_at__lt=moment) | Q(began_at=moment, id__lt=last), began_at__lte=moment)
    return list(rows[: size + 1])


def get_call(staff: Staff, call_id: int) -> Call:
    row = calls(staff).filter(pk=call_id).first()
    if row is None:
        raise NotFound("call.unknown", NO_CALL)
    return row


def proposals(call: Call, staff: Staff) -> list[tuple[Party, Claim | None]]:
    """Whom the number might belong to, with an open case the reader may see. A proposal: people share phones.

    Names only. What they are insured for is looked up after they said who they are.
    """
    if not call.number_hash or call.party_id is not None:
        return []
    known = list(parties.by_phone(call.number_hash)[:MOST_PROPOSED])
    own = claims.for_staff(staff).filter(is_open=True)
    case_of: dict[int | None, Claim] = {}
    for claim in own.filter(insured__in=known).order_by("reported_at", "id"):
        case_of[claim.insured_id] = claim
    return [(party, case_of.get(party.pk)) for party in known]


def open_case_of(party: Party, staff: Staff) -> Claim | None:
    """The open case of this person a reader may see, the one reported last."""
    own = Q(insured=party) | Q(insured__guardian=party) | Q(reporter=party)
    return claims.for_staff(staff).filter(own, is_open=True).order_by("-reported_at", "-id").first()


def people_of(claim: Claim) -> set[int]:
    """Who a case is talked about with: the insured, the guardian, whoever reported it."""
    guardian = claim.insured.guardian_id if claim.insured else None
    return {one for one in (claim.insured_id, guardian, claim.reporter_id) if one is not None}


def spoke_since(call: Call) -> bool:
    """Whether this number and we have spoken after this call began."""
    return Call.objects.filter(number_hash=call.number_hash, answered_at__gt=call.began_at).exists()


def callbacks(staff: Staff) -> QuerySet[CallRequest]:
    """Calls to make, the earliest promise first: one's own, and those of one's units that are nobody's yet.

    ``got_through``: the same number reached us meanwhile.
    """
    mine = Q(assignee=staff) | Q(assignee__isnull=True, unit__in=desk_units(staff))
    return _with_attempts(CallRequest.objects.filter(mine, done_at__isnull=True)).order_by("due_at", "id")


def fresh(request: CallRequest) -> CallRequest:
    """A call back as it stands after something was done with it, done or not."""
    return _with_attempts(CallRequest.objects.filter(pk=request.pk)).get()


def _with_attempts(rows: QuerySet[CallRequest]) -> QuerySet[CallRequest]:
    spoke = Call.objects.filter(number_hash=OuterRef("phone_hash"), answered_at__gt=OuterRef("created_at"))
    return (
        rows.annotate(got_through=Exists(spoke))
        .select_related("claim__insured", "assignee", "unit")
        .prefetch_related("attempts__by")
    )


def get_callback(staff: Staff, request_id: int) -> CallRequest:
    row = callbacks(staff).filter(pk=request_id).first()
    if row is None:
        raise NotFound("call.unknown", _("This call has been made, or it belongs to somebody else."))
    return row


def unassigned(staff: Staff) -> QuerySet[Inbound]:
    """Messages nobody knows the sender of, the oldest first."""
    return Inbound.objects.filter(
        unit__in=desk_units(staff), placed_at__isnull=True, set_aside_at__isnull=True
    ).order_by("received_at", "id")


def waiting_of(channel: str, sender: str) -> QuerySet[Inbound]:
    """What waits from one sender, by their hash, in the order in which it came."""
    return Inbound.objects.filter(
        channel=channel, sender_hash=sender, placed_at__isnull=True, set_aside_at__isnull=True
    ).order_by("received_at", "id")


def together_with(row: Inbound) -> QuerySet[Inbound]:
    """This message and what goes into the same conversation with it: where an address is one person's, all that waits."""
    same = waiting_of(row.channel, row.sender_hash).filter(unit=row.unit_id)
    return same if row.channel in OF_ONE_PERSON else same.filter(pk=row.pk)


def get_inbound(staff: Staff, inbound_id: int) -> Inbound:
    row = unassigned(staff).filter(pk=inbound_id).first()
    if row is None:
        raise NotFound(
            "inbound.unknown", _("Somebody has dealt with this message already, or it is another unit's.")
        )
    return row


def get_inbound_seen(staff: Staff, inbound_id: int) -> Inbound:
    """A message of one's units, dealt with or not: a report taken from it is taken once, and given again."""
    row = Inbound.objects.filter(unit__in=desk_units(staff), pk=inbound_id).select_related("party").first()
    if row is None:
        raise NotFound("inbound.unknown", _("There is no such message, or it is another unit's."))
    return row


def words_of(row: Inbound) -> Message | None:
    """The first message it became in the conversation of whoever sent it."""
    if row.party_id is None:
        return None
    placed = Message.objects.filter(
        recipient_kind=PARTY,
        recipient_id=str(row.party_id),
        direction=Direction.IN,
        channel=row.channel,
        created_at=row.received_at,
    )
    return placed.order_by("id").first()


def get_message(staff: Staff, message_id: int) -> Message:
    """What a customer of one's units wrote, as far as one may read their conversation."""
    row = (
        Message.objects.filter(pk=message_id, recipient_kind=PARTY, direction=Direction.IN)
        .exclude(subject="complaint")
        .first()
    )
    if row is not None:
        party = customer(staff, int(row.recipient_id))
        hidden = whose(staff, party).without_claims
        if not (row.subject == "claim" and row.subject_id in hidden):
            return row
    raise NotFound("message.unknown", _("There is no such message."))


def first_contact(claim: Claim) -> FirstContact | None:
    """What the case was reported in, where that was a call or a message we have."""
    return FirstContact.objects.filter(claim=claim).select_related("call__answered_by", "message").first()


def calls_of(claim: Claim) -> list[Call]:
    """Calls a person put to this case, or that it was reported in, oldest first."""
    rows = Call.objects.filter(Q(claim=claim) | Q(reports__claim=claim)).select_related("answered_by")
    return list(rows.order_by("began_at", "id").distinct())


def reported_in(call: Call) -> list[Claim]:
    """Cases that were reported in this call, oldest first."""
    return [one.claim for one in call.reports.select_related("claim")]


def reported_in_messages(message_ids: list[int]) -> dict[int, str]:
    """Message id to the number of the case that was reported in it."""
    rows = FirstContact.objects.filter(message__in=message_ids).order_by("id")
    return dict(rows.values_list("message", "claim__number"))


def written_to_reporter(claim: Claim) -> list[Message]:
    """What went out to whoever wrote the report in, on the way they wrote; nothing where it was told on the telephone."""
    if not FirstContact.objects.filter(claim=claim, message__isnull=False).exists():
        return []
    rows = Message.objects.filter(subject="claim", subject_id=claim.pk, direction=Direction.OUT)
    return list(rows.exclude(channel=Channel.IN_APP).order_by("id"))


def senders(channel: str, address: str) -> list[Party]:
    """People this address belongs to; several where a family shares it."""
    if channel == Channel.SMS:
        return list(parties.by_phone(parties.phone_hash(address))[:MOST_PROPOSED])
    if channel == Channel.EMAIL:
        return list(parties.by_email(address)[:MOST_PROPOSED])
    known = parties.by_wechat(address)
    return [known] if known else []


def sender_hash(channel: str, address: str) -> str:
    return parties.phone_hash(address) if channel == Channel.SMS else keyed_hash(f"sender.{channel}", address)


def customer(staff: Staff, party_id: int) -> Party:
    """A customer of one's units: insured or policyholder there, with a case there, or whose call was taken there."""
    party = Party.objects.filter(pk=party_id, erased_at__isnull=True).select_related("guardian").first()
    if party is None or not (sees_all_units(staff) or _is_known_in(visible_units(staff), party)):
        raise NotFound("party.unknown", _("We could not find this person."))
    return party


def whose(staff: Staff, party: Party) -> Whose:
    """What of a conversation this person may read: no case of another unit, no complaint without the right to it."""
    hidden: list[int] = []
    if not sees_all_units(staff):
        of_them = Claim.objects.filter(Q(insured=party) | Q(reporter=party))
        hidden = list(of_them.exclude(unit__in=visible_units(staff)).values_list("pk", flat=True))
    without = () if permits(staff, Permission.COMPLAINT_VIEW) else ("complaint",)
    return Whose(parties=(party.pk,), without_claims=tuple(hidden), without_subjects=without)


def last_from(staff: Staff, party: Party) -> Message | None:
    """What the customer wrote last, by whatever way, of what this person may read. A complaint is answered as one."""
    return (
        Message.objects.filter(recipient_kind=PARTY, recipient_id=str(party.pk), direction=Direction.IN)
        .exclude(subject="complaint")
        .exclude(subject="claim", subject_id__in=whose(staff, party).without_claims)
        .order_by("-created_at", "-id")
        .first()
    )


def claim_of(message: Message | None) -> Claim | None:
    if message is None or message.subject != "claim" or message.subject_id is None:
        return None
    return (
        Claim.objects.select_related("insured__guardian", "unit", "handler")
        .filter(pk=message.subject_id)
        .first()
    )


def is_waited_for(party: Party) -> bool:
    """Whether this customer waits for an answer already."""
    claim = claims.latest_open_of(party)
    subject, subject_id = ("claim", claim.pk) if claim else (PARTY, party.pk)
    return deadlines.find(rule=ANSWER_CLOCK, subject=f"{subject}.talk", subject_id=subject_id) is not None


def unit_of(party: Party) -> Unit:
    """Who answers a customer without an open case: the unit of their latest contract, else head office."""
    policy = (
        Policy.objects.filter(Q(policyholder=party) | Q(members__party=party))
        .select_related("unit")
        .order_by("-starts_on", "-id")
        .first()
    )
    return policy.unit if policy else default_unit()


def _is_known_in(units: list[int], party: Party) -> bool:
    held = Policy.objects.filter(unit__in=units)
    return (
        held.filter(policyholder=party).exists()
        or held.filter(members__party=party).exists()
        or Claim.objects.filter(Q(insured=party) | Q(reporter=party), unit__in=units).exists()
        or Call.objects.filter(party=party, unit__in=units).exists()
        or Inbound.objects.filter(party=party, unit__in=units).exists()
    )
