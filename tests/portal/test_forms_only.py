"""A reload of what takes a form only ends on a page in words."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/logout/", "/ideas/means/"])
def test_a_reload_says_what_happened_and_where_to_go(address: str) -> None:
    answer = Client(headers={"Accept-Language": "zh-CN"}).get(address)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "您刚才提交的已经收到一次，不会再提交。" in answer.content.decode()
    assert "返回上一页" in answer.content.decode()


@pytest.mark.django_db
def test_a_program_gets_the_answer_as_it_is() -> None:
    answer = Client().put("/logout/")

    assert (answer.status_code, answer.content) == (405, b"")
