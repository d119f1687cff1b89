"""Names of administrative divisions: what the table knows, said in full; what it does not know stays a code."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from anpei.audit.models import Event
from anpei.core.actor import Actor
from anpei.core.errors import Invalid
from anpei.organisation import actions, divisions
from anpei.organisation.models import Division

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")
TABLE = (
    ("990000", "示例省", "Sample Province"), ("990100", "江州市", "Jiangzhou"), ("990101", "新城区", "Xincheng"),
    ("990200", "云洲市", "Yunzhou"), ("990201", "新城区", ""), ("990202", "青屏县", ""),
    ("980000", "示例市", ""), ("980100", "市辖区", ""), ("980101", "河西区", ""),
)  # fmt: skip


@pytest.fixture(autouse=True)
def table(frozen_clock: datetime) -> None:
    rows = [Division(code=code, name=name, name_en=english) for code, name, english in TABLE]
    actions.keep_divisions(rows, by=BY)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("990101", "示例省江州市新城区"),
        ("9901", "示例省江州市"),
        ("99", "示例省"),
        ("980101", "示例市河西区"),  # nobody says 市辖区
        ("980100", "示例市市辖区"),
        ("990109", ""),
        ("970101", ""),
    ],
)
def test_a_code_is_named_in_full_or_not_at_all(code: str, name: str):
    assert divisions.places([code]) == {code: divisions.Place(code, name)}


def test_a_place_is_shown_with_its_code_and_an_unknown_one_as_its_code():
    assert (str(divisions.place("9901")), str(divisions.place("9909"))) == ("示例省江州市 9901", "9909")
    assert divisions.place("") is None


def test_in_english_the_smallest_comes_first_and_without_english_names_it_stays_chinese():
    with translation.override("en"):
        assert divisions.places(["990101", "990201"]) == {
            "990101": divisions.Place("990101", "Xincheng, Jiangzhou, Sample Province"),
            "990201": divisions.Place("990201", "示例省云洲市新城区"),
        }


def test_many_codes_are_one_look(django_assert_num_queries: DjangoAssertNumQueries):
    with django_assert_num_queries(1):
        divisions.places(["990101", "990202", "9901", ""])


def test_places_are_found_by_name_and_by_the_first_digits():
    assert [one.code for one in divisions.search("新城")] == ["990101", "990201"]
    assert [one.code for one in divisions.search("9902")] == ["9902", "990201", "990202"]
    assert [one.code for one in divisions.search("jiang")] == ["9901"]
    assert divisions.search(" ") == divisions.search("没有") == []


def test_a_name_means_whoever_is_called_so():
    assert [one.code for one in divisions.named("云洲市")] == ["9902"]
    assert [one.code for one in divisions.named("新城区")] == ["990101", "990201"]
    assert [one.code for one in divisions.named("新城")] == []


def test_what_is_out_of_use_keeps_its_name_and_is_not_offered():
    Division.objects.filter(code="990202").update(valid_until=date(2020, 1, 1))

    assert divisions.places(["990202"])["990202"].name == "示例省云洲市青屏县"
    assert divisions.search("青屏") == []


def test_keeping_is_on_record_and_a_code_has_six_digits():
    assert Event.objects.get(type="divisions.kept").subject == "division"
    with pytest.raises(Invalid) as wrong:
        actions.keep_divisions([Division(code="9901", name="江州市")], by=BY)
    assert list(wrong.value.fields) == ["code"]
