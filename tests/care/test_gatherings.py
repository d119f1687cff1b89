"""Gatherings: prepared, opened within the budget, invited by rule and consent, filled, held, counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.care import outreach
from tests.cast import Cast

from anpei.care import actions
from anpei.care.models import Gathering, Guest
from anpei.care.queries import gatherings as queries
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, NotFound, Refused
from anpei.jobs.worker import drain
from anpei.messages.models import Message
from anpei.parties import actions as parties
from anpei.parties.models import Party


def told(template: str) -> list[str]:
    rows = Message.objects.filter(template=template, channel="in_app").order_by("id")
    return list(rows.values_list("body", flat=True))


def states(gathering: Gathering) -> dict[str, str]:
    return {guest.party.name: guest.state for guest in gathering.guests.select_related("party")}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"about": ""}, "about"),
        ({"place": ""}, "place"),
        ({"kind": "party"}, "kind"),
        ({"purpose": "fun"}, "purpose"),
        ({"starts_at": None, "ends_at": None, "sign_up_until": None}, "starts_at"),
        ({"ends_at": None}, "ends_at"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 501}, "capacity"),
        ({"planned_fen": -1}, "planned_fen"),
        ({"area": "99x"}, "area"),
        ({"age_from": 60, "age_to": 10}, "age_to"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast: Cast, given: dict, field: str):
    if given.get("starts_at", 1) is None:
        form = actions.GatheringForm(**(vars(outreach.form()) | given))
    else:
        form = outreach.form(**given)
    with pytest.raises(Invalid) as refused:
        actions.prepare(cast.branch, form=form, by=cast.staff["care"].actor)

    assert set(refused.value.fields) == {field}
    assert not Gathering.objects.exists()


def test_only_care_prepares_and_only_for_its_units(cast: Cast):
    with pytest.raises(Forbidden):
        actions.prepare(cast.branch, form=outreach.form(), by=cast.handler.actor)
    with pytest.raises(Forbidden, match=r"care\.other_unit"):
        actions.prepare(cast.other_branch, form=outreach.form(), by=cast.staff["care"].actor)


def test_opening_sets_the_planned_cost_aside(cast: Cast):
    by = cast.staff["care"].actor
    row = actions.prepare(cast.branch, form=outreach.form(planned_fen=800_00), by=by)
    with pytest.raises(Refused, match=r"care\.no_budget"):
        actions.open_gathering(row, by=by)
    budget = outreach.money(cast, "gatherings", fen=1_000_00)
    row.refresh_from_db()
    assert row.state == "draft"

    row = actions.open_gathering(row, by=by)
    budget.refresh_from_db()
    assert (row.state, row.budget, budget.used_fen) == ("open", budget, 800_00)
    with pytest.raises(Refused, match=r"care\.budget_spent"):
        outreach.opened(cast, planned_fen=200_01)
    with pytest.raises(Refused, match=r"care\.state"):
        actions.change(row, form=outreach.form(title="别的"), by=by)


def test_service_invites_who_the_rules_name_and_leaves_the_bereaved_in_peace(cast: Cast):
    outreach.bereave(cast, cast.member, cast.relative)
    row = outreach.opened(cast)

    assert actions.invite(row, by=cast.staff["care"].actor) == (2, 1)
    assert states(row) == {"邓子轩": "invited", "石磊": "invited"}
    row.refresh_from_db()
    assert row.protected_out == 1
    assert actions.invite(row, by=cast.staff["care"].actor) == (0, 0)
    assert len(told("care.gathering_invited")) == 2


def test_marketing_invites_only_who_agreed_and_is_not_protected(cast: Cast):
    for person in (cast.customer, cast.employee):
        outreach.agree_to_offers(person)
    outreach.bereave(cast, cast.member, cast.relative)
    row = outreach.opened(cast, purpose="marketing")

    assert actions.invite(row, by=cast.staff["care"].actor) == (1, 1)
    assert states(row) == {"石磊": "invited"}


def test_marketing_admits_nobody_without_agreement_or_in_a_hard_time(cast: Cast):
    row = outreach.opened(cast, purpose="marketing")
    with pytest.raises(Refused, match=r"care\.no_consent"):
        actions.sign_up(row, person=cast.stranger, by=cast.stranger.actor)
    outreach.agree_to_offers(cast.customer)
    outreach.bereave(cast, cast.member, cast.relative)
    with pytest.raises(Refused, match=r"protection\.no_selling"):
        actions.sign_up(row, person=cast.customer, by=cast.customer.actor)
    assert queries.choices([cast.stranger, cast.customer]) == []
    assert not Guest.objects.exists()


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ({}, {"周桂芬", "邓子轩", "石磊"}),
        ({"lines": ("accident",)}, {"周桂芬", "邓子轩"}),
        ({"lines": ("group_health",)}, {"石磊"}),
        ({"lines": ("motor",)}, set()),
        ({"age_from": 72}, {"周桂芬"}),
        ({"age_from": 73}, set()),
        ({"age_to": 7}, {"邓子轩"}),
        ({"age_to": 6}, set()),
        ({"age_from": 30, "age_to": 40}, {"石磊"}),
        ({"area": "9902"}, {"周桂芬"}),
        ({"area": "9901"}, set()),
    ],
)
def test_the_rule_for_one_person_is_the_rule_for_the_book(cast: Cast, rule: dict, names: set[str]):
    parties.correct(cast.customer, region_code="990201", by=outreach.SYSTEM)
    row = outreach.opened(cast, **rule)
    everybody = list(Party.objects.order_by("id"))

    assert {one.name for one in queries.to_invite(row)} == names
    suited = {known.person.name for known in queries.known_of(everybody) if queries.suits(row, known)}
    assert suited == names


def test_a_birthday_decides_on_the_day_of_the_gathering(cast: Cast):
    birthday = clock.now().replace(year=2027, month=5, day=12)
    row = outreach.opened(cast, starts_at=birthday, age_from=73)
    assert [one.name for one in queries.to_invite(row)] == ["周桂芬"]
    row = outreach.opened(cast, starts_at=birthday - timedelta(days=1), age_from=73)
    assert list(queries.to_invite(row)) == []


def test_places_are_given_then_people_wait_and_move_up_in_order(cast: Cast):
    row = outreach.opened(cast, capacity=1)
    first, second, third = (
        actions.sign_up(row, person=person, by=person.actor)
        for person in (cast.customer, cast.child, cast.employee)
    )
    assert [guest.state for guest in (first, second, third)] == ["coming", "waiting", "waiting"]
    assert told("care.gathering_waiting") == [
        f"“家庭急救课”现在满了，您排在候补第 {number} 位。有人退出，我们马上告诉您，您不用做什么。"
        for number in (1, 2)
    ]

    actions.leave(first, by=cast.customer.actor)
    assert states(row) == {"周桂芬": "not_coming", "邓子轩": "coming", "石磊": "waiting"}
    assert told("care.gathering_moved_up")[0].startswith(
        "有位子了！“家庭急救课”：11月26日（星期四）10:00，云洲分公司三楼。"
    )
    with pytest.raises(Invalid) as refused:
        actions.set_capacity(row, capacity=0, by=cast.staff["care"].actor)
    assert set(refused.value.fields) == {"capacity"}
    row = actions.set_capacity(row, capacity=2, by=cast.staff["care"].actor)
    assert (states(row)["石磊"], row.taken) == ("coming", 2)
    with pytest.raises(Invalid):
        actions.set_capacity(row, capacity=1, by=cast.staff["care"].actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Gathering.objects.update(taken=3)


def test_signing_up_twice_is_one_place_and_coming_back_is_the_end_of_the_list(cast: Cast):
    row = outreach.opened(cast, capacity=1)
    first = actions.sign_up(row, person=cast.customer, by=cast.customer.actor)
    assert actions.sign_up(row, person=cast.customer, by=cast.customer.actor) == first
    actions.sign_up(row, person=cast.child, by=cast.guardian.actor)
    actions.leave(first, by=cast.customer.actor)

    assert actions.sign_up(row, person=cast.customer, by=cast.customer.actor).state == "waiting"
    row.refresh_from_db()
    assert (row.taken, Guest.objects.count()) == (1, 2)


def test_who_it_is_not_for_and_who_is_late_gets_no_place(cast: Cast):
    row = outreach.opened(cast, age_to=14)
    with pytest.raises(Refused, match=r"care\.not_for_this_person"):
        actions.sign_up(row, person=cast.customer, by=cast.customer.actor)
    with clock.at(row.sign_up_until), pytest.raises(Refused, match=r"care\.not_open"):
        actions.sign_up(row, person=cast.child, by=cast.guardian.actor)
    with pytest.raises(Forbidden):
        actions.sign_up(row, person=cast.child, by=cast.handler.actor)
    assert not Guest.objects.exists()


def test_an_invitation_stands_when_the_cover_ends(cast: Cast):
    row = outreach.opened(cast)
    actions.invite(row, by=cast.staff["care"].actor)
    cast.group_member.left_on = clock.today()
    cast.group_member.save()

    assert [one.may_sign_up for one in queries.choices([cast.employee])] == [[cast.employee]]
    assert actions.sign_up(row, person=cast.employee, by=cast.employee.actor).state == "coming"


def test_a_family_sees_its_own_choices_only(cast: Cast):
    row = outreach.opened(cast, age_to=14)
    draft = actions.prepare(cast.branch, form=outreach.form(), by=cast.staff["care"].actor)

    assert [one.may_sign_up for one in queries.choices([cast.guardian, cast.child])] == [[cast.child]]
    assert queries.choices([cast.stranger]) == []
    assert queries.choices([]) == []
    for people, hidden in (([cast.stranger], row), ([cast.child], draft)):
        with pytest.raises(NotFound):
            queries.choice(people, hidden.pk)


def test_the_day_before_those_with_a_place_are_reminded_once(cast: Cast):
    row = outreach.opened(cast, capacity=1)
    for person in (cast.customer, cast.child):
        actions.sign_up(row, person=person, by=person.actor)
    with clock.at(row.starts_at - timedelta(days=1)):
        drain(strict=True)
        actions.remind_guests(row)

    assert told("care.gathering_reminder") == [
        "明天见：“家庭急救课”，11月26日（星期四）10:00，云洲分公司三楼。来不了，页面上取消一下，位子让给别人。"
    ]


def test_it_is_held_counted_paid_and_judged(cast: Cast):
    budget = outreach.money(cast, "gatherings", fen=1_000_00)
    by = cast.staff["care"].actor
    row = outreach.opened(cast, planned_fen=500_00)
    actions.invite(row, by=by)
    came, away = (
        actions.sign_up(row, person=person, by=person.actor) for person in (cast.customer, cast.child)
    )
    with pytest.raises(Refused, match=r"care\.gathering_ahead"):
        actions.note_attendance(came, came=True, by=by)
    with pytest.raises(Refused, match=r"care\.gathering_ahead"):
        actions.hold(row, cost_fen=0, result="x", by=by)
    with clock.at(row.ends_at):
        actions.note_attendance(came, came=False, by=by)
        came = actions.note_attendance(came, came=True, by=by)
        with pytest.raises(Refused, match=r"care\.no_place"):
            actions.note_attendance(row.guests.get(party=cast.employee), came=True, by=by)
        with pytest.raises(Invalid) as refused:
            actions.hold(row, cost_fen=-1, result="", by=by)
        assert set(refused.value.fields) == {"cost_fen", "result"}
        with pytest.raises(Refused, match=r"care\.budget_spent"):
            actions.hold(row, cost_fen=1_000_01, result="来了一位", by=by)
        row = actions.hold(row, cost_fen=650_00, result="来了一位，问得很细", by=by)
        budget.refresh_from_db()
        assert (row.state, budget.used_fen) == ("held", 650_00)
        assert states(row) == {"周桂芬": "attended", "邓子轩": "absent", "石磊": "invited"}
        assert len(told("care.gathering_asked")) == 1

        with pytest.raises(Invalid) as refused:
            actions.answer_gathering(came, answers={"useful": "maybe"}, by=cast.customer.actor)
        assert set(refused.value.fields) == {"satisfaction", "useful"}
        came = actions.answer_gathering(
            came, answers={"satisfaction": "5", "words": "讲得好"}, by=cast.customer.actor
        )
        assert came.satisfaction == 5
        with pytest.raises(Refused, match=r"care\.judged"):
            actions.answer_gathering(came, answers={"satisfaction": "1"}, by=cast.customer.actor)
        with pytest.raises(Refused, match=r"care\.judged"):
            actions.answer_gathering(away, answers={"satisfaction": "1"}, by=cast.guardian.actor)
    with clock.at(row.ends_at + timedelta(days=20)):
        outreach.bereave(cast, cast.child_member, cast.guardian)
    with clock.at(row.ends_at + timedelta(days=30)):
        assert queries.effect(row) == queries.Effect(
            invited=3, attended=1, stayed_away=2, answered=1, satisfied=1, days=30, claims_of_attended=0,
            claims_of_away=1,
        )  # fmt: skip


def test_cancelling_tells_those_on_a_list_why_and_gives_the_money_back(cast: Cast):
    budget = outreach.money(cast, "gatherings", fen=1_000_00)
    by = cast.staff["care"].actor
    row = outreach.opened(cast, planned_fen=500_00, capacity=1)
    for person in (cast.customer, cast.child):
        actions.sign_up(row, person=person, by=person.actor)
    with pytest.raises(Invalid) as refused:
        actions.cancel_gathering(row, reason="", cost_fen=500_01, by=by)
    assert set(refused.value.fields) == {"reason", "cost_fen"}

    row = actions.cancel_gathering(row, reason="老师病了。", cost_fen=100_00, by=by)
    budget.refresh_from_db()
    assert (row.state, budget.used_fen) == ("cancelled", 100_00)
    assert (
        told("care.gathering_cancelled")
        == ["对不起，“家庭急救课”办不成了。老师病了。 下次有合适的再请您。"] * 2
    )
    with pytest.raises(Refused, match=r"care\.not_open"):
        actions.sign_up(row, person=cast.employee, by=cast.employee.actor)
    with pytest.raises(Refused, match=r"care\.not_open"):
        actions.invite(row, by=by)


def test_reading_the_choices_of_a_family_takes_the_same_number_of_statements(
    cast: Cast, django_assert_num_queries
):
    people = [cast.customer, cast.child]
    outreach.opened(cast)
    with django_assert_num_queries(10):
        assert len(queries.choices(people)) == 1
    for title in ("二", "三"):
        row = outreach.opened(cast, title=title)
        actions.sign_up(row, person=cast.customer, by=cast.customer.actor)
    with django_assert_num_queries(10):
        assert len(queries.choices(people)) == 3
