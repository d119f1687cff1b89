"""Messages of a warning service: read strictly, each once; an update replaces, a cancellation withdraws."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings
from tests.alerts.conftest import HERE, Town, form
from tests.cast import SYSTEM, Cast

from anpei.alerts import actions, cap, catalogue
from anpei.alerts.models import Alert, CapMessage
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.core.rule_files import CatalogueError
from anpei.jobs.worker import drain
from anpei.messages.models import Channel, Message

INFO = """<info><language>zh-CN</language><category>Met</category><event>台风</event><urgency>Expected</urgency>
<severity>{severity}</severity><certainty>Likely</certainty>{code}<effective>2026-11-16T08:00:00+08:00</effective>
<expires>{expires}</expires><senderName>云洲市气象台（示例）</senderName><headline>{headline}</headline>
<description>示例：预计明天傍晚有大风暴雨。</description><instruction>请停止户外作业。</instruction>
<area><areaDesc>云洲市</areaDesc><geocode><valueName>GB/T 2260</valueName><value>{area}</value></geocode></area></info>"""


def message(
    identifier: str = "EX-1", kind: str = "Alert", *, references: str = "", infos: int = 1, **changes: str
) -> bytes:
    given = {
        "severity": "Severe", "code": "", "expires": "2026-11-18T20:00:00+08:00", "headline": "台风风险（示例）",
        "area": "990200", "status": "Actual", "scope": "Public", "sent": "2026-11-16T08:00:00+08:00",
        "version": "1.2", "sender": "example@weather.invalid", "tail": "", **changes,
    }  # fmt: skip
    info = INFO.format(**{name: given[name] for name in ("severity", "code", "expires", "headline", "area")})
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:{given["version"]}"><identifier>{identifier}</identifier>
<sender>{given["sender"]}</sender><sent>{given["sent"]}</sent><status>{given["status"]}</status><msgType>{kind}</msgType>
<scope>{given["scope"]}</scope>{f"<references>{references}</references>" if references else ""}
{info * infos if kind != "Cancel" else ""}{given["tail"]}</alert>""".encode()


def reference(identifier: str) -> str:
    return f"example@weather.invalid,{identifier},2026-11-16T08:00:00+08:00"


def take(cast: Cast, content: bytes) -> actions.Taken:
    return actions.take_in(content, unit=cast.branch, by=cast.staff["care"].actor)


def test_a_warning_becomes_a_draft_in_its_own_words_with_the_advice_around_them(cast: Cast):
    taken = take(cast, message())

    alert = taken.alert
    assert taken.new
    assert (alert.peril, alert.level, alert.areas, alert.source, alert.state) == (
        "typhoon", "orange", ["9902"], "cap", "draft",
    )  # fmt: skip
    assert alert.issuer == "云洲市气象台（示例）"
    assert alert.words["zh"]["title"] == "台风风险（示例）"
    assert alert.words["zh"]["coming"] == "示例：预计明天傍晚有大风暴雨。\n请停止户外作业。"
    assert alert.words["zh"]["before"][1] == "检查门窗，关紧锁好"
    assert alert.words["en"]["title"] == "Typhoon: notice, level Orange"
    assert alert.ends_at.isoformat() == "2026-11-18T12:00:00+00:00"
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"severity": "Extreme"}, "red"),
        ({"severity": "Moderate"}, "yellow"),
        ({"severity": "Minor"}, "blue"),
        ({"severity": "Minor", "headline": "发布台风红色预警（示例）"}, "red"),
        ({"severity": "Severe", "headline": "蓝色预警升级为黄色（示例）"}, "orange"),
    ],
)
def test_the_colour_in_the_headline_goes_before_the_severity(cast: Cast, changes: dict[str, str], level: str):
    assert take(cast, message(**changes)).alert.level == level


def test_the_code_of_the_event_goes_before_its_words(cast: Cast):
    code = "<eventCode><valueName>示例</valueName><value>HAIL</value></eventCode>"

    assert take(cast, message(code=code)).alert.peril == "hail"


@pytest.mark.parametrize(
    ("area", "kept"),
    [("990201", "990201"), ("990200", "9902"), ("990000", "99"), ("990201000000", "990201"), ("990201001000", "990201")],
)  # fmt: skip
def test_the_zeros_of_an_area_code_stand_for_everything_below(cast: Cast, area: str, kept: str):
    assert take(cast, message(area=area)).alert.areas == [kept]


def test_the_same_message_twice_is_one(cast: Cast):
    first, again = take(cast, message()), take(cast, message())

    assert (first.new, again.new, again.alert) == (True, False, first.alert)
    assert (Alert.objects.count(), CapMessage.objects.count()) == (1, 1)


def test_an_identifier_does_not_come_with_other_content(cast: Cast):
    take(cast, message())

    with pytest.raises(Refused) as refused:
        take(cast, message(severity="Extreme"))
    assert refused.value.code == "cap.identifier"
    assert Alert.objects.get().level == "orange"


def test_the_same_identifier_of_another_sender_is_another_message(cast: Cast):
    take(cast, message())
    take(cast, message(sender="other@weather.invalid"))

    assert Alert.objects.count() == 2


def test_an_update_replaces_and_nobody_is_told_that_it_is_over(town: Town):
    cast = town.cast
    town.settle("何春", HERE)
    old = _out(cast, take(cast, message()).alert)

    new = take(cast, message("EX-2", "Update", references=reference("EX-1"), severity="Extreme")).alert
    drain(strict=True)

    old.refresh_from_db()
    assert (old.state, old.replaced_by, new.state, new.level) == ("withdrawn", new, "draft", "red")
    assert [one.template for one in Message.objects.filter(channel=Channel.SMS)] == ["alert.sent"]


def test_a_cancellation_withdraws_and_who_was_told_hears_it(town: Town):
    cast = town.cast
    town.settle("何春", HERE)
    old = _out(cast, take(cast, message()).alert)

    taken = take(cast, message("EX-3", "Cancel", references=reference("EX-1")))
    drain(strict=True)

    assert (taken.alert, taken.alert.state, taken.alert.replaced_by) == (old, "withdrawn", None)
    assert "example@weather.invalid" in taken.alert.withdrawn_because
    assert [one.template for one in Message.objects.filter(channel=Channel.SMS).order_by("id")] == [
        "alert.sent", "alert.over",
    ]  # fmt: skip
    assert not take(cast, message("EX-3", "Cancel", references=reference("EX-1"))).new


def test_an_update_of_what_never_came_is_a_draft_and_a_cancellation_of_it_is_refused(cast: Cast):
    assert take(cast, message("EX-2", "Update", references=reference("EX-0"))).alert.state == "draft"
    with pytest.raises(Refused) as refused:
        take(cast, message("EX-3", "Cancel", references=reference("EX-0")))

    assert refused.value.code == "cap.unknown_reference"
    assert CapMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (b"", {"alert"}),
        (b"not xml", {"alert"}),
        (b"\xff\xfe\x00", {"alert"}),
        (b"<rss/>", {"alert"}),
        (message(version="1.1"), {"alert"}),
        (b'<!DOCTYPE a [<!ENTITY x "y">]>' + message().split(b"?>")[1], {"alert"}),
        (b" " * 1_000_001, {"alert"}),
        (message("two words"), {"identifier"}),
        (message(""), {"identifier"}),
        (message(sender="a,b"), {"sender"}),
        (message(status="Test"), {"status"}),
        (message(status="Exercise"), {"status"}),
        (message(kind="Ack"), {"msgType"}),
        (message(scope="Restricted"), {"scope"}),
        (message(sent="2026-11-16 08:00"), {"sent"}),
        (message(kind="Update"), {"references"}),
        (message(kind="Cancel"), {"references"}),
        (message(kind="Cancel", references="only-one-part"), {"references"}),
        (message(infos=0), {"info"}),
        (message(severity="Unknown"), {"severity"}),
        (message(area="12"), {"geocode"}),
        (message(expires=""), {"expires"}),
        (message(expires="tomorrow"), {"expires"}),
        (message(expires="2026-11-16T09:00:00+08:00"), {"expires"}),
        (message(status="Test", severity="Unknown", area=""), {"status", "severity", "geocode"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_element(cast: Cast, content: bytes, fields: set[str]):
    with pytest.raises(Invalid) as refused:
        take(cast, content)

    assert set(refused.value.fields) == fields
    assert not Alert.objects.exists()


DUST = message(
    code="<eventCode><valueName>示例</valueName><value>99Z99</value></eventCode>", headline="沙尘（示例）"
).replace("<event>台风".encode(), "<event>沙尘".encode())


def test_a_danger_we_do_not_know_is_kept_and_left_to_a_person(cast: Cast):
    taken = take(cast, DUST)

    alert = taken.alert
    assert (alert.peril, alert.lines, alert.level, alert.areas, alert.state) == (
        "", [], "orange", ["9902"], "draft",
    )  # fmt: skip
    assert (taken.message.event, taken.message.event_codes) == ("沙尘", ["示例=99Z99"])
    assert (alert.words["zh"]["title"], alert.words["en"]["title"]) == ("沙尘（示例）", "沙尘（示例）")
    assert alert.words["zh"]["before"] == []


def test_it_goes_on_only_once_somebody_said_which_danger_it_is(cast: Cast):
    alert = take(cast, DUST).alert
    by = cast.staff["care"].actor

    for act in (actions.ask_to_count, actions.count):
        with pytest.raises(Refused) as refused:
            act(alert, by=by)
        assert refused.value.code == "alerts.peril"
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(state="previewed")

    changed = actions.change(alert, form(areas=["9902"]), by=by)
    assert actions.ask_to_count(changed, by=by).counting


@pytest.mark.parametrize(
    ("scheme", "code", "peril"),
    [("QWEATHER", "1003", "rainstorm"), ("QWEATHER", "1001", "typhoon"), ("其他", "1003", "typhoon")],
)
def test_a_code_counts_within_its_scheme(cast: Cast, scheme: str, code: str, peril: str):
    """The message's words say typhoon; a code of another scheme says nothing."""
    given = f"<eventCode><valueName>{scheme}</valueName><value>{code}</value></eventCode>"

    assert take(cast, message(code=given)).alert.peril == peril


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("scheme,code\nA,1", "missing columns: peril"),
        ("scheme,code,peril\nA,1,aliens", "line 2: there is no peril aliens"),
        ("scheme,code,peril\nA,1,hail\nA,1,heat", "line 3: the code is missing or named twice"),
        ("scheme,code,peril\nA,,hail", "line 2: the code is missing or named twice"),
    ],
)
def test_a_faulty_table_of_codes_is_refused_with_its_line(
    settings: Settings, tmp_path: Path, rows: str, said: str
):
    settings.CAP_EVENT_CODES = tmp_path / "codes.csv"
    settings.CAP_EVENT_CODES.write_text(rows, encoding="utf-8")

    with pytest.raises(CatalogueError, match=f"codes.csv.*{said}"):
        catalogue.event_codes()


def test_a_house_brings_its_own_codes(cast: Cast, settings: Settings, tmp_path: Path):
    settings.CAP_EVENT_CODES = tmp_path / "ours.csv"
    settings.CAP_EVENT_CODES.write_text(
        "scheme,code,name,peril,source\n,99Z99,沙尘,wildfire,ours\n", encoding="utf-8"
    )

    assert take(cast, DUST).alert.peril == "wildfire"


def test_one_message_tells_of_one_danger(cast: Cast):
    other = INFO.format(
        severity="Minor", code="", expires="2026-11-18T20:00:00+08:00", headline="x", area="990200"
    )

    with pytest.raises(Invalid) as refused:
        take(cast, message(tail=other))
    assert set(refused.value.fields) == {"info"}


def test_long_words_of_a_warning_are_cut_to_what_a_page_can_show(cast: Cast):
    alert = take(cast, message(headline="长" * 200)).alert

    assert alert.words["zh"]["title"] == "长" * 59 + "…"


def test_only_care_takes_messages_in(cast: Cast):
    with pytest.raises(Forbidden):
        actions.take_in(message(), unit=cast.branch, by=cast.handler.actor)
    assert actions.take_in(message(), unit=cast.head_office, by=SYSTEM).new


def test_a_message_is_read_without_a_database():
    with clock.at(clock.datetime.fromisoformat("2026-11-16T10:00:00+08:00")):
        notice = cap.read(message())

    assert (notice.kind, notice.identifier, notice.ends_at - notice.starts_at) == (
        "Alert", "EX-1", timedelta(days=2, hours=12),
    )  # fmt: skip


def _out(cast: Cast, alert: Alert) -> Alert:
    actions.ask_to_count(alert, by=cast.staff["care"].actor)
    drain(strict=True)
    alert = actions.approve(Alert.objects.get(pk=alert.pk), by=cast.supervisor.actor)
    actions.send(alert, by=cast.staff["care"].actor)
    drain(strict=True)
    return alert
