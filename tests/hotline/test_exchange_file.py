"""Calls out of a file: taken once, a wrong line named with its column, the others taken all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation
from tests.cast import Cast

from anpei.claims.models import CallRequest
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.hotline import exchange_file
from anpei.hotline.exchange_file import Taken
from anpei.hotline.models import Call
from anpei.jobs.worker import drain

HEADING = "通话编号,方向,号码,开始时间,接通时间,放弃时间,结束时间,工号,录音"
GOOD = "c-1,呼入,13800000001,2026-11-16 09:00:00,2026-11-16 09:00:15,,2026-11-16 09:03:00,T-operator,https://pbx.example/1.wav"
MISSED = "c-2,呼入,13800000002,2026-11-16 09:10:00,,2026-11-16 09:10:40,2026-11-16 09:10:40,,"


def take(cast: Cast, folder: Path, *lines: str, heading: str = HEADING, encoding: str = "utf-8") -> Taken:
    file = folder / "calls.csv"
    file.write_text("\n".join([heading, *lines]), encoding=encoding)
    return exchange_file.take(file, unit=cast.branch, by=Actor.system("tests"))


def test_calls_are_taken_and_the_same_file_again_changes_nothing(cast: Cast, tmp_path: Path):
    first = take(cast, tmp_path, GOOD, MISSED)
    again = take(cast, tmp_path, GOOD, MISSED)

    assert (first.new, first.known, first.findings) == (2, 0, ())
    assert (again.new, again.known, again.findings) == (0, 2, ())
    call = Call.objects.get(exchange_id="c-1")
    assert (call.state, call.answered_by, call.recording) == (
        "answered", cast.staff["operator"], "https://pbx.example/1.wav",
    )  # fmt: skip
    assert str(call.began_at) == "2026-11-16 01:00:00+00:00"
    assert CallRequest.objects.get().phone == "13800000002"


def test_a_file_of_a_chinese_exchange_is_read_in_its_own_encoding(cast: Cast, tmp_path: Path):
    assert take(cast, tmp_path, GOOD, encoding="gb18030").new == 1


def test_english_headings_and_an_outgoing_call(cast: Cast, tmp_path: Path):
    taken = take(
        cast, tmp_path, "c-9,out,13800000001,2026-11-16T09:00:00,2026-11-16T09:00:09,2026-11-16T09:01:00",
        heading="call_id,direction,number,began,answered,ended",
    )  # fmt: skip

    assert (taken.new, Call.objects.get().direction) == (1, "out")


def test_where_a_menu_speaks_only_who_asked_for_a_person_was_missed(cast: Cast, tmp_path: Path):
    take(
        cast, tmp_path,
        "c-1,13800000001,2026-11-16 09:00:00,,2026-11-16 09:00:30",
        "c-2,13800000002,2026-11-16 09:00:00,2026-11-16 09:00:10,2026-11-16 09:00:30",
        heading="call_id,number,began,queued,ended",
    )  # fmt: skip
    with clock.at(clock.now().replace(hour=3)):
        drain(strict=True)

    assert [one.phone for one in CallRequest.objects.all()] == ["13800000002"]


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("", "call_id", ""),
        (",呼入,13800000001,2026-11-16 09:00:00,,,2026-11-16 09:03:00,,", "call_id", ""),
        ("c-3,呼入,13800000001,,,,2026-11-16 09:03:00,,", "began", ""),
        ("c-3,斜着,13800000001,2026-11-16 09:00:00,,,2026-11-16 09:03:00,,", "direction", "斜着"),
        ("c-3,呼入,13800000001,上午,,,2026-11-16 09:03:00,,", "began", "上午"),
        ("c-3,呼入,1,2026-11-16 09:00:00,2026-11-16 08:00:00,,2026-11-16 09:03:00,,", "answered", "2026-11-16 08:00:00"),
        ("c-3,呼入,1,2026-11-16 09:00:00,2026-11-16 09:00:05,,2026-11-16 09:03:00,8012,", "answered_by", "8012"),
        ("c-3,呼入,1,2026-11-16 09:00:00,,,2026-11-16 09:03:00,T-operator,", "answered", ""),
        ("c-3,呼入,1,2026-11-16 09:00:00,,,2026-11-16 09:03:00,,http://pbx/1.wav", "recording", "http://pbx/1.wav"),
        ("c-3,呼入,1,2126-11-16 09:00:00,,,2126-11-16 09:03:00,,", "began", "2126-11-16 09:00:00"),
        (f"{'c' * 65},呼入,1,2026-11-16 09:00:00,,,2026-11-16 09:03:00,,", "call_id", "c" * 60),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_and_the_others_are_taken(
    cast: Cast, tmp_path: Path, line: str, column: str, value: str
):
    taken = take(cast, tmp_path, line, GOOD)

    if not line:  # an empty line is none
        assert (taken.new, taken.findings) == (1, ())
        return
    assert [(one.row, one.column, one.value) for one in taken.findings] == [(2, column, value)]
    assert list(Call.objects.values_list("exchange_id", flat=True)) == ["c-1"]


def test_a_moment_that_was_told_otherwise_is_a_finding(cast: Cast, tmp_path: Path):
    take(cast, tmp_path, GOOD)

    taken = take(cast, tmp_path, GOOD.replace("09:03:00", "09:04:00"))

    assert [(one.column, one.row) for one in taken.findings] == [("ended", 2)]
    with translation.override("en"):
        words = str(taken.findings[0])
    assert words.startswith("row 2, ended “2026-11-16 09:04:00”: ")


def test_a_file_that_is_no_list_of_calls_says_what_is_missing(cast: Cast, tmp_path: Path):
    taken = take(cast, tmp_path, "1,2", heading="a,b")

    assert [one.row for one in taken.findings] == [1]
    assert "call_id (通话编号)" in taken.findings[0].reason


def test_a_file_in_no_known_encoding_is_said_so(cast: Cast, tmp_path: Path):
    (tmp_path / "x.csv").write_bytes(b"\xff\xff\xff\xff")

    with translation.override("en"):
        taken = exchange_file.take(tmp_path / "x.csv", unit=cast.branch, by=Actor.system("tests"))

    assert "neither UTF-8 nor GB18030" in taken.findings[0].reason
