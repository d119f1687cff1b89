"""Going to see somebody: proposed by a rule or a colleague, asked first, planned inside a budget, done or left."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, sees_unit, signing
from anpei.audit.actions import record
from anpei.care import events, notices, programme
from anpei.care.actions import budgets
from anpei.care.models import AskedBy, BudgetKind, CareVisit, CareVisitState
from anpei.care.states import VISIT_MOVES, VISIT_OPEN
from anpei.claims.models import Claim
from anpei.claims.notices import heir_of
from anpei.claims.queries import locked
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.jobs.actions import enqueue
from anpei.parties import actions as parties
from anpei.parties import queries as people
from anpei.parties.models import ConsentPurpose, Party
from anpei.products import queries as products
from anpei.protection import queries as protection
from anpei.protection.circumstances import circumstances, met
from anpei.values.dates import local_date

LONGEST = 300
LONGEST_LEARNT = 1_000
LONGEST_GIFT = 80
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
    _refuse_long(why=why)
    made = _propose(claim, programme.BY_STAFF, why=why.strip(), by=by)
    if made is None:
        raise Refused("care.visit_open", _("A visit is being arranged for this case already."))
    return made


def ask(visit: CareVisit, *, by: Actor) -> CareVisit:
    """The customer is asked: yes, later or no, on their page or by phone."""
    require(by, Permission.CARE_DO)
    with transaction.atomic():
        claim = locked(visit.claim_id)
        visit = _move(
            visit,
            to=CareVisitState.ASKED,
            asked_at=clock.now(),
            ask_again_at=None,
            no_selling=_protected(visit, claim),
        )
        record(subject="claim", subject_id=claim.pk, event=events.VisitAsked(visit=visit.pk), by=by)
        notices.visit_asked(visit)
        _touched(claim)
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
        visit = _move(
            visit,
            to=ANSWERS[answer],
            asked_at=visit.asked_at or clock.now(),
            answered_at=clock.now(),
            answered_by=(by.name if on == AskedBy.PORTAL else _reached(claim))[:80],
            answered_on=on,
            ask_again_at=again,
            no_selling=_protected(visit, claim),
        )
        if again is not None:
            key = f"care.visit_again:{visit.pk}:{again.isoformat()}"
            enqueue(task="care.visit_again", args={"visit_id": visit.pk}, run_at=again, key=key)
        answered = events.VisitAnswered(visit=visit.pk, answer=answer)
        record(subject="claim", subject_id=claim.pk, event=answered, by=by)
        _touched(claim)
    return visit


def plan_visit(
    visit: CareVisit,
    *,
    person: Staff,
    appointment_at: datetime | None,
    place: str,
    by: Actor,
    gift: str = "",
    gift_fen: int = 0,
) -> CareVisit:
    """Who goes, when and where, with a gift inside the limit and the budget. Only after a yes; may be planned anew."""
    require(by, Permission.CARE_DO)
    signing(by)
    most = programme.visits().gift_fen
    errors = {}
    if appointment_at is None:
        errors["appointment_at"] = _("When? The customer waits for a day and an hour.")
    elif appointment_at <= clock.now():
        errors["appointment_at"] = _("This moment has passed.")
    if not place.strip():
        errors["place"] = _("Where? At home, in hospital?")
    if not 0 <= gift_fen <= most:
        errors["gift_fen"] = _("Between 0 and %(most)d yuan.") % {"most": most // 100}
    if gift_fen and not gift.strip():
        errors["gift"] = _("What do we bring?")
    if len(gift.strip()) > LONGEST_GIFT:
        errors["gift"] = _too_long(LONGEST_GIFT)
    if not sees_unit(person, visit.claim.unit):
        errors["person"] = _("%(name)s does not work for this unit.") % {"name": person.display_name}
    if errors:
        raise Invalid(fields=errors)
    assert appointment_at is not None
    _refuse_long(place=place)
    with transaction.atomic():
        claim = locked(visit.claim_id)
        visit.refresh_from_db()
        before = (visit.budget, visit.gift_fen)
        visit = _move(
            visit,
            to=CareVisitState.PLANNED,
            person=person,
            appointment_at=appointment_at,
            gift=gift.strip(),
            no_selling=_protected(visit, claim),
        )
        if before[0] is not None:
            budgets.give_back(before[0], amount_fen=before[1], row_id=visit.pk, by=by)
        visit.budget, visit.gift_fen, visit.place = None, gift_fen, place.strip()
        if gift_fen:
            visit.budget = budgets.take(
                claim.unit,
                kind=BudgetKind.VISITS,
                year=local_date(appointment_at).year,
                amount_fen=gift_fen,
                row_id=visit.pk,
                by=by,
            )
        visit.save(update_fields=["budget", "gift_fen", "place"])
        planned = events.VisitPlanned(
            visit=visit.pk, person=person.display_name, appointment_at=appointment_at
        )
        record(subject="claim", subject_id=claim.pk, event=planned, by=by)
        notices.visit_planned(visit)
        _touched(claim)
    return visit


def finish_visit(
    visit: CareVisit, *, learnt: str, by: Actor, gift_fen: int | None = None, care_note: str = ""
) -> CareVisit:
    """Somebody was there: what was learnt, what the gift came to (fen; None: as planned), what to be kind about.

    By care, or by the person who went.
    """
    person = signing(by)
    if person.pk != visit.person_id:
        require(by, Permission.CARE_DO)
    given = visit.gift_fen if gift_fen is None else gift_fen
    errors = {}
    if not learnt.strip():
        errors["learnt"] = _("What did you learn? One sentence.")
    if len(learnt.strip()) > LONGEST_LEARNT:
        errors["learnt"] = _too_long(LONGEST_LEARNT)
    if not 0 <= given <= visit.gift_fen:
        errors["gift_fen"] = _("Not more than was planned.")
    if errors:
        raise Invalid(fields=errors)
    _refuse_long(care_note=care_note)
    if visit.state == CareVisitState.PLANNED and visit.appointment_at and visit.appointment_at > clock.now():
        raise Refused("care.visit_ahead", _("This visit is still to come."))
    with transaction.atomic():
        claim = locked(visit.claim_id)
        visit = _move(visit, to=CareVisitState.DONE, done_at=clock.now())
        if visit.budget is not None:
            budgets.give_back(visit.budget, amount_fen=visit.gift_fen - given, row_id=visit.pk, by=by)
        visit.learnt, visit.gift_fen = learnt.strip(), given
        visit.save(update_fields=["learnt", "gift_fen"])
        visited = visited_person(claim)
        if care_note.strip() and visited is not None:
            parties.correct(visited, care_note=care_note.strip(), by=by)
        went = visit.person.display_name if visit.person else person.display_name
        record(
            subject="claim", subject_id=claim.pk, event=events.VisitDone(visit=visit.pk, person=went), by=by
        )
        _touched(claim)
    return visit


def cancel_visit(visit: CareVisit, *, by: Actor) -> CareVisit:
    """The customer would rather not, at any moment before it; nobody asks why."""
    with transaction.atomic():
        claim = locked(visit.claim_id)
        visit = _ended(visit, to=CareVisitState.NOT_WANTED, by=by)
        record(subject="claim", subject_id=claim.pk, event=events.VisitCancelled(visit=visit.pk), by=by)
        notices.visit_cancelled(visit)
        _touched(claim)
    return visit


def drop_visit(visit: CareVisit, *, reason: str, by: Actor) -> CareVisit:
    """We do not go, with the reason; a customer who was asked is told."""
    require(by, Permission.CARE_DO)
    signing(by)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Why not? One sentence.")})
    _refuse_long(reason=reason)
    with transaction.atomic():
        claim = locked(visit.claim_id)
        visit = _ended(visit, to=CareVisitState.DROPPED, dropped_because=reason.strip(), by=by)
        dropped = events.VisitDropped(visit=visit.pk, reason=visit.dropped_because)
        record(subject="claim", subject_id=claim.pk, event=dropped, by=by)
        if visit.asked_at:
            notices.visit_dropped(visit)
        _touched(claim)
    return visit


def send_product_page(visit: CareVisit, *, product: str, by: Actor) -> CareVisit:
    """The customer asked about an insurance during the visit: its page, once. Never in a vulnerable period.

    Needs the customer's agreement to offers; the visitor themself sells nothing.
    """
    person = signing(by)
    if person.pk != visit.person_id:
        require(by, Permission.CARE_DO)
    require(by, Permission.DISCLOSURE_PRESENT)
    with transaction.atomic():
        claim = locked(visit.claim_id)
        visit.refresh_from_db()
        visited = visited_person(claim)
        if visited is None:
            raise Refused("care.nobody_known", _("We do not know who this is yet, so nothing can be sent."))
        protection.refuse_selling(visited)
        if visit.no_selling:
            raise Refused("care.no_selling", _("Nothing is offered around this visit."))
        if not people.has_consent(visited, ConsentPurpose.MARKETING):
            raise Refused(
                "care.no_consent", _("This person has not agreed to offers. Nothing is sent without it.")
            )
        version = products.published(product)
        sent = CareVisit.objects.filter(
            pk=visit.pk,
            state__in=(CareVisitState.PLANNED, CareVisitState.DONE),
            page_sent_at__isnull=True,
        ).update(page_sent_at=clock.now(), page_of=version.product.code)
        if not sent:
            raise Refused("care.state", _("This stands somewhere else by now. Please look at it again."))
        visit.refresh_from_db()
        page = events.ProductPageSent(visit=visit.pk, product=version.product.code)
        record(subject="claim", subject_id=claim.pk, event=page, by=by)
        notices.product_page(visit, version)
    return visit


def visited_person(claim: Claim) -> Party | None:
    """Whom a visit is for: the person of the case; after a death an heir, else who reported it."""
    if not notices.bereaved(claim):
        return claim.insured
    return heir_of(claim) or claim.reporter


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
        visit.no_selling = _protected(visit, claim)
        visit.save(update_fields=["no_selling"])
        proposed = events.VisitProposed(visit=visit.pk, occasion=occasion)
        record(subject="claim", subject_id=claim.pk, event=proposed, by=by)
        _touched(claim)
    return visit


def _protected(visit: CareVisit, claim: Claim) -> bool:
    """A flag once set stays for this visit, also when the period ends before it."""
    visited = visited_person(claim)
    return visit.no_selling or bool(visited is not None and protection.of_person(visited, on=clock.today()))


def _reached(claim: Claim) -> str:
    visited = visited_person(claim)
    return visited.name if visited is not None else claim.reporter_name


def _ended(visit: CareVisit, *, to: CareVisitState, by: Actor, **changes: object) -> CareVisit:
    visit.refresh_from_db()
    kept = (visit.budget, visit.gift_fen)
    visit = _move(visit, to=to, gift_fen=0, budget=None, ask_again_at=None, **changes)
    if kept[0] is not None:
        budgets.give_back(kept[0], amount_fen=kept[1], row_id=visit.pk, by=by)
    return visit


def _move(visit: CareVisit, *, to: CareVisitState, **changes: object) -> CareVisit:
    origins = [origin for origin, targets in VISIT_MOVES.items() if to in targets]
    if CareVisit.objects.filter(pk=visit.pk, state__in=origins).update(state=to, **changes) != 1:
        raise Refused("care.state", _("This stands somewhere else by now. Please look at it again."))
    visit.refresh_from_db()
    return visit


def _touched(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)


def _refuse_long(**texts: str) -> None:
    errors = {name: _too_long(LONGEST) for name, text in texts.items() if len(text.strip()) > LONGEST}
    if errors:
        raise Invalid(fields=errors)


def _too_long(most: int) -> str:
    return _("This is longer than %(most)d characters. Please shorten it a little.") % {"most": most}
