"""Reads about disclosure, always through who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.rules import sees_all_units, visible_units
from anpei.core import clock
from anpei.core.errors import NotFound
from anpei.deadlines import queries as clocks
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.disclosure.composing import Disclosure
from anpei.disclosure.models import (
    ChangeOfMind,
    MindState,
    PolicyNotice,
    ReadThrough,
    ReturnVisit,
    VisitState,
)
from anpei.policies.models import Policy, PolicyState
from anpei.products.models import ProductVersion

PAGE = 50
DELIVERY = "policy.delivery"  # the clock rule that runs until a contract has reached its holder
RENEWAL_TOLD_BEFORE = timedelta(days=30)  # of the last day covered
CHANGE_OF_MIND, REFUND = "policy.change_of_mind", "policy.refund"  # seen to by a person; the money back
OPEN_MINDS = (MindState.ASKED, MindState.ENDED)
OPEN_VISITS = (VisitState.DUE, VisitState.PROBLEM)


def on_sale() -> list[ProductVersion]:
    """The version of each product that is sold today, by name."""
    today = clock.today()
    rows = ProductVersion.objects.select_related("product").filter(valid_from__lte=today)
    newest = {
        row.product_id: row
        for row in rows.order_by("valid_from", "pk")
        if not row.valid_to or row.valid_to >= today
    }
    return sorted(newest.values(), key=lambda row: row.product.name)


def readings(staff: Staff) -> QuerySet[ReadThrough]:
    """Readings of one's units; an adviser of another firm sees their own."""
    rows = ReadThrough.objects.select_related("text__product_version__product", "adviser", "party", "policy")
    if staff.role_class.external:
        return rows.filter(adviser=staff).order_by("-id")
    return rows.filter(unit__in=visible_units(staff)).order_by("-id")


def get_reading(staff: Staff, reading_id: int) -> ReadThrough:
    found = readings(staff).filter(pk=reading_id).first()
    if found is None:
        raise _unknown()
    return found


def of_policy(policy: Policy) -> QuerySet[ReadThrough]:
    """What was read before this contract was bought, the latest first."""
    return policy.readings.select_related("text__product_version__product", "adviser").order_by("-id")


def visit_of(policy: Policy) -> ReturnVisit:
    """The call to the new holder of a contract; NotFound where none is due."""
    found = (
        ReturnVisit.objects.filter(policy=policy)
        .select_related("policy__unit", "policy__policyholder", "person", "solved_by")
        .first()
    )
    if found is None:
        raise NotFound(
            "visit.unknown",
            _("No call belongs to this contract: it has not been received, or is a short one."),
        )
    return found


def by_token(token: str) -> ReadThrough:
    """The reading of the page that knows its token."""
    rows = ReadThrough.objects.select_related("text__product_version__product", "unit", "party", "adviser")
    found = rows.filter(token=token).first() if token else None
    if found is None:
        raise _unknown()
    return found


def proof(reading: ReadThrough) -> tuple[Disclosure, bool]:
    """What was shown, word for word, and whether it is still the text its hash names."""
    shown = Disclosure.from_json(reading.text.content)
    return shown, shown.sha256 == reading.text.sha256 and shown.to_json() == reading.text.content


def visits(staff: Staff) -> QuerySet[ReturnVisit]:
    """Calls to make and problems to solve in one's units, the nearest date first."""
    return (
        ReturnVisit.objects.filter(policy__unit__in=visible_units(staff), state__in=OPEN_VISITS)
        .select_related("policy__policyholder", "policy__product_version__product", "person")
        .order_by("due_at", "id")
    )


@dataclass(frozen=True)
class Waiting:
    """A contract that has not reached its holder yet, the clock of it, and who sees to it."""

    policy: Policy
    clock: Clock
    owner: Staff | None


def undelivered(staff: Staff, *, after: tuple[datetime, int] | None = None) -> list[Waiting]:
    """Contracts of one's units on their way to the holder, the nearest date first; one row more than a page.

    ``after``: due time and id of the clock of the last row seen. Three statements.
    """
    rows = Clock.objects.filter(rule_id=DELIVERY, subject="policy", state=ClockState.RUNNING)
    if not sees_all_units(staff):
        rows = rows.filter(unit_path__startswith=staff.unit.path)
    if after is not None:
        due_at, last_id = after
        rows = rows.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, id__gt=last_id))
    clocks = list(rows.order_by("due_at", "id")[: PAGE + 1])
    policies = Policy.objects.select_related("policyholder", "product_version__product").in_bulk(
        [one.subject_id for one in clocks]
    )
    owners = Staff.objects.in_bulk({one.owner_id for one in clocks if one.owner_id})
    return [
        Waiting(policies[one.subject_id], one, owners.get(one.owner_id or 0))
        for one in clocks
        if one.subject_id in policies
    ]


def get_visit(staff: Staff, visit_id: int) -> ReturnVisit:
    found = (
        ReturnVisit.objects.filter(pk=visit_id, policy__unit__in=visible_units(staff))
        .select_related("policy__policyholder", "policy__product_version__product", "policy__unit")
        .select_related("policy__delivery", "person", "solved_by")
        .first()
    )
    if found is None:
        raise NotFound("visit.unknown", _("There is no such call, or it belongs to another unit."))
    return found


def dates_of_leaving() -> tuple[date, date]:
    """Until when a person calls a holder who changes their mind now, and until when the money is back."""
    now = clock.now()
    return clocks.forecast(rule=CHANGE_OF_MIND, at=now).due_on, clocks.forecast(rule=REFUND, at=now).due_on


def _minds() -> QuerySet[ChangeOfMind]:
    return ChangeOfMind.objects.select_related(
        "policy__policyholder", "policy__product_version__product", "policy__unit", "person", "closed_by"
    )


def mind(mind_id: int) -> ChangeOfMind:
    return _minds().get(pk=mind_id)


def minds(staff: Staff) -> QuerySet[ChangeOfMind]:
    """Holders of one's units who changed their mind and whom somebody owes a talk, then those who wait for their money."""
    return (
        _minds()
        .filter(policy__unit__in=visible_units(staff), state__in=OPEN_MINDS)
        .order_by("state", "due_at", "id")
    )


def get_mind(staff: Staff, mind_id: int) -> ChangeOfMind:
    found = _minds().filter(pk=mind_id, policy__unit__in=visible_units(staff)).first()
    if found is None:
        raise _unknown_mind()
    return found


def minds_of(policy: Policy) -> QuerySet[ChangeOfMind]:
    """The latest first."""
    return _minds().filter(policy=policy).order_by("-id")


def mind_of(policy: Policy) -> ChangeOfMind:
    """The latest of a contract; NotFound where its holder never wanted to leave it."""
    found = minds_of(policy).first()
    if found is None:
        raise _unknown_mind()
    return found


def _unknown_mind() -> NotFound:
    return NotFound("mind.unknown", _("Nobody asked to leave this contract, or it belongs to another unit."))


def policy_for_staff(staff: Staff, number: str) -> Policy:
    found = (
        Policy.objects.filter(number=number.strip().upper(), unit__in=visible_units(staff))
        .select_related("unit", "policyholder", "product_version__product")
        .first()
    )
    if found is None:
        raise NotFound("policy.unknown", _("There is no such policy, or it belongs to another unit."))
    return found


def ending(on: date, until: date) -> QuerySet[Policy]:
    """Contracts in force whose last day lies between two days and whose holder was not told of it yet."""
    return (
        Policy.objects.filter(state=PolicyState.IN_FORCE, ends_on__gte=on, ends_on__lte=until, group=False)
        .exclude(_told("renewal", about_on="ends_on"))
        .select_related("policyholder", "unit")
        .order_by("pk")
    )


def lapsed() -> QuerySet[Policy]:
    """Contracts whose cover is suspended from a day on and whose holder was not told of it yet."""
    return (
        Policy.objects.filter(state=PolicyState.LAPSED, terminated_on__isnull=False)
        .exclude(_told("lapse", about_on="terminated_on"))
        .select_related("policyholder", "unit")
        .order_by("pk")
    )


def _told(kind: str, *, about_on: str) -> Exists:
    """Told of this very end: a contract renewed in place, or suspended a second time, is told again."""
    return Exists(PolicyNotice.objects.filter(policy=OuterRef("pk"), kind=kind, about_on=OuterRef(about_on)))


def _unknown() -> NotFound:
    return NotFound("reading.unknown", _("There is no such reading, or it belongs to another unit."))
