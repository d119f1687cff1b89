"""Services and questions as the portal shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from anpei.care.catalogue import Option, Question, Questionnaire
from anpei.care.models import ServiceRequest
from anpei.deadlines import queries as clocks
from anpei.portal.presenters import wording


@dataclass(frozen=True)
class Face:
    score: int
    name: str | Promise
    path: str


_EYES = "M16.5 18v.5M27.5 18v.5"
_FROWN = "M15.5 17.5l3 1.5M28.5 17.5l-3 1.5M14.5 30.5c2-3.3 4.5-4.5 7.5-4.5s5.5 1.2 7.5 4.5"
_LAUGH = (
    "M14.5 18.5c.8-1.6 3.2-1.6 4 0M25.5 18.5c.8-1.6 3.2-1.6 4 0M14.5 25.5h15c-.8 4-3.7 6-7.5 6s-6.7-2-7.5-6z"
)
FACES = (
    Face(1, pgettext_lazy("mark", "Very bad"), _FROWN),
    Face(2, pgettext_lazy("mark", "Not good"), f"{_EYES}M15.5 29.5c1.8-2 4-2.7 6.5-2.7s4.7.7 6.5 2.7"),
    Face(3, pgettext_lazy("mark", "So-so"), f"{_EYES}M16 28h12"),
    Face(4, pgettext_lazy("mark", "Good"), f"{_EYES}M15.5 26.5c1.8 2.3 4 3.2 6.5 3.2s4.7-.9 6.5-3.2"),
    Face(5, pgettext_lazy("mark", "Very good"), _LAUGH),
)


@dataclass(frozen=True)
class Asked:
    """One question with what has been answered so far. ``condition`` lets the page hide it until it applies."""

    question: Question
    answer: Any
    faces: tuple[Face, ...] = ()
    scores: range = range(0)

    @property
    def options(self) -> tuple[Option, ...]:
        return self.question.options

    @property
    def condition(self) -> str:
        """``satisfaction:4-10``: question and the answers that lead here; empty when always asked."""
        rule = self.question.show_if
        if rule is None:
            return ""
        return f"{rule.question}:{rule.at_least or 0}-{10 if rule.at_most is None else rule.at_most}"


def questions(form: Questionnaire, given: Mapping[str, Any]) -> list[Asked]:
    return [
        Asked(
            question,
            given.get(question.id, ""),
            faces=FACES if question.kind == "faces" else (),
            scores=range(11) if question.kind == "score" else range(0),
        )
        for question in form.questions
    ]


def answer_by(row: ServiceRequest) -> str:
    running = clocks.find(rule="care.service_answer", subject="care_service", subject_id=row.pk)
    return wording.moment(running.due_at) if running else ""
