"""Who is told and who is left out, each once; what happens when it is taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.alerts.conftest import FAR, HERE, NEXT, Town, approved, counted, sent
from tests.cast import SYSTEM, Cast, course_to

from anpei.alerts import actions, targeting
from anpei.alerts.models import Alert, LeftOut, Reach
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.jobs.models import Job
from anpei.jobs.worker import drain
from anpei.messages.models import Channel, Message
from anpei.parties import actions as parties
from anpei.parties.models import Party
from anpei.policies.models import InsuredMember


def outcome(alert: Alert, person: Party) -> str:
    """ "told", the reason of being left out, or "" for whom the alert does not concern."""
    reach = Reach.objects.filter(alert=alert, insured=person).first()
    return "" if reach is None else reach.left_out or "told"


def outgoing(alert: Alert) -> list[Message]:
    return list(
        Message.objects.filter(subject="alert", subject_id=alert.pk)
        .exclude(channel=Channel.IN_APP)
        .order_by("id")
    )


def test_the_place_decides_whom_it_concerns(town: Town):
    here, neighbour, far = town.settle("何春", HERE), town.settle("林夏", NEXT), town.settle("远秋", FAR)

    expected = {
        (HERE,): [here],
        ("9902",): [here, neighbour],
        ("99",): [here, neighbour],
        (NEXT, "98"): [neighbour, far],
    }
    for areas, told in expected.items():
        alert = sent(town.cast, areas=list(areas), level="red")
        assert list(Party.objects.filter(alert_reaches__alert=alert).order_by("id")) == told
    everywhere = sent(town.cast, areas=[], level="red")
    assert {outcome(everywhere, one) for one in (here, neighbour, far, town.cast.customer)} == {"told"}


def test_a_message_says_what_is_coming_what_to_do_and_nothing_of_the_contract(town: Town):
    person = town.settle("何春", HERE)

    alert = sent(town.cast, level="orange")

    [message] = outgoing(alert)
    assert (message.recipient_id, message.address, message.state) == (str(person.pk), person.phone, "sent")
    assert message.body == (
        "【橙色】暴雨和积水风险提示（橙色）。雨会下得又大又久，低洼处、地下车库容易进水。"
        "（这是公司的提示，不是官方预警。）先做这一件：把地下室和一楼的贵重东西搬高。还能怎么准备、要不要人帮忙，点这里："
        f"http://localhost:8000/alerts/{alert.pk}/ 着急就打 95000。"
    )
    assert town.members["何春"].policy.number not in message.body


def test_only_contracts_in_force_of_the_lines_and_products_count(town: Town):
    from anpei.policies import actions as policies

    gone, kept = town.settle("何春", HERE), town.settle("林夏", HERE)
    policies.remove_member(town.members["何春"], left_on=date(2026, 11, 1), by=SYSTEM)

    alert = sent(town.cast, level="red")
    other_line = counted(town.cast, lines=["health"])
    other_product = counted(town.cast, products=["qc_student_care"])

    assert (outcome(alert, gone), outcome(alert, kept)) == ("", "told")
    assert (other_line.counted["reached"], other_product.counted["reached"]) == (0, 0)


def test_a_unit_writes_to_its_own_customers_only(town: Town):
    town.settle("何春", HERE)
    alert = counted(town.cast)
    Alert.objects.filter(pk=alert.pk).update(unit=town.cast.other_branch)

    assert targeting.count(Alert.objects.get(pk=alert.pk))["reached"] == 0


def test_the_kind_of_people_is_an_age_on_the_day(town: Town):
    today = clock.today()
    old = town.settle("何春", HERE, born_on=today.replace(year=today.year - 65))
    younger = town.settle("林夏", HERE, born_on=today.replace(year=today.year - 65) + timedelta(days=1))
    unknown = town.settle("远秋", HERE, born_on=None)
    child = town.settle("小冬", HERE, born_on=today.replace(year=today.year - 14) + timedelta(days=1))

    elderly = sent(town.cast, who="elderly", level="red")
    children = sent(town.cast, who="child", level="red")

    assert [outcome(elderly, one) for one in (old, younger, unknown, child)] == [
        "told",
        "",
        "age_unknown",
        "",
    ]
    assert [outcome(children, one) for one in (old, younger, unknown, child)] == [
        "",
        "",
        "age_unknown",
        "told",
    ]


def test_a_child_is_told_through_its_guardian_and_a_family_gets_one_message(town: Town):
    mother = town.settle("何春", HERE)
    first = town.settle("何一", HERE, born_on=date(2018, 1, 1), guardian=mother, phone=False)
    second = town.settle("何二", HERE, born_on=date(2020, 1, 1), guardian=mother, phone=False)

    alert = sent(town.cast, level="red")

    assert [outcome(alert, one) for one in (mother, first, second)] == ["told"] * 3
    assert set(Reach.objects.filter(alert=alert).values_list("addressee", flat=True)) == {mother.pk}
    assert [one.address for one in outgoing(alert)] == [mother.phone]


@pytest.mark.parametrize(
    ("level", "expected"), [("yellow", "opted_out"), ("orange", "told"), ("red", "told")]
)
def test_the_lower_levels_can_be_switched_off_and_the_serious_ones_not(town: Town, level: str, expected: str):
    person = town.settle("何春", HERE)
    town.settle("林夏", HERE)
    actions.choose(person, serious_only=True, by=person.actor)

    assert outcome(sent(town.cast, level=level), person) == expected


def test_switched_on_again_they_come_again(town: Town):
    person = town.settle("何春", HERE)
    actions.choose(person, serious_only=True, by=person.actor)
    actions.choose(person, serious_only=False, by=person.actor)

    assert outcome(sent(town.cast, level="blue"), person) == "told"


@pytest.mark.parametrize(("level", "fifth"), [("yellow", "budget"), ("orange", "budget"), ("red", "told")])
def test_four_in_thirty_days_are_enough_except_red(town: Town, level: str, fifth: str):
    person = town.settle("何春", HERE)
    for _turn in range(4):
        assert outcome(sent(town.cast), person) == "told"
    town.settle("林夏", HERE)  # there is always somebody to be told

    assert outcome(sent(town.cast, level=level), person) == fifth
    with clock.at(clock.now() + timedelta(days=31)):
        assert outcome(sent(town.cast, level=level), person) == "told"


def test_where_the_contract_names_a_place_that_place_decides(town: Town):
    owner, tenant = town.settle("何春", FAR), town.settle("林夏", HERE)
    for person, place in ((owner, HERE), (tenant, FAR)):
        InsuredMember.objects.filter(party=person).update(place_code=place)

    alert = sent(town.cast)

    assert alert.counted["reached"] == 1
    assert outcome(alert, owner) == "told"
    assert outcome(alert, tenant) == ""


def test_red_alerts_do_not_use_the_budget_up(town: Town):
    person = town.settle("何春", HERE)
    for _turn in range(4):
        sent(town.cast, level="red")

    assert outcome(sent(town.cast), person) == "told"


@pytest.mark.parametrize(("level", "expected"), [("yellow", "spared"), ("orange", "told")])
def test_who_lies_in_hospital_is_spared_the_lower_levels(
    town: Town, reported_claim: Claim, level: str, expected: str
):
    customer = parties.correct(town.cast.customer, region_code=HERE, by=SYSTEM)
    town.settle("林夏", HERE)

    assert outcome(sent(town.cast, level=level), customer) == expected


@pytest.mark.parametrize(("level", "expected"), [("blue", "spared"), ("red", "told")])
def test_who_mourns_is_spared_and_the_dead_are_not_written_to(town: Town, level: str, expected: str):
    dead, mourner = town.settle("何春", HERE), town.settle("林夏", HERE)
    town.settle("远秋", HERE)
    claim = course_to(town.cast, "reported")
    Claim.objects.filter(pk=claim.pk).update(
        insured=dead, reporter=mourner, nature="death", event_on=clock.today(), died_on=clock.today()
    )

    alert = sent(town.cast, level=level)

    assert (outcome(alert, dead), outcome(alert, mourner)) == ("deceased", expected)
    with clock.at(clock.now() + timedelta(days=61)):
        assert outcome(sent(town.cast, level=level), mourner) == "told"


def test_who_was_erased_or_cannot_be_reached_is_counted_and_not_written_to(town: Town):
    erased, no_phone = town.settle("何春", HERE), town.settle("林夏", HERE, phone=False)
    town.settle("远秋", HERE)
    Party.objects.filter(pk=erased.pk).update(erased_at=clock.now())

    alert = counted(town.cast, level="red")
    assert alert.counted == {"reached": 1, "left_out": {"erased": 1, "no_way": 1}, "no_place": 2}
    actions.send(actions.approve(alert, by=town.cast.supervisor.actor), by=town.cast.staff["care"].actor)
    drain(strict=True)

    assert (outcome(alert, erased), outcome(alert, no_phone)) == ("erased", "no_way")
    assert len(outgoing(alert)) == 1


def test_what_is_counted_is_what_happens(town: Town):
    people = [town.settle(f"居民{number}", HERE) for number in range(6)]
    actions.choose(people[0], serious_only=True, by=SYSTEM)
    Party.objects.filter(pk=people[1].pk).update(erased_at=clock.now())
    alert = counted(town.cast)
    expected = alert.counted

    actions.send(actions.approve(alert, by=town.cast.supervisor.actor), by=town.cast.staff["care"].actor)
    drain(strict=True)

    rows = Reach.objects.filter(alert=alert)
    assert rows.filter(left_out="").count() == expected["reached"] == 4
    assert {reason: rows.filter(left_out=reason).count() for reason in expected["left_out"]} == {
        "opted_out": 1, "erased": 1,
    }  # fmt: skip


@pytest.mark.parametrize(("level", "waits"), [("orange", True), ("red", False)])
def test_at_night_only_red_rings(town: Town, level: str, waits: bool):
    town.settle("何春", HERE)
    night = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)  # 23:00
    with clock.at(night):
        alert = sent(town.cast, level=level)
        [message] = outgoing(alert)
        assert message.state == ("queued" if waits else "sent")
    with clock.at(night + timedelta(hours=9, minutes=1)):
        drain(strict=True)
        message.refresh_from_db()
        assert message.state == "sent"


def test_it_goes_out_in_batches_and_a_repeated_batch_adds_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(targeting, "BATCH", 2)
    town.settle_many(5, HERE)
    alert = sent(town.cast)

    jobs = list(Job.objects.filter(task="alerts.send").order_by("id"))
    assert len(jobs) == 3
    for job in jobs:
        actions.send_batch(**job.args, by=SYSTEM)

    alert.refresh_from_db()
    assert (alert.state, Reach.objects.filter(alert=alert).count(), len(outgoing(alert))) == ("sent", 5, 5)


def test_a_full_last_batch_ends_as_well(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(targeting, "BATCH", 2)
    town.settle_many(4, HERE)

    assert sent(town.cast).state == "sent"


def test_the_statements_of_a_decision_do_not_grow_with_the_people(town: Town):
    town.settle_many(1, HERE)
    alert = counted(town.cast)

    def statements() -> int:
        ids = list(targeting.persons(alert))
        with CaptureQueriesContext(connection) as seen:
            targeting.decide(alert, ids)
        return len(seen)

    one = statements()
    town.settle_many(3, HERE)
    assert (one, statements()) == (6, 6)


def test_the_database_keeps_one_decision_a_person_with_a_reason_or_a_moment(town: Town):
    person = town.settle("何春", HERE)
    alert = sent(town.cast)

    with pytest.raises(IntegrityError, match=r"alert_decides_once_per_person|UNIQUE"), transaction.atomic():
        Reach.objects.create(alert=alert, insured=person, addressee=person, sent_at=clock.now())
    with pytest.raises(IntegrityError, match="reach_told_or_left_out"), transaction.atomic():
        Reach.objects.filter(alert=alert).update(left_out=LeftOut.BUDGET)


def test_what_is_over_or_not_approved_does_not_go_out(town: Town):
    town.settle("何春", HERE)
    care = town.cast.staff["care"].actor
    with pytest.raises(Refused):
        actions.send(counted(town.cast), by=care)
    alert = approved(town.cast)
    with clock.at(alert.ends_at), pytest.raises(Refused) as refused:
        actions.send(alert, by=care)

    assert refused.value.code == "alerts.over"
    with pytest.raises(Forbidden):
        actions.send(alert, by=town.cast.handler.actor)
    assert not Message.objects.filter(subject="alert").exists()


def test_withdrawn_in_the_middle_the_rest_is_not_told(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(targeting, "BATCH", 2)
    town.settle_many(5, HERE)
    alert = actions.send(approved(town.cast), by=town.cast.staff["care"].actor)
    actions.send_batch(alert_id=alert.pk, after=0, by=SYSTEM)

    alert = actions.withdraw(
        Alert.objects.get(pk=alert.pk), because="气象台解除了预警", by=town.cast.staff["care"].actor
    )
    drain(strict=True)

    assert alert.state == "withdrawn"
    assert Reach.objects.filter(alert=alert).count() == 2
    assert [one.template for one in outgoing(alert)] == [
        "alert.sent",
        "alert.sent",
        "alert.over",
        "alert.over",
    ]


def test_who_was_told_hears_once_that_it_is_over(town: Town):
    town.settle("何春", HERE)
    alert = actions.withdraw(sent(town.cast), because="雨带北移", by=town.cast.staff["care"].actor)
    drain(strict=True)
    actions.tell_over_batch(alert_id=alert.pk, after=0)

    assert [one.body for one in outgoing(alert)][1:] == [
        "暴雨和积水风险提示（黄色）：已经解除，谢谢您留意。家里要是有什么事，打 95000，我们都在。"
    ]


@pytest.mark.parametrize("because", ["", "x" * 301])
def test_withdrawing_says_why_in_a_sentence(town: Town, because: str):
    alert = counted(town.cast)

    with pytest.raises(Invalid) as refused:
        actions.withdraw(alert, because=because, by=town.cast.staff["care"].actor)
    assert set(refused.value.fields) == {"because"}
    alert.refresh_from_db()
    assert alert.state == "previewed"


def test_a_draft_or_a_past_alert_is_withdrawn_in_silence(town: Town):
    town.settle("何春", HERE)
    care = town.cast.staff["care"].actor
    actions.withdraw(counted(town.cast), because="不需要", by=care)
    alert = sent(town.cast)
    with clock.at(alert.ends_at + timedelta(days=1)):
        actions.withdraw(alert, because="过期", by=care)
        drain(strict=True)

    assert [one.template for one in outgoing(alert)] == ["alert.sent"]


def test_somebody_erased_in_between_is_not_told_that_it_is_over(town: Town):
    person = town.settle("何春", HERE)
    alert = sent(town.cast)
    Party.objects.filter(pk=person.pk).update(erased_at=clock.now(), phone="", phone_hash="")

    actions.withdraw(alert, because="雨带北移", by=town.cast.staff["care"].actor)
    drain(strict=True)

    assert [one.template for one in outgoing(alert)] == ["alert.sent"]


def test_another_language_is_spoken_where_it_is_chosen(town: Town, cast: Cast):
    person = town.settle("Ann", HERE)
    Party.objects.filter(pk=person.pk).update(language="en")

    [message] = outgoing(sent(cast, level="red"))

    assert message.body.startswith(
        "[Red] Heavy rain and flood: notice, level Red. It will rain hard and long"
    )
