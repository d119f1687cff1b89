"""Two cases of one person at the same instant: one deductible, spent once. Real threads, real transactions."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import close_old_connections, connection
from tests.settlement import cast

from anpei.core.errors import Refused
from anpei.policies.models import AccumulatorEntry
from anpei.settlement import actions as settlement
from anpei.settlement.models import Decision


def approve_at_once(decisions: list[Decision], house: cast.House) -> list[str]:
    """Each decision approved in a thread of its own, all let go together; what came of each."""
    gate, outcomes = threading.Barrier(len(decisions)), []

    def work(decision: Decision) -> None:
        close_old_connections()
        try:
            gate.wait()
            settlement.approve(decision, by=house.approver.actor)
            outcomes.append("approved")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(decision,)) for decision in decisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.parametrize("attempt", range(3))
def test_two_cases_of_one_person_never_spend_the_same_deductible(shared_database: None, attempt: int) -> None:
    house = cast.open_house()
    member = cast.insure(house, cast.person())
    decisions = [cast.proposed(house, member, event_on=date(2026, 10, day)) for day in (12, 13)]
    assert approve_at_once(decisions, house) == ["approved", "settlement.inputs_changed"]
    used = sum(AccumulatorEntry.objects.filter(key="annual_deductible").values_list("amount_fen", flat=True))
    assert used == 1_000_000


def test_one_decision_approved_twice_at_the_same_instant_holds_once(shared_database: None) -> None:
    house = cast.open_house()
    decision = cast.proposed(house, cast.insure(house, cast.person()))
    assert approve_at_once([decision, decision], house) == ["approved", "settlement.not_proposed"]
    assert AccumulatorEntry.objects.filter(key="annual_deductible").count() == 1
