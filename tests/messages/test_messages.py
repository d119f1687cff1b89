"""Each message once, in the recipient's language, with no claim of a delivery that did not happen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

import anpei
from anpei.claims.models import CloseReason
from anpei.core import clock
from anpei.core.errors import Invalid
from anpei.jobs import worker
from anpei.messages import actions, channels, templates
from anpei.messages.actions import Notice, Recipient
from anpei.messages.models import Channel, Message, MessageState

pytestmark = pytest.mark.usefixtures("frozen_clock")  # by day: at night messages wait
TO = Recipient(kind="party", id="1", address="13800000001")
NAMED = re.compile(r'"([a-z_]+\.[a-z_.]+)"')
SENT = re.compile(r'(?:tell\(\s*[\w.]+,\s*|template=|render\(\s*)"([a-z_.]+)"')


def send(dedupe: str = "d1", to: Recipient = TO, **more: object) -> list[Message]:
    return actions.send(
        template="claim.reopened", to=to, variables={"number": "AP1", "contact": "林 95000"}, dedupe=dedupe,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conv in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", templates.catalogue())
def test_template_has_the_same_variables_in_each_language(name: str) -> None:
    texts = templates.catalogue()[name]
    assert set(texts) == set(templates.titles(name)) == set(templates.LANGUAGES)
    assert fields(texts["zh-hans"]) == fields(texts["en"])
    values = {field: f"<{field}>" for field in templates.variables(name)}
    for language in templates.LANGUAGES:
        rendered = templates.render(name, language, values)
        assert all(value in rendered for value in values.values())


def test_a_message_has_one_title_of_its_own_in_the_language_of_the_reader() -> None:
    for language in templates.LANGUAGES:
        titles = [templates.titles(name)[language] for name in templates.catalogue()]
        assert len(set(titles)) == len(titles)
    with translation.override("en"):
        assert templates.title("claim.supplement") == "What is missing, asked for once"
    with translation.override("zh-hans"):
        assert templates.title("claim.supplement") == "一次性补充通知"
    with pytest.raises(templates.TemplateError):
        templates.title("claim.nonsense")


def test_every_template_sent_is_there_and_none_is_left_over() -> None:
    sources = [file.read_text(encoding="utf-8") for file in Path(anpei.__file__).parent.rglob("*.py")]
    sent = {name for source in sources for name in SENT.findall(source) if "." in name}
    assert len(sent) > 15 and sent <= set(templates.catalogue())
    named = {name for source in sources for name in NAMED.findall(source)}
    named |= {
        f"claim.closed.{reason}" for reason in CloseReason.values
    }  # notices.closed puts the name together
    assert set(templates.catalogue()) - named == set()


@pytest.mark.parametrize("values", [{"number": "1"}, {"number": "1", "contact": "2", "more": "3"}])
def test_template_with_other_variables_is_a_bug(values: dict[str, str]) -> None:
    with pytest.raises(templates.TemplateError):
        templates.render("claim.reopened", "en", values)


def test_unknown_template_is_a_bug() -> None:
    with pytest.raises(templates.TemplateError):
        templates.render("claim.nonsense", "en", {})


@pytest.mark.django_db
def test_message_with_the_same_key_is_written_once() -> None:
    assert len(send()) == 2
    assert send() == []
    assert Message.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_message_of_two_threads_is_written_once() -> None:
    made: list[int] = []

    def write() -> None:
        try:
            with transaction.atomic():
                made.append(len(send("race")))
        finally:
            connection.close()

    threads = [Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 2]
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_sandbox_sends_and_claims_no_delivery() -> None:
    out = send()[1]
    worker.drain(strict=True)
    out.refresh_from_db()
    assert (out.state, out.delivered_at) == (MessageState.SENT, None)
    assert out.proof == f"sandbox:sms:message-{out.pk}"


@pytest.mark.django_db
def test_unknown_preference_goes_by_text_message() -> None:
    to = Recipient(kind="party", id="1", address="13800000001", channel="pigeon")
    assert [row.channel for row in send(to=to)] == ["in_app", "sms"]


@pytest.mark.django_db
def test_person_without_address_reads_it_in_the_app() -> None:
    assert [row.channel for row in send(to=Recipient(kind="party", id="1"))] == ["in_app"]


@pytest.mark.django_db
def test_crash_before_the_mark_sends_again_under_the_same_key() -> None:
    keys: list[str] = []

    class Dropped:
        def deliver(self, *, key: str, address: str, text: str) -> str:
            keys.append(key)
            if len(keys) == 1:
                raise ConnectionError("line dropped")
            return "ref-1"

    before = channels.use("sms", Dropped())
    try:
        out = send()[1]
        worker.drain()
        from datetime import timedelta

        with clock.at(clock.now() + timedelta(hours=2)):
            worker.drain()
    finally:
        channels.use("sms", before)
    out.refresh_from_db()
    assert keys == [f"message-{out.pk}"] * 2 and out.proof == "ref-1"


@pytest.mark.parametrize("text", ["  ", "字" * 2001])
def test_message_without_words_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.checked(text)
    assert set(refused.value.fields) == {"text"}


@pytest.mark.django_db
def test_many_are_told_in_as_many_statements_as_one_and_nobody_twice(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    def notices(*numbers: int) -> list[Notice]:
        return [
            Notice(
                to=Recipient(kind="party", id=str(number), address=f"1990000{number:04d}"),
                variables={"title": "暴雨提示", "hotline": "95000"},
                dedupe=f"alert.over:1:{number}",
            )
            for number in numbers
        ]

    def told(*numbers: int) -> int:
        return actions.send_all(
            template="alert.over", notices=notices(*numbers), subject="alert", subject_id=1
        )

    with django_assert_num_queries(4):
        assert told(1) == 1
    with django_assert_num_queries(4):
        assert told(1, 2, 3, 3) == 2

    outgoing = Message.objects.filter(subject="alert", channel=Channel.SMS).order_by("id")
    assert [one.recipient_id for one in outgoing] == ["1", "2", "3"]
    worker.drain(strict=True)
    assert {one.state for one in outgoing.all()} == {MessageState.SENT}
