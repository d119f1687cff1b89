"""Before somebody is visited: proposed by a rule or a colleague, asked first, answered with yes, later or no."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.care import events, notices, programme
from anpei.care.actions import guards
from anpei.care.actions.guards import refuse_long, touched
from anpei.care.models import AskedBy, CareVisit, CareVisitState
from anpei.care.states import VISIT_MOVES, VISIT_OPEN
from anpei.claims.cover import died
from anpei.claims.models import Claim
from anpei.claims.notices import heir_of
from anpei.claims.queries import locked
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.jobs.actions import enqueue
from anpei.parties.models import Party
from anpei.protection import queries as protection
from anpei.protection.circumstances import circumstances, met

ANSWERS = {
    "yes": CareVisitState.AGREED,
    "later": CareVisitState.LATER,
    "no": CareVisitState.NOT_WANTED,
}


def propose_by_rule(claim: Claim, *, by: Actor) -> CareVisit | None:
    """The first occasion the case is, once; None when no rule applies, or one was proposed before."""
    known = circumstances(claim)
    for occasion in programme.visits().occasions:
        if met(occasion.when, known):
            if claim.care_visits.filter(state__in=VISIT_OPEN).exists():
                return None
            return _propose(claim, occasion.code, why="", by=by)
    return None


def propose(claim: Claim, *, why: str, by: Actor) -> CareVisit:
    """A colleague thinks somebody should be visited, and says why."""
    require(by, Permission.CARE_DO)
    signing(by)
    if not why.strip():
        raise Invalid(fields={"why": _("Why should we go? One sentence.")})
    refuse_long(why=why)
    made = _propose(claim, programme.BY_STAFF, why=why.strip(), by=by)
    if made is None:
        raise Refused("care.visit_open", _("A visit is being arranged for this case already."))
    return made


def ask(visit: CareVisit, *, by: Actor) -> CareVisit:
    """The customer is asked: yes, later or no, on their page or by phone."""
    require(by, Permission.CARE_DO)
    with transaction.atomic():
        claim = locked(visit.claim_id)
        visit = move(
            visit,
            to=CareVisitState.ASKED,
            asked_at=clock.now(),
            ask_again_at=None,
            no_selling=sells_nothing(visit, claim),
        )
        record(subject="claim", subject_id=claim.pk, event=events.VisitAsked(visit=visit.pk), by=by)
        notices.visit_asked(visit)
        touched(claim)
    return visit


def answer_visit(visit: CareVisit, *, answer: str, by: Actor, on: str = AskedBy.PORTAL) -> CareVisit:
    """Yes, later or no, by the customer themself or as they said on the phone. After each later they are asked once more."""
    if answer not in ANSWERS:
        raise Invalid(fields={"answer": _("Please choose one of the answers shown.")})
    if on == AskedBy.PHONE:
        require(by, Permission.CARE_DO)
        signing(by)
    elif visit.state == CareVisitState.PROPOSED:
        raise Refused("care.visit_not_asked", _("Nobody has asked about this visit yet."))
    again = clock.now() + timedelta(days=programme.visits().later_days) if answer == "later" else None
    with transaction.atomic():
        claim = locked(visit.claim_id)
        visit = move(
            visit,
            to=ANSWERS[answer],
            asked_at=visit.asked_at or clock.now(),
            answered_at=clock.now(),
            answered_by=(by.name if on == AskedBy.PORTAL else _reached(claim))[:80],
            answered_on=on,
            ask_again_at=again,
            no_selling=sells_nothing(visit, claim),
        )
        if again is not None:
            key = f"care.visit_again:{visit.pk}:{again.isoformat()}"
            enqueue(task="care.visit_again", args={"visit_id": visit.pk}, run_at=again, key=key)
        answered = events.VisitAnswered(visit=visit.pk, answer=answer)
        record(subject="claim", subject_id=claim.pk, event=answered, by=by)
        touched(claim)
    return visit


def visited_person(claim: Claim) -> Party | None:
    """Whom a visit is for: the person of the case; after a death an heir, else who reported it."""
    if not died(claim):
        return claim.insured
    return heir_of(claim) or claim.reporter


def sells_nothing(visit: CareVisit, claim: Claim) -> bool:
    """A flag once set stays for this visit, also when the period ends before it."""
    visited = visited_person(claim)
    return visit.no_selling or bool(visited is not None and protection.of_person(visited, on=clock.today()))


def move(visit: CareVisit, *, to: CareVisitState, **changes: object) -> CareVisit:
    return guards.move(visit, VISIT_MOVES, to=to, **changes)


def _propose(claim: Claim, occasion: str, *, why: str, by: Actor) -> CareVisit | None:
    with transaction.atomic():
        claim = locked(claim.pk)
        try:
            with transaction.atomic():
                visit = CareVisit.objects.create(
                    claim=claim,
                    occasion=occasion,
                    why=why,
                    proposed_by="" if by.kind == "system" else by.name[:80],
                )
        except IntegrityError:  # one is open, or this occasion had its visit
            return None
        visit.no_selling = sells_nothing(visit, claim)
        visit.save(update_fields=["no_selling"])
        proposed = events.VisitProposed(visit=visit.pk, occasion=occasion)
        record(subject="claim", subject_id=claim.pk, event=proposed, by=by)
        touched(claim)
    return visit


def _reached(claim: Claim) -> str:
    visited = visited_person(claim)
    return visited.name if visited is not None else claim.reporter_name
