"""Whatever people do in whatever order: never more guests than places, never a free place beside somebody waiting."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.care import outreach
from tests.cast import Cast

from anpei.care import actions
from anpei.care.models import Gathering, Guest
from anpei.care.models.gatherings import SEATED
from anpei.core.errors import Refused

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sign_up"), st.integers(0, 2)),
        st.tuples(st.just("leave"), st.integers(0, 2)),
        st.tuples(st.just("capacity"), st.integers(1, 4)),
    ),
    min_size=1,
    max_size=14,
)


class Undo(Exception):
    pass


@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_places_and_waiting_list_stay_exact(cast: Cast, steps: list[tuple[str, int]]) -> None:
    people = [cast.customer, cast.employee, cast.child]
    with pytest.raises(Undo), transaction.atomic():
        row = outreach.opened(cast, capacity=2)
        line: list[int] = []  # who waits, in order, by a rule written down apart from the code
        seated: set[int] = set()
        capacity = 2
        for step, number in steps:
            person = people[number % len(people)]
            try:
                if step == "sign_up":
                    actions.sign_up(row, person=person, by=person.actor)
                    if person.pk not in seated and person.pk not in line:
                        (seated.add if len(seated) < capacity else line.append)(person.pk)
                elif step == "leave":
                    guest = Guest.objects.filter(gathering=row, party=person).first()
                    if guest is None:
                        continue
                    actions.leave(guest, by=person.actor)
                    seated.discard(person.pk)
                    line = [one for one in line if one != person.pk]
                else:
                    actions.set_capacity(row, capacity=number, by=cast.staff["care"].actor)
                    capacity = number
            except Refused:
                pass
            while line and len(seated) < capacity:
                seated.add(line.pop(0))
            row = Gathering.objects.get(pk=row.pk)
            held = row.guests.filter(state__in=SEATED)
            assert row.taken == held.count() == len(seated) <= row.capacity == capacity
            assert set(held.values_list("party", flat=True)) == seated
            assert (
                list(row.guests.filter(state="waiting").order_by("turn").values_list("party", flat=True))
                == line
            )
        raise Undo
