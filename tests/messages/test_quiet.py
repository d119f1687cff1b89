"""At night nobody is woken by us, unless the law or the person says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from anpei.core import clock
from anpei.core.clock import LOCAL
from anpei.core.errors import Invalid
from anpei.core.rule_files import CatalogueError
from anpei.jobs.worker import drain
from anpei.messages import actions, channels
from anpei.messages.actions import Recipient
from anpei.messages.channels import Sandbox, Undeliverable
from anpei.messages.models import Message
from anpei.messages.quiet import Quiet, house_hours, next_decent_moment, own_hours

NIGHT = datetime(2026, 11, 16, 23, 0, tzinfo=LOCAL)
TO = Recipient(kind="party", id="1", address="zhou@example.com", channel="email", fallback="13800000001")


def send(to: Recipient = TO, *, legal: bool = False) -> list[Message]:
    return actions.send(
        template="claim.reopened",
        to=to,
        variables={"number": "AP1", "contact": "林"},
        dedupe="d",
        legal=legal,
    )


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-11-16 07:59", "2026-11-16 08:00"),
        ("2026-11-16 08:00", "2026-11-16 08:00"),
        ("2026-11-16 21:29", "2026-11-16 21:29"),
        ("2026-11-16 21:30", "2026-11-17 08:00"),
        ("2026-12-31 23:59", "2027-01-01 08:00"),
    ],
)
def test_night_ends_at_eight(at: str, then: str):
    moment = datetime.fromisoformat(at).replace(tzinfo=LOCAL)

    assert next_decent_moment(moment).astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") == then


@pytest.mark.parametrize(
    ("own", "at", "then"),
    [
        (Quiet(time(20), time(9, 30)), "2026-11-16 20:00", "2026-11-17 09:30"),
        (Quiet(time(20), time(9, 30)), "2026-11-16 09:30", "2026-11-16 09:30"),
        (Quiet(time(13), time(15)), "2026-11-16 14:00", "2026-11-16 15:00"),
        (Quiet(time(13), time(15)), "2026-11-16 23:00", "2026-11-16 23:00"),
    ],
)
def test_own_hours_stand_in_place_of_the_houses(own: Quiet, at: str, then: str):
    moment = datetime.fromisoformat(at).replace(tzinfo=LOCAL)

    assert next_decent_moment(moment, own).astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") == then


@pytest.mark.parametrize(
    ("begins", "until", "own"),
    [("", "", None), ("22:00", "07:15", Quiet(time(22), time(7, 15)))],
)
def test_hours_as_typed(begins: str, until: str, own: Quiet | None):
    assert own_hours(begins, until) == own


def test_a_house_has_its_own_hours(settings: Settings, tmp_path: Path):
    settings.QUIET_HOURS = tmp_path / "ours.yaml"
    settings.QUIET_HOURS.write_text(
        "set: ours\nvalid_from: 2026-01-01\nmark: C\nhouse: {from: '20:00', until: '09:00'}\nown: {most_hours: 12}\n"
    )

    assert str(house_hours()) == "20:00–09:00"
    with pytest.raises(Invalid) as wrong:
        own_hours("20:00", "08:01")
    assert "12" in str(wrong.value.fields["quiet_until"])


def test_a_faulty_file_names_the_place(settings: Settings, tmp_path: Path):
    settings.QUIET_HOURS = tmp_path / "wrong.yaml"
    settings.QUIET_HOURS.write_text(
        "set: ours\nvalid_from: 2026-01-01\nmark: C\nhouse: {from: '8', until: '09:00'}\nown: {most_hours: 12}\n"
    )

    with pytest.raises(CatalogueError, match=r"wrong.yaml: house\.from"):
        house_hours()


@given(
    st.integers(0, 5_000_000).map(
        lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    )
)
def test_a_decent_moment_is_by_day_never_earlier_and_never_far(at: datetime):
    then = next_decent_moment(at)

    assert next_decent_moment(then) == then
    assert timedelta(0) <= then - at <= timedelta(hours=10, minutes=30)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("to", "legal", "waits"),
    [
        (TO, False, True),
        (TO, True, False),
        (Recipient(kind="party", id="1", address="1", night=True), False, False),
        (Recipient(kind="party", id="1", address="1", quiet=Quiet(time(12), time(14))), False, False),
        (Recipient(kind="party", id="1", address="1", quiet=Quiet(time(22), time(7))), False, True),
        (Recipient(kind="party", id="1", address="1", quiet=Quiet(time(22), time(7))), True, False),
    ],
)
def test_what_can_wait_leaves_in_the_morning(to: Recipient, legal: bool, waits: bool):
    with clock.at(NIGHT):
        shown, outgoing = send(to, legal=legal)
        drain(strict=True)
        outgoing.refresh_from_db()
        assert (shown.state, outgoing.state) == ("delivered", "queued" if waits else "sent")
    with clock.at(NIGHT + timedelta(hours=9)):
        drain(strict=True)
        outgoing.refresh_from_db()
        assert outgoing.state == "sent"


def test_in_the_sandbox_an_address_that_exists_nowhere_fails():
    with pytest.raises(Undeliverable, match="no such host"):
        Sandbox("email").deliver(key="k", address="zhou@moved.invalid", text="t")


class Refusing:
    def deliver(self, *, key: str, address: str, text: str) -> str:
        raise Undeliverable("550 gone")


@pytest.mark.django_db
def test_whoever_cannot_be_reached_that_way_gets_a_text_message(frozen_clock: datetime):
    previous = channels.use("email", Refusing())
    try:
        send()
        drain(strict=True)
    finally:
        channels.use("email", previous)

    assert isinstance(previous, Sandbox)
    assert list(Message.objects.exclude(channel="in_app").order_by("id").values_list("channel", "state")) == [
        ("email", "failed"),
        ("sms", "sent"),
    ]
    instead = Message.objects.get(channel="sms")
    assert instead.address == "13800000001"
