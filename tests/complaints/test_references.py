"""What a cause points at: found by words, refused where unknown, called by its title, and seen when it changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.cast import Cast
from tests.complaints.conftest import later, reworded

from anpei.accounts.models import Staff
from anpei.complaints import actions as complaints
from anpei.complaints import queries, references
from anpei.complaints.models import Cause, Complaint, PointsAt
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid
from anpei.deadlines import queries as clocks
from anpei.demo.house import FOUNDER
from anpei.products.actions import publish
from anpei.products.models import ProductVersion

SUPPLEMENT = "message:claim.supplement"


def cause_of(complaint: Complaint, by: Staff, kind: str, reference: str, owner: Staff) -> Cause:
    return complaints.name_cause(
        complaint, kind=kind, reference=reference, text="没有写清", action="写清", owner=owner, by=by.actor
    )


def second_version(version: ProductVersion, *changed: tuple[str, str]) -> ProductVersion:
    text = version.text.replace(f'version: "{version.version}"', 'version: "9.0"')
    for old, new in changed:
        assert old in text
        text = text.replace(old, new)
    return publish(text=text, by=FOUNDER)


@pytest.mark.parametrize(
    ("points_at", "words", "key"),
    [
        ("rule", "complaint.simple", "complaint.simple"),
        ("letter", "asked for once 消息", ""),
        ("letter", "missing, asked once message", SUPPLEMENT),
        ("letter", "一次性补充", SUPPLEMENT),
        ("letter", "答复 file:", "file:complaint"),
        ("person", "complaints role", "role:complaints"),
        ("person", "nobody at all", ""),
    ],
)
def test_it_is_found_by_words_in_either_language(
    cast: Cast, complaint: Complaint, points_at: str, words: str, key: str
) -> None:
    with translation.override("en"):
        found = [one.key for one in references.search(points_at, words, complaint=complaint)]
    assert (key in found) if key else (found == [])


def test_everything_offered_is_found_again_by_its_key(cast: Cast, complaint: Complaint) -> None:
    for points_at in PointsAt:
        offered = references.search(points_at, "", complaint=complaint, most=500)
        assert offered, points_at
        again = references.targets((points_at, one.key) for one in offered)
        assert [again[points_at, one.key] for one in offered] == offered
        assert all(one.title and one.note for one in offered)


def test_a_list_is_small_and_says_that_there_are_more(cast: Cast, complaint: Complaint) -> None:
    assert len(references.search("letter", "", complaint=complaint)) == references.OFFERED + 1


def test_clauses_are_those_of_the_contract_else_of_a_product_that_is_named(
    cast: Cast, complaint: Complaint
) -> None:
    assert complaint.claim is not None and complaint.claim.product_version is not None
    version = complaint.claim.product_version
    found = references.search("clause", "", complaint=complaint)
    assert {one.row for one in found} == {version.pk}
    nowhere = Complaint(claim=None, policy=None)
    assert references.search("clause", "", complaint=nowhere) == []
    named = references.search("clause", version.product.code, complaint=nowhere)
    assert [one.key for one in named] == [one.key for one in found]


def test_words_are_taken_where_they_fit_one_thing_alone(cast: Cast, complaint: Complaint) -> None:
    assert references.only("letter", "一次性补充通知", complaint=complaint) == SUPPLEMENT
    with translation.override("en"):
        title = "What is missing, asked for once"  # and the letter of the same name
        assert references.only("letter", title, complaint=complaint) == SUPPLEMENT
    assert references.only("letter", SUPPLEMENT, complaint=complaint) == SUPPLEMENT
    for words, said in (("投诉", "有好几个都符合"), ("没有这样的", "没有找到")):
        with pytest.raises(Invalid) as refused:
            references.only("letter", words, complaint=complaint)
        assert str(refused.value.fields["reference"]).startswith(said)


@pytest.mark.parametrize(
    ("kind", "reference"),
    [
        ("rule", "complaint.never"),
        ("letter", "claim.supplement"),
        ("clause", "QC/1"),
        ("product", "QC"),
        ("person", "staff:x"),
    ],
)
def test_what_is_not_there_is_refused_beside_the_field(
    cast: Cast, officer: Staff, complaint: Complaint, kind: str, reference: str
) -> None:
    with pytest.raises(Invalid) as refused:
        cause_of(complaint, officer, kind, reference, cast.other_handler)
    assert list(refused.value.fields) == ["reference"]
    assert not Cause.objects.exists()


def test_how_we_work_points_at_nothing_and_the_database_holds_both(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    cause = cause_of(complaint, officer, "process", SUPPLEMENT, cast.other_handler)
    assert (cause.points_at, cause.reference, cause.mark) == ("", "", "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Cause.objects.filter(pk=cause.pk).update(reference=SUPPLEMENT)


def test_whose_work_it_is_does_not_look_whether_it_changed(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    cause = cause_of(complaint, officer, "person", f"staff:{second.username}", cast.other_handler)
    assert cause.person == second
    complaints.report_fix(cause, what="谈过了", by=cast.other_handler.actor)
    with pytest.raises(Forbidden, match=r"cause\.own"):
        complaints.verify_fix(cause, by=second.actor)
    role = cause_of(complaint, officer, "person", "role:handler", cast.other_handler)
    assert role.person is None


def test_new_words_put_to_use_are_what_the_second_person_looks_at(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    with later(-1):
        reworded(cast, zh="编号 {number}，还差 {count} 样：{papers}。")
    cause = cause_of(complaint, officer, "letter", SUPPLEMENT, cast.other_handler)
    assert (cause.mark, references.change_of(cause)) == ("1", None)
    with later(2):
        published = reworded(cast)
        assert references.change_of(cause) == references.Change(published.published_at, "2")
        complaints.verify_fix(cause, by=second.actor)
    cause.refresh_from_db()
    assert (cause.done_at, cause.done_note) == (published.published_at, "已改：第 2 版")
    assert cause.verified_by == second
    assert clocks.find(rule="complaint.fix", subject=queries.CAUSE, subject_id=cause.pk) is None


def test_a_change_that_was_not_meant_goes_back_and_the_next_one_is_looked_at(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    cause = cause_of(complaint, officer, "letter", SUPPLEMENT, cast.other_handler)
    with later(1):
        reworded(cast)
        cause = complaints.deny_fix(cause, reason="医嘱还是没有写", by=second.actor)
        assert (cause.done_at, cause.mark, references.change_of(cause)) == (None, "1", None)
    with later(2):
        reworded(cast, zh="编号 {number}，还缺 {count} 样：{papers}。护理费请附医嘱。")
        change = references.change_of(cause)
        assert change is not None and change.version == "2"


def test_a_clause_changed_only_where_its_own_words_did(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    assert complaint.claim is not None and complaint.claim.product_version is not None
    version = complaint.claim.product_version
    first, other, *_rest = references.search("clause", "", complaint=complaint)
    clause = cause_of(complaint, officer, "clause", first.key, cast.other_handler)
    same = cause_of(complaint, officer, "clause", other.key, cast.other_handler)
    product = cause_of(complaint, officer, "product", version.product.code, cast.other_handler)
    number, title = first.title.split(" ", 1)
    with later(3):
        second_version(version, (f"title: {title}", f"title: {title}（修订）"))
        found = references.changes([clause, same, product])
        assert {pk: one.version for pk, one in found.items()} == {clause.pk: "9.0", product.pk: "9.0"}
    assert number in first.key


def test_a_rule_or_a_letter_of_the_program_changed_when_its_text_did(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    rule = cause_of(complaint, officer, "rule", "complaint.simple", cast.other_handler)
    letter = cause_of(complaint, officer, "letter", "file:complaint", cast.other_handler)
    assert references.changes([rule, letter]) == {}
    Cause.objects.update(mark="another")
    found = references.changes(Cause.objects.all())
    assert found == {rule.pk: references.Change(None, ""), letter.pk: references.Change(None, "")}


def test_the_statements_do_not_grow_with_the_causes(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    def statements() -> int:
        rows = list(Cause.objects.order_by("id"))
        with CaptureQueriesContext(connection) as seen:
            references.targets((one.points_at, one.reference) for one in rows)
            references.changes(rows)
        return len(seen)

    for kind, reference in (
        ("letter", SUPPLEMENT),
        ("person", f"staff:{officer.username}"),
        ("rule", "complaint.fix"),
    ):
        cause_of(complaint, officer, kind, reference, cast.other_handler)
    few = statements()
    for kind, reference in (
        ("letter", "message:claim.received"),
        ("person", "role:care"),
        ("rule", "complaint.max"),
    ):
        cause_of(complaint, officer, kind, reference, cast.other_handler)
    assert statements() == few == 3


def test_open_causes_are_found_at_the_thing_they_point_at(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    clause = references.search("clause", "", complaint=complaint)[0]
    cause = cause_of(complaint, officer, "clause", clause.key, cast.other_handler)
    letter = cause_of(complaint, officer, "letter", SUPPLEMENT, cast.other_handler)
    assert queries.open_causes_by_key(second, "letter") == {SUPPLEMENT: 1}
    assert list(queries.open_causes_of(second, "letter", SUPPLEMENT)) == [letter]
    assert list(queries.open_causes_of(second, "product", clause.key.split("/")[0])) == [cause]
    assert list(queries.open_causes_of(cast.handler, "letter", SUPPLEMENT)) == []
    assert clock.now() - cause.watched_from < timedelta(minutes=1)
