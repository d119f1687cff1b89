"""Taking a report: thin ones too, once each, with what looks alike shown on both cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection
from tests.cast import SYSTEM, Cast, course_to

from anpei.audit.models import Chain, Event
from anpei.claims import actions, queries
from anpei.claims.actions import ReportForm
from anpei.claims.matching import REASONS
from anpei.claims.models import Claim, Relation
from anpei.claims.queries import Standing
from anpei.core import clock
from anpei.core.errors import Invalid, Refused
from anpei.parties.queries import phone_hash

PHONE = "13800000099"


def report(key: str = "k1", **said: object) -> Claim:
    form = ReportForm(**{"reporter_phone": PHONE, **said})  # type: ignore[arg-type]
    return actions.report(form=form, channel="hotline", by=SYSTEM, key=key)


def test_report_with_only_a_phone_is_accepted(cast: Cast) -> None:
    claim = report()
    assert (claim.state, claim.insured, claim.product_version) == ("reported", None, None)
    assert {item.source for item in claim.checklist.all()} == {"default"}
    assert claim.handler is not None and claim.unit == claim.handler.unit


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reporter_phone", ""),
        ("reporter_phone", "12345"),
        ("event_on", date(2026, 11, 17)),
        ("claimed_fen", -1),
        ("claimed_fen", 10**12 + 1),
        ("story", "字" * 4001),
        ("nature", "bad"),
        ("care", "bad"),
        ("reporter_relation", "bad"),
        ("hospital", "院" * 121),
        ("policy_number", "P" * 41),
        ("reporter_name", "名" * 81),
        ("insured_name", "名" * 81),
        ("event_place", "地" * 301),
        ("cause", "因" * 1001),
        ("diagnosis", "病" * 1001),
        ("insured_id_number", "1" * 41),
    ],
)
def test_report_names_the_field_that_cannot_be_used(cast: Cast, field: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        report(**{field: value})
    assert set(refused.value.fields) == {field}
    assert Claim.objects.count() == 0


def test_report_drops_what_no_keyboard_types(cast: Cast) -> None:
    assert report(hospital="一\0院\ud800", story="摔\0倒").hospital == "一院"


def test_report_sent_twice_is_one_case(cast: Cast) -> None:
    assert report("same").pk == report("same").pk
    assert Claim.objects.count() == 1


def test_report_with_the_key_of_another_report_is_refused(cast: Cast) -> None:
    report("same", cause="滑倒")
    with pytest.raises(Refused) as refused:
        report("same", cause="车祸")
    assert refused.value.code == "idempotency.mismatch"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_report_by_two_threads_at_once_is_one_case(cast: Cast) -> None:
    moment, made = clock.now(), []

    def send() -> None:
        try:
            with clock.at(moment):
                made.append(report("double-tap").pk)
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2 and len(set(made)) == 1
    assert Claim.objects.count() == 1


def test_report_finds_the_policy_by_identity(cast: Cast) -> None:
    claim = report(insured_id_number=cast.customer.id_number, event_on=date(2026, 11, 9))
    assert (claim.insured, claim.policy) == (cast.customer, cast.policy)
    assert claim.unit == cast.branch
    assert {item.source for item in claim.checklist.all()} == {"product"}


def test_report_finds_the_insured_by_policy_number_and_name(cast: Cast) -> None:
    claim = report(policy_number=cast.policy.number.lower(), insured_name=cast.customer.name)
    assert claim.member == cast.member


def test_report_with_a_policy_number_alone_identifies_nobody(cast: Cast) -> None:
    claim = report(policy_number=cast.policy.number)
    assert (claim.insured, claim.policy_number_given) == (None, cast.policy.number)


def test_report_with_an_unknown_policy_number_is_kept_as_given(cast: Cast) -> None:
    claim = report(policy_number="NOPE-1")
    assert (claim.policy, claim.policy_number_given) == (None, "NOPE-1")


def test_reporter_who_is_not_the_insured_stands_apart(cast: Cast) -> None:
    claim = report(insured_id_number=cast.customer.id_number, reporter_relation=Relation.CHILD)
    assert queries.standing(claim, phone_hash(PHONE)) is Standing.REPORTER
    assert queries.standing(claim, cast.customer.phone_hash) is Standing.INSURED
    assert queries.standing(claim, cast.stranger.phone_hash) is None
    assert queries.standing(claim, "") is None


def test_guardian_stands_for_the_child(cast: Cast) -> None:
    claim = report(insured_id_number=cast.child.id_number)
    assert queries.standing(claim, cast.guardian.phone_hash) is Standing.GUARDIAN


def test_story_is_never_edited(cast: Cast, reported_claim: Claim) -> None:
    with pytest.raises(Refused) as refused:
        actions.complete_report(reported_claim, by=cast.handler.actor, story="别的")
    assert refused.value.code == "claim.not_editable"


def test_completing_a_report_is_refused_next_to_the_name_it_came_under(
    cast: Cast, reported_claim: Claim
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.complete_report(reported_claim, by=cast.handler.actor, policy_number_given="P" * 41)
    assert set(refused.value.fields) == {"policy_number_given"}


def test_completing_a_thin_report_finds_the_same_event(cast: Cast) -> None:
    first = report("a", event_on=date(2026, 11, 9))
    with clock.at(clock.now() + timedelta(days=5)):
        second = report("b", reporter_phone="13800000098")
        assert not second.related.exists()
        actions.complete_report(
            second, by=cast.handler.actor, reporter_phone=PHONE, event_on=date(2026, 11, 9)
        )
    found = second.related.get()
    assert (found.other, found.kind, found.reason) == (first, "duplicate", "same_phone_same_day")
    assert found.reason in REASONS


def test_duplicate_is_noted_on_both_cases(cast: Cast) -> None:
    first, second = course_to(cast, "reported", key="a"), course_to(cast, "reported", key="b")
    assert [(row.other, row.kind, row.reason) for row in second.related.all()] == [
        (first, "duplicate", "same_person_same_day")
    ]
    assert [(row.other, row.reason) for row in first.related.all()] == [(second, "same_person_same_day")]


def test_employer_who_reports_several_people_reports_no_duplicates(cast: Cast) -> None:
    report("a", event_on=date(2026, 11, 9), insured_name="石磊")
    second = report("b", event_on=date(2026, 11, 9), insured_name="吴明远")
    assert [row.kind for row in second.related.all()] == ["related"]


def test_two_thin_reports_from_one_phone_look_like_one(cast: Cast) -> None:
    report("a")
    assert report("b").related.get().reason == "same_phone_reported_close"


def test_identify_replaces_the_default_list_and_gives_the_case_to_the_right_unit(cast: Cast) -> None:
    claim = actions.report(
        form=ReportForm(reporter_phone=PHONE, nature="injury", care="inpatient"),
        channel="hotline", by=SYSTEM, key="x", unit=cast.other_branch,
    )  # fmt: skip
    assert claim.handler == cast.other_handler
    claim = actions.identify(claim, member=cast.member, by=cast.other_handler.actor)
    assert (claim.unit, claim.handler) == (cast.branch, cast.handler)
    assert {item.source for item in claim.checklist.all()} == {"product"}


def test_referral_leaves_no_gap_in_the_events_of_the_case(cast: Cast, reported_claim: Claim) -> None:
    actions.refer(reported_claim, kind="fraud", text="票据号连号", by=cast.handler.actor)
    actions.note_contact(reported_claim, medium="note", text="x", by=cast.handler.actor)
    seqs = list(
        Event.objects.filter(subject="claim", subject_id=reported_claim.pk).values_list("seq", flat=True)
    )
    assert sorted(seqs) == list(range(1, len(seqs) + 1))
    assert Chain.objects.get(subject="claim", subject_id=reported_claim.pk).length == len(seqs)
    plain = [item.type for item in queries.timeline(reported_claim, restricted=False)]
    assert "claim.restricted_referral" not in plain
    assert "claim.restricted_referral" in [
        item.type for item in queries.timeline(reported_claim, restricted=True)
    ]


def test_referral_is_not_found_by_search(cast: Cast, reported_claim: Claim) -> None:
    actions.refer(reported_claim, kind="aml", text="可疑资金", by=cast.handler.actor)
    assert queries.search(cast.handler, "可疑资金") == []


def test_search_finds_by_each_way_and_only_in_own_units(cast: Cast, reported_claim: Claim) -> None:
    for text in (reported_claim.number.lower(), cast.policy.number, cast.customer.phone, cast.customer.name,
                 cast.customer.id_number):  # fmt: skip
        assert queries.search(cast.handler, text) == [reported_claim]
        assert queries.search(cast.other_handler, text) == []
    assert queries.search(cast.handler, "  ") == []


def test_queue_pages_have_no_gap_and_no_double_when_clocks_tie(cast: Cast) -> None:
    made = [course_to(cast, "reported", key=f"k{n}") for n in range(5)]
    due = datetime.fromisoformat("2026-11-20T02:00:00+00:00")
    Claim.objects.update(next_due_at=due)
    seen: list[int] = []
    after = None
    while page := queries.queue(cast.handler, after=after, size=2):
        seen += [claim.pk for claim in page[:2]]
        after = (page[:2][-1].next_due_at, page[:2][-1].pk)
    assert seen == [claim.pk for claim in made]


@pytest.mark.parametrize("count", [1, 3])
def test_queue_page_takes_two_statements(cast: Cast, django_assert_num_queries: object, count: int) -> None:
    for n in range(count):
        course_to(cast, "reported", key=f"k{n}")
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert (
            len([claim.handler and claim.unit and claim.insured for claim in queries.queue(cast.handler)])
            == count
        )
