"""Words of a message changed at one desk, read and published at another, and used in the next message."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.test_pages import violations
from tests.cast import Cast, course_to

from anpei.messages.models import Message

pytestmark = pytest.mark.browser
ZH = "报案收到了，编号 {number}。别着急，有事找 {contact}。"
EN = "We have it: {number}. Your contact is {contact}."


def test_words_are_changed_by_two_people(sit_down: Callable[..., Desk], served: Served, cast: Cast) -> None:
    with served.turn():
        earlier = course_to(cast, "reported", key="earlier")
    writer = sit_down(cast.staff["care"])
    writer.open("words/claim.received/")
    page = writer.page
    page.get_by_label("中文").fill("报案收到了 {nummer}。")
    page.get_by_label("英文").fill(EN)
    writer.press("check")
    assert "没有这个变量：{nummer}" in writer.text("check-zh-hans")
    assert page.get_by_label("中文").input_value() == "报案收到了 {nummer}。"
    page.get_by_label("中文").fill(ZH)
    page.get_by_label("为什么改").fill("更短")
    writer.press("check")
    assert f"报案收到了，编号 {earlier.number}。" in writer.see("case").first.inner_text()
    assert violations(page) == []
    writer.press("draft")

    reader = sit_down(cast.staff["compliance"])
    reader.open("words/")
    assert violations(reader.page) == []
    reader.open("words/claim.received/")
    reader.press("publish")
    with served.turn():
        later = course_to(cast, "reported", key="later")
        said = Message.objects.get(subject_id=later.pk, template="claim.received", channel="in_app").body
    assert said.startswith(f"报案收到了，编号 {later.number}。")
