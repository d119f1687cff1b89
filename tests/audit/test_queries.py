from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from tests.audit.happenings import Called, Reported, Suspected

from anpei.audit import actions, queries, registry
from anpei.audit.registry import Audience
from anpei.core import clock
from anpei.core.actor import Actor

pytestmark = pytest.mark.django_db

HANDLER = Actor("staff", "7", "李娜", "handler")
CUSTOMER = Actor("customer", "42", "王芳")


@pytest.fixture(autouse=True)
def history(frozen_clock: datetime) -> None:
    """A report by the customer, a call and a referral by the handler."""
    for happened, by in [
        (Reported("AP1", date(2026, 11, 14)), CUSTOMER),
        (Called("busy"), HANDLER),
        (Suspected(), HANDLER),
    ]:
        actions.record(subject="claim", subject_id=1, event=happened, by=by)


def texts(audience: Audience, **options: Any) -> list[str]:
    return [item.text for item in queries.timeline("claim", 1, audience=audience, **options)]


def test_a_customer_reads_customer_events_in_words_for_them() -> None:
    assert texts(Audience.CUSTOMER) == ["We have your report AP1"]


def test_staff_read_their_own_and_the_customers_events() -> None:
    assert texts(Audience.STAFF) == ["Reported AP1, happened 14.11.", "Called: busy"]


def test_restricted_events_come_only_when_asked_for() -> None:
    assert texts(Audience.RESTRICTED) == ["Reported AP1, happened 14.11.", "Called: busy", "Referred"]


def test_an_item_says_who_when_and_what_without_personal_fields(frozen_clock: datetime) -> None:
    first, second = queries.timeline("claim", 1, audience=Audience.STAFF)
    assert (first.seq, first.at, first.actor_kind, first.actor_name) == (1, frozen_clock, "customer", "王芳")
    assert (second.actor_name, second.type, second.audience, second.data) == (
        "李娜",
        "test.called",
        "staff",
        {"at": None},
    )


def test_what_was_recorded_late_stands_where_it_happened(frozen_clock: datetime) -> None:
    with clock.at(frozen_clock - timedelta(hours=1)):
        actions.record(subject="claim", subject_id=1, event=Called("earlier"), by=HANDLER)

    assert texts(Audience.STAFF) == ["Called: earlier", "Reported AP1, happened 14.11.", "Called: busy"]
    assert texts(Audience.STAFF, limit=2) == ["Reported AP1, happened 14.11.", "Called: busy"]


def test_a_limit_gives_the_latest_oldest_first() -> None:
    assert texts(Audience.RESTRICTED, limit=2) == ["Called: busy", "Referred"]


def test_a_timeline_costs_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        texts(Audience.STAFF)


def test_an_erased_person_has_no_name_and_no_words() -> None:
    actions.erase_personal(subject="claim", subject_id=1, by=HANDLER, reason="request DR1")
    with translation.override("en"):
        items = queries.timeline("claim", 1, audience=Audience.STAFF)
        assert (items[0].actor_name, items[1].text) == ("", "Called: (erased)")
        assert items[-1].text == "Personal details of 2 entries erased: request DR1"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Your case was updated"), ("zh-hans", "您的案子有了新的进展")]
)
def test_a_type_no_longer_known_still_shows(
    monkeypatch: pytest.MonkeyPatch, language: str, text: str
) -> None:
    monkeypatch.setattr(registry, "_types", {})
    with translation.override(language):
        assert texts(Audience.CUSTOMER) == [text]


def test_staff_are_told_the_name_of_a_type_no_longer_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_types", {})
    with translation.override("en"):
        assert texts(Audience.STAFF) == ["Recorded: test.reported", "Recorded: test.called"]


def test_one_event_without_words_does_not_take_the_others_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_event: object) -> str:
        raise KeyError("outcome")

    monkeypatch.setattr(Called, "staff", broken)
    with translation.override("en"):
        assert texts(Audience.STAFF)[1] == "Recorded: test.called"
