"""Two people at the same instant: one last place, one last yuan, one last use. Real threads, real transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import close_old_connections, connection
from tests.care import outreach
from tests.cast import Cast, course_to

from anpei.care import actions
from anpei.care.models import CareBudget, ExtraQuota, Gathering
from anpei.core import clock
from anpei.core.errors import Refused


def at_once(works: Sequence[Callable[[], object]]) -> list[str]:
    """Each in a thread of its own, all let go together; what came of each."""
    gate, outcomes, moment = threading.Barrier(len(works)), [], clock.now()

    def run(work: Callable[[], object]) -> None:
        close_old_connections()
        try:
            gate.wait()
            with clock.at(moment):
                outcomes.append(str(work()))
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_the_last_place_goes_to_one_of_three(shared_database: None, cast: Cast) -> None:
    row = outreach.opened(cast, capacity=1)
    people = (cast.customer, cast.child, cast.employee)

    outcomes = at_once(
        [lambda one=one: actions.sign_up(row, person=one, by=one.actor).state for one in people]
    )

    assert outcomes == ["coming", "waiting", "waiting"]
    assert Gathering.objects.get().taken == 1
    assert sorted(row.guests.filter(state="waiting").values_list("turn", flat=True)) == [1, 2]


def test_a_free_place_goes_to_one_of_two_who_wait(shared_database: None, cast: Cast) -> None:
    row = outreach.opened(cast, capacity=2)
    first = actions.sign_up(row, person=cast.customer, by=cast.customer.actor)
    second = actions.sign_up(row, person=cast.child, by=cast.guardian.actor)
    actions.sign_up(row, person=cast.employee, by=cast.employee.actor)

    at_once([lambda one=one: actions.leave(one, by=cast.customer.actor).state for one in (first, second)])

    assert Gathering.objects.get().taken == 1
    assert list(row.guests.filter(state="coming").values_list("party", flat=True)) == [cast.employee.pk]


def test_two_gifts_never_spend_the_same_money(shared_database: None, cast: Cast) -> None:
    budget = outreach.money(cast, fen=300_00)
    visits = [outreach.agreed(cast, course_to(cast, "reported", key=f"cast-{number}")) for number in (1, 2)]

    outcomes = at_once(
        [
            lambda one=one: actions.plan_visit(
                one, person=cast.handler, appointment_at=clock.now() + timedelta(days=1), place="家里", gift="水果",
                gift_fen=200_00, by=cast.staff["care"].actor,
            ).state
            for one in visits
        ]
    )  # fmt: skip

    assert outcomes == ["care.budget_spent", "planned"]
    assert CareBudget.objects.get(pk=budget.pk).used_fen == 200_00


def test_the_last_use_of_a_service_is_used_once(shared_database: None, cast: Cast) -> None:
    by = cast.customer.actor
    actions.order(cast.member, kind="legal_call", by=by)

    outcomes = at_once([lambda: actions.order(cast.member, kind="legal_call", by=by).state] * 2)

    assert outcomes == ["care.extra_used_up", "ordered"]
    assert ExtraQuota.objects.get().used == 2
