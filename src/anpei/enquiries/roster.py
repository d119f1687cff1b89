"""Who answers what the machine does not know: the person who has the case, else whoever is on duty near by."""

from __future__ import annotations

from django.db.models import Count, Q

from anpei.accounts import duty
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.queries import staff_with, stand_in
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Refused
from anpei.enquiries.models import EnquiryState
from anpei.organisation.models import Unit

ORDER = ("care", "operator", "supervisor", "handler")


def who_answers(claim: Claim | None, unit: Unit) -> Staff:
    """A named person at work. Raises Refused when the house has nobody: never a question given to no one."""
    if claim is not None and claim.handler is not None:
        there = stand_in(claim.handler, on=clock.today())
        if there is not None and Permission.MESSAGE_SEND in there.permissions:
            return there
    people = (
        staff_with(Permission.MESSAGE_SEND)
        .exclude(on_leave_until__gte=clock.today())
        .annotate(open=Count("enquiries", filter=Q(enquiries__state=EnquiryState.WAITING)))
    )
    place = claim.unit if claim is not None else unit
    there_now = {one.pk for one in duty.on_duty(clock.now())}
    found = sorted(people, key=lambda one: (one.pk not in there_now, *_distance(one, place)))
    if not found:
        raise Refused("enquiry.nobody", "")
    return found[0]


def _distance(person: Staff, place: Unit) -> tuple[bool, int, bool, int, int]:
    """Behind those on duty now: care before others, the own unit before those above, then whoever has the least to answer."""
    role = ORDER.index(person.role) if person.role in ORDER else len(ORDER)
    above = place.path.startswith(person.unit.path)
    return (not above, role, person.unit.path != place.path, person.open, person.pk)  # type: ignore[attr-defined]
