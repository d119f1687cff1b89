"""A mandate: given by code or on two people's word, counted by the day, ended by either side, never stretched."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from tests.cast import Cast
from tests.mandates.conftest import PHONE, give, terms

from anpei.accounts.models import OneTimeCode
from anpei.audit.models import Event
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.jobs.models import Job
from anpei.jobs.worker import drain
from anpei.mandates import actions, queries
from anpei.mandates.models import Mandate, MandateState, Power
from anpei.messages.models import Message
from anpei.parties import actions as parties
from anpei.parties.queries import phone_hash
from anpei.values.dates import day_start

DAUGHTER = Actor(kind="customer", id="phone:abc", name="周小满")


def told(template: str) -> list[str]:
    return list(Message.objects.filter(template=template, channel="in_app").values_list("body", flat=True))


def on(day: date, hour: int = 10) -> datetime:
    return day_start(day) + timedelta(hours=hour)


def test_it_counts_from_the_code_on_and_both_are_told(mandate: Mandate) -> None:
    assert (mandate.state, mandate.powers, mandate.collects) == ("active", ["see", "papers", "talk"], False)
    assert list(queries.held_by(phone_hash(PHONE))) == [mandate]
    assert told("mandate.given") == [
        (
            "您已经委托周小满帮您办：看办到哪一步、交材料、和我们沟通，到 2027年2月15日 为止。"
            "每办一件，您的页面上都看得到。不想再委托了，页面上点一下就停，不用说理由。"
        )
    ]
    assert told("mandate.given_agent")[0].startswith("周* 委托您帮忙办：")
    out = Message.objects.filter(template="mandate.given_agent", channel="sms").get()
    assert out.address == PHONE


def test_before_the_code_nothing_counts(cast: Cast) -> None:
    asked = actions.ask(cast.customer, terms=terms(), by=cast.customer.actor)

    assert asked.state == "waiting" and not queries.held_by(phone_hash(PHONE)).exists()


def test_a_wrong_code_gives_nothing_and_counts(cast: Cast, settings: object) -> None:
    asked = actions.ask(cast.customer, terms=terms(), by=cast.customer.actor)
    actions.send_code(asked, ip="127.0.0.1", by=cast.customer.actor)

    with pytest.raises(Refused):
        actions.confirm(asked, code="not a code", by=cast.customer.actor)

    asked.refresh_from_db()
    assert (asked.state, OneTimeCode.objects.get().attempts) == ("waiting", 1)


def test_nobody_gives_a_mandate_for_somebody_else(cast: Cast) -> None:
    for by in (cast.relative.actor, cast.handler.actor):
        with pytest.raises(Forbidden):
            actions.ask(cast.customer, terms=terms(), by=by)
    asked = actions.ask(cast.customer, terms=terms(), by=cast.customer.actor)
    with pytest.raises(Forbidden):
        actions.confirm(asked, code="000000", by=cast.relative.actor)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"agent_name": " "}, "agent_name"),
        ({"agent_name": "名" * 41}, "agent_name"),
        ({"agent_phone": "12345"}, "agent_phone"),
        ({"relation": "neighbour"}, "relation"),
        ({"powers": ()}, "powers"),
        ({"powers": ("see",)}, "powers"),
        ({"powers": ("papers", "sell")}, "powers"),
        ({"powers": ("papers", "collect")}, "powers"),
        ({"from_on": None}, "from_on"),
        ({"until_on": None}, "until_on"),
        ({"until_on": date(2026, 11, 15)}, "until_on"),
        ({"from_on": date(2026, 12, 2), "until_on": date(2026, 12, 1)}, "until_on"),
        ({"until_on": date(2027, 11, 16)}, "until_on"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(cast: Cast, changed: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.ask(cast.customer, terms=terms(**changed), by=cast.customer.actor)

    assert set(refused.value.fields) == {field}
    assert not Mandate.objects.exists()


def test_a_year_to_the_day_is_the_longest(cast: Cast) -> None:
    asked = actions.ask(cast.customer, terms=terms(until_on=date(2027, 11, 15)), by=cast.customer.actor)

    assert (asked.until_on - asked.from_on).days == 364


def test_ones_own_phone_acts_for_nobody(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        actions.ask(cast.customer, terms=terms(agent_phone=cast.customer.phone), by=cast.customer.actor)

    assert set(refused.value.fields) == {"agent_phone"}


def test_a_child_has_a_guardian_and_needs_no_mandate(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.ask(cast.child, terms=terms(), by=cast.child.actor)

    assert refused.value.code == "mandate.guardian"


def test_a_paper_counts_once_a_second_person_has_checked_it(cast: Cast) -> None:
    recorded = actions.record_paper(
        cast.customer, terms=terms(), document="授权委托书 2026-11-14", by=cast.handler.actor
    )
    assert not queries.held_by(phone_hash(PHONE)).exists()

    with pytest.raises(Refused) as refused:
        actions.accept_paper(recorded, by=cast.handler.actor)
    assert refused.value.code == "mandate.own_record"

    accepted = actions.accept_paper(recorded, by=cast.supervisor.actor)
    assert (accepted.state, accepted.checked_by) == ("active", cast.supervisor)
    assert list(queries.held_by(phone_hash(PHONE))) == [accepted]


def test_a_paper_is_named_and_recorded_by_who_may(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        actions.record_paper(cast.customer, terms=terms(), document=" ", by=cast.handler.actor)
    assert set(refused.value.fields) == {"document"}
    with pytest.raises(Forbidden):
        actions.record_paper(cast.customer, terms=terms(), document="书", by=cast.staff["auditor"].actor)
    with pytest.raises(Forbidden):
        actions.record_paper(cast.customer, terms=terms(), document="书", by=cast.customer.actor)


def test_money_to_another_account_needs_a_known_person_on_paper(cast: Cast) -> None:
    collecting = terms(powers=("result", "collect"))
    with pytest.raises(Invalid) as refused:
        actions.record_paper(cast.customer, terms=collecting, document="书", by=cast.handler.actor)
    assert set(refused.value.fields) == {"powers"}

    recorded = actions.record_paper(
        cast.customer, terms=collecting, document="书", agent=cast.relative, by=cast.handler.actor
    )
    to_collect = {"agent_id": cast.relative.pk, "claim_id": 7}
    assert queries.to_collect([cast.customer.pk], **to_collect) is None
    actions.accept_paper(recorded, by=cast.supervisor.actor)
    assert queries.to_collect([cast.customer.pk], **to_collect) == recorded
    assert queries.to_collect([cast.stranger.pk], **to_collect) is None


def test_a_paper_that_does_not_do_is_refused_with_the_reason(cast: Cast) -> None:
    recorded = actions.record_paper(cast.customer, terms=terms(), document="书", by=cast.handler.actor)

    with pytest.raises(Invalid):
        actions.refuse(recorded, reason=" ", by=cast.supervisor.actor)
    refused = actions.refuse(recorded, reason="没有签名", by=cast.supervisor.actor)

    assert (refused.state, refused.refused_because) == ("refused", "没有签名")
    assert "没有签名" in told("mandate.refused")[0]
    with pytest.raises(Refused):
        actions.accept_paper(refused, by=cast.supervisor.actor)


def test_a_mandate_by_code_is_nothing_for_staff_to_accept(cast: Cast) -> None:
    asked = actions.ask(cast.customer, terms=terms(), by=cast.customer.actor)

    with pytest.raises(Refused) as refused:
        actions.accept_paper(asked, by=cast.supervisor.actor)
    assert refused.value.code == "mandate.no_paper"


def test_one_tap_ends_it_and_a_second_tap_is_told_so(cast: Cast, mandate: Mandate) -> None:
    ended = actions.revoke(mandate, by=cast.customer.actor)

    assert (ended.state, ended.end_reason) == ("ended", "revoked")
    assert not queries.held_by(phone_hash(PHONE)).exists()
    assert told("mandate.ended_agent") == [
        "周* 给您的委托结束了（已撤回），您不能再代为办理。有疑问打 95000。谢谢您一直帮忙。"
    ]
    with pytest.raises(Refused) as refused:
        actions.revoke(mandate, by=cast.customer.actor)
    assert refused.value.code == "mandate.over"


def test_only_the_person_or_staff_take_it_back_and_only_the_agent_gives_it_up(
    cast: Cast, mandate: Mandate
) -> None:
    with pytest.raises(Forbidden):
        actions.revoke(mandate, by=DAUGHTER)
    with pytest.raises(Forbidden):
        actions.renounce(mandate, agent_phone_hash=cast.stranger.phone_hash, by=cast.stranger.actor)
    with pytest.raises(Forbidden):
        actions.renounce(mandate, agent_phone_hash="", by=DAUGHTER)

    given_up = actions.renounce(mandate, agent_phone_hash=phone_hash(PHONE), by=DAUGHTER)
    assert given_up.end_reason == "renounced"
    assert told("mandate.ended") == [
        "周小满不再代您办理了（受托人辞去）。您的理赔照常往下走，有事我们直接找您。"
    ]


def test_it_warns_a_week_before_and_ends_after_its_last_day(cast: Cast, mandate: Mandate) -> None:
    with clock.at(on(date(2027, 2, 7))):
        drain()
        assert told("mandate.ends_soon") == []
    with clock.at(on(date(2027, 2, 8))):
        drain()
        drain()
        assert told("mandate.ends_soon") == [
            "您给周小满的委托 2027年2月15日 到期。还要请对方帮忙，在页面上再委托一次就行；不要了，什么都不用做。"
        ]
        assert len(told("mandate.ends_soon_agent")) == 1
    with clock.at(on(date(2027, 2, 15), 23)):
        drain()
        assert list(queries.held_by(phone_hash(PHONE))) == [mandate]
    with clock.at(on(date(2027, 2, 16), 0)):
        assert not queries.held_by(phone_hash(PHONE)).exists()  # before any task has run
        drain()
    mandate.refresh_from_db()
    assert (mandate.state, mandate.end_reason) == ("ended", "expired")
    assert len(told("mandate.ended")) == len(told("mandate.ended_agent")) == 1


def test_what_nobody_confirms_is_forgotten_without_a_word(cast: Cast) -> None:
    asked = actions.ask(cast.customer, terms=terms(), by=cast.customer.actor)
    with clock.at(clock.now() + timedelta(days=7)):
        drain()

    asked.refresh_from_db()
    assert (asked.state, asked.end_reason) == ("ended", "unconfirmed")
    assert not Message.objects.filter(template__startswith="mandate.").exists()


def test_a_death_ends_it_and_nobody_writes_to_the_dead(cast: Cast, mandate: Mandate) -> None:
    assert actions.principal_died(cast.customer, by=cast.handler.actor) == 1

    mandate.refresh_from_db()
    assert mandate.end_reason == "death"
    assert told("mandate.ended") == [] and len(told("mandate.ended_agent")) == 1


def test_erasing_a_person_ends_what_they_gave_and_held(cast: Cast, mandate: Mandate) -> None:
    helper = parties.register(name="钱小东", by=cast.handler.actor, source="test")
    held = actions.record_paper(
        cast.customer, terms=terms(agent_phone="13800000032"), document="书", agent=helper,
        by=cast.handler.actor,
    )  # fmt: skip
    actions.accept_paper(held, by=cast.supervisor.actor)
    parties.erase(helper, reason="本人要求", by=cast.staff["compliance"].actor)
    drain()

    held.refresh_from_db()
    assert (held.state, held.agent_name, held.agent_phone_hash) == ("ended", "", "")
    mandate.refresh_from_db()
    assert mandate.state == "active"


def test_an_important_act_is_told_at_once_and_others_stand_on_the_page(cast: Cast, mandate: Mandate) -> None:
    actions.note_looked(mandate, what=Power.RESULT, by=DAUGHTER.acting_for(cast.customer.actor))
    actions.note_looked(mandate, what=Power.RESULT, by=DAUGHTER.acting_for(cast.customer.actor))
    drain()

    looked = Event.objects.get(type="mandate.looked")
    assert (looked.for_id, looked.actor_id) == (str(cast.customer.pk), "phone:abc")
    assert told("mandate.done") == []


OVER = {"state": "ended", "end_reason": "revoked", "ended_at": datetime(2026, 11, 16, 2, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("mandate_has_a_term", {"until_on": date(2026, 11, 15)}),
        ("mandate_ended_with_reason", {"state": "ended"}),
        ("mandate_ended_with_reason", {"end_reason": "revoked"}),
        ("mandate_refused_with_reason", {"state": "refused"}),
        ("mandate_in_force_since", {"given_at": None}),
        ("mandate_on_paper_is_recorded", {"how": "paper", **OVER}),
        ("mandate_to_collect_is_on_paper", {"collects": True}),
    ],
)
def test_the_database_holds_what_a_mandate_is(mandate: Mandate, constraint: str, changes: dict) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Mandate.objects.filter(pk=mandate.pk).update(**changes)


def test_the_database_lets_nobody_check_their_own_paper(cast: Cast) -> None:
    recorded = actions.record_paper(cast.customer, terms=terms(), document="书", by=cast.handler.actor)
    rows = Mandate.objects.filter(pk=recorded.pk)

    with pytest.raises(IntegrityError, match="mandate_checked_by_another"), transaction.atomic():
        rows.update(checked_by=cast.handler)
    with pytest.raises(IntegrityError, match="mandate_on_paper_is_checked"), transaction.atomic():
        rows.update(state="active", given_at=clock.now())


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "refuse", "revoke", "renounce", "expire", "death", "warn"]),
        st.integers(min_value=0, max_value=60),
    ),
    max_size=6,
)


@given(
    steps=STEPS, length=st.integers(min_value=0, max_value=120), look=st.integers(min_value=0, max_value=60)
)
@hypothesis(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_in_whatever_order_it_counts_only_when_accepted_not_ended_and_in_its_days(
    cast: Cast, steps: list[tuple[str, int]], length: int, look: int
) -> None:
    first = date(2026, 11, 16)
    last = first + timedelta(days=length)
    day, accepted, over = first, False, False
    with transaction.atomic():
        mandate = actions.record_paper(
            cast.customer, terms=terms(until_on=last), document="书", by=cast.handler.actor
        )
        acts = {
            "accept": lambda: actions.accept_paper(mandate, by=cast.supervisor.actor),
            "refuse": lambda: actions.refuse(mandate, reason="没有签名", by=cast.supervisor.actor),
            "revoke": lambda: actions.revoke(mandate, by=cast.customer.actor),
            "renounce": lambda: actions.renounce(mandate, agent_phone_hash=phone_hash(PHONE), by=DAUGHTER),
            "expire": lambda: actions.expire(mandate),
            "death": lambda: actions.principal_died(cast.customer, by=cast.handler.actor),
            "warn": lambda: actions.warn(mandate),
        }
        for step, later in steps:
            day += timedelta(days=later)
            with clock.at(on(day)):
                try:
                    acts[step]()
                except Refused:
                    pass
                else:
                    if step == "accept":
                        accepted = True
                    elif step == "expire":
                        over = over or (accepted and day > last)
                    elif step != "warn":
                        over = True
                mandate.refresh_from_db()
                counts = accepted and not over and first <= day <= last
                assert queries.held_by(phone_hash(PHONE)).exists() is counts
                assert (mandate.state == MandateState.ACTIVE) is (accepted and not over)
        with clock.at(on(day + timedelta(days=look))):
            inside = day + timedelta(days=look) <= last
            assert queries.held_by(phone_hash(PHONE)).exists() is (accepted and not over and inside)
        transaction.set_rollback(True)


@pytest.mark.parametrize("offset", [-1, 0, 1, 90, 91, 92])
@pytest.mark.parametrize("ended", [False, True])
def test_the_query_agrees_with_the_days_and_the_state(
    cast: Cast, mandate: Mandate, offset: int, ended: bool
) -> None:
    if ended:
        actions.revoke(mandate, by=cast.customer.actor)
    day = mandate.from_on + timedelta(days=offset)
    counts = not ended and mandate.from_on <= day <= mandate.until_on
    with clock.at(on(day)):
        assert queries.held_by(phone_hash(PHONE)).exists() is counts


def test_two_who_end_it_at_once_end_it_once(cast: Cast, mandate: Mandate) -> None:
    stale = Mandate.objects.get(pk=mandate.pk)
    actions.renounce(mandate, agent_phone_hash=phone_hash(PHONE), by=DAUGHTER)

    with pytest.raises(Refused):
        actions.revoke(stale, by=cast.customer.actor)
    assert Event.objects.filter(type="mandate.ended").count() == 1


def test_a_short_one_is_not_warned_of_before_it_began(cast: Cast, settings: object) -> None:
    settings.DEMO = settings.SHOW_CODES = True  # type: ignore[attr-defined]
    short = give(cast, until_on=date(2026, 11, 18))

    assert Job.objects.filter(key=f"mandates.end:{short.pk}").exists()
    assert not Job.objects.filter(key=f"mandates.warn:{short.pk}").exists()
