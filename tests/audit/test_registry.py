from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils.translation import gettext_lazy
from tests.audit.happenings import Called, Reported

from anpei.audit import checks, registry
from anpei.audit.registry import Audience, event, personal


def test_an_event_is_frozen_and_knows_its_type() -> None:
    happened = Reported("AP1")
    assert (happened.event_type, happened.audience) == ("test.reported", Audience.CUSTOMER)
    with pytest.raises(FrozenInstanceError):
        happened.number = "AP2"  # type: ignore[misc]


def test_dates_and_moments_come_back_as_such() -> None:
    moment = datetime(2026, 11, 16, 2, tzinfo=UTC)
    for happened in (Reported("AP1", date(2026, 11, 14)), Called("answered", moment)):
        plain, private = registry.split(happened)
        assert registry.rebuild(happened.event_type, plain, private) == happened
    assert registry.split(Reported("AP1", date(2026, 11, 14)))[0] == {
        "number": "AP1",
        "event_on": "2026-11-14",
    }


def test_personal_fields_are_kept_apart_and_read_as_erased_when_gone() -> None:
    plain, private = registry.split(Called("answered"))
    assert (plain, private) == ({"at": None}, {"outcome": "answered"})
    rebuilt = registry.rebuild("test.called", plain, None)
    assert rebuilt is not None
    assert rebuilt.outcome == str(registry.ERASED)


@pytest.mark.parametrize("value", [1.5, gettext_lazy("Next step"), {1: "a"}, object(), datetime(2026, 1, 1)])  # noqa: DTZ001
def test_what_json_cannot_hold_is_refused_by_name(value: Any) -> None:
    with pytest.raises(TypeError, match=r"test\.reported\.number"):
        registry.split(Reported(value))


def test_only_a_registered_event_is_recorded() -> None:
    @dataclass(frozen=True)
    class Plain:
        number: str

    with pytest.raises(TypeError, match="decorate its class"):
        registry.split(Plain("1"))


def test_an_event_type_this_release_does_not_know_is_not_rebuilt() -> None:
    assert registry.rebuild("test.of_old", {}, {}) is None
    assert registry.rebuild("test.reported", {"serial": "AP1"}, {}) is None


def test_a_second_class_of_the_same_name_is_refused() -> None:
    with pytest.raises(ValueError, match="Two event types"):

        @event("test.reported", audience=Audience.STAFF)
        class Other:
            def staff(self) -> str:
                return ""


def test_a_customer_event_without_words_for_the_customer_is_refused() -> None:
    with pytest.raises(TypeError, match=r"needs customer\(\)"):

        @event("test.mute", audience=Audience.CUSTOMER)
        class Mute:
            def staff(self) -> str:
                return ""


def test_a_personal_field_is_text() -> None:
    with pytest.raises(TypeError, match="must be a str"):

        @event("test.age", audience=Audience.STAFF)
        class Age:
            years: int = personal()

            def staff(self) -> str:
                return ""


def test_an_event_that_can_change_is_refused() -> None:
    with pytest.raises(TypeError, match="frozen"):

        @event("test.loose", audience=Audience.STAFF)
        @dataclass
        class Loose:
            def staff(self) -> str:
                return ""


def test_every_event_type_has_words_for_those_who_see_it() -> None:
    for name, cls in registry.known_types().items():
        assert callable(cls.staff), name
        assert cls.audience != Audience.CUSTOMER or callable(cls.customer), name


def test_a_subscription_to_names_nobody_answers_to_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        registry, "_subscriptions", {"test.nothing": ["test.nobody"], "test.reported": ["audit.seal"]}
    )
    assert [problem.id for problem in checks.subscriptions_are_answered()] == ["audit.W001", "audit.W002"]
