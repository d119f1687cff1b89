"""Where a case may go, who says so, and what its clocks do then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import Cast, course_to

from anpei.audit.verify import verify
from anpei.claims import actions, queries
from anpei.claims.models import Claim, ItemState
from anpei.claims.states import ALLOWED, OPEN, ClaimState
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines import queries as running
from anpei.deadlines.models import Clock
from anpei.deadlines.watch import watch
from anpei.demo import papers
from anpei.documents import actions as documents
from anpei.jobs import worker
from anpei.messages.models import Message, MessageState

SIMPLE, COMPLEX = "life.determination.simple", "any.determination.complex"


def at(day: int, hour: int = 10) -> datetime:
    """An hour in Shanghai in November 2026."""
    return datetime(2026, 11, day, hour, tzinfo=UTC) - timedelta(hours=8)


def clock_of(claim: Claim, rule: str) -> Clock | None:
    return running.find(rule=rule, subject="claim", subject_id=claim.pk)


def test_complex_needs_a_named_person_a_reason_and_the_simple_period(
    cast: Cast, handed_in_claim: Claim
) -> None:
    with pytest.raises(Invalid):
        actions.declare_complex(handed_in_claim, reason=" ", by=cast.handler.actor)
    with pytest.raises(Forbidden):
        actions.declare_complex(handed_in_claim, reason="要调查", by=cast.customer.actor)
    with clock.at(at(24)), pytest.raises(Refused) as refused:
        actions.declare_complex(handed_in_claim, reason="要调查", by=cast.handler.actor)
    assert refused.value.code == "clock.over"
    claim = actions.declare_complex(handed_in_claim, reason="要调查", by=cast.handler.actor)
    row = clock_of(claim, COMPLEX)
    assert clock_of(claim, SIMPLE) is None and row is not None
    assert (claim.complex_by, row.started_at) == (cast.handler, claim.first_material_at)


def test_delay_is_told_with_reason_and_a_later_day(cast: Cast, accepted_claim: Claim) -> None:
    row = clock_of(accepted_claim, SIMPLE)
    assert row is not None
    old = running.promised_on(row)
    for new in (old, row.due_on + timedelta(days=1)):
        with pytest.raises(Invalid) as refused:
            actions.announce_delay(accepted_claim, new_date=new, reason="核对票据", by=cast.handler.actor)
        assert set(refused.value.fields) == {"new_date"}
    actions.announce_delay(accepted_claim, new_date=row.due_on, reason="核对票据", by=cast.handler.actor)
    told = Message.objects.get(template="claim.delayed", channel="in_app")
    assert "核对票据" in told.body and told.legal


def test_delay_nobody_told_of_is_listed_and_then_told_by_the_system(
    cast: Cast, accepted_claim: Claim
) -> None:
    row = clock_of(accepted_claim, SIMPLE)
    assert row is not None
    promised = running.promised_on(row)
    assert queries.delays_to_announce(cast.handler) == []
    with clock.at(datetime(promised.year, promised.month, promised.day, tzinfo=UTC) - timedelta(hours=20)):
        watch()
        worker.drain(strict=True)
        assert queries.delays_to_announce(cast.handler) == [accepted_claim]
        assert queries.delays_to_announce(cast.other_handler) == []
        assert not Message.objects.filter(template="claim.delayed").exists()
    with clock.at(datetime(promised.year, promised.month, promised.day, 7, tzinfo=UTC)):
        worker.drain(strict=True)
        assert queries.delays_to_announce(cast.handler) == []
    row.refresh_from_db()
    assert (row.promised_on, Message.objects.filter(template="claim.delayed", channel="in_app").count()) == (
        row.due_on, 1,
    )  # fmt: skip


def test_delay_told_by_a_person_is_not_told_again(cast: Cast, accepted_claim: Claim) -> None:
    row = clock_of(accepted_claim, SIMPLE)
    assert row is not None
    promised = running.promised_on(row)
    with clock.at(datetime(promised.year, promised.month, promised.day, tzinfo=UTC) - timedelta(hours=20)):
        watch()
        worker.drain(strict=True)
        actions.announce_delay(accepted_claim, new_date=row.due_on, reason="核对票据", by=cast.handler.actor)
    with clock.at(datetime(promised.year, promised.month, promised.day, 7, tzinfo=UTC)):
        worker.drain(strict=True)
    assert Message.objects.filter(template="claim.delayed", channel="in_app").count() == 1


def test_withdrawing_cancels_the_clocks_and_reopening_starts_them_anew(
    cast: Cast, accepted_claim: Claim
) -> None:
    claim = actions.withdraw(accepted_claim, by=cast.customer.actor)
    assert (claim.state, claim.is_open) == ("closed", False)
    assert running.running("claim", claim.pk) == []
    with clock.at(at(30)):
        claim = actions.reopen(claim, reason="想继续办", by=cast.supervisor.actor)
    rules = {row.rule_id: row.started_at for row in running.running("claim", claim.pk)}
    assert (claim.state, rules) == ("accepted", {SIMPLE: at(30), "any.advance": at(30)})


def test_reopened_case_that_waited_for_papers_waits_again(cast: Cast, reported_claim: Claim) -> None:
    item = reported_claim.checklist.filter(state=ItemState.WANTED).first()
    assert item is not None
    actions.note_material(reported_claim, items=[item], by=cast.customer.actor)
    item.refresh_from_db()
    actions.check_item(item, in_order=True, by=cast.handler.actor)
    actions.send_supplement_notice(reported_claim, by=cast.handler.actor)
    claim = actions.withdraw(reported_claim, by=cast.customer.actor)
    claim = actions.reopen(claim, reason="想继续办", by=cast.supervisor.actor)
    row = clock_of(claim, SIMPLE)
    assert row is not None and (claim.state, row.state) == ("supplement", "paused")


def test_decided_case_is_not_closed_or_changed(cast: Cast, paying_claim: Claim) -> None:
    before = Claim.objects.values().get(pk=paying_claim.pk)
    for act in (
        lambda: actions.withdraw(paying_claim, by=cast.customer.actor),
        lambda: actions.close(paying_claim, reason="misdirected", note="x", by=cast.handler.actor),
        lambda: actions.complete_report(paying_claim, by=cast.handler.actor, cause="别的"),
        lambda: actions.identify(paying_claim, member=cast.group_member, by=cast.handler.actor),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "claim.decided"
    assert Claim.objects.values().get(pk=paying_claim.pk) == before


def test_case_in_approval_comes_back_before_it_is_withdrawn(cast: Cast, proposed_claim: Claim) -> None:
    with pytest.raises(Refused) as refused:
        actions.withdraw(proposed_claim, by=cast.customer.actor)
    assert refused.value.code == "claim.in_approval"


def test_only_a_duplicate_or_a_misdirected_case_is_closed(cast: Cast, reported_claim: Claim) -> None:
    with pytest.raises(Refused) as refused:
        actions.close(reported_claim, reason="withdrawn", note="x", by=cast.handler.actor)
    assert refused.value.code == "claim.close_reason"


def test_duplicate_names_a_living_case_of_the_same_person(cast: Cast) -> None:
    first, second, third = (course_to(cast, "reported", key=key) for key in "abc")
    Claim.objects.filter(pk=third.pk).update(insured=cast.stranger)
    third.refresh_from_db()
    closed = actions.close(
        course_to(cast, "reported", key="d"), reason="misdirected", note="x", by=cast.handler.actor
    )
    for survivor in (None, second, third, closed):
        with pytest.raises(Invalid) as refused:
            actions.close(
                second, reason="duplicate", note="同一件事", by=cast.handler.actor, merged_into=survivor
            )
        assert set(refused.value.fields) == {"merged_into"}
    merged = actions.close(
        second, reason="duplicate", note="同一件事", by=cast.handler.actor, merged_into=first
    )
    assert (merged.state, merged.merged_into) == ("closed", first)


def test_papers_of_a_duplicate_go_along_from_the_day_they_came(cast: Cast) -> None:
    first, second = course_to(cast, "reported", key="a"), course_to(cast, "reported", key="b")
    item = second.checklist.filter(state=ItemState.WANTED).first()
    assert item is not None
    with clock.at(at(17)):
        documents.hand_in(
            second, content=papers.picture(item.kind), filename="a.jpg", item=item, by=cast.customer.actor
        )
    with clock.at(at(20)):
        actions.close(second, reason="duplicate", note="同一件事", by=cast.handler.actor, merged_into=first)
        worker.drain(strict=True)
        worker.drain(strict=True)
    first.refresh_from_db()
    assert first.first_material_at == at(17)
    assert [paper.item.kind for paper in first.papers.select_related("item")] == [item.kind]
    assert second.papers.count() == 1


def test_case_goes_only_to_people_who_can_see_it(cast: Cast, reported_claim: Claim) -> None:
    with pytest.raises(Refused) as refused:
        actions.assign(reported_claim, handler=cast.other_handler, by=cast.supervisor.actor)
    assert refused.value.code == "claim.other_unit"
    cast.second_approver.is_active = False
    with pytest.raises(Refused) as refused:
        actions.assign(reported_claim, handler=cast.second_approver, by=cast.supervisor.actor)
    assert refused.value.code == "claim.handler_gone"


def test_legal_notice_that_cannot_arrive_becomes_a_call(cast: Cast, accepted_claim: Claim) -> None:
    row = clock_of(accepted_claim, SIMPLE)
    assert row is not None
    actions.announce_delay(accepted_claim, new_date=row.due_on, reason="核对票据", by=cast.handler.actor)
    out = Message.objects.get(template="claim.delayed", channel="sms")
    out.address = ""
    out.save()
    worker.drain(strict=True)
    out.refresh_from_db()
    assert (out.state, out.delivered_at) == (MessageState.FAILED, None)
    assert [(call.topic, call.origin) for call in accepted_claim.call_requests.all()] == [
        ("notice", "promise")
    ]


def test_second_wish_to_be_called_adds_its_topic(cast: Cast, reported_claim: Claim) -> None:
    for topic in ("材料", "进度"):
        call = actions.ask_to_call(
            by=cast.customer.actor, phone=cast.customer.phone, topic=topic, claim=reported_claim
        )
    assert call.topic == "材料 / 进度"
    assert reported_claim.call_requests.count() == 1


STEPS = ("hand_in", "confirm", "fix", "waive", "notice", "accept", "withdraw", "reopen", "complex", "add")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), max_size=14), serial=st.uuids())
def test_random_walks_keep_to_the_table(cast: Cast, steps: list[str], serial: object) -> None:
    claim = course_to(cast, "reported", key=str(serial))
    for step in steps:
        before = Claim.objects.get(pk=claim.pk)
        try:
            _take(step, before, cast)
        except Refused:
            assert Claim.objects.get(pk=claim.pk).state == before.state
            continue
        after = Claim.objects.get(pk=claim.pk)
        assert after.state == before.state or ClaimState(after.state) in ALLOWED[ClaimState(before.state)]
        assert after.is_open == (after.state in OPEN)
        assert after.version > before.version or step == "hand_in"
    assert not verify().findings


def _take(step: str, claim: Claim, cast: Cast) -> None:
    by = cast.handler.actor
    wanted = claim.checklist.filter(state__in=[ItemState.WANTED, ItemState.NEEDS_FIX]).first()
    here = claim.checklist.filter(state=ItemState.RECEIVED).first()
    if step == "hand_in":
        actions.note_material(claim, items=[wanted] if wanted else [], by=cast.customer.actor)
    elif step in ("confirm", "fix"):
        if here is None:
            raise Refused("test.nothing_here", "-")
        actions.check_item(here, in_order=step == "confirm", problem="太暗", fix="再拍", by=by)
    elif step == "waive":
        if wanted is None:
            raise Refused("test.nothing_wanted", "-")
        actions.waive_item(wanted, reason="不需要", by=by)
    elif step == "notice":
        actions.send_supplement_notice(claim, by=by, new_fact="新情况", signed_by=cast.supervisor)
    elif step == "accept":
        actions.accept(claim, by=by)
    elif step == "withdraw":
        actions.withdraw(claim, by=cast.customer.actor)
    elif step == "reopen":
        actions.reopen(claim, reason="继续", by=cast.supervisor.actor)
    elif step == "complex":
        actions.declare_complex(claim, reason="要调查", by=by)
    else:
        actions.add_item(claim, kind="bank_card", why="需要", by=by)


def test_date_of_a_delay_reads_as_the_language_writes_it() -> None:
    from django.utils import translation

    from anpei.claims.wording import day

    with translation.override("zh-hans"):
        assert day(date(2026, 11, 23)) == "11月23日（星期一）"
    with translation.override("en"):
        assert day(date(2026, 11, 23)) == "23 November (Monday)"
