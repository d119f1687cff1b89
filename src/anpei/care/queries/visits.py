"""Care visits: of a case, of a customer, of the desk, of the person who goes; and the budgets."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import permits, visible_units
from anpei.care.models import BudgetEntry, CareBudget, CareVisit, CareVisitState
from anpei.care.states import VISIT_OPEN
from anpei.claims import queries as claims
from anpei.claims.models import Claim, Heir, HeirState, Nature
from anpei.core import clock
from anpei.core.errors import NotFound
from anpei.parties import queries as parties

PAGE = 30
SHOWN_DAYS = 60  # a visit that is over stays on the customer's page so long


def open_visits(staff: Staff) -> QuerySet[CareVisit]:
    """What is proposed, asked, agreed to or planned in one's units, the newest first."""
    return _of_units(staff).filter(state__in=VISIT_OPEN).order_by("-id")


def past_visits(staff: Staff) -> QuerySet[CareVisit]:
    return _of_units(staff).exclude(state__in=VISIT_OPEN).order_by("-id")


def my_visits(staff: Staff) -> QuerySet[CareVisit]:
    """Where this person goes next."""
    return _rows().filter(person=staff, state=CareVisitState.PLANNED).order_by("appointment_at", "id")


def get_visit(staff: Staff, visit_id: int) -> CareVisit:
    """A visit one may see: of care in its units, and whoever goes."""
    rows = _of_units(staff) if permits(staff, Permission.CARE_DO) else _rows().filter(person=staff)
    found = rows.filter(pk=visit_id).first()
    if found is None:
        raise _unknown()
    return found


def of_claim(claim: Claim) -> QuerySet[CareVisit]:
    return claim.care_visits.select_related("person").order_by("-id")


def visit_of(claim: Claim, visit_id: int) -> CareVisit:
    found = _rows().filter(claim=claim, pk=visit_id).first()
    if found is None:
        raise _unknown()
    return found


def for_visitor(phone_hash: str) -> QuerySet[CareVisit]:
    """Visits a customer was asked about: the person of the case or their guardian; after a death an heir or who reported it.

    Whoever only acts for somebody else is not asked.
    """
    mine = parties.by_phone(phone_hash).order_by().values("pk")
    heirs = Heir.objects.filter(person__in=mine, state=HeirState.ACTIVE).order_by().values("claim")
    family = Q(reporter__in=mine) | Q(reporter_phone_hash=phone_hash) | Q(pk__in=heirs)
    bereaved = Q(nature=Nature.DEATH) | Q(died_on__isnull=False)
    whose = Q(insured__in=mine) | Q(insured__guardian__in=mine) | (bereaved & family)
    cases = claims.for_visitor(phone_hash).order_by()
    since = clock.now() - timedelta(days=SHOWN_DAYS)
    return (
        _rows()
        .filter(claim__in=cases.filter(whose).values("pk"), asked_at__isnull=False)
        .filter(Q(state__in=VISIT_OPEN) | Q(done_at__gt=since))
        .order_by("-id")
    )


def visit_for_visitor(phone_hash: str, visit_id: int) -> CareVisit:
    found = for_visitor(phone_hash).filter(pk=visit_id).first()
    if found is None:
        raise NotFound("care.unknown", _("This visit is not open any more."))
    return found


def budgets(staff: Staff, *, year: int) -> QuerySet[CareBudget]:
    """The budgets of one's units and of those above, whose money one's visits may use."""
    path = [int(part) for part in staff.unit.path.strip("/").split("/")]
    return (
        CareBudget.objects.filter(Q(unit__in=visible_units(staff)) | Q(unit__in=path), year=year)
        .select_related("unit", "set_by")
        .order_by("unit__path", "kind")
    )


def entries(budget: CareBudget) -> QuerySet[BudgetEntry]:
    return budget.entries.order_by("-id")


def _of_units(staff: Staff) -> QuerySet[CareVisit]:
    return _rows().filter(claim__unit__in=visible_units(staff))


def _rows() -> QuerySet[CareVisit]:
    return CareVisit.objects.select_related(
        "claim__insured__guardian", "claim__reporter", "claim__unit", "claim__handler", "person", "budget"
    )


def _unknown() -> NotFound:
    return NotFound("care.unknown", _("There is no such visit, or it belongs to another unit."))
