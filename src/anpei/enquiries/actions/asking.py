"""Questions: ask, hand over, pass on, reply, take back. Answering itself is ``answering``."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.claims.models import Claim
from anpei.claims.notices import person_recipient, recipient
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.enquiries import answering, events, queries, roster, wording
from anpei.enquiries.answering import LONGEST_QUESTION, Answer
from anpei.enquiries.facts import Case
from anpei.enquiries.knowledge import Why
from anpei.enquiries.models import Channel, Enquiry, EnquiryState, Reason
from anpei.enquiries.states import ALLOWED
from anpei.messages import actions as messages
from anpei.messages.actions import Recipient
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.policies.models import Policy
from anpei.products import queries as products
from anpei.products.models import ProductVersion

CLOCK, URGENT_CLOCK = "enquiry.answer", "enquiry.urgent"
ON_REQUEST_ONLY = (
    Why.OUTSIDE,
)  # what is not about insurance waits for a tap before it takes a person's time
LONGEST_REPLY = 1_000
CLAUSE_KIND = "clause"  # of a citation


@dataclass(frozen=True)
class About:
    """What a question is about, found and checked by whoever asks on somebody's behalf: see ``queries`` of each app."""

    claim: Claim | None = None
    full: bool = False  # the whole case may be said, not its progress alone
    policy: Policy | None = None
    version: ProductVersion | None = None
    others: tuple[ProductVersion, ...] = ()  # further contracts of the person who asks, in force
    party: Party | None = None
    phone_hash: str = ""

    @property
    def product_version(self) -> ProductVersion | None:
        """The version the customer's own contract is pinned to; a reporter who is not the insured learns nothing of it."""
        if self.claim is not None and self.full and self.claim.product_version is not None:
            return self.claim.product_version
        return self.version or (self.policy.product_version if self.policy else None)

    @property
    def case(self) -> Case | None:
        return Case(self.claim, self.full) if self.claim else None


def answer(question: str, *, about: About, language: str) -> Answer:
    """The answer alone, nothing kept: for a command, a preview, a partner that keeps its own record.

    What the contract in view does not know may stand in another one of the same person; the source names it.
    """
    found = _found(question, about, language)
    worder = wording.worder()
    if worder is None or not found.answered:
        return found
    with translation.override(language):
        return worder(question, found, language)


def _found(question: str, about: About, language: str) -> Answer:
    here = _answer_from(about.product_version, question, about.case, language)
    if here.why != Why.UNSURE:
        return here
    elsewhere = (_answer_from(version, question, None, language) for version in about.others)
    from_clauses = [one for one in elsewhere if one.answered and one.citations[0].kind == CLAUSE_KIND]
    return max(from_clauses, key=lambda one: one.sure_bp, default=here)


def _answer_from(version: ProductVersion | None, question: str, case: Case | None, language: str) -> Answer:
    return answering.answer(
        checked(question),
        library=queries.library(version),
        terms=products.terms(version) if version else None,
        case=case,
        language=language,
    )


def ask(
    question: str, *, about: About, by: Actor, unit: Unit, language: str, channel: str = Channel.PORTAL
) -> Enquiry:
    """Answer and keep it; what is not known goes to a named person with a date."""
    found = answer(question, about=about, language=language)
    reply_to = (
        None if found.answered or found.why in ON_REQUEST_ONLY else roster.who_answers(about.claim, unit)
    )
    with transaction.atomic():
        enquiry = Enquiry.objects.create(
            channel=channel,
            phone_hash=about.phone_hash,
            party=about.party or (about.claim.insured if about.claim and about.full else None),
            claim=about.claim,
            policy=about.policy,
            product_version=about.product_version,
            unit=about.claim.unit if about.claim else unit,
            asked_by=f"{by.kind}:{by.id}"[:120],
            language=language,
            question=question.strip(),
            answer=found.to_json(),
            sure_bp=found.sure_bp,
            state=EnquiryState.ANSWERED,
            reason=found.why,
        )
        if found.answered:
            cited = [one.ref for one in found.citations]
            _note(enquiry, events.EnquiryAnswered(enquiry.pk, found.sure_bp, cited), by)
        elif reply_to is not None:
            enquiry = _handed_to(enquiry, reply_to, reason=found.why, by=by)
    return enquiry


def hand_over(enquiry: Enquiry, *, by: Actor, more: str = "") -> Enquiry:
    """Somebody wants a person after all, or adds a sentence to a question that waits already."""
    if len(more) > LONGEST_QUESTION:
        raise Invalid(fields={"question": _too_long()})
    with transaction.atomic():
        enquiry = _locked(enquiry)
        if more.strip():
            enquiry.question = f"{enquiry.question}\n{more.strip()}"
            enquiry.save(update_fields=["question"])
        if enquiry.state == EnquiryState.WAITING:
            return enquiry
        person = roster.who_answers(enquiry.claim, enquiry.unit)
        return _handed_to(enquiry, person, reason=enquiry.reason or Reason.HUMAN, by=by)


def withdraw(enquiry: Enquiry, *, by: Actor) -> Enquiry:
    with transaction.atomic():
        enquiry = _move(_locked(enquiry), to=EnquiryState.WITHDRAWN)
        _note(enquiry, events.EnquiryWithdrawn(enquiry.pk), by)
        _stop_clock(enquiry, outcome="cancelled")
    return enquiry


def understood(enquiry: Enquiry, *, yes: bool) -> Enquiry:
    """What the customer says of an automatic answer; counted, nothing hangs from it."""
    Enquiry.objects.filter(pk=enquiry.pk).update(understood=yes)
    enquiry.understood = yes
    return enquiry


def reply(enquiry: Enquiry, *, text: str, by: Actor) -> Enquiry:
    """A person's own answer, into the same conversation and to the phone."""
    require(by, Permission.MESSAGE_SEND)
    person = signing(by)
    if not text.strip():
        raise Invalid(fields={"text": _("Please write a few words first.")})
    if len(text) > LONGEST_REPLY:
        raise Invalid(
            fields={"text": _("Please keep it below %(most)d characters.") % {"most": LONGEST_REPLY}}
        )
    with transaction.atomic():
        enquiry = _locked(enquiry)
        enquiry = _move(enquiry, to=EnquiryState.REPLIED, replied_by=person, replied_at=clock.now())
        enquiry.reply = text.strip()
        enquiry.save(update_fields=["reply"])
        _note(enquiry, events.EnquiryReplied(enquiry.pk, person.display_name), by)
        _stop_clock(enquiry, outcome="met")
        to = _recipient(enquiry)
        if to is not None:
            messages.send(
                template="enquiry.replied",
                to=to,
                variables={"name": person.display_name, "text": enquiry.reply},
                dedupe=f"enquiry.replied:{enquiry.pk}:{enquiry.replied_at:%Y%m%d%H%M%S}",
                subject="enquiry",
                subject_id=enquiry.pk,
            )
    return enquiry


def pass_on(enquiry: Enquiry, *, to: Staff, by: Actor) -> Enquiry:
    """Somebody else answers; the date stays."""
    require(by, Permission.MESSAGE_SEND)
    if Permission.MESSAGE_SEND not in to.permissions:
        raise Invalid(fields={"to": _("%(name)s does not write to customers.") % {"name": to.display_name}})
    with transaction.atomic():
        enquiry = _locked(enquiry)
        if enquiry.state != EnquiryState.WAITING or enquiry.due_at is None:
            raise Refused("enquiry.state", _("This question has been answered already."))
        Enquiry.objects.filter(pk=enquiry.pk).update(person=to)
        enquiry.refresh_from_db()
        deadlines.hand_over(
            subject="enquiry", subject_id=enquiry.pk, owner=to.pk, unit_path=enquiry.unit.path
        )
        _note(enquiry, _handed_over(enquiry, to), by)
    return enquiry


def checked(question: str) -> str:
    """The question as typed, or Invalid with the reason beside the field."""
    if not question.strip():
        raise Invalid(fields={"question": _("Please write your question in a few words.")})
    if len(question) > LONGEST_QUESTION:
        raise Invalid(fields={"question": _too_long()})
    return question.strip()


def _too_long() -> str:
    return _("Please keep it below %(most)d characters; you can ask again afterwards.") % {
        "most": LONGEST_QUESTION
    }


def _handed_to(enquiry: Enquiry, person: Staff, *, reason: str, by: Actor) -> Enquiry:
    now = clock.now()
    rule = _clock(reason)
    due = deadlines.due_for(rule=rule, at=now)
    enquiry = _move(
        enquiry,
        to=EnquiryState.WAITING,
        reason=reason,
        person=person,
        handed_over_at=now,
        due_at=due,
        replied_by=None,
        replied_at=None,
    )
    deadlines.start(
        rule=rule,
        subject="enquiry",
        subject_id=enquiry.pk,
        at=now,
        owner=person.pk,
        unit_path=enquiry.unit.path,
    )
    _note(enquiry, _handed_over(enquiry, person), by)
    return enquiry


def _clock(reason: str) -> str:
    return URGENT_CLOCK if reason == Why.URGENT else CLOCK


def _handed_over(enquiry: Enquiry, person: Staff) -> events.EnquiryHandedOver:
    assert enquiry.due_at is not None  # a waiting question has its day
    return events.EnquiryHandedOver(
        enquiry.pk, person.display_name, str(enquiry.reason), enquiry.due_at.isoformat()
    )


def _stop_clock(enquiry: Enquiry, *, outcome: str) -> None:
    rule = _clock(enquiry.reason)
    deadlines.stop(rule=rule, subject="enquiry", subject_id=enquiry.pk, at=clock.now(), outcome=outcome)


def _recipient(enquiry: Enquiry) -> Recipient | None:
    """Whoever asked: the insured's side of a case, the person, or nobody who can be reached outside the page."""
    if enquiry.party is not None and enquiry.party.phone:
        return replace(person_recipient(enquiry.party), language=enquiry.language)
    return recipient(enquiry.claim) if enquiry.claim and enquiry.party else None


def _locked(enquiry: Enquiry) -> Enquiry:
    return Enquiry.objects.select_for_update(of=("self",)).select_related("claim", "unit").get(pk=enquiry.pk)


def _move(enquiry: Enquiry, *, to: EnquiryState, **changes: object) -> Enquiry:
    origins = [origin for origin, targets in ALLOWED.items() if to in targets]
    if Enquiry.objects.filter(pk=enquiry.pk, state__in=origins).update(state=to, **changes) != 1:
        raise Refused("enquiry.state", _("This question stands somewhere else by now. Please look again."))
    enquiry.refresh_from_db()
    return enquiry


def _note(enquiry: Enquiry, happened: object, by: Actor) -> None:
    """A question about a case is part of the case's story; one about no case has its own."""
    if enquiry.claim is not None:
        record(subject="claim", subject_id=enquiry.claim.pk, event=happened, by=by)
        Claim.objects.filter(pk=enquiry.claim.pk).update(version=F("version") + 1)
    else:
        record(subject="enquiry", subject_id=enquiry.pk, event=happened, by=by)
