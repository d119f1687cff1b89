"""Help that comes to people: asked for or offered, arranged with a person and a time, done, judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, sees_unit, signing
from anpei.audit.actions import record
from anpei.care import catalogue, events, notices, rules
from anpei.care.actions.guards import move, refuse_long, touched
from anpei.care.models import Declared, ServiceOrigin, ServiceRequest, ServiceState
from anpei.care.states import SERVICE_MOVES, SERVICE_OPEN
from anpei.claims.clocks import restart_queue_clock
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import actions as deadlines

ANSWER = "care.service_answer"
EXPEDITE = "care.expedite"
DEAREST_FEN = 100_000_00


def ask_for(
    claim: Claim, *, kind: str, by: Actor, declared: Sequence[str] = (), words: str = ""
) -> ServiceRequest:
    """The customer asks. Whoever is not entitled by a rule is answered by a person all the same.

    Asking again while one is open gives the open one. The answer is promised by a clock (care.service_answer).
    """
    service = _known(kind)
    if set(declared) - set(Declared.values):
        raise Invalid(fields={"declared": _("Please choose one of the answers shown.")})
    refuse_long(words=words)
    with transaction.atomic():
        claim = _open_case(claim)
        waiting = claim.services.filter(kind=kind, state__in=SERVICE_OPEN).first()
        if waiting is not None and waiting.state != ServiceState.OFFERED:
            return waiting
        if waiting is not None:
            return _asked(waiting, claim, by)
        row = ServiceRequest.objects.create(
            claim=claim,
            kind=kind,
            origin=ServiceOrigin.CUSTOMER,
            state=ServiceState.ASKED,
            declared=[code for code in Declared.values if code in declared],
            entitled_by=rules.entitled_by(
                service, known=rules.situation(claim, on=clock.today()), declared=declared
            ),
            words=words.strip(),
            asked_at=clock.now(),
        )
        _start_clock(row, claim)
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.ServiceAsked(service=row.pk, kind=kind),
            by=by,
        )
        notices.service_asked(row)
        touched(claim)
    return row


def offer(claim: Claim, *, kind: str, reason: str, by: Actor) -> ServiceRequest:
    """Staff see that somebody needs help and offer it before being asked, with the reason."""
    require(by, Permission.CARE_DO)
    signing(by)
    service = _known(kind)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Why do you offer it? One sentence.")})
    refuse_long(reason=reason)
    with transaction.atomic():
        claim = _open_case(claim)
        if claim.services.filter(kind=kind, state__in=SERVICE_OPEN).exists():
            raise Refused("care.open_already", _("This service is under way already."))
        by_rule = rules.entitled_by(service, known=rules.situation(claim, on=clock.today()), declared=())
        row = ServiceRequest.objects.create(
            claim=claim,
            kind=kind,
            origin=ServiceOrigin.STAFF,
            state=ServiceState.OFFERED,
            entitled_by=by_rule,
            granted_because="" if by_rule else reason.strip(),
            words=reason.strip(),
            asked_at=clock.now(),
        )
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.ServiceOffered(service=row.pk, kind=kind),
            by=by,
        )
        notices.service_offered(row)
        touched(claim)
    return row


def accept_offer(row: ServiceRequest, *, by: Actor) -> ServiceRequest:
    """Yes please: from here the offer is like something asked for."""
    with transaction.atomic():
        claim = locked(row.claim_id)
        return _asked(row, claim, by)


def not_wanted(row: ServiceRequest, *, by: Actor) -> ServiceRequest:
    """No thank you: nobody asks why."""
    with transaction.atomic():
        claim = locked(row.claim_id)
        row = _move(row, to=ServiceState.NOT_WANTED)
        _stop_clocks(row, claim, outcome="cancelled")
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.ServiceNotWanted(service=row.pk, kind=row.kind),
            by=by,
        )
        touched(claim)
    return row


def plan(
    row: ServiceRequest,
    *,
    person: Staff,
    by: Actor,
    appointment_at: datetime | None = None,
    place: str = "",
    granted_because: str = "",
) -> ServiceRequest:
    """Arrange it: who does it, when and where. The customer hears it at once.

    Without a rule that entitles, the person who arranges it says why it is granted.
    """
    require(by, Permission.CARE_DO)
    signing(by)
    service = catalogue.service(row.kind)
    errors = {}
    if service.appointment and appointment_at is None:
        errors["appointment_at"] = _("When? The customer waits for a day and an hour.")
    if appointment_at is not None and appointment_at <= clock.now():
        errors["appointment_at"] = _("This moment has passed.")
    if not row.entitled_by and not (granted_because.strip() or row.granted_because):
        errors["granted_because"] = _("No rule gives a right to it. Why do you grant it? One sentence.")
    if not sees_unit(person, row.claim.unit):
        errors["person"] = _("%(name)s does not work for this unit.") % {"name": person.display_name}
    if errors:
        raise Invalid(fields=errors)
    refuse_long(place=place, granted_because=granted_because)
    with transaction.atomic():
        claim = locked(row.claim_id)
        row = _move(
            row,
            to=ServiceState.PLANNED,
            person=person,
            appointment_at=appointment_at,
            granted_because=granted_because.strip() or row.granted_because,
        )
        row.place = place.strip()
        row.save(update_fields=["place"])
        deadlines.stop(rule=ANSWER, subject="care_service", subject_id=row.pk, outcome="met")
        if row.kind == "expedite":
            _hurry(claim)
        planned = events.ServicePlanned(
            service=row.pk, kind=row.kind, person=person.display_name, appointment_at=appointment_at
        )
        record(subject="claim", subject_id=claim.pk, event=planned, by=by)
        notices.service_planned(row)
        touched(claim)
    return row


def finish(row: ServiceRequest, *, result: str, by: Actor, cost_fen: int | None = None) -> ServiceRequest:
    """It took place: what came of it, and what it cost the insurer (fen)."""
    require(by, Permission.CARE_DO)
    person = signing(by)
    if not result.strip():
        raise Invalid(fields={"result": _("What was done? One sentence.")})
    if cost_fen is not None and not 0 <= cost_fen <= DEAREST_FEN:
        raise Invalid(fields={"cost_fen": _("Between 0 and %(most)d yuan.") % {"most": DEAREST_FEN // 100}})
    with transaction.atomic():
        claim = locked(row.claim_id)
        row = _move(
            row,
            to=ServiceState.DONE,
            person_id=row.person_id or person.pk,
            cost_fen=cost_fen,
            done_at=clock.now(),
        )
        row.result = result.strip()
        row.save(update_fields=["result"])
        _stop_clocks(row, claim, outcome="met")
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.ServiceDone(service=row.pk, kind=row.kind),
            by=by,
        )
        notices.service_done(row)
        touched(claim)
    return row


def decline(row: ServiceRequest, *, reason: str, by: Actor) -> ServiceRequest:
    """Not possible, with the reason and what is done instead: the customer reads both."""
    require(by, Permission.CARE_DO)
    signing(by)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Why not, and what do you do instead? The customer reads it.")})
    refuse_long(reason=reason)
    with transaction.atomic():
        claim = locked(row.claim_id)
        row = _move(row, to=ServiceState.DECLINED, declined_because=reason.strip())
        _stop_clocks(row, claim, outcome="met")
        declined = events.ServiceDeclined(service=row.pk, kind=row.kind, reason=row.declined_because)
        record(subject="claim", subject_id=claim.pk, event=declined, by=by)
        notices.service_declined(row)
        touched(claim)
    return row


def judge(row: ServiceRequest, *, satisfaction: int, by: Actor, comment: str = "") -> ServiceRequest:
    """How it was, 1 to 5, by the customer; once."""
    if not 1 <= satisfaction <= 5:
        raise Invalid(fields={"satisfaction": _("Please choose one of the answers shown.")})
    refuse_long(comment=comment)
    with transaction.atomic():
        changed = ServiceRequest.objects.filter(
            pk=row.pk, state=ServiceState.DONE, satisfaction__isnull=True
        ).update(satisfaction=satisfaction)
        if not changed:
            raise Refused("care.judged", _("You have told us already. Thank you."))
        row.refresh_from_db()
        row.comment = comment.strip()
        row.save(update_fields=["comment"])
        record(
            subject="claim",
            subject_id=row.claim_id,
            event=events.ServiceJudged(service=row.pk, satisfaction=satisfaction),
            by=by,
        )
    return row


def _asked(row: ServiceRequest, claim: Claim, by: Actor) -> ServiceRequest:
    row = _move(row, to=ServiceState.ASKED, asked_at=clock.now())
    _start_clock(row, claim)
    record(
        subject="claim",
        subject_id=claim.pk,
        event=events.ServiceAsked(service=row.pk, kind=row.kind),
        by=by,
    )
    touched(claim)
    return row


def _known(kind: str) -> catalogue.Service:
    if kind not in {one.kind for one in catalogue.services().services}:
        raise Invalid(fields={"kind": _("Please choose one of the answers shown.")})
    return catalogue.service(kind)


def _open_case(claim: Claim) -> Claim:
    claim = locked(claim.pk)
    if not claim.is_open:
        raise Refused("claim.closed", _("This case is closed. Call us and we find another way to help."))
    return claim


def _start_clock(row: ServiceRequest, claim: Claim) -> None:
    deadlines.start(
        rule=ANSWER,
        subject="care_service",
        subject_id=row.pk,
        at=clock.now(),
        owner=claim.handler_id,
        unit_path=claim.unit.path,
    )


def _stop_clocks(row: ServiceRequest, claim: Claim, *, outcome: str) -> None:
    deadlines.stop(rule=ANSWER, subject="care_service", subject_id=row.pk, outcome=outcome)
    if row.kind == "expedite":
        deadlines.stop(rule=EXPEDITE, subject="claim", subject_id=claim.pk, outcome=outcome)
        restart_queue_clock(claim)


def _hurry(claim: Claim) -> None:
    """The earliest clock of a case decides its place in the queue: this one moves it to the front."""
    deadlines.start(
        rule=EXPEDITE,
        subject="claim",
        subject_id=claim.pk,
        at=clock.now(),
        owner=claim.handler_id,
        unit_path=claim.unit.path,
    )
    restart_queue_clock(claim)


def _move(row: ServiceRequest, *, to: ServiceState, **changes: object) -> ServiceRequest:
    return move(row, SERVICE_MOVES, to=to, **changes)
