"""Answers to a questionnaire: checked question by question, those hidden by branching left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from anpei.care.catalogue import Question, Questionnaire
from anpei.core.errors import Invalid

LONGEST_TEXT = 1_000
RANGES = {"faces": (1, 5), "score": (0, 10)}


def checked(questionnaire: Questionnaire, given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers in the order of the questions. Raises Invalid with a message per question.

    Numbers for faces and scores, a code or a list of codes for choices, text for text. What was answered to a
    question that the earlier answers hide is dropped.
    """
    said: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for question in questionnaire.questions:
        if not shown(question, said):
            continue
        try:
            value = _value(question, given.get(question.id))
        except ValueError as error:
            errors[question.id] = str(error)
            continue
        if value in (None, "", []):
            if question.required:
                errors[question.id] = _("Please choose one of the answers shown.")
            continue
        said[question.id] = value
    if errors:
        raise Invalid(fields=errors)
    return said


def shown(question: Question, said: Mapping[str, Any]) -> bool:
    """Whether the answers so far lead to this question; an unanswered condition hides it."""
    rule = question.show_if
    if rule is None:
        return True
    answer = said.get(rule.question)
    if not isinstance(answer, int):
        return False
    return (rule.at_least is None or answer >= rule.at_least) and (
        rule.at_most is None or answer <= rule.at_most
    )


def _value(question: Question, given: Any) -> Any:
    if question.kind in RANGES:
        return _number(given, *RANGES[question.kind])
    if question.kind == "text":
        return _text(given)
    chosen = [given] if isinstance(given, str) else list(given or [])
    chosen = [one for one in chosen if one != ""]
    if not set(chosen) <= question.choices or (question.kind == "one" and len(chosen) > 1):
        raise ValueError(_("Please choose one of the answers shown."))
    if question.kind == "one":
        return chosen[0] if chosen else None
    return [option.code for option in question.options if option.code in chosen]


def _number(given: Any, least: int, most: int) -> int | None:
    if given in (None, ""):
        return None
    try:
        number = int(given)
    except (TypeError, ValueError):
        number = least - 1
    if isinstance(given, bool) or not least <= number <= most:
        raise ValueError(_("Please choose one of the answers shown."))
    return number


def _text(given: Any) -> str:
    text = str(given or "").strip()
    if len(text) > LONGEST_TEXT:
        raise ValueError(
            _("This is longer than %(most)d characters. Please shorten it a little.") % {"most": LONGEST_TEXT}
        )
    return text
