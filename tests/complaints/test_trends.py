"""Figures of complaints: how soon, how often upheld, month by month, and the same thing before and after its change."""

from __future__ import annotations

from datetime import date

from tests.cast import Cast
from tests.complaints.conftest import answer, complain, later, reworded

from anpei.accounts.models import Staff
from anpei.complaints import actions as complaints
from anpei.complaints import trends
from anpei.complaints.models import Complaint
from anpei.core import clock

PERIOD = {"from_on": date(2026, 9, 1), "to_on": date(2026, 12, 31)}
SUPPLEMENT = "message:claim.supplement"


def figures(cast: Cast) -> trends.Figures:
    return trends.figures(cast.staff["manager"], **PERIOD)


def name(complaint: Complaint, by: Staff, owner: Staff, kind: str, reference: str) -> None:
    complaints.name_cause(
        complaint, kind=kind, reference=reference, text="没写清", action="写清", owner=owner, by=by.actor
    )


def test_every_month_stands_there_with_its_answers(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    with later(1.5):
        answer(cast, complaint, officer)
    with later(30):
        found = figures(cast)
    assert [(row.code, row.count, row.answered) for row in found.by_month] == [
        ("2026-09", 0, 0),
        ("2026-10", 0, 0),
        ("2026-11", 1, 1),
        ("2026-12", 0, 0),
    ]
    assert (found.total.days_to_answer, found.total.upheld_bp) == (15, 10_000)
    assert (found.by_kind[0].days_to_answer, found.by_month[0].days_to_answer) == (15, None)


def test_what_was_not_upheld_and_what_was_joined_does_not_count_as_upheld(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    second_one = complain(cast, complaint.claim, key="c-2")
    complaints.merge(second_one, into=complaint, by=officer.actor)
    other = complain(cast, complaint.claim, key="c-3", kind="amount")
    for finding in other.findings.all():
        complaints.judge(finding, verdict="true", by=officer.actor)
    made = complaints.propose_answer(
        other, outcome="unjustified", facts="没有差错", basis="合同", remedies=[], by=officer.actor
    )
    complaints.sign_answer(made, by=cast.staff["manager"].actor)
    answer(cast, complaint, officer)
    total = figures(cast).total
    assert (total.count, total.answered, total.upheld, total.upheld_bp) == (2, 2, 1, 5_000)


def test_a_thing_is_counted_before_and_from_its_change_on(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    name(complaint, officer, cast.other_handler, "letter", SUPPLEMENT)
    name(complaint, officer, cast.other_handler, "rule", "complaint.simple")
    name(complaint, officer, cast.other_handler, "person", "role:handler")
    again = complain(cast, complaint.claim, key="c-2", kind="amount")
    name(again, officer, cast.other_handler, "letter", SUPPLEMENT)
    with later(2):
        changed_at = reworded(cast).published_at
    with later(3):
        after = complain(cast, complaint.claim, key="c-3", kind="papers")
        name(after, officer, cast.other_handler, "letter", SUPPLEMENT)
        letter, rule = figures(cast).pointed
    assert (letter.reference, letter.count, letter.before, letter.after, letter.open) == (
        SUPPLEMENT,
        3,
        2,
        1,
        3,
    )
    assert letter.changed_at == changed_at
    assert (rule.reference, rule.count, rule.before, rule.changed_at) == ("complaint.simple", 1, 1, None)


def test_a_change_that_was_reported_and_seen_counts_as_one(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    name(complaint, officer, cast.other_handler, "rule", "complaint.simple")
    cause = complaint.causes.get()
    with later(1):
        complaints.report_fix(cause, what="改成十日", by=cast.other_handler.actor)
        assert figures(cast).pointed[0].changed_at is None
        complaints.verify_fix(cause, by=second.actor)
        (row,) = figures(cast).pointed
        assert (row.changed_at, row.before, row.open) == (clock.now(), 1, 0)
