"""kill -9 of the server while customers report, send photos and write: what was acknowledged is there, and there once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.kill.customers import Customers, Story
from tests.kill.stage import Stage, kill

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KILLS = int(os.environ.get("ANPEI_KILLS", "3"))
BETWEEN = 7  # acknowledgements from one kill to the next
LINES = 4


def test_a_server_killed_again_and_again_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    bearer = stage.ask("prepare", "0")["bearer"]
    stories = [Story(number) for number in range(1, (KILLS + 1) * BETWEEN // 2 + LINES)]
    customers = [
        Customers(port=stage.port, bearer=bearer, stories=stories[line::LINES]) for line in range(LINES)
    ]
    server = stage.start_server()
    try:
        for line in customers:
            line.start()
        for turn in range(1, KILLS + 1):
            stage.wait_until(lambda target=turn * BETWEEN: _acknowledged(stories) >= target)
            kill(server)
            server = stage.start_server()
        for line in customers:
            line.join()
    finally:
        kill(server)
    assert [line.failure for line in customers] == [""] * LINES
    assert {tuple(story.acknowledged) for story in stories} == {("report", "paper", "message")}
    expected = {story.case: {"papers": [story.photo_sha256], "messages": [story.text]} for story in stories}
    assert len(expected) == len(stories)
    assert stage.ask("arrived") == expected
    assert stage.ask("record") == []


def _acknowledged(stories: list[Story]) -> int:
    return sum(len(story.acknowledged) for story in stories)
