"""The checklist, the one supplement notice, and time counted from what arrived."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import SYSTEM, Cast

from anpei.claims import actions
from anpei.claims.models import CallRequest, ChecklistItem, Claim, ItemState, SupplementNotice
from anpei.core import clock
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import queries as running
from anpei.deadlines.models import Clock
from anpei.deadlines.watch import watch
from anpei.jobs import worker
from anpei.messages.models import Message

SIMPLE = "life.determination.simple"


def at(day: int, hour: int = 10, month: int = 11) -> datetime:
    """An hour in Shanghai in 2026."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - timedelta(hours=8)


def clock_of(claim: Claim, rule: str) -> Clock | None:
    return running.find(rule=rule, subject="claim", subject_id=claim.pk)


def first_paper(claim: Claim, cast: Cast, when: datetime) -> ChecklistItem:
    item = claim.checklist.filter(state=ItemState.WANTED).first()
    assert item is not None
    with clock.at(when):
        actions.note_material(claim, items=[item], by=cast.customer.actor)
    item.refresh_from_db()
    return item


def notice_sent(claim: Claim, cast: Cast, when: datetime) -> SupplementNotice:
    item = first_paper(claim, cast, when)
    with clock.at(when):
        actions.check_item(item, in_order=True, by=cast.handler.actor)
        return actions.send_supplement_notice(claim, by=cast.handler.actor)


def test_determination_starts_with_the_first_material_not_with_the_report(
    cast: Cast, reported_claim: Claim
) -> None:
    assert clock_of(reported_claim, SIMPLE) is None
    assert clock_of(reported_claim, "report.response") is not None
    first_paper(reported_claim, cast, at(17))
    row = clock_of(reported_claim, SIMPLE)
    assert row is not None and (row.started_at, row.due_on) == (at(17), date(2026, 11, 24))


def test_notice_lists_everything_that_is_missing(cast: Cast, reported_claim: Claim) -> None:
    notice = notice_sent(reported_claim, cast, at(17))
    missing = set(reported_claim.checklist.filter(state=ItemState.WANTED).values_list("kind", flat=True))
    assert {entry["kind"] for entry in notice.items} == missing
    assert notice.sequence == 1


def test_notice_is_refused_before_anything_came(cast: Cast, reported_claim: Claim) -> None:
    with pytest.raises(Refused) as refused:
        actions.send_supplement_notice(reported_claim, by=cast.handler.actor)
    assert refused.value.code == "supplement.too_early"


def test_notice_is_refused_while_a_paper_is_not_looked_at(cast: Cast, reported_claim: Claim) -> None:
    first_paper(reported_claim, cast, at(17))
    with pytest.raises(Refused) as refused:
        actions.send_supplement_notice(reported_claim, by=cast.handler.actor)
    assert refused.value.code == "supplement.unchecked"
    assert not SupplementNotice.objects.exists()


def test_notice_is_refused_while_the_policy_is_unknown(cast: Cast) -> None:
    claim = actions.report(
        form=actions.ReportForm(reporter_phone="13800000099"), channel="hotline", by=SYSTEM, key="thin"
    )
    for act in (actions.send_supplement_notice, actions.accept):
        for item in claim.checklist.filter(state=ItemState.WANTED):
            if act is actions.accept:
                actions.waive_item(item, reason="不需要", by=cast.handler.actor)
        first = claim.first_material_at or actions.note_material(claim, items=[], by=SYSTEM).first_material_at
        assert first is not None
        with pytest.raises(Refused) as refused:
            act(claim, by=cast.handler.actor)
        assert refused.value.code == "claim.no_policy"


def test_second_notice_needs_a_new_fact_and_another_supervisor(cast: Cast, reported_claim: Claim) -> None:
    notice_sent(reported_claim, cast, at(17))
    by = cast.handler.actor
    for new_fact, signer, fields in (
        ("", None, {"new_fact", "signed_by"}),
        ("新的诊断", None, {"signed_by"}),
        ("新的诊断", cast.handler, {"signed_by"}),
        ("", cast.supervisor, {"new_fact"}),
    ):
        with pytest.raises(Invalid) as refused:
            actions.send_supplement_notice(reported_claim, by=by, new_fact=new_fact, signed_by=signer)
        assert set(refused.value.fields) == fields
    second = actions.send_supplement_notice(
        reported_claim, by=by, new_fact="新的诊断", signed_by=cast.supervisor
    )
    assert (second.sequence, second.signed_by) == (2, cast.supervisor)


def test_database_refuses_an_unsigned_second_notice(cast: Cast, reported_claim: Claim) -> None:
    first = notice_sent(reported_claim, cast, at(17))
    with pytest.raises(IntegrityError), transaction.atomic():
        SupplementNotice.objects.create(
            claim=reported_claim,
            sequence=2,
            items=[],
            fingerprint="",
            sent_by=cast.handler,
            sent_at=first.sent_at,
        )


@pytest.mark.parametrize(
    ("sent", "came", "due"),
    [
        (at(18), at(20), date(2026, 11, 26)),  # Wednesday to Friday: two working days later than the 24th
        (at(20), at(21), date(2026, 11, 24)),  # Friday to Saturday: no working day was lost
        (at(20), at(23), date(2026, 11, 25)),  # over the weekend: only Monday counts
        (at(18), at(18, 18), date(2026, 11, 24)),  # the same day: nothing to deduct
    ],
)
def test_determination_pauses_from_the_notice_to_the_last_arrival(
    cast: Cast, reported_claim: Claim, sent: datetime, came: datetime, due: date
) -> None:
    item = first_paper(reported_claim, cast, at(17))
    with clock.at(sent):
        actions.check_item(item, in_order=True, by=cast.handler.actor)
        actions.send_supplement_notice(reported_claim, by=cast.handler.actor)
    row = clock_of(reported_claim, SIMPLE)
    assert row is not None and row.state == "paused"
    missing = list(reported_claim.checklist.filter(state=ItemState.WANTED))
    with clock.at(came):
        for one in missing[:-1]:
            actions.note_material(reported_claim, items=[one], by=cast.customer.actor)
        paused = clock_of(reported_claim, SIMPLE)
        assert paused is not None and paused.state == "paused"
        actions.note_material(reported_claim, items=missing[-1:], by=cast.customer.actor)
    row = clock_of(reported_claim, SIMPLE)
    assert row is not None
    pause = row.pauses.get()
    assert (row.state, pause.began_at, pause.ended_at) == ("running", sent, came)
    assert SupplementNotice.objects.get().answered_at == came
    assert row.due_on == due


def test_waiving_the_last_paper_asked_for_ends_the_pause(cast: Cast, reported_claim: Claim) -> None:
    notice = notice_sent(reported_claim, cast, at(17))
    with clock.at(at(19)):
        for item in reported_claim.checklist.filter(state=ItemState.WANTED):
            actions.waive_item(item, reason="医院已停业，开不出来", by=cast.handler.actor)
    notice.refresh_from_db()
    row = clock_of(reported_claim, SIMPLE)
    assert notice.answered_at == at(19) and row is not None and row.state == "running"


def test_paper_sorted_later_counts_from_the_day_it_came(cast: Cast, reported_claim: Claim) -> None:
    notice = notice_sent(reported_claim, cast, at(17))
    missing = list(reported_claim.checklist.filter(state=ItemState.WANTED))
    with clock.at(at(25)):
        actions.note_material(reported_claim, items=missing, by=cast.handler.actor, at=at(19))
    notice.refresh_from_db()
    assert notice.answered_at == at(19)


def test_papers_are_not_complete_any_more_when_one_needs_fixing(cast: Cast, handed_in_claim: Claim) -> None:
    assert handed_in_claim.papers_complete_at is not None
    item = handed_in_claim.checklist.filter(state=ItemState.RECEIVED).first()
    assert item is not None
    actions.check_item(item, in_order=False, problem="照片太暗", fix="在窗边再拍一张", by=cast.handler.actor)
    handed_in_claim.refresh_from_db()
    assert handed_in_claim.papers_complete_at is None
    with clock.at(at(20)):
        actions.note_material(handed_in_claim, items=[item], by=cast.customer.actor)
    handed_in_claim.refresh_from_db()
    assert handed_in_claim.papers_complete_at == at(20)


def test_advance_period_starts_with_complete_papers(cast: Cast, accepted_claim: Claim) -> None:
    row = clock_of(accepted_claim, "any.advance")
    assert row is not None and row.started_at == accepted_claim.papers_complete_at


def test_added_paper_is_told_with_its_reason(cast: Cast, reported_claim: Claim) -> None:
    item = actions.add_item(
        reported_claim, kind="traffic_certificate", why="有对方车辆", by=cast.handler.actor
    )
    assert (item.source, item.why_zh) == ("added", "有对方车辆")
    with pytest.raises(Refused) as refused:
        actions.add_item(reported_claim, kind="traffic_certificate", why="有对方车辆", by=cast.handler.actor)
    assert refused.value.code == "item.known"


def test_added_paper_of_an_unknown_kind_is_refused_next_to_each_field(
    cast: Cast, reported_claim: Claim
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.add_item(reported_claim, kind="nonsense", why="", clause="1" * 21, by=cast.handler.actor)
    assert set(refused.value.fields) == {"kind", "why", "clause"}


def test_nobody_is_reminded_of_papers_that_are_all_here(cast: Cast, handed_in_claim: Claim) -> None:
    assert clock_of(handed_in_claim, "papers.silence") is None


def test_silence_is_answered_by_a_reminder_then_a_call_and_never_closes(
    cast: Cast, reported_claim: Claim
) -> None:
    for day in (22, 27, 28):
        with clock.at(at(day, 12)):
            watch()
            worker.drain(strict=True)
    reported_claim.refresh_from_db()
    assert Message.objects.filter(template="claim.silence.papers", channel="in_app").count() == 1
    call = CallRequest.objects.get()
    assert (call.origin, reported_claim.state) == ("reminder", "reported")
    assert clock_of(reported_claim, "papers.silence") is None
    with clock.at(at(28, 15)):
        actions.call_made(call, outcome="下周寄来", by=cast.handler.actor)
    again = clock_of(reported_claim, "papers.silence")
    assert again is not None and again.started_at == at(28, 15)
