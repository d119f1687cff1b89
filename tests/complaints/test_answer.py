from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from tests.cast import Cast
from tests.complaints.conftest import answer, approved, complain, judge_all, later, propose

from anpei.accounts.models import Staff
from anpei.audit.models import Event
from anpei.claims import actions as claims
from anpei.claims.models import Claim, ItemState
from anpei.complaints import actions as complaints
from anpei.complaints import letters, queries, replay, tasks, wording
from anpei.complaints.models import Cause, Channel, Complaint, Finding
from anpei.complaints.states import ComplaintState
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines import queries as clocks
from anpei.documents import vault
from anpei.jobs.worker import drain
from anpei.messages.models import Message
from anpei.settlement import actions as settlement


def test_the_replay_proposes_what_the_record_shows_and_a_person_judges(
    cast: Cast, officer: Staff, decided: Claim
) -> None:
    with clock.at(clock.now() - timedelta(days=2)):
        claims.ask_to_call(by=cast.customer.actor, phone=cast.customer.phone, claim=decided)
    complaint = complain(cast, decided)
    found = complaint.findings.get()
    assert (found.code, found.verdict, found.judged_by) == ("call_missed", "open", None)
    assert complaints.propose_findings(complaint) == 0
    with pytest.raises(Refused, match=r"complaint\.findings_open"):
        complaints.propose_answer(
            complaint, outcome="unjustified", facts="没有", basis="–", remedies=[], by=officer.actor
        )
    with pytest.raises(Invalid):
        complaints.judge(found, verdict="maybe", by=officer.actor)
    complaints.judge(found, verdict="true", comment="通话记录为证", by=officer.actor)
    found.refresh_from_db()
    assert (found.verdict, found.judged_by) == ("true", officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=found.pk).update(judged_by=None)


@pytest.mark.parametrize(
    ("ended", "days", "minutes", "words"),
    [
        (datetime(2026, 11, 16, 9, 30, tzinfo=clock.LOCAL), 0, 30, "30 minutes late"),
        (datetime(2026, 11, 16, 9, 0, 1, tzinfo=clock.LOCAL), 0, 1, "1 minute late"),
        (datetime(2026, 11, 16, 13, 5, tzinfo=clock.LOCAL), 0, 245, "4 hours late"),
        (datetime(2026, 11, 23, 8, 0, tzinfo=clock.LOCAL), 7, 10_020, "7 days late"),
    ],
)
def test_lateness_is_said_in_days_and_on_the_same_day_in_hours_or_minutes(
    ended: datetime, days: int, minutes: int, words: str
) -> None:
    due = datetime(2026, 11, 16, 9, 0, tzinfo=clock.LOCAL)
    assert replay.lateness(due, ended) == (days, minutes)
    with translation.override("en"):
        assert wording.late(days, minutes) == words


def test_what_was_still_open_when_it_was_found_says_on_which_day() -> None:
    facts = {
        "rule": "any.payment",
        "days": 2,
        "minutes": 2900,
        "due": "2026-11-16",
        "done": "–",
        "found": "2026-11-18",
    }
    with translation.override("zh-hans"):
        assert wording.finding("clock_missed", facts, "") == (
            "付款 10 日：到 2026-11-18 已超期 2 天（2026-11-16 到期，当时还没有完成）"
        )
        done = wording.finding("clock_missed", facts | {"done": "2026-11-18"}, "")
    assert done == "付款 10 日：超期 2 天（2026-11-16 到期，2026-11-18 完成）"


def test_papers_on_file_are_not_asked_for_again(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    held = complaint.claim.checklist.filter(state=ItemState.CONFIRMED).first()
    with pytest.raises(Invalid) as refused:
        complaints.ask_complainant(complaint, papers=[held.kind, "death_certificate"], by=officer.actor)
    assert list(refused.value.fields) == ["papers"]
    assert not complaint.requests.exists()
    assert not Message.objects.filter(template="complaint.asked").exists()
    with pytest.raises(Invalid):
        complaints.ask_complainant(complaint, papers=[], by=officer.actor)
    with pytest.raises(Invalid):
        complaints.ask_complainant(complaint, papers=["my shoes"], by=officer.actor)
    complaints.ask_complainant(complaint, papers=[], question="哪天打的电话？", by=officer.actor)
    assert "哪天打的电话" in Message.objects.get(template="complaint.asked", channel="in_app").body


def test_an_answer_has_facts_a_basis_and_a_remedy_where_it_is_justified(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    judge_all(complaint, officer)
    good = {
        "outcome": "justified",
        "facts": "属实",
        "basis": "合同",
        "remedies": [complaints.RemedyForm("apology", "道歉")],
    }
    for change, field in (
        ({"outcome": "perhaps"}, "outcome"),
        ({"facts": ""}, "facts"),
        ({"basis": ""}, "basis"),
        ({"remedies": []}, "remedies"),
        ({"remedies": [complaints.RemedyForm("cake", "蛋糕")]}, "remedies"),
        ({"remedies": [complaints.RemedyForm("apology", "")]}, "remedies"),
        ({"remedies": [complaints.RemedyForm("apology", "道歉")] * 2}, "remedies"),
        ({"remedies": [complaints.RemedyForm("ex_gratia", "补偿")]}, "amount_fen"),
    ):
        with pytest.raises(Invalid) as refused:
            complaints.propose_answer(complaint, by=officer.actor, **(good | change))  # type: ignore[arg-type]
        assert list(refused.value.fields) == [field]
    complaint.refresh_from_db()
    assert complaint.state == ComplaintState.RECEIVED
    without_case = complain(cast, None, key="c-2")
    with pytest.raises(Invalid):
        complaints.propose_answer(
            without_case,
            by=queries.handler(without_case).actor,
            **(good | {"remedies": [complaints.RemedyForm("correction", "改")]}),  # type: ignore[union-attr,arg-type]
        )


def test_the_second_signature_sends_it_with_its_letter_and_stops_the_clocks(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    decision = propose(complaint, officer)
    complaints.return_answer(decision, comment="请写明日期", by=cast.staff["manager"].actor)
    complaint.refresh_from_db()
    assert complaint.state == ComplaintState.INVESTIGATING
    decision = answer(cast, complaint, officer)
    complaint.refresh_from_db()
    assert (complaint.state, decision.signed_by) == (ComplaintState.ANSWERED, cast.staff["manager"])
    assert [(row.rule_id, row.due_on) for row in clocks.running("complaint", complaint.pk)] == [
        ("complaint.review_request", date(2026, 12, 16))
    ]
    told = Message.objects.get(template="complaint.answered", channel="in_app").body
    assert "属实" in told
    assert "12月16日" in told
    drain(strict=True)
    decision.refresh_from_db()
    letter = vault.read_hash(decision.letter_sha256)
    assert letter.startswith(b"%PDF")
    assert letter == letters.answer(decision)
    with pytest.raises(Refused):
        complaints.sign_answer(decision, by=cast.staff["compliance"].actor)


def test_a_correction_goes_to_settlement_and_is_done_when_it_is_upheld(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    assert complaint.claim is not None
    decision = answer(cast, complaint, officer, correction="重算护理费", apology="书面道歉")
    remedy = decision.remedies.get(kind="correction")
    objection = complaint.claim.objections.get()
    assert (remedy.objection, objection.decision) == (objection, approved(complaint.claim))
    assert objection.reviewer not in (cast.handler, cast.approver)
    with pytest.raises(Refused, match=r"complaint\.by_settlement"):
        complaints.mark_remedy_done(remedy, what="改了", by=officer.actor)
    with later(1):
        settlement.answer_objection(objection, upheld=True, answer="重新计算", by=cast.supervisor.actor)
        drain(strict=True)
    remedy.refresh_from_db()
    assert remedy.done_at is not None
    apology = decision.remedies.get(kind="apology")
    complaints.mark_remedy_done(apology, what="11月20日寄出", by=officer.actor)
    with pytest.raises(Refused, match=r"complaint\.remedy_done"):
        complaints.mark_remedy_done(apology, what="又寄", by=officer.actor)


def test_accepting_closes_it_and_only_the_complainant_accepts(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    with pytest.raises(Refused):
        complaints.accept_answer(complaint, by=cast.customer.actor)
    answer(cast, complaint, officer)
    with pytest.raises(Forbidden):
        complaints.accept_answer(complaint, by=officer.actor)
    done = complaints.accept_answer(complaint, by=cast.customer.actor)
    assert (done.state, done.is_open) == (ComplaintState.CLOSED, False)
    assert done.accepted_at is not None


def test_the_unit_above_reviews_and_ends_it(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    with pytest.raises(Refused):
        complaints.ask_review(complaint, text="不同意", by=cast.customer.actor)
    answer(cast, complaint, officer)
    with pytest.raises(Invalid):
        complaints.ask_review(complaint, text="", by=cast.customer.actor)
    complaints.ask_review(complaint, text="回电的事没有说清", by=cast.customer.actor)
    complaint.refresh_from_db()
    reviewer = cast.staff["compliance"]  # the manager has signed the answer
    assert (complaint.state, queries.reviewer(complaint)) == (ComplaintState.REVIEW, reviewer)
    assert [(row.rule_id, row.due_on, row.owner_id) for row in clocks.running("complaint", complaint.pk)] == [
        ("complaint.review_decision", date(2026, 12, 16), reviewer.pk)
    ]
    with pytest.raises(Forbidden):
        complaints.take_review(complaint, by=officer.actor)
    words = {"outcome": "partly", "facts": "漏了一次回电", "basis": "服务承诺"}
    for person in (officer, cast.staff["manager"]):
        with pytest.raises(Forbidden):
            complaints.decide_review(complaint, by=person.actor, **words)
    decision = complaints.decide_review(complaint, by=reviewer.actor, **words)
    complaint.refresh_from_db()
    assert (decision.review, complaint.state, clocks.running("complaint", complaint.pk)) == (
        True, ComplaintState.CLOSED, [],
    )  # fmt: skip
    drain(strict=True)
    decision.refresh_from_db()
    assert decision.letter_sha256
    assert Message.objects.filter(template="complaint.reviewed", channel="in_app").count() == 1


def test_the_review_can_be_asked_for_in_thirty_days_and_then_it_closes(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    answer(cast, complaint, officer)
    with later(30):
        tasks.close_answered()
        with pytest.raises(Refused, match=r"complaint\.window_open"):
            complaints.close(complaint)
    with later(31):
        with pytest.raises(Refused, match=r"complaint\.review_over"):
            complaints.ask_review(complaint, text="不同意", by=cast.customer.actor)
        mediation = complaints.note_mediation(
            complaint,
            organisation="云洲金融消费纠纷调解中心（示例）",
            held_on=clock.today(),
            outcome="planned",
            by=officer.actor,
        )
        tasks.close_answered()
        complaint.refresh_from_db()
        assert complaint.state == ComplaintState.ANSWERED  # a mediation is under way
        again = complaints.note_mediation(
            complaint,
            organisation=mediation.organisation,
            held_on=mediation.held_on,
            outcome="agreed",
            by=officer.actor,
        )
        assert again.pk == mediation.pk
        tasks.close_answered()
        complaint.refresh_from_db()
        assert complaint.state == ComplaintState.CLOSED


def test_a_transfer_is_reported_back_after_the_answer_once(
    cast: Cast, officer: Staff, decided: Claim
) -> None:
    complaint = complain(
        cast, decided, channel=Channel.REGULATOR, regulator_case_no="12378-9", by=officer.actor
    )
    with pytest.raises(Refused, match=r"complaint\.not_answered"):
        complaints.report_to_regulator(complaint, by=officer.actor)
    answer(cast, complaint, officer)
    complaints.report_to_regulator(complaint, by=officer.actor)
    assert (
        clocks.find(rule="complaint.regulator_report", subject="complaint", subject_id=complaint.pk) is None
    )
    with pytest.raises(Refused, match=r"complaint\.regulator_reported"):
        complaints.report_to_regulator(complaint, by=officer.actor)


def test_a_cause_is_followed_until_a_second_person_has_seen_the_change(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    given = {
        "reference": "message:claim.supplement",
        "text": "模板没有列全",
        "action": "改模板",
        "owner": cast.other_handler,
    }
    for kind, reference in (("person", ""), ("letter", "B-07"), ("person", "message:claim.supplement")):
        with pytest.raises(Invalid) as refused:
            complaints.name_cause(complaint, kind=kind, by=officer.actor, **given | {"reference": reference})  # type: ignore[arg-type]
        assert set(refused.value.fields) == {"reference"}
    with pytest.raises(Invalid):
        complaints.name_cause(complaint, kind="letter", by=officer.actor, due_on=clock.today(), **given)  # type: ignore[arg-type]
    cause = complaints.name_cause(complaint, kind="letter", by=officer.actor, **given)  # type: ignore[arg-type]
    row = clocks.find(rule="complaint.fix", subject="complaint.cause", subject_id=cause.pk)
    assert (row.due_on, row.owner_id) == (date(2026, 12, 16), cast.other_handler.pk)  # type: ignore[union-attr]
    answer(cast, complaint, officer)
    complaints.accept_answer(complaint, by=cast.customer.actor)
    assert list(queries.open_causes(officer)) == [cause]  # closed, and its cause still open
    with pytest.raises(Refused):
        complaints.verify_fix(cause, by=officer.actor)
    with pytest.raises(Forbidden):
        complaints.report_fix(cause, what="改了", by=officer.actor)
    cause = complaints.report_fix(cause, what="模板改为一次列全", by=cast.other_handler.actor)
    with pytest.raises(Forbidden):
        complaints.verify_fix(cause, by=cast.other_handler.actor)
    cause = complaints.deny_fix(cause, reason="英文版没有改", due_on=date(2026, 12, 1), by=second.actor)
    assert cause.done_at is None
    cause = complaints.report_fix(cause, what="中英文都改了", by=cast.other_handler.actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cause.objects.filter(pk=cause.pk).update(verified_at=clock.now(), verified_by=cast.other_handler)
    complaints.verify_fix(cause, by=second.actor)
    assert list(queries.open_causes(officer)) == []


def test_a_major_complaint_is_led_from_the_head_office_and_reported_within_a_day(
    cast: Cast, officer: Staff, second: Staff, decided: Claim
) -> None:
    complaint = complain(cast, decided, people=25)
    from anpei.complaints.actions.major import met_by_numbers

    assert [one.code for one in met_by_numbers(complaint)] == ["group"]
    with pytest.raises(Invalid):
        complaints.declare_major(complaint, criteria=[], lead=second, by=officer.actor)
    with pytest.raises(Invalid):
        complaints.declare_major(complaint, criteria=["group"], lead=officer, by=officer.actor)
    with pytest.raises(Refused):
        complaints.log_situation(complaint, text="到场 25 人", by=officer.actor)
    complaints.declare_major(complaint, criteria=["group", "media"], lead=second, by=officer.actor)
    row = clocks.find(rule="complaint.major_report", subject="complaint", subject_id=complaint.pk)
    assert (row.due_at - row.started_at, row.owner_id) == (timedelta(hours=24), second.pk)  # type: ignore[union-attr]
    with pytest.raises(Refused, match=r"complaint\.no_situation"):
        complaints.report_major(complaint, by=second.actor)
    complaints.log_situation(complaint, text="到场 25 人，选出 5 名代表。", by=second.actor)
    complaints.report_major(complaint, by=second.actor)
    for again in (
        complaints.report_major,
        lambda one, by: complaints.declare_major(one, criteria=["media"], lead=second, by=by),
    ):
        with pytest.raises(Refused):
            again(complaint, by=officer.actor)


def test_evidence_and_words_belong_to_the_complaint(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    from anpei.demo import papers

    finding = complaints.add_finding(complaint, text="没有回电", basis="服务承诺", by=officer.actor)
    complaints.add_evidence(
        complaint, content=papers.picture("id_card"), title="通话截图", finding=finding, by=officer.actor
    )
    complaints.add_evidence(
        complaint, content=papers.picture("id_card"), title="我的截图", by=cast.customer.actor
    )
    assert [one.title for one in complaint.evidence.all()] == ["通话截图", "我的截图"]
    with pytest.raises(Invalid):
        complaints.add_evidence(complaint, content=b"", title="空", by=officer.actor)
    complaints.words_from_complainant(complaint, text="还有一次", by=cast.customer.actor)
    complaints.write(complaint, text="我们记下了", by=officer.actor)
    talk = Message.objects.filter(subject="complaint", channel="in_app", template="")
    assert [one.body for one in talk.order_by("id")] == ["还有一次", "我们记下了"]


def test_every_act_is_on_record(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    answer(cast, complaint, officer)
    types = list(Event.objects.filter(subject="complaint").order_by("seq").values_list("type", flat=True))
    assert types[:3] == ["complaint.received", "complaint.recused", "complaint.assigned"]
    assert types[-2:] == ["complaint.decision_proposed", "complaint.answered"]
