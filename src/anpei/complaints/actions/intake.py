"""How a complaint begins and how it may end early: registered from any channel, joined, declined, taken back, reopened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.queries import phone_hash
from anpei.accounts.rules import permits, require
from anpei.care import queries as care
from anpei.care.models import Followup
from anpei.claims.models import Claim
from anpei.claims.roster import default_unit
from anpei.complaints import events, notices, queries, ruleset
from anpei.complaints.actions.findings import propose_findings
from anpei.complaints.actions.guards import (
    choice_of,
    drop_what_waits,
    holder,
    move,
    must_be,
    note,
    stop_all,
    text_of,
)
from anpei.complaints.actions.parts import place, stand_aside
from anpei.complaints.models import Channel, Complaint, From
from anpei.complaints.queries import SUBJECT, locked
from anpei.complaints.rules import heard_by
from anpei.complaints.states import REOPENED_FROM, ComplaintState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.core.idempotency import once
from anpei.core.refs import with_new_ref
from anpei.deadlines import actions as deadlines
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.policies.models import Policy
from anpei.values import identifiers
from anpei.values.dates import local_date

LONGEST = 4000
MOST_PEOPLE = 100_000


@dataclass(frozen=True)
class ComplaintForm:
    """What is told; whatever the case or the contract says already is taken from there and not asked."""

    text: str = ""
    kind: str = ""
    wish: str = ""
    name: str = ""
    phone: str = ""
    phone_hash: str = ""  # of a number proved by log-in, where the number itself is not known
    standing: str = From.OTHER
    mandate: str = ""
    people: int = 1
    complainant: Party | None = None
    claim: Claim | None = None
    policy: Policy | None = None
    unit: Unit | None = None
    followup: Followup | None = None  # whose answer says it
    about: tuple[Staff, ...] = field(default=())
    regulator_case_no: str = ""
    regulator_due_on: date | None = None


def register(*, form: ComplaintForm, channel: str, by: Actor, key: str) -> Complaint:
    """Register and acknowledge at once, with a named person and dates. The same ``key`` gives the same complaint.

    Nothing is refused for being incomplete: a topic or a sentence is enough.
    """
    if by.kind not in ("customer", "api", "system"):
        require(by, P.COMPLAINT_TAKE)
    form = _checked(form, channel)
    asked = {**_plain(form), "channel": channel}
    with once(scope=f"complaint:{by.kind}:{by.id}", key=key, fingerprint=str(asked)) as slot:
        if slot.result is not None:
            return Complaint.objects.get(pk=int(slot.result))
        complaint = _open(form, channel=channel, by=by)
        slot.keep(str(complaint.pk))
    return complaint


def register_followup(followup: Followup, *, by: Actor) -> Complaint:
    """Register what a follow-up answered as a complaint of the insured person, once, in their own words."""
    person = followup.claim.insured
    form = ComplaintForm(
        text=care.own_words(followup),
        standing=From.INSURED,
        name=person.name if person else "",
        phone=(person.phone if person else "") or "",
        complainant=person,
        claim=followup.claim,
        followup=followup,
    )
    return register(form=form, channel=heard_by(followup), by=by, key=f"followup:{followup.pk}")


def merge(complaint: Complaint, *, into: Complaint, by: Actor) -> Complaint:
    """The same matter again: it goes on under the earlier number, whose dates count. Told to the complainant."""
    with transaction.atomic():
        complaint = locked(complaint.pk)
        holder(complaint, by)
        if into.pk == complaint.pk or into.state == ComplaintState.MERGED:
            raise Invalid(fields={"into": _("Please name the other complaint by its number.")})
        if into.received_at > complaint.received_at:
            raise Invalid(fields={"into": _("The earlier complaint stays; please join the later one to it.")})
        if complaint.channel == Channel.REGULATOR:
            raise Refused(
                "complaint.regulator",
                _("A complaint passed on by the regulator has its own number and date; it is not joined."),
            )
        move(complaint, to=ComplaintState.MERGED, merged_into=into, closed_at=clock.now())
        stop_all(complaint, at=clock.now())
        note(complaint, events.Merged(into=into.number), by)
        notices.merged(complaint, into)
    return complaint


def decline(complaint: Complaint, *, code: str, note_to: str, by: Actor) -> Complaint:
    """Not taken up, for one of the reasons of the rule set, with the reason told; it stays on record."""
    code = choice_of(code, "code", (one.code for one in complaint.rules.declines))
    why = text_of(note_to, "note_to", _("Please say why, in a sentence the complainant reads."), longest=500)
    with transaction.atomic():
        complaint = locked(complaint.pk)
        holder(complaint, by)
        move(complaint, to=ComplaintState.DECLINED, close_code=code, closed_at=clock.now())
        complaint.close_note = why
        complaint.save(update_fields=["close_note"])
        stop_all(complaint, at=clock.now())
        note(complaint, events.Declined(code=code, rule_set=complaint.rule_set), by)
        notices.declined(complaint)
    return complaint


def withdraw(complaint: Complaint, *, words: str, by: Actor) -> Complaint:
    """Taken back by the complainant, in their own words; the matter ends the same day. The case is untouched by it.

    Staff write down the words of a call; they cannot withdraw what nobody took back.
    """
    words = text_of(words, "words", _("Please say in a few words that you take it back."), longest=500)
    with transaction.atomic():
        complaint = locked(complaint.pk)
        if by.kind != "customer":
            holder(complaint, by)
        drop_what_waits(complaint)
        move(complaint, to=ComplaintState.WITHDRAWN, closed_at=clock.now(), close_code="")
        complaint.close_note = words
        complaint.save(update_fields=["close_note"])
        stop_all(complaint, at=clock.now())
        note(complaint, events.Withdrawn(), by)
        notices.withdrawn(complaint)
    return complaint


def reopen(complaint: Complaint, *, reason: str, by: Actor) -> Complaint:
    """Something new: it is looked into again, by the periods of the day it is reopened on."""
    reason = text_of(reason, "reason", _("What is new?"), longest=300)
    with transaction.atomic():
        complaint = locked(complaint.pk)
        if by.kind != "customer" and not permits(by, P.COMPLAINT_APPROVE):
            holder(complaint, by)
        elif by.kind == "customer" and complaint.state != ComplaintState.WITHDRAWN:
            raise Forbidden("complaint.ask_review", _("You can ask the unit above to review the answer."))
        must_be(complaint, *REOPENED_FROM)
        now = clock.now()
        rules = complaint.rules
        stop_all(complaint, at=now)
        move(
            complaint, to=ComplaintState.INVESTIGATING, closed_at=None, close_code="", accepted_at=None,
            step=rules.steps[0].code, answered_at=None,
        )  # fmt: skip
        complaint.close_note = ""
        complaint.save(update_fields=["close_note"])
        _start_answer_clocks(complaint)
        note(complaint, events.Reopened(reason=reason), by)
        notices.reopened(complaint, answer_by=notices.promised_day(complaint) or local_date(now))
    return complaint


def _open(form: ComplaintForm, *, channel: str, by: Actor) -> Complaint:
    now = clock.now()
    rules = ruleset.in_force(clock.today())
    if form.regulator_case_no and Complaint.objects.filter(regulator_case_no=form.regulator_case_no).exists():
        raise Refused("complaint.regulator_known", _("This transfer is registered already."))
    # Held until this ends, so that of two desks one registers it.
    row = Followup.objects.select_for_update().get(pk=form.followup.pk) if form.followup else None
    if row is not None and queries.of_followup(row) is not None:
        raise Refused(
            "complaint.followup_known", _("What this answer says is registered as a complaint already.")
        )
    claim, policy = form.claim, form.policy or (form.claim.policy if form.claim else None)
    unit = form.unit or (claim.unit if claim else policy.unit if policy else default_unit())

    def create(number: str) -> Complaint:
        return Complaint.objects.create(
            number=number, rule_set=rules.set, step=rules.steps[0].code, kind=form.kind, channel=channel, unit=unit,
            complainant=form.complainant, name=form.name, phone=form.phone,
            phone_hash=phone_hash(form.phone) if form.phone else form.phone_hash, standing=form.standing, mandate=form.mandate,
            people=form.people, claim=claim, policy=policy, text=form.text, wish=form.wish, received_at=now,
            regulator_case_no=form.regulator_case_no, regulator_due_on=form.regulator_due_on, next_due_at=now,
        )  # fmt: skip

    complaint = with_new_ref("TS", create)
    _start_answer_clocks(complaint)
    deadlines.start(
        rule=rules.first_call.clock, subject=SUBJECT, subject_id=complaint.pk, at=now, unit_path=unit.path
    )
    if channel == Channel.REGULATOR:
        deadlines.start(
            rule=rules.regulator.clock, subject=SUBJECT, subject_id=complaint.pk, at=now,
            unit_path=unit.path, due_on=form.regulator_due_on,
        )  # fmt: skip
    promised = notices.promised_day(complaint)
    assert promised is not None  # a rule set has at least one step
    note(
        complaint,
        events.Received(
            number=complaint.number,
            channel=channel,
            answer_by=promised.isoformat(),
            followup=form.followup.pk if form.followup else 0,
        ),
        by,
    )
    aside = stand_aside(complaint, tuple(one.pk for one in form.about))
    system = Actor.system("complaints")
    if aside:
        note(complaint, events.Recused(people=[one.display_name for one in aside]), system)
    place(complaint, by=system)
    propose_findings(complaint)
    call_by = local_date(deadlines.due_for(rule=rules.first_call.clock, at=now))
    notices.acknowledge(complaint, call_by=call_by, answer_by=promised)
    return complaint


def _start_answer_clocks(complaint: Complaint) -> None:
    """The step of the rule set, and beside it what the line of business asks for sooner."""
    rules = complaint.rules
    version = complaint.claim.product_version if complaint.claim else None
    version = version or (complaint.policy.product_version if complaint.policy else None)
    line = version.product.line if version else ""
    holder_ = complaint.parts.filter(role="handler").first()
    for rule in (rules.step(complaint.step).clock, *rules.reply_clocks(line)):
        deadlines.start(
            rule=rule, subject=SUBJECT, subject_id=complaint.pk, at=clock.now(),
            owner=holder_.staff_id if holder_ else None, unit_path=complaint.unit.path,
        )  # fmt: skip


def _checked(form: ComplaintForm, channel: str) -> ComplaintForm:
    """Tidy; Invalid where a sentence, a mandate or the regulator's number is missing."""
    errors: dict[str, str] = {}
    rules = ruleset.in_force(clock.today())
    kinds = [one.code for one in rules.kinds]
    text, kind = form.text.strip(), form.kind or ""
    if channel not in Channel.values:
        errors["channel"] = _("Please choose one of the answers shown.")
    if kind and kind not in kinds:
        errors["kind"] = _("Please choose one of the answers shown.")
    if not text and not kind:
        errors["text"] = _("A sentence is enough. What happened?")
    if len(text) > LONGEST:
        errors["text"] = _("This is longer than %(most)d characters. Please send the rest as a file.") % {
            "most": LONGEST
        }
    if form.standing not in From.values:
        errors["standing"] = _("Please choose one of the answers shown.")
    if form.standing == From.PROXY and not form.mandate.strip():
        errors["mandate"] = _("What authorises them? A letter of authority, a guardianship, an inheritance?")
    if not 1 <= form.people <= MOST_PEOPLE:
        errors["people"] = _("How many people complain together?")
    if channel == Channel.REGULATOR and not form.regulator_case_no.strip():
        errors["regulator_case_no"] = _("Please copy the case number from the transfer.")
    if form.regulator_due_on and form.regulator_due_on < clock.today():
        errors["regulator_due_on"] = _("This day has passed.")
    phone = "" if form.standing == From.ANONYMOUS else form.phone.strip()
    if phone:
        try:
            phone = identifiers.parse_mobile(phone)
        except ValueError:
            errors["phone"] = _("This does not look like a mobile number of 11 digits.")
    if errors:
        raise Invalid(fields=errors)
    tidy = replace(
        form,
        text=text,
        kind=kind or "other",
        wish=form.wish.strip()[:LONGEST],
        mandate=form.mandate.strip()[:120],
        name=form.name.strip()[:80],
        phone=phone,
        regulator_case_no=form.regulator_case_no.strip()[:60],
    )
    if form.standing != From.ANONYMOUS:
        return tidy
    return replace(tidy, name="", phone_hash="", complainant=None)


def _plain(form: ComplaintForm) -> dict[str, object]:
    """The form as plain values, for the fingerprint of the request: rows by their id."""
    plain = {name: getattr(form, name) for name in form.__dataclass_fields__}
    return {
        name: tuple(one.pk for one in value) if name == "about" else getattr(value, "pk", value)
        for name, value in plain.items()
    }
