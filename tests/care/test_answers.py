"""Answers are checked question by question; what branching hides is dropped."""

from __future__ import annotations

from typing import Any

import pytest

from anpei.care import catalogue, rules
from anpei.care.answers import checked
from anpei.core.errors import Invalid

RESULT = catalogue.questionnaire("result")


def test_answers_come_back_in_the_form_of_their_question():
    given = {"satisfaction": "4", "good": ["kind", "clear"], "nps": "9", "words": "  谢谢  "}

    assert checked(RESULT, given) == {
        "satisfaction": 4,
        "good": ["clear", "kind"],
        "nps": 9,
        "words": "谢谢",
    }


def test_what_the_mark_does_not_lead_to_is_dropped():
    assert checked(RESULT, {"satisfaction": "2", "good": ["kind"], "bad": ["slow"]}) == {
        "satisfaction": 2,
        "bad": ["slow"],
    }


def test_only_what_must_be_answered_is_missed():
    with pytest.raises(Invalid) as refused:
        checked(RESULT, {"words": "谢谢"})

    assert set(refused.value.fields) == {"satisfaction"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("satisfaction", "6"),
        ("satisfaction", "0"),
        ("satisfaction", "four"),
        ("satisfaction", True),
        ("nps", "11"),
        ("nps", "-1"),
        ("good", ["fast"]),
        ("words", "长" * 1_001),
    ],
)
def test_an_answer_that_was_not_offered_is_refused_beside_its_question(name: str, value: Any):
    with pytest.raises(Invalid) as refused:
        checked(RESULT, {"satisfaction": "4", name: value})

    assert set(refused.value.fields) == {name}


@pytest.mark.parametrize(
    ("answers", "reasons"),
    [
        ({"satisfaction": 3, "nps": 4}, []),
        ({"satisfaction": 2}, ["satisfaction"]),
        ({"satisfaction": 5, "nps": 3}, ["nps"]),
        ({"satisfaction": 5, "words": "我要投诉你们"}, ["words"]),
        ({"satisfaction": 1, "nps": 0, "words": "Rude!"}, ["satisfaction", "nps", "words"]),
        ({}, []),
    ],
)
def test_a_bad_answer_is_known_by_mark_recommendation_or_words(answers: dict[str, Any], reasons: list[str]):
    assert rules.low_reasons(catalogue.followups().low, answers) == reasons
