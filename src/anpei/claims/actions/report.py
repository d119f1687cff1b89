"""Taking a report: whatever people know is enough; what is missing comes later."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.rules import sees_unit
from anpei.audit.actions import record, record_all
from anpei.claims import events, matching, notices, roster
from anpei.claims.actions.papers import rebuild_checklist, refuse_after_decision
from anpei.claims.clocks import covers_compulsory, start_paper_list
from anpei.claims.models import (
    Care,
    Casualty,
    Channel,
    Claim,
    DeathCause,
    Nature,
    RelatedClaim,
    Relation,
    ReportDraft,
)
from anpei.claims.queries import locked
from anpei.claims.states import BEFORE_DECISION
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.core.idempotency import once
from anpei.core.refs import with_new_ref
from anpei.deadlines import actions as deadlines
from anpei.mandates import actions as mandates
from anpei.organisation.models import Unit
from anpei.parties import queries as parties
from anpei.parties.models import Party
from anpei.policies import queries as policies
from anpei.policies.models import InsuredMember
from anpei.values import identifiers
from anpei.values.dates import local_date

EDITABLE = frozenset(
    {
        "nature", "care", "event_on", "event_time", "died_on", "cause_of_death", "event_place", "cause", "hospital", "diagnosis",
        "claimed_fen", "casualty", "plate_given",
        "reporter_name", "reporter_phone", "reporter_relation", "insured_name_given", "policy_number_given",
    }
)  # fmt: skip
FORM_NAMES = {
    "insured_name_given": "insured_name",
    "policy_number_given": "policy_number",
    "plate_given": "plate",
}
LONGEST_STORY = 4000
FIRST_CLOCKS = ("report.response", "papers.silence")  # the nearest first: the queue sorts by it
LONGEST = {"hospital": 120, "policy_number": 40, "event_place": 300, "cause": 1000, "diagnosis": 1000,
           "reporter_name": 80, "insured_name": 80, "insured_id_number": 40, "plate": 20}  # fmt: skip


@dataclass(frozen=True)
class ReportForm:
    """Everything a reporter may say. All of it may be missing except a way to reach them.

    ``insured`` is set when the channel knows the person; ``insured_id_number`` is used to look them up.
    Amounts are fen, ``event_on`` and ``died_on`` are local dates; an empty ``cause_of_death`` is one not known yet.
    ``reply_channel`` and ``reply_address`` are the way a written report came by, for who left no number.
    ``plate`` is the insured vehicle's; ``casualty`` what became of others (or of people in a road accident).
    """

    story: str = ""
    nature: str = Nature.UNKNOWN
    care: str = Care.UNKNOWN
    casualty: str = Casualty.UNKNOWN
    event_on: date | None = None
    event_time: time | None = None
    died_on: date | None = None
    cause_of_death: str = ""
    event_place: str = ""
    cause: str = ""
    hospital: str = ""
    diagnosis: str = ""
    claimed_fen: int | None = None
    reporter_name: str = ""
    reporter_phone: str = ""
    reporter_relation: str = Relation.SELF
    insured_name: str = ""
    insured_id_number: str = ""
    policy_number: str = ""
    plate: str = ""
    reply_channel: str = ""
    reply_address: str = ""
    reporter: Party | None = field(default=None, compare=False)
    insured: Party | None = field(default=None, compare=False)


def report(
    *,
    form: ReportForm,
    channel: str,
    by: Actor,
    key: str,
    unit: Unit | None = None,
    agent: Staff | None = None,
    at: datetime | None = None,
) -> Claim:
    """Open a case. The same ``key`` again returns the same case, whatever happened in between.

    ``at``: when the report reached us, where that was before somebody wrote it down (Civil Code art. 137).

    Starts the response promise, lists the papers, names a contact, writes the acknowledgement and looks for
    the same event reported before; all in one transaction.
    """
    form = checked(form)
    scope = f"claim.report:{by.kind}:{by.id}"
    with once(scope=scope, key=key, fingerprint=_fingerprint(form, channel)) as slot:
        if slot.result is not None:
            return Claim.objects.get(pk=int(slot.result))
        now = clock.now()
        claim = _open(form, channel=channel, by=by, unit=unit, agent=agent, at=min(at or now, now))
        slot.keep(str(claim.pk))
    return claim


def same_event(source: Claim, *, policy_number: str) -> ReportForm:
    """The report as it was told for one case, for a policy named."""
    return ReportForm(
        story=source.story,
        nature=source.nature,
        care=source.care,
        casualty=source.casualty,
        event_on=source.event_on,
        event_time=source.event_time,
        died_on=source.died_on,
        cause_of_death=source.cause_of_death,
        event_place=source.event_place,
        cause=source.cause,
        hospital=source.hospital,
        diagnosis=source.diagnosis,
        claimed_fen=source.claimed_fen,
        reporter_name=source.reporter_name,
        reporter_phone=source.reporter_phone,
        reporter_relation=source.reporter_relation,
        policy_number=policy_number,
        plate=source.plate_given,
        reporter=source.reporter,
        insured=source.insured,
    )


def complete_report(claim: Claim, *, by: Actor, **changes: Any) -> Claim:
    """Fill in or correct what the report left open. The reporter's own words stay as they were."""
    unknown = set(changes) - EDITABLE
    if unknown:
        raise Refused(
            code="claim.not_editable",
            message=_("These details cannot be changed here: %(fields)s")
            % {"fields": ", ".join(sorted(unknown))},
        )
    tidy = _tidy(claim, changes)
    with transaction.atomic():
        claim = locked(claim.pk)
        refuse_after_decision(claim)
        changed = sorted(name for name, value in tidy.items() if getattr(claim, name) != value)
        if not changed:
            return claim
        for name in changed:
            setattr(claim, name, tidy[name])
        if "reporter_phone" in changed:
            claim.reporter_phone_hash = _phone_hash(claim.reporter_phone)
        claim.version += 1
        claim.save()
        record(subject="claim", subject_id=claim.pk, event=events.ReportCompleted(fields=changed), by=by)
        if "died_on" in changed and claim.died_on and claim.insured and by.kind == "staff":
            mandates.principal_died(claim.insured, by=by)
        if {"nature", "care", "casualty", "claimed_fen"} & set(changed):
            rebuild_checklist(claim, by=by)
            name_papers(claim)
        if {"event_on", "reporter_phone", "insured_name_given"} & set(changed):
            _relate(claim)
    return claim


def identify(claim: Claim, *, member: InsuredMember, by: Actor) -> Claim:
    """The insured person and policy are found: the case is pinned to the product version and its list replaces the default."""
    with transaction.atomic():
        claim = locked(claim.pk)
        refuse_after_decision(claim)
        if claim.product_version_id and claim.member_id != member.pk and claim.runs.exists():
            raise Refused(
                code="claim.already_calculated",
                message=_("A calculation has been made on another policy. Please send it back first."),
            )
        _pin(claim, member)
        happened: list[Any] = [
            events.ClaimIdentified(
                policy=member.policy.number, product_version=str(member.policy.product_version)
            )
        ]
        if claim.handler and not sees_unit(claim.handler, claim.unit):
            claim.unit, claim.handler = roster.place(claim.unit)
            if claim.handler:
                happened.append(events.ClaimAssigned(handler=claim.handler.display_name))
        claim.version += 1
        claim.save()
        deadlines.hand_over(
            subject="claim", subject_id=claim.pk, owner=claim.handler_id, unit_path=claim.unit.path
        )
        record_all(subject="claim", subject_id=claim.pk, events=happened, by=by)
        rebuild_checklist(claim, by=by)
        name_papers(claim)
        _relate(claim)
    return claim


def save_draft(*, token: str, data: dict[str, Any]) -> ReportDraft:
    """Keep what was typed, as it is, before anything is checked."""
    draft, _created = ReportDraft.objects.update_or_create(
        token=token, defaults={"data": json.dumps(data, ensure_ascii=False), "updated_at": clock.now()}
    )
    return draft


def checked(form: ReportForm) -> ReportForm:
    """The form with tidy values, or Invalid with a sentence for each field that cannot be used."""
    errors: dict[str, str] = {}
    legible: dict[str, Any] = {name: _legible(getattr(form, name)) for name in (*LONGEST, "story")}
    form = replace(form, **legible)
    phone = form.reporter_phone.strip()
    if phone:
        try:
            phone = identifiers.parse_mobile(phone)
        except ValueError:
            errors["reporter_phone"] = _("This does not look like a mobile number of 11 digits.")
    elif form.reporter is None and not form.reply_address:
        errors["reporter_phone"] = _("Please leave a mobile number, so that we can reach you.")
    if form.event_on and form.event_on > clock.today():
        errors["event_on"] = _("This day has not come yet. Please check the date.")
    if form.died_on and form.died_on > clock.today():
        errors["died_on"] = _("This day has not come yet. Please check the date.")
    elif form.died_on and form.event_on and form.died_on < form.event_on:
        errors["died_on"] = _("This day lies before the event. Please check both dates.")
    if form.cause_of_death and form.cause_of_death not in DeathCause.values:
        errors["cause_of_death"] = _("Please choose one of the answers shown.")
    if form.claimed_fen is not None and not 0 <= form.claimed_fen <= 10**12:
        errors["claimed_fen"] = _("Please check the amount. A rough figure is enough, or leave it empty.")
    if len(form.story) > LONGEST_STORY:
        errors["story"] = _("This is longer than %(most)d characters. The first part is enough for now.") % {
            "most": LONGEST_STORY
        }
    for name, most in LONGEST.items():
        if len(getattr(form, name)) > most:
            errors[name] = _("This is longer than %(most)d characters. Please shorten it a little.") % {
                "most": most
            }
    for name, allowed in (
        ("nature", Nature),
        ("care", Care),
        ("casualty", Casualty),
        ("reporter_relation", Relation),
    ):
        if getattr(form, name) not in allowed.values:
            errors[name] = _("Please choose one of the answers shown.")
    if errors:
        raise Invalid(fields=errors)
    return replace(form, reporter_phone=phone)


def _open(
    form: ReportForm, *, channel: str, by: Actor, unit: Unit | None, agent: Staff | None, at: datetime
) -> Claim:
    insured = form.insured or (
        parties.by_id_number(form.insured_id_number) if form.insured_id_number else None
    )
    member = _find_member(form, insured, form.event_on or local_date(at))
    home, handler = roster.place(member.policy.unit if member else (unit or roster.default_unit()))
    claim = Claim(
        channel=channel,
        unit=home,
        handler=handler,
        reporter=form.reporter,
        reporter_name=form.reporter_name.strip(),
        reporter_phone=form.reporter_phone,
        reporter_phone_hash=_phone_hash(form.reporter_phone),
        reporter_relation=form.reporter_relation,
        reply_channel=form.reply_channel,
        reply_address=form.reply_address,
        insured=insured,
        insured_name_given=form.insured_name.strip(),
        policy_number_given=form.policy_number.strip(),
        plate_given=policies.tidy_plate(form.plate),
        agent=agent,
        nature=form.nature,
        care=form.care,
        casualty=form.casualty,
        event_on=form.event_on,
        event_time=form.event_time,
        died_on=form.died_on,
        cause_of_death=form.cause_of_death,
        event_place=form.event_place,
        cause=form.cause,
        story=form.story,
        hospital=form.hospital,
        diagnosis=form.diagnosis,
        claimed_fen=form.claimed_fen,
        reported_at=at,
        next_due_at=deadlines.due_for(rule=FIRST_CLOCKS[0], at=at),
    )
    if member:
        _pin(claim, member)

    def insert(number: str) -> Claim:
        claim.number = number
        claim.save(force_insert=True)
        return claim

    with_new_ref("AP", insert)
    deadlines.start_first(
        rules=FIRST_CLOCKS,
        subject="claim",
        subject_id=claim.pk,
        at=at,
        owner=handler.pk if handler else None,
        unit_path=home.path,
    )
    rebuild_checklist(claim, by=by, first=True)
    _relate(claim)
    happened: list[Any] = [events.ClaimReported(number=claim.number, channel=Channel(channel))]
    if handler:
        happened.append(events.ClaimAssigned(handler=handler.display_name))
    record_all(subject="claim", subject_id=claim.pk, events=happened, by=by, new_chain=True)
    notices.acknowledge(claim)
    name_papers(claim)
    return claim


def name_papers(claim: Claim) -> None:
    """After a road accident the papers are named in writing, within a day at the latest (Compulsory Motor art. 28)."""
    if claim.nature != Nature.COLLISION or claim.state not in BEFORE_DECISION:
        return
    start_paper_list(claim, at=clock.now())
    if notices.papers(claim):
        deadlines.stop(
            rule="ctp.doc_list", subject="claim", subject_id=claim.pk, at=clock.now(), outcome="met"
        )


def _find_member(form: ReportForm, insured: Party | None, on: date) -> InsuredMember | None:
    """The membership this report is about, when it is plain: one policy named, or just one in force."""
    if form.policy_number:
        policy = policies.by_number(form.policy_number)
        if policy is None:
            return None
        if insured is None:
            named = form.insured_name or (
                form.reporter_name if form.reporter_relation == Relation.SELF else ""
            )
            insured = policies.only_insured_called(policy, named)
        return policies.member_of_policy(policy, insured, on) if insured else None
    if form.plate.strip():
        return _of_vehicle(form.plate, insured, on)
    if insured is None:
        return None
    in_force = list(policies.members_in_force(insured, on)[:2])
    return in_force[0] if len(in_force) == 1 else None


def _of_vehicle(plate: str, insured: Party | None, on: date) -> InsuredMember | None:
    """The policy of the vehicle; of several the compulsory one, which pays first (Civil Code art. 1213)."""
    found = [one for one in policies.members_by_plate(plate, on) if insured in (None, one.party)]
    first = [one for one in found if covers_compulsory(one.policy.product_version)]
    best = first or found
    return best[0] if len(best) == 1 else None


def _pin(claim: Claim, member: InsuredMember) -> None:
    claim.insured = member.party
    claim.member = member
    claim.policy = member.policy
    claim.product_version = member.policy.product_version
    claim.unit = member.policy.unit


def _relate(claim: Claim) -> None:
    """Note what looks alike on both cases: whoever opens either of them sees the other."""
    RelatedClaim.objects.bulk_create(
        [
            RelatedClaim(claim=one, other=other, kind=found.kind, reason=found.reason)
            for found in matching.look_alikes(claim)
            for one, other in ((claim, found.claim), (found.claim, claim))
        ],
        update_conflicts=True,
        unique_fields=["claim", "other"],
        update_fields=["kind", "reason"],
    )


def _fingerprint(form: ReportForm, channel: str) -> str:
    plain = asdict(replace(form, reporter=None, insured=None))
    plain["channel"] = channel
    plain["insured"] = form.insured.pk if form.insured else None
    return json.dumps(plain, default=str, sort_keys=True, ensure_ascii=False)


def _tidy(claim: Claim, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes as they are stored. Raises Invalid under the names the caller used."""
    known = ReportForm(
        reporter_phone=claim.reporter_phone,
        reporter=claim.reporter,
        event_on=claim.event_on,
        died_on=claim.died_on,
    )
    try:
        form = checked(
            replace(known, **{FORM_NAMES.get(name, name): value for name, value in changes.items()})
        )
    except Invalid as invalid:
        stored = {form_name: name for name, form_name in FORM_NAMES.items()}
        raise Invalid(
            fields={stored.get(name, name): text for name, text in invalid.fields.items()}
        ) from None
    return {name: getattr(form, FORM_NAMES.get(name, name)) for name in changes}


def _legible(text: str) -> str:
    """Without what no keyboard types and no database keeps: NUL and halves of characters."""
    return text.encode(errors="ignore").decode().replace("\0", "")


def _phone_hash(phone: str) -> str:
    return parties.phone_hash(phone) if phone else ""
