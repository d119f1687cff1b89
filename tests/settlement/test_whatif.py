"""What past decisions would come to under other terms: how much, by which step, and what later claims inherit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.settlement import cast

from anpei.accounts.models import Staff
from anpei.audit.models import Event
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, NotFound
from anpei.jobs.worker import drain
from anpei.policies.models import InsuredMember
from anpei.products import queries as products
from anpei.settlement import actions as settlement
from anpei.settlement import queries, whatif
from anpei.settlement.actions import what_if as asking
from anpei.settlement.models import CalculationRun, Decision, DecisionState, WhatIf, WhatIfState

DEDUCTIBLE = "benefits[0].terms.deductible.amount_fen"
RATIO = "benefits[0].terms.ratio.settled_bp"


@pytest.fixture
def actuary(house: cast.House) -> Staff:
    return cast.staff("yan", "actuary", house.head, "严思源")


def decided(house: cast.House, member: InsuredMember, total_fen: int = 2_000_000, **more: Any) -> Decision:
    """A case paid as the terms compute: 5,000 yuan came from social insurance, the deductible is 10,000 a year."""
    return settlement.approve(
        cast.proposed(house, member, cast.stay(total_fen), **more), by=house.approver.actor
    )


def ask(house: cast.House, by: Staff, changes: dict[str, Any], **more: Any) -> WhatIf:
    return settlement.ask_what_if(version=house.version, changes=changes, by=by.actor, **more)


def moved(asked: WhatIf) -> list[tuple[str, int, int | None, str, int | None, int | None]]:
    return [
        (one.decision.claim.number, one.before_fen, one.after_fen, one.step, one.step_before, one.step_after)
        for one in queries.movers(asked)
    ]


def test_a_higher_deductible_moves_a_claim_by_its_own_step(
    house: cast.House, member: InsuredMember, actuary: Staff
) -> None:
    claim = decided(house, member).claim
    asked = ask(house, actuary, {DEDUCTIBLE: 1_200_000})
    assert moved(asked) == [(claim.number, 500_000, 300_000, "inpatient.deductible", 1_000_000, 1_200_000)]
    counts = {name: asked.result[name] for name in ("claims", "moved", "up", "down", "carried", "drifted")}
    assert counts == {"claims": 1, "moved": 1, "up": 0, "down": 1, "carried": 0, "drifted": 0}
    sums = (asked.result["before_fen"], asked.result["after_fen"], asked.result["difference_fen"])
    assert sums == (500_000, 300_000, -200_000)
    assert asked.result["by_step"] == [
        {
            "step": "inpatient.deductible",
            "label": {"zh": "免赔额", "en": "Deductible"},
            "benefit": {"zh": "住院医疗", "en": "Inpatient medical"},
            "unit": "fen",
            "clause": "2.4.2",
            "claims": 1,
            "difference_fen": -200_000,
        }
    ]
    assert asked.result["distribution"] == [
        {"from_fen": -500_000, "to_fen": -200_000, "claims": 1, "difference_fen": -200_000}
    ]


def test_a_term_no_claim_reaches_moves_nothing(
    house: cast.House, member: InsuredMember, actuary: Staff
) -> None:
    decided(house, member)
    asked = ask(house, actuary, {"benefits[1].terms.ratio.settled_bp": 7_000})
    assert moved(asked) == []
    assert (asked.result["claims"], asked.result["moved"], asked.result["difference_fen"]) == (1, 0, 0)


def test_what_an_earlier_claim_would_have_used_is_carried_into_the_later_one(
    house: cast.House, member: InsuredMember, actuary: Staff
) -> None:
    # First claim: 8,000 under the deductible of 10,000, nothing paid. Second: 2,000 of it are left, 13,000 paid.
    first = cast.assessed(house, member, cast.stay(1_300_000))[0]
    run = settlement.calculate(first, by=house.handler.actor)
    assert run.payable_fen == 0
    refused = settlement.propose(
        first,
        run=run,
        outcome="refuse",
        clause="2.4.2",
        reason="没有超过免赔额",
        would_change="后续费用可累计",
        by=house.handler.actor,
    )
    settlement.approve(refused, by=house.approver.actor)
    if Decision.objects.get(pk=refused.pk).state != DecisionState.APPROVED:
        settlement.approve(refused, by=house.second_approver.actor)
    second = decided(house, member).claim
    assert CalculationRun.objects.get(claim=second).payable_fen == 1_300_000
    # With a deductible of 6,000 the first would be paid 2,000 and use 6,000; the second finds none left.
    asked = ask(house, actuary, {DEDUCTIBLE: 600_000})
    assert moved(asked) == [
        (first.number, 0, 200_000, "inpatient.deductible", 800_000, 600_000),
        (second.number, 1_300_000, 1_500_000, "inpatient.deductible", 200_000, 0),
    ]
    assert [one.carried for one in queries.movers(asked)] == [
        {},
        {"used": {"annual_deductible": -200_000, "annual_limit": 200_000}},
    ]
    assert asked.result["carried"] == 1


def test_another_policy_year_inherits_nothing(
    house: cast.House, member: InsuredMember, actuary: Staff
) -> None:
    decided(house, member)
    with clock.at(clock.now() + timedelta(days=200)):
        decided(house, member, event_on=date(2027, 3, 20))
        asked = ask(house, actuary, {DEDUCTIBLE: 600_000})
    assert [one.carried for one in queries.movers(asked)] == [{}, {}]
    assert [(one.before_fen, one.after_fen) for one in queries.movers(asked)] == [(500_000, 900_000)] * 2


def test_a_persons_claims_change_nothing_for_somebody_else(
    house: cast.House, member: InsuredMember, actuary: Staff
) -> None:
    decided(house, member)
    other = cast.insure(house, cast.person("李明", "110000199001010021", "13800000002"))
    decided(house, other)
    asked = ask(house, actuary, {DEDUCTIBLE: 600_000})
    assert [one.carried for one in queries.movers(asked)] == [{}, {}]


def test_a_proposal_and_a_refusal_on_the_merits_are_left_out(
    house: cast.House, member: InsuredMember, actuary: Staff
) -> None:
    cast.proposed(house, member)
    decision = cast.proposed(house, member, event_on=date(2026, 10, 13))
    Decision.objects.filter(pk=decision.pk).update(outcome="refuse", amount_fen=0, clause="3.1", reason="x",
                                                   would_change="x", appeal="x", state="approved",
                                                   approved_by=house.approver.pk, approved_at=clock.now())  # fmt: skip
    assert ask(house, actuary, {DEDUCTIBLE: 600_000}).result["claims"] == 0


def test_only_decisions_of_the_chosen_days_count(
    house: cast.House, member: InsuredMember, actuary: Staff
) -> None:
    decided(house, member)
    today = clock.today()
    for days, claims in (
        ({"from_on": today, "to_on": today}, 1),
        ({"from_on": today + timedelta(days=1)}, 0),
        ({"to_on": today - timedelta(days=1)}, 0),
    ):
        assert ask(house, actuary, {DEDUCTIBLE: 600_000}, **days).result["claims"] == claims


def test_only_cases_of_the_unit_count(house: cast.House, member: InsuredMember, actuary: Staff) -> None:
    decided(house, member)
    other = cast.unit("B2", "branch", "江苏分公司", house.head)
    for unit, claims in ((house.branch, 1), (other, 0), (house.head, 1), (None, 1)):
        assert ask(house, actuary, {DEDUCTIBLE: 600_000}, unit=unit).result["claims"] == claims


def test_a_whole_other_file_may_be_put_to_the_book(
    house: cast.House, member: InsuredMember, actuary: Staff
) -> None:
    decided(house, member)
    other = house.version.text.replace("amount_fen: 1000000", "amount_fen: 1200000", 1)
    asked = settlement.ask_what_if(version=house.version, terms_text=other, by=actuary.actor)
    assert [(one.before_fen, one.after_fen) for one in queries.movers(asked)] == [(500_000, 300_000)]


def test_a_record_the_engine_no_longer_reaches_is_counted(
    house: cast.House, member: InsuredMember, actuary: Staff
) -> None:
    decided(house, member)
    CalculationRun.objects.update(payable_fen=499_999)
    asked = ask(house, actuary, {DEDUCTIBLE: 1_200_000})
    assert (asked.result["drifted"], asked.result["before_fen"]) == (1, 500_000)


def test_no_case_and_no_limit_is_touched(house: cast.House, member: InsuredMember, actuary: Staff) -> None:
    decision = decided(house, member)
    before = (
        Decision.objects.values().get(), CalculationRun.objects.values().get(),
        list(member.accumulator_entries.values()), decision.claim.version,
    )  # fmt: skip
    ask(house, actuary, {DEDUCTIBLE: 1_200_000})
    decision.claim.refresh_from_db()
    assert before == (
        Decision.objects.values().get(), CalculationRun.objects.values().get(),
        list(member.accumulator_entries.values()), decision.claim.version,
    )  # fmt: skip


def test_a_long_book_is_answered_in_the_background_once(
    house: cast.House, member: InsuredMember, actuary: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(house, member)
    monkeypatch.setattr(asking, "AT_ONCE", 0)
    asked = ask(house, actuary, {DEDUCTIBLE: 1_200_000})
    assert (asked.state, asked.claims, asked.result) == (WhatIfState.WAITING, 1, {})
    drain(strict=True)
    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.result["moved"]) == (WhatIfState.DONE, 1, 1)
    settlement.answer_what_if(asked)
    assert asked.moved.count() == 1


def test_what_a_killed_worker_left_is_done_again(
    house: cast.House, member: InsuredMember, actuary: Staff
) -> None:
    decided(house, member)
    asked = ask(house, actuary, {DEDUCTIBLE: 1_200_000})
    WhatIf.objects.update(state=WhatIfState.RUNNING, finished_at=None)
    asked.refresh_from_db()
    settlement.answer_what_if(asked)
    assert (asked.state, asked.moved.count()) == (WhatIfState.DONE, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "changes"),
        ({"benefits[7].terms": 1}, "benefits[7].terms"),
        ({"benefits[0].terms.deductible.amount_fen": -1}, "benefits[0].terms.deductible.amount_fen"),
        ({"benefits[0].terms.deductible.amount_fen": "much"}, "benefits[0].terms.deductible.amount_fen"),
        ({RATIO: 10_001}, RATIO),
        ({DEDUCTIBLE: 1_000_000}, DEDUCTIBLE),
    ],
)
def test_a_change_that_is_none_is_refused_by_its_path(
    house: cast.House, actuary: Staff, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(house, actuary, changes)
    assert list(refused.value.fields) == [field]
    assert not WhatIf.objects.exists()


def test_days_the_wrong_way_round_are_refused(house: cast.House, actuary: Staff) -> None:
    with pytest.raises(Invalid) as refused:
        ask(house, actuary, {DEDUCTIBLE: 1}, from_on=date(2026, 2, 2), to_on=date(2026, 2, 1))
    assert list(refused.value.fields) == ["to_on"]


def test_a_handler_may_not_ask(house: cast.House) -> None:
    with pytest.raises(Forbidden):
        ask(house, house.handler, {DEDUCTIBLE: 1})
    assert not WhatIf.objects.exists()


def test_asking_leaves_an_event(house: cast.House, actuary: Staff) -> None:
    asked = ask(house, actuary, {DEDUCTIBLE: 1_200_000})
    event = Event.objects.get(type="settlement.what_if_asked")
    assert (event.subject_id, event.actor_name) == (asked.pk, "严思源")
    assert event.data["changes"] == {DEDUCTIBLE: 1_200_000}


def test_a_branch_reads_its_own_questions_and_head_office_all(house: cast.House, actuary: Staff) -> None:
    near = cast.staff("near", "actuary", house.branch, "近")
    far = cast.staff("far", "actuary", cast.unit("B2", "branch", "江苏分公司", house.head), "远")
    asked = ask(house, near, {DEDUCTIBLE: 1_200_000}, unit=house.branch)
    for reader in (near, actuary):
        assert queries.what_if(queries.what_ifs(staff=reader), asked.pk) == asked
    with pytest.raises(NotFound):
        queries.what_if(queries.what_ifs(staff=far), asked.pk)


@pytest.mark.parametrize(
    ("difference", "bar"),
    [
        (1, (0, 10_000)),
        (9_999, (0, 10_000)),
        (10_000, (10_000, 20_000)),
        (-1, (-10_000, 0)),
        (-10_000, (-20_000, -10_000)),
        (5_000_000_000, (5_000_000_000, None)),
        (-5_000_000_000, (None, -5_000_000_000)),
    ],
)
def test_the_bars_mirror_around_nothing(
    house: cast.House, difference: int, bar: tuple[int | None, int | None]
) -> None:
    tally = whatif.Tally()
    tally.take(whatif.Answer(1, 0, 0, difference, "inpatient.deductible"))
    (only,) = tally.to_json(products.compiled(house.version), 1.0)["distribution"]
    assert (only["from_fen"], only["to_fen"]) == bar


def test_the_system_may_ask(house: cast.House, member: InsuredMember) -> None:
    decided(house, member)
    asked = settlement.ask_what_if(
        version=house.version, changes={DEDUCTIBLE: 1_200_000}, by=Actor.system("command-line")
    )
    assert (asked.asked_by, asked.result["moved"]) == ("command-line", 1)
