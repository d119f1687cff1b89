from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import override_settings
from tests.cast import Cast
from tests.complaints.conftest import complain, later

from anpei.accounts.models import Staff
from anpei.claims.models import Claim
from anpei.complaints import actions as complaints
from anpei.complaints import queries, ruleset
from anpei.complaints.models import Complaint, Extension
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines import queries as clocks
from anpei.deadlines.catalogue import clock_set
from anpei.messages.models import Message

SHIPPED = Path(ruleset.__file__).parent.parent / "library" / "complaints" / "cn-default.yaml"


def due(complaint: Complaint, rule: str) -> date | None:
    row = clocks.find(rule=rule, subject="complaint", subject_id=complaint.pk)
    return row.due_on if row else None


def test_thirty_days_with_a_reason_the_complainant_is_told(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    with pytest.raises(Invalid):
        complaints.ask_extension(complaint, reason=" ", by=officer.actor)
    extension = complaints.ask_extension(complaint, reason="要向医院调取病历", by=officer.actor)
    complaint.refresh_from_db()
    assert (extension.state, extension.approval_needed, complaint.step) == ("granted", False, "complex")
    assert due(complaint, "complaint.simple") is None
    assert due(complaint, "complaint.life_reply") is None  # being told the date is a report of progress
    assert due(complaint, "complaint.complex") == date(2026, 12, 16)
    told = Message.objects.get(template="complaint.extended", channel="in_app").body
    assert "要向医院调取病历" in told
    assert "11月26日" in told
    assert "12月10日" in told


def test_sixty_days_need_a_second_person_above_everything_else(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    complaints.ask_extension(complaint, reason="要向医院调取病历", by=officer.actor)
    extension = complaints.ask_extension(complaint, reason="鉴定还没有出来", by=officer.actor)
    assert extension.state == "asked"
    assert due(complaint, "complaint.max") is None
    with pytest.raises(Refused, match=r"complaint\.extension_open"):
        complaints.ask_extension(complaint, reason="鉴定还没有出来", by=officer.actor)
    for person in (officer, second, cast.supervisor):
        with pytest.raises(Forbidden):
            complaints.grant_extension(extension, by=person.actor)
    assert Message.objects.filter(template="complaint.extended", channel="in_app").count() == 1
    complaints.grant_extension(extension, comment="同意", by=cast.staff["manager"].actor)
    assert due(complaint, "complaint.max") == date(2027, 1, 15)
    assert Message.objects.filter(template="complaint.extended", channel="in_app").count() == 2
    with pytest.raises(Refused, match=r"complaint\.longest"):
        complaints.ask_extension(complaint, reason="还要", by=officer.actor)
    with pytest.raises(Refused):
        complaints.grant_extension(extension, by=cast.staff["manager"].actor)


def test_an_extension_not_granted_leaves_the_date(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    complaints.ask_extension(complaint, reason="要调病历", by=officer.actor)
    extension = complaints.ask_extension(complaint, reason="人手不够", by=officer.actor)
    with pytest.raises(Invalid):
        complaints.refuse_extension(extension, comment="", by=cast.staff["compliance"].actor)
    complaints.refuse_extension(extension, comment="人手不够不是理由", by=cast.staff["compliance"].actor)
    assert due(complaint, "complaint.complex") == date(2026, 12, 16)
    assert Extension.objects.get(pk=extension.pk).state == "refused"


def test_nothing_is_made_longer_after_its_end(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    with later(16), pytest.raises(Refused, match=r"complaint\.over"):
        complaints.ask_extension(complaint, reason="忘了", by=officer.actor)
    complaints.ask_extension(complaint, reason="要调病历", by=officer.actor)
    extension = complaints.ask_extension(complaint, reason="鉴定未出", by=officer.actor)
    with later(31), pytest.raises(Refused, match=r"complaint\.over"):
        complaints.grant_extension(extension, by=cast.staff["manager"].actor)
    assert due(complaint, "complaint.complex") == date(2026, 12, 16)


def test_a_report_of_progress_meets_the_sooner_reply_alone(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    complaints.tell_progress(complaint, text="病历调到了，正在核对。", by=officer.actor)
    assert due(complaint, "complaint.life_reply") is None
    assert due(complaint, "complaint.simple") == date(2026, 12, 1)
    assert "12月1日" not in Message.objects.get(template="complaint.progress", channel="in_app").body
    complaints.note_contact(complaint, medium="call", text="说明了进展", by=officer.actor)
    assert due(complaint, "complaint.first_call") is None


@pytest.mark.parametrize(
    ("received", "simple", "reply", "call"),
    [
        # before the National Day week of 2026 (1 to 7 October; 10 October is worked)
        (datetime(2026, 9, 30, 2, tzinfo=UTC), date(2026, 10, 15), date(2026, 10, 20), date(2026, 10, 8)),
        # fifteen days end on a rest day: the next working day
        (datetime(2026, 9, 18, 2, tzinfo=UTC), date(2026, 10, 8), date(2026, 10, 9), date(2026, 9, 20)),
        # on a Saturday
        (datetime(2026, 11, 14, 2, tzinfo=UTC), date(2026, 11, 30), date(2026, 11, 27), date(2026, 11, 16)),
    ],
)
def test_days_are_counted_around_holidays(
    cast: Cast, officer: Staff, received: datetime, simple: date, reply: date, call: date
) -> None:
    with clock.at(received):
        complaint = complain(cast, None, policy=cast.policy)
    found = [due(complaint, f"complaint.{rule}") for rule in ("simple", "life_reply", "first_call")]
    assert found == [simple, reply, call]


def test_every_clock_the_shipped_set_names_exists() -> None:
    rules = ruleset.load(SHIPPED.read_text(), origin="cn-default.yaml")
    for rule in rules.clocks:
        assert clock_set().get(rule, date(2026, 11, 16))


def test_a_faulty_set_is_refused_with_its_place() -> None:
    text = SHIPPED.read_text().replace("repeat_within_days: 365", "repeat_within_days: soon\nnonsense: 1")
    with pytest.raises(ruleset.RuleSetError, match=r"small\.yaml: .*repeat_within_days.*nonsense"):
        ruleset.load(text, origin="small.yaml")
    with pytest.raises(ruleset.RuleSetError, match=r"small\.yaml"):
        ruleset.load("a: [", origin="small.yaml")


def test_another_set_in_force_from_a_day_changes_the_periods_of_what_arrives_then(
    cast: Cast, officer: Staff, decided: Claim, tmp_path: Path
) -> None:
    """A draft of a new regulation: thirty days from the start, no sooner reply, and no second extension."""
    shipped = SHIPPED.read_text()
    newer = (
        shipped.replace("set: cn-2020", "set: cn-draft")
        .replace("valid_from: 2020-03-01", "valid_from: 2026-11-20")
        .replace("clock: complaint.simple", "clock: complaint.complex", 1)
        .replace("lines: [life, accident, health, group_health]", "lines: [life]")
    )
    second_step = newer.index("  - code: complex")
    third_step = newer.index("  - code: extended")
    newer = newer[:second_step] + newer[third_step:]
    (tmp_path / "a.yaml").write_text(shipped)
    (tmp_path / "b.yaml").write_text(newer)
    with override_settings(COMPLAINT_RULES=tmp_path):
        before = complain(cast, decided)
        with later(5):
            after = complain(cast, decided, key="c-2")
            assert (before.rule_set, after.rule_set) == ("cn-2020", "cn-draft")
            assert due(before, "complaint.simple") == date(2026, 12, 1)
            assert (due(after, "complaint.complex"), due(after, "complaint.life_reply")) == (
                date(2026, 12, 21),
                None,
            )
            extension = complaints.ask_extension(after, reason="鉴定未出", by=officer.actor)
            assert (extension.step, extension.approval_needed) == ("extended", True)
        assert queries.answer_clock(before) is not None
    assert ruleset.in_force(date(2026, 11, 21)).set == "cn-2020"
    with pytest.raises(ruleset.RuleSetError):
        ruleset.in_force(date(2019, 1, 1))
