"""Help that comes to people: entitled by rule or granted by a person, arranged, done, judged once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast

from anpei.care import actions, catalogue, queries, rules
from anpei.care.models import ServiceRequest, ServiceState
from anpei.care.rules import Situation
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines.models import Clock
from anpei.messages.models import Message

NOBODY = Situation(age=40, bereaved=False, cost_fen=0, in_hospital=False)


@pytest.mark.parametrize(
    ("kind", "known", "declared", "rules_met"),
    [
        ("pickup", NOBODY, [], []),
        ("pickup", Situation(64, False, 0, False), [], []),
        ("pickup", Situation(65, False, 0, False), [], ["aged"]),
        ("pickup", Situation(None, True, 0, False), [], ["bereaved"]),
        ("pickup", Situation(40, False, 2_000_000, True), [], ["serious"]),
        ("pickup", Situation(40, False, 1_999_999, True), [], []),
        ("pickup", Situation(40, False, 2_000_000, False), [], []),
        ("pickup", NOBODY, ["hardship", "disability"], ["disability", "hardship"]),
        ("expedite", NOBODY, ["disability"], []),
        ("interpreter", NOBODY, ["language"], ["language"]),
    ],
)
def test_a_right_is_given_by_any_one_rule(
    kind: str, known: Situation, declared: list[str], rules_met: list[str]
):
    assert rules.entitled_by(catalogue.service(kind), known=known, declared=declared) == rules_met


def test_the_customer_asks_and_hears_by_when_she_is_answered(cast: Cast, reported_claim: Claim):
    row = actions.ask_for(
        reported_claim, kind="pickup", declared=["alone"], words="我一个人住", by=cast.customer.actor
    )

    assert (row.state, row.declared, row.entitled_by) == ("asked", ["alone"], ["aged", "alone"])
    running = Clock.objects.get(subject="care_service", subject_id=row.pk)
    assert (running.rule_id, running.due_at) == ("care.service_answer", clock.now() + timedelta(hours=24))
    told = Message.objects.filter(template="care.service_asked", channel="in_app").get()
    assert told.body == (
        f"编号 {reported_claim.number}，您要的“上门取材料”我们收到了，11月17日（星期二）10:00 前答复您。您先歇着，不用做什么。"
    )


def test_asking_twice_is_one_wish(cast: Cast, reported_claim: Claim):
    first = actions.ask_for(reported_claim, kind="pickup", by=cast.customer.actor)

    assert actions.ask_for(reported_claim, kind="pickup", by=cast.customer.actor) == first
    assert ServiceRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"kind": "helicopter"}, "kind"),
        ({"kind": "pickup", "declared": ["rich"]}, "declared"),
        ({"kind": "pickup", "words": "长" * 301}, "words"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_beside_its_field(
    cast: Cast, reported_claim: Claim, asked: dict, field: str
):
    with pytest.raises(Invalid) as refused:
        actions.ask_for(reported_claim, by=cast.customer.actor, **asked)

    assert set(refused.value.fields) == {field}
    assert not ServiceRequest.objects.exists()


def test_it_is_arranged_with_a_person_and_a_time_and_done(cast: Cast, reported_claim: Claim):
    row = actions.ask_for(reported_claim, kind="pickup", by=cast.customer.actor)
    tomorrow = clock.now() + timedelta(days=1)

    row = actions.plan(
        row,
        person=cast.staff["surveyor"],
        appointment_at=tomorrow,
        place="青屏路 1 号",
        by=cast.staff["care"].actor,
    )
    assert (row.state, row.person, row.place) == ("planned", cast.staff["surveyor"], "青屏路 1 号")
    assert Clock.objects.get(subject="care_service", subject_id=row.pk).state == "met"

    with clock.at(tomorrow):
        row = actions.finish(row, result="取走票据三张", cost_fen=3_000, by=cast.staff["care"].actor)
        row = actions.judge(row, satisfaction=5, by=cast.customer.actor)

    assert (row.state, row.cost_fen, row.satisfaction) == ("done", 3_000, 5)
    with pytest.raises(Refused, match=r"care\.judged"):
        actions.judge(row, satisfaction=1, by=cast.customer.actor)
    row.refresh_from_db()
    assert row.satisfaction == 5
    assert list(
        Message.objects.filter(template__startswith="care.", channel="in_app")
        .order_by("id")
        .values_list("template", flat=True)
    ) == ["care.service_asked", "care.service_planned", "care.service_done"]


def test_without_a_right_a_person_says_why_it_is_granted(cast: Cast, reported_claim: Claim):
    row = actions.ask_for(reported_claim, kind="interpreter", by=cast.customer.actor)
    arranged = {"person": cast.handler, "appointment_at": clock.now() + timedelta(hours=3)}

    with pytest.raises(Invalid) as refused:
        actions.plan(row, by=cast.staff["care"].actor, **arranged)
    assert set(refused.value.fields) == {"granted_because"}
    row.refresh_from_db()
    assert row.state == ServiceState.ASKED

    row = actions.plan(row, by=cast.staff["care"].actor, granted_because="只说家乡话", **arranged)
    assert (row.state, row.granted_because) == ("planned", "只说家乡话")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"appointment_at": None}, "appointment_at"),
        ({"appointment_at": timedelta(minutes=-1)}, "appointment_at"),
    ],
)
def test_an_appointment_needs_a_moment_to_come(cast: Cast, reported_claim: Claim, changes: dict, field: str):
    row = actions.ask_for(reported_claim, kind="pickup", by=cast.customer.actor)
    moment = changes["appointment_at"]

    with pytest.raises(Invalid) as refused:
        actions.plan(
            row,
            person=cast.handler,
            appointment_at=moment and clock.now() + moment,
            by=cast.staff["care"].actor,
        )

    assert set(refused.value.fields) == {field}


def test_somebody_of_another_branch_is_not_sent(cast: Cast, reported_claim: Claim):
    row = actions.ask_for(reported_claim, kind="pickup", by=cast.customer.actor)

    with pytest.raises(Invalid) as refused:
        actions.plan(
            row,
            person=cast.other_handler,
            appointment_at=clock.now() + timedelta(days=1),
            by=cast.staff["care"].actor,
        )

    assert set(refused.value.fields) == {"person"}


def test_expediting_moves_the_case_to_the_front_of_the_queue(cast: Cast, accepted_claim: Claim):
    before = accepted_claim.next_due_at
    row = actions.ask_for(accepted_claim, kind="expedite", declared=["hardship"], by=cast.customer.actor)
    actions.plan(row, person=cast.handler, by=cast.staff["care"].actor)
    accepted_claim.refresh_from_db()

    running = Clock.objects.get(rule_id="care.expedite")
    assert (running.subject, running.owner_id) == ("claim", cast.handler.pk)
    assert accepted_claim.next_due_at <= before

    row.refresh_from_db()
    actions.finish(row, result="当天理算完", by=cast.staff["care"].actor)
    assert Clock.objects.get(rule_id="care.expedite").state == "met"


def test_an_offer_waits_for_a_yes(cast: Cast, reported_claim: Claim):
    row = actions.offer(reported_claim, kind="pickup", reason="一个人住院", by=cast.staff["care"].actor)
    assert row.state == ServiceState.OFFERED
    assert not Clock.objects.filter(subject="care_service").exists()

    row = actions.accept_offer(row, by=cast.customer.actor)

    assert row.state == ServiceState.ASKED
    assert Clock.objects.filter(subject="care_service", subject_id=row.pk).exists()


def test_an_offer_may_be_turned_down_and_made_again(cast: Cast, reported_claim: Claim):
    row = actions.offer(reported_claim, kind="pickup", reason="一个人住院", by=cast.staff["care"].actor)
    with pytest.raises(Refused, match=r"care\.open_already"):
        actions.offer(reported_claim, kind="pickup", reason="再问", by=cast.staff["care"].actor)

    assert actions.not_wanted(row, by=cast.customer.actor).state == ServiceState.NOT_WANTED
    assert actions.offer(reported_claim, kind="pickup", reason="再问", by=cast.staff["care"].actor).state == (
        ServiceState.OFFERED
    )


def test_a_no_says_why_and_what_is_done_instead(cast: Cast, reported_claim: Claim):
    row = actions.ask_for(reported_claim, kind="accompany", by=cast.customer.actor)
    with pytest.raises(Invalid) as refused:
        actions.decline(row, reason=" ", by=cast.staff["care"].actor)
    assert set(refused.value.fields) == {"reason"}

    row = actions.decline(row, reason="当天人手不够，改为派车接送。", by=cast.staff["care"].actor)

    assert row.state == ServiceState.DECLINED
    told = Message.objects.filter(template="care.service_declined", channel="in_app").get()
    assert "当天人手不够，改为派车接送。" in told.body


def test_only_those_of_care_arrange_and_offer(cast: Cast, reported_claim: Claim):
    row = actions.ask_for(reported_claim, kind="pickup", by=cast.customer.actor)

    for act in (
        lambda: actions.offer(reported_claim, kind="accompany", reason="x", by=cast.handler.actor),
        lambda: actions.plan(row, person=cast.handler, by=cast.handler.actor),
        lambda: actions.finish(row, result="x", by=cast.handler.actor),
        lambda: actions.decline(row, reason="x", by=cast.customer.actor),
    ):
        with pytest.raises(Forbidden):
            act()
    row.refresh_from_db()
    assert row.state == ServiceState.ASKED


def test_the_database_holds_one_open_service_of_a_kind(cast: Cast, reported_claim: Claim):
    row = actions.ask_for(reported_claim, kind="pickup", by=cast.customer.actor)
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_those_with_a_right_come_first_among_the_offers(cast: Cast, reported_claim: Claim):
    offers = queries.offers_for(reported_claim)

    assert [one.service.kind for one in offers] == [
        "pickup",
        "accompany",
        "large_print",
        "read_aloud",
        "expedite",
        "interpreter",
    ]
    assert offers[0].entitled_by == ["aged"]
