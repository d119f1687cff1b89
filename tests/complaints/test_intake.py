from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast, course_to
from tests.complaints.conftest import complain, hire

from anpei.accounts.models import Staff
from anpei.audit import queries as audit
from anpei.audit.registry import Audience
from anpei.claims.models import Claim
from anpei.complaints import actions as complaints
from anpei.complaints import queries
from anpei.complaints.models import Channel, Complaint, From, Role
from anpei.complaints.states import ComplaintState
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines import queries as clocks
from anpei.messages.models import Message
from anpei.parties import actions as parties


def dues(complaint: Complaint) -> dict[str, date]:
    return {row.rule_id: row.due_on for row in clocks.running("complaint", complaint.pk)}


def test_a_complaint_is_registered_and_acknowledged_at_once_with_a_person_and_dates(
    cast: Cast, officer: Staff, decided: Claim
) -> None:
    complaint = complain(cast, decided)
    assert (complaint.state, complaint.step, complaint.rule_set, complaint.unit) == (
        ComplaintState.RECEIVED, "simple", "cn-2020", cast.branch,
    )  # fmt: skip
    assert queries.handler(complaint) == officer
    told = Message.objects.filter(subject="complaint", subject_id=complaint.pk, channel="in_app").get()
    assert officer.display_name in told.body
    assert complaint.number in told.body
    assert "11月17日" in told.body  # the call, on the next working day
    assert "11月26日" in told.body  # the answer: the reply in ten working days, worked towards by eight


def test_it_is_acknowledged_by_the_way_the_person_prefers_with_the_phone_behind_it(
    cast: Cast, officer: Staff, decided: Claim
) -> None:
    parties.choose_way(cast.customer, channel="email", email="zhou@example.com", by=cast.customer.actor)
    cast.customer.refresh_from_db()
    complaint = complain(cast, decided, phone="13800000009")

    told = Message.objects.get(subject="complaint", subject_id=complaint.pk, channel="email")
    assert (told.address, told.fallback) == ("zhou@example.com", "13800000009")


def test_the_shortest_of_the_clocks_counts(cast: Cast, officer: Staff, decided: Claim) -> None:
    complaint = complain(cast, decided)
    assert dues(complaint) == {
        "complaint.first_call": date(2026, 11, 17),
        "complaint.life_reply": date(2026, 11, 30),
        "complaint.simple": date(2026, 12, 1),
    }
    row = queries.answer_clock(complaint)
    assert row is not None
    assert row.rule_id == "complaint.life_reply"


def test_without_a_case_only_the_fifteen_days_run(cast: Cast, officer: Staff) -> None:
    complaint = complain(cast, None)
    assert "complaint.life_reply" not in dues(complaint)
    assert complaint.unit == cast.head_office


def test_the_same_key_is_the_same_complaint(cast: Cast, officer: Staff, decided: Claim) -> None:
    assert complain(cast, decided) == complain(cast, decided)
    assert Complaint.objects.count() == 1


def test_a_topic_alone_is_enough_and_so_is_a_sentence(cast: Cast, officer: Staff) -> None:
    assert complain(cast, None, text="", kind="delay").kind == "delay"
    assert complain(cast, None, key="c-2", kind="").kind == "other"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": " ", "kind": ""}, "text"),
        ({"text": "长" * 4001}, "text"),
        ({"kind": "nonsense"}, "kind"),
        ({"standing": "nobody"}, "standing"),
        ({"standing": From.PROXY}, "mandate"),
        ({"people": 0}, "people"),
        ({"phone": "12345"}, "phone"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": Channel.REGULATOR}, "regulator_case_no"),
        ({"regulator_due_on": date(2026, 11, 15)}, "regulator_due_on"),
    ],
)
def test_what_cannot_be_right_is_refused_beside_its_field(
    cast: Cast, officer: Staff, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        complain(cast, None, **given)
    assert list(refused.value.fields) == [field]
    assert not Complaint.objects.exists()


def test_an_anonymous_complaint_keeps_neither_name_nor_phone(cast: Cast, officer: Staff) -> None:
    complaint = complain(cast, None, standing=From.ANONYMOUS)
    assert (complaint.name, complaint.phone, complaint.phone_hash, complaint.complainant) == (
        "",
        "",
        "",
        None,
    )


def test_a_transfer_of_the_regulator_runs_its_own_clock_to_the_day_it_names(
    cast: Cast, officer: Staff
) -> None:
    complaint = complain(
        cast, None, channel=Channel.REGULATOR, regulator_case_no="12378-001", regulator_due_on=date(2026, 11, 25),
        by=officer.actor,
    )  # fmt: skip
    assert dues(complaint)["complaint.regulator_report"] == date(2026, 11, 25)
    other = complain(
        cast, None, key="c-2", channel=Channel.REGULATOR, regulator_case_no="12378-002", by=officer.actor
    )
    assert dues(other)["complaint.regulator_report"] == date(2026, 12, 1)


def test_a_transfer_is_registered_once(cast: Cast, officer: Staff) -> None:
    complain(cast, None, channel=Channel.REGULATOR, regulator_case_no="12378-001", by=officer.actor)
    with pytest.raises(Refused, match="regulator_known"):
        complain(
            cast, None, key="c-2", channel=Channel.REGULATOR, regulator_case_no="12378-001", by=officer.actor
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.update(channel="regulator", regulator_case_no="")


@pytest.mark.parametrize("role", ["operator", "handler", "agent", "care", "manager"])
def test_every_desk_takes_a_complaint(cast: Cast, officer: Staff, role: str) -> None:
    assert complain(cast, None, channel=Channel.HOTLINE, by=cast.staff[role].actor).channel == "hotline"


def test_who_takes_no_complaints_is_refused(cast: Cast, officer: Staff) -> None:
    with pytest.raises(Forbidden):
        complain(cast, None, channel=Channel.COUNTER, by=cast.staff["actuary"].actor)
    assert not Complaint.objects.exists()


def test_the_later_of_two_is_joined_to_the_earlier(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    again = complain(cast, complaint.claim, key="c-2", text="还是没人打电话")
    assert list(queries.related(again)) == [complaint]
    with pytest.raises(Invalid):
        complaints.merge(again, into=again, by=officer.actor)
    merged = complaints.merge(again, into=complaint, by=officer.actor)
    assert (merged.state, merged.merged_into, merged.is_open) == (ComplaintState.MERGED, complaint, False)
    assert clocks.running("complaint", again.pk) == []
    assert "complaint.simple" in dues(complaint)


def test_a_transfer_is_not_joined_to_another(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    again = complain(
        cast, complaint.claim, key="c-2", channel=Channel.REGULATOR, regulator_case_no="1", by=officer.actor
    )
    with pytest.raises(Refused, match=r"complaint\.regulator"):
        complaints.merge(again, into=complaint, by=officer.actor)


def test_what_is_not_taken_up_says_why_and_stays_on_record(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    with pytest.raises(Invalid):
        complaints.decline(complaint, code="tired", note_to="不想办", by=officer.actor)
    done = complaints.decline(complaint, code="court", note_to="法院已经受理，案号 1 号。", by=officer.actor)
    assert (done.state, done.close_code, done.is_open) == (ComplaintState.DECLINED, "court", False)
    assert "法院已经受理" in Message.objects.filter(template="complaint.declined").first().body  # type: ignore[union-attr]
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=done.pk).update(close_code="")


def test_withdrawing_takes_the_customers_words_and_ends_the_same_day(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    with pytest.raises(Invalid):
        complaints.withdraw(complaint, words=" ", by=cast.customer.actor)
    before = complaint.claim.state
    done = complaints.withdraw(complaint, words="问题解决了，不投诉了", by=cast.customer.actor)
    assert (done.state, done.close_note) == (ComplaintState.WITHDRAWN, "问题解决了，不投诉了")
    assert clocks.running("complaint", done.pk) == []
    assert Claim.objects.get(pk=complaint.claim_id).state == before


def test_what_was_withdrawn_can_be_taken_up_again_with_fresh_dates(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    complaints.withdraw(complaint, words="不投诉了", by=cast.customer.actor)
    again = complaints.reopen(complaint, reason="又发生了一次", by=cast.customer.actor)
    assert (again.state, again.is_open, again.close_note) == (ComplaintState.INVESTIGATING, True, "")
    assert dues(again)["complaint.simple"] == date(2026, 12, 1)
    with pytest.raises(Refused, match=r"complaint\.state|ask_review"):
        complaints.reopen(again, reason="再来", by=cast.customer.actor)


def test_a_complaint_does_not_show_in_the_timeline_of_the_case(cast: Cast, complaint: Complaint) -> None:
    assert complaint.claim is not None
    shown = [item.type for item in audit.timeline("claim", complaint.claim.pk, audience=Audience.STAFF)]
    assert not [one for one in shown if one.startswith("complaint")]


def test_nobody_free_leaves_it_without_a_handler_and_says_so(cast: Cast, decided: Claim) -> None:
    officer = cast.staff["complaints"]
    complaint = complain(cast, decided, about=(officer,))
    assert queries.handler(complaint) is None
    assert complaint.parts.get(staff=officer).role == Role.RECUSED
    head = hire("complaints2", "complaints", cast.head_office)
    assert complaint in queries.queue(head, queries.unheld())


def test_another_case_of_the_person_is_free_to_complain_about(
    cast: Cast, officer: Staff, decided: Claim
) -> None:
    first = complain(cast, decided)
    second = complain(cast, course_to(cast, "reported", key="cast-2"), key="c-2")
    assert first.pk != second.pk
    assert queries.open_about(decided.pk, cast.customer.phone_hash) == first
