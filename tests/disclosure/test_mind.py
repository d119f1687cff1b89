"""A holder receives a contract in the app, changes their mind in time, and is let go with the premium, or stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from tests.cast import SYSTEM, Cast, course_to
from tests.mandates.conftest import PHONE, give

from anpei.audit.models import Event
from anpei.audit.queries import present
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, NotFound, Refused
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.disclosure import actions, holding, queries
from anpei.disclosure.models import ChangeOfMind, Delivery, MindState, ReturnVisit, VisitState
from anpei.mandates.rules import Terms
from anpei.messages.models import Message
from anpei.parties.queries import phone_hash
from anpei.policies import actions as policies
from anpei.policies.models import Policy, PolicyState

pytestmark = pytest.mark.django_db
APP = Actor("api", "K-app", "晴川 App")


def clock_of(policy: Policy, rule: str) -> Clock:
    return Clock.objects.get(subject="policy", subject_id=policy.pk, rule_id=rule)


def told(policy: Policy, template: str) -> str:
    return Message.objects.get(template=template, subject_id=policy.pk, channel="in_app").body


@pytest.fixture
def asked(cast: Cast, received: Policy) -> ChangeOfMind:
    return actions.change_mind(received, words="保费有点重", by=cast.customer.actor)


# ---- receipt


def test_the_holder_confirms_the_receipt_once_and_the_moment_is_the_proof(
    cast: Cast, long: Policy, frozen_clock: datetime
) -> None:
    actions.watch_delivery(long)
    delivery = actions.receive(long, by=cast.customer.actor)

    assert (delivery.way, delivery.received_on, delivery.confirmed_at, delivery.cooling_off_until) == (
        "app",
        date(2026, 11, 16),
        frozen_clock,
        date(2026, 12, 1),
    )
    assert clock_of(long, "policy.delivery").state == ClockState.MET
    assert clock_of(long, "policy.return_visit").due_on == date(2026, 12, 1)
    event = Event.objects.get(type="policy.delivered")
    assert (event.at, event.actor_id) == (frozen_clock, str(cast.customer.pk))
    with pytest.raises(Refused) as refused:
        actions.receive(long, by=cast.customer.actor)
    assert refused.value.code == "policy.delivered"
    assert Delivery.objects.count() == 1


def test_what_staff_record_is_no_word_of_the_holder(cast: Cast, long: Policy) -> None:
    actions.watch_delivery(long)
    assert actions.receive(long, by=cast.staff["care"].actor).confirmed_at is None


def test_a_contract_of_years_ago_is_not_received_again(cast: Cast, long: Policy) -> None:
    with pytest.raises(Refused) as refused:
        actions.receive(long, by=cast.customer.actor)
    assert refused.value.code == "policy.not_on_its_way"
    assert not Delivery.objects.exists()


def test_nobody_but_the_holder_and_whom_they_chose_receives_or_leaves(cast: Cast, long: Policy) -> None:
    actions.watch_delivery(long)
    for by in (cast.relative.actor, cast.handler.actor, cast.staff["agent"].actor):
        with pytest.raises(Forbidden):
            actions.receive(long, by=by)
        with pytest.raises(Forbidden):
            actions.change_mind(long, by=by)
    assert not Delivery.objects.exists() and not ChangeOfMind.objects.exists()
    by = cast.relative.actor.acting_for(cast.customer.actor)
    assert actions.receive(long, by=by).recorded_by == cast.relative.name


# ---- changing one's mind


def test_saying_so_names_a_person_and_a_day_at_once(
    cast: Cast, received: Policy, frozen_clock: datetime
) -> None:
    row = actions.change_mind(received, words=" 保费有点重 ", by=cast.customer.actor)

    assert (row.state, row.person, row.asked_at, row.words) == (
        MindState.ASKED,
        cast.staff["care"],
        frozen_clock,
        "保费有点重",
    )
    answer, refund = clock_of(received, "policy.change_of_mind"), clock_of(received, "policy.refund")
    assert (answer.due_on, answer.owner_id) == (date(2026, 11, 18), cast.staff["care"].pk)
    assert refund.due_on == date(2026, 12, 16)
    words = told(received, "policy.mind_changed")
    assert cast.staff["care"].display_name in words and "11月18日" in words
    assert actions.change_mind(received, by=cast.customer.actor) == row
    assert Message.objects.filter(template="policy.mind_changed", channel="in_app").count() == 1
    assert list(queries.minds(cast.staff["care"])) == [row]
    assert list(queries.minds(cast.other_handler)) == []


def test_before_the_contract_has_come_one_may_leave_as_well(cast: Cast, long: Policy) -> None:
    actions.watch_delivery(long)
    row = actions.change_mind(long, by=APP)
    actions.finish(row, cost_fen=0, by=cast.staff["care"].actor)

    assert clock_of(long, "policy.delivery").state == ClockState.CANCELLED
    with pytest.raises(Refused):
        actions.deliver(long, way="app", received_on=date(2026, 11, 16), by=SYSTEM)


def test_on_the_last_day_it_is_in_time_and_the_day_after_it_is_over(cast: Cast, received: Policy) -> None:
    with clock.at(datetime(2026, 11, 30, 23, 59, tzinfo=clock.LOCAL)):
        row = actions.change_mind(received, by=cast.customer.actor)
        actions.keep_after_all(row, by=cast.customer.actor)
    with clock.at(datetime(2026, 12, 1, 0, 0, tzinfo=clock.LOCAL)), translation.override("zh-hans"):
        with pytest.raises(Refused) as refused:
            actions.change_mind(received, by=cast.customer.actor)
        assert refused.value.code == "mind.over"
        assert "2026年11月30日" in str(refused.value.message) and "现金价值" in str(refused.value.message)


def test_contracts_without_such_days_say_what_can_be_done(cast: Cast, long: Policy) -> None:
    with pytest.raises(Refused) as refused:
        actions.change_mind(cast.policy, by=cast.customer.actor)
    assert refused.value.code == "mind.no_cooling_off"
    with pytest.raises(Refused) as refused:
        actions.change_mind(long, by=cast.customer.actor)
    assert refused.value.code == "mind.receipt_unknown"
    policies.lapse(long, on=date(2026, 11, 14), by=SYSTEM)
    with pytest.raises(Refused) as refused:
        actions.change_mind(long, by=cast.customer.actor)
    assert refused.value.code == "policy.not_in_force"


@pytest.mark.parametrize(
    ("state", "is_open", "rests"),
    [("reported", True, True), ("paid", False, True), ("refused", False, False)],
)
def test_a_case_that_rests_on_the_contract_goes_first(
    cast: Cast, received: Policy, state: str, is_open: bool, rests: bool
) -> None:
    claim = course_to(cast, "reported")
    Claim.objects.filter(pk=claim.pk).update(policy=received, state=state, is_open=is_open)
    if not rests:
        assert actions.change_mind(received, by=cast.customer.actor).state == MindState.ASKED
        return
    with pytest.raises(Refused) as refused:
        actions.change_mind(received, by=cast.customer.actor)
    assert refused.value.code == "mind.claim" and claim.number in str(refused.value.message)


def test_the_contract_covers_to_the_end_of_the_day_it_is_ended_and_the_premium_goes_back(
    cast: Cast, received: Policy, asked: ChangeOfMind, frozen_clock: datetime
) -> None:
    care = cast.staff["care"]
    with clock.at(frozen_clock + timedelta(days=1)):
        row = actions.finish(asked, cost_fen=10_00, by=care.actor)
    received.refresh_from_db()

    assert (received.state, received.terminated_on) == (PolicyState.SURRENDERED, date(2026, 11, 18))
    assert (row.state, row.ended_on, row.cost_fen, row.refund_fen, row.refund_by, row.closed_by) == (
        MindState.ENDED,
        date(2026, 11, 18),
        10_00,
        1_790_00,
        date(2026, 12, 16),
        care,
    )
    assert ReturnVisit.objects.get(policy=received).state == VisitState.NO_NEED
    assert list(queries.visits(care)) == []
    assert clock_of(received, "policy.return_visit").state == ClockState.CANCELLED
    assert clock_of(received, "policy.change_of_mind").state == ClockState.MET
    assert clock_of(received, "policy.refund").state == ClockState.RUNNING
    words = told(received, "policy.mind_ended")
    assert "1,790.00" in words and "10.00" in words and "12月16日" in words

    with clock.at(frozen_clock + timedelta(days=3)):
        paid = actions.paid_back(row, paid_on=date(2026, 11, 19), by=care.actor)
    assert (paid.state, paid.paid_on) == (MindState.PAID, date(2026, 11, 19))
    assert clock_of(received, "policy.refund").state == ClockState.MET
    assert "11月19日" in told(received, "policy.mind_paid")
    assert list(queries.minds(care)) == []


def test_never_more_than_the_rules_allow_is_kept(cast: Cast, asked: ChangeOfMind) -> None:
    for cost in (-1, 10_01):
        with pytest.raises(Invalid) as refused:
            actions.finish(asked, cost_fen=cost, by=cast.staff["care"].actor)
        assert set(refused.value.fields) == {"cost_fen"}
    Policy.objects.filter(pk=asked.policy_id).update(premium_fen=5_00)
    with pytest.raises(Invalid):
        actions.finish(queries.mind(asked.pk), cost_fen=5_01, by=cast.staff["care"].actor)
    Policy.objects.filter(pk=asked.policy_id).update(premium_fen=0)
    with pytest.raises(Refused) as unknown:
        actions.finish(queries.mind(asked.pk), cost_fen=0, by=cast.staff["care"].actor)
    assert unknown.value.code == "mind.no_premium"


def test_a_case_reported_meanwhile_stops_the_end(cast: Cast, asked: ChangeOfMind) -> None:
    claim = course_to(cast, "reported")
    Claim.objects.filter(pk=claim.pk).update(policy=asked.policy)
    with pytest.raises(Refused) as refused:
        actions.finish(asked, cost_fen=0, by=cast.staff["care"].actor)
    assert refused.value.code == "mind.claim"
    asked.policy.refresh_from_db()
    assert asked.policy.state == PolicyState.IN_FORCE


def test_after_a_talk_it_is_kept_with_the_words_of_the_holder(cast: Cast, asked: ChangeOfMind) -> None:
    care = cast.staff["care"]
    with pytest.raises(Invalid) as refused:
        actions.keep(asked, note=" ", by=care.actor)
    assert set(refused.value.fields) == {"note"}
    row = actions.keep(asked, note="改成按月交，愿意留下。", by=care.actor)

    assert (row.state, row.note, row.closed_by) == (MindState.KEPT, "改成按月交，愿意留下。", care)
    assert clock_of(row.policy, "policy.change_of_mind").state == ClockState.MET
    assert clock_of(row.policy, "policy.refund").state == ClockState.CANCELLED
    assert "照旧有效" in told(row.policy, "policy.mind_kept")
    assert row.policy.state == PolicyState.IN_FORCE
    with pytest.raises(Refused):
        actions.finish(row, cost_fen=0, by=care.actor)
    assert actions.change_mind(row.policy, by=cast.customer.actor).pk != row.pk


def test_the_holder_keeps_it_after_all_until_it_has_ended(cast: Cast, asked: ChangeOfMind) -> None:
    with pytest.raises(Forbidden):
        actions.keep_after_all(asked, by=cast.relative.actor)
    row = actions.keep_after_all(asked, by=cast.customer.actor)

    assert row.state == MindState.WITHDRAWN
    for rule in ("policy.change_of_mind", "policy.refund"):
        assert clock_of(row.policy, rule).state == ClockState.CANCELLED
    again = actions.change_mind(row.policy, by=cast.customer.actor)
    actions.finish(again, cost_fen=0, by=cast.staff["care"].actor)
    with pytest.raises(Refused) as refused:
        actions.keep_after_all(again, by=cast.customer.actor)
    assert refused.value.code == "mind.state"


def test_only_care_and_never_the_seller_ends_it(cast: Cast, asked: ChangeOfMind) -> None:
    with pytest.raises(Forbidden):
        actions.finish(asked, cost_fen=0, by=cast.handler.actor)
    care = cast.staff["care"]
    reading = actions.begin(
        asked.policy.product_version, language="zh-hans", by=care.actor, unit=care.unit, reader="周桂芬"
    )
    reading.policy = asked.policy
    reading.save()
    with pytest.raises(Forbidden):
        actions.finish(asked, cost_fen=0, by=care.actor)
    with pytest.raises(Forbidden):
        actions.keep(asked, note="留下", by=care.actor)


@pytest.mark.parametrize("day", [date(2026, 11, 17), date(2026, 11, 15)])
def test_money_goes_back_on_a_day_that_can_be(cast: Cast, asked: ChangeOfMind, day: date) -> None:
    care = cast.staff["care"].actor
    with pytest.raises(Refused):
        actions.paid_back(asked, paid_on=date(2026, 11, 16), by=care)
    row = actions.finish(asked, cost_fen=0, by=care)
    with pytest.raises(Invalid) as refused:
        actions.paid_back(row, paid_on=day, by=care)
    assert set(refused.value.fields) == {"paid_on"}


@pytest.mark.parametrize(
    ("kind", "language", "words"),
    [
        ("policy.mind_changed", "en", "by 2026-11-18"),
        ("policy.mind_ended", "zh-hans", "1,800.00"),
        ("policy.surrendered", "zh-hans", "2026-11-17"),
    ],
)
def test_the_record_tells_the_story_to_both(
    cast: Cast, asked: ChangeOfMind, kind: str, language: str, words: str
) -> None:
    actions.finish(asked, cost_fen=0, by=cast.staff["care"].actor)
    event = Event.objects.get(type=kind)
    with translation.override(language):
        assert words in present(event, for_customer=True).text
        assert words in present(event, for_customer=False).text


# ---- who sees which contract


def test_the_holder_sees_what_they_took_out_and_the_insured_learns_who_can(cast: Cast, long: Policy) -> None:
    actions.watch_delivery(long)
    policies.add_member(policy=long, party=cast.relative, by=SYSTEM)
    (mine,) = [one for one in holding.contracts(cast.customer.phone_hash) if one.policy == long]

    assert (mine.on_its_way, mine.due_on, mine.may_leave, mine.until, mine.new) == (
        True,
        date(2026, 12, 4),
        True,
        None,
        True,
    )
    with pytest.raises(Forbidden):
        holding.contract(cast.relative.phone_hash, long.pk)
    with pytest.raises(NotFound):
        holding.contract(cast.stranger.phone_hash, long.pk)


def test_a_mandate_for_contracts_opens_them_and_one_for_papers_does_not(
    cast: Cast, long: Policy, settings
) -> None:
    settings.DEMO = settings.SHOW_CODES = True
    give(cast)
    assert holding.contracts(phone_hash(PHONE)) == []
    given = give(cast, powers=("contracts",))

    found = [one for one in holding.contracts(phone_hash(PHONE)) if one.policy == long]
    assert [one.mandate for one in found] == [given]


@pytest.mark.parametrize("wrong", [{"relation": "agent"}, {"claim": True}])
def test_no_seller_and_no_single_case_has_the_power_over_contracts(
    cast: Cast, wrong: dict[str, object], reported_claim: Claim
) -> None:
    from anpei.mandates import actions as mandates

    terms = Terms(
        "周小满",
        PHONE,
        str(wrong.get("relation", "family")),
        ("contracts",),
        date(2026, 11, 16),
        date(2027, 2, 15),
    )
    with pytest.raises(Invalid) as refused:
        mandates.ask(
            cast.customer,
            terms=terms,
            by=cast.customer.actor,
            claim_id=reported_claim.pk if "claim" in wrong else None,
        )
    assert set(refused.value.fields) == {"powers"}


def test_the_contracts_of_a_holder_cost_the_same_for_one_and_for_three(
    cast: Cast, long: Policy, django_assert_num_queries
) -> None:
    for number in range(3):
        policy = policies.issue(
            number=f"L{number}",
            product_version=long.product_version,
            policyholder=cast.customer,
            unit=cast.branch,
            starts_on=long.starts_on,
            ends_on=long.ends_on,
            premium_fen=1,
            by=SYSTEM,
        )
        actions.watch_delivery(policy)
        actions.deliver(policy, way="app", received_on=date(2026, 11, 15), by=SYSTEM)
        actions.change_mind(policy, by=cast.customer.actor)
        with django_assert_num_queries(4):
            assert len([one.mark for one in holding.contracts(cast.customer.phone_hash)]) >= number + 1
