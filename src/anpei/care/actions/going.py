"""Going to see somebody who said yes: planned inside a budget, done, called off, and the page of a product if asked for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, sees_unit, signing
from anpei.audit.actions import record
from anpei.care import events, notices, programme
from anpei.care.actions import budgets
from anpei.care.actions.guards import elsewhere, refuse_long, too_long, touched
from anpei.care.actions.visits import move, sells_nothing, visited_person
from anpei.care.models import BudgetKind, CareVisit, CareVisitState
from anpei.claims.queries import locked
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.parties import actions as parties
from anpei.parties import queries as people
from anpei.parties.models import ConsentPurpose
from anpei.products import queries as products
from anpei.protection import queries as protection
from anpei.values.dates import local_date

LONGEST_LEARNT = 1_000
LONGEST_GIFT = 80


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
        errors["gift"] = too_long(LONGEST_GIFT)
    if not sees_unit(person, visit.claim.unit):
        errors["person"] = _("%(name)s does not work for this unit.") % {"name": person.display_name}
    if errors:
        raise Invalid(fields=errors)
    assert appointment_at is not None
    refuse_long(place=place)
    with transaction.atomic():
        claim = locked(visit.claim_id)
        visit.refresh_from_db()
        before = (visit.budget, visit.gift_fen)
        visit = move(
            visit,
            to=CareVisitState.PLANNED,
            person=person,
            appointment_at=appointment_at,
            gift=gift.strip(),
            no_selling=sells_nothing(visit, claim),
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
        touched(claim)
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
        errors["learnt"] = too_long(LONGEST_LEARNT)
    if not 0 <= given <= visit.gift_fen:
        errors["gift_fen"] = _("Not more than was planned.")
    if errors:
        raise Invalid(fields=errors)
    refuse_long(care_note=care_note)
    if visit.state == CareVisitState.PLANNED and visit.appointment_at and visit.appointment_at > clock.now():
        raise Refused("care.visit_ahead", _("This visit is still to come."))
    with transaction.atomic():
        claim = locked(visit.claim_id)
        visit = move(visit, to=CareVisitState.DONE, done_at=clock.now())
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
        touched(claim)
    return visit


def cancel_visit(visit: CareVisit, *, by: Actor) -> CareVisit:
    """The customer would rather not, at any moment before it; nobody asks why."""
    with transaction.atomic():
        claim = locked(visit.claim_id)
        visit = _ended(visit, to=CareVisitState.NOT_WANTED, by=by)
        record(subject="claim", subject_id=claim.pk, event=events.VisitCancelled(visit=visit.pk), by=by)
        notices.visit_cancelled(visit)
        touched(claim)
    return visit


def drop_visit(visit: CareVisit, *, reason: str, by: Actor) -> CareVisit:
    """We do not go, with the reason; a customer who was asked is told."""
    require(by, Permission.CARE_DO)
    signing(by)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Why not? One sentence.")})
    refuse_long(reason=reason)
    with transaction.atomic():
        claim = locked(visit.claim_id)
        visit = _ended(visit, to=CareVisitState.DROPPED, dropped_because=reason.strip(), by=by)
        dropped = events.VisitDropped(visit=visit.pk, reason=visit.dropped_because)
        record(subject="claim", subject_id=claim.pk, event=dropped, by=by)
        if visit.asked_at:
            notices.visit_dropped(visit)
        touched(claim)
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
            raise elsewhere()
        visit.refresh_from_db()
        page = events.ProductPageSent(visit=visit.pk, product=version.product.code)
        record(subject="claim", subject_id=claim.pk, event=page, by=by)
        notices.product_page(visit, version)
    return visit


def _ended(visit: CareVisit, *, to: CareVisitState, by: Actor, **changes: object) -> CareVisit:
    visit.refresh_from_db()
    kept = (visit.budget, visit.gift_fen)
    visit = move(visit, to=to, gift_fen=0, budget=None, ask_again_at=None, **changes)
    if kept[0] is not None:
        budgets.give_back(kept[0], amount_fen=kept[1], row_id=visit.pk, by=by)
    return visit
