"""The fact sheet and its questions, in the language of the call."""

from __future__ import annotations

from django.utils.translation import get_language

from anpei.api.schemas.facts import ChoiceOut, FactFieldOut, FactGroupOut, FactsOut, QuestionsOut
from anpei.claims.models import Claim
from anpei.engine.assessed import AssessedFacts
from anpei.engine.questions import Group
from anpei.settlement import sheets
from anpei.settlement.models import FactSheet


def sheet(one: FactSheet | None) -> FactsOut:
    if one is None:
        return FactsOut(
            number=0, facts=AssessedFacts().to_json(), sources={}, assessed_by="", assessed_at=None
        )
    return FactsOut(
        number=one.number,
        facts=one.facts,
        sources=one.sources,
        assessed_by=one.assessed_by.display_name,
        assessed_at=one.assessed_at,
    )


def questions(claim: Claim) -> QuestionsOut:
    language = get_language() or "zh-hans"
    return QuestionsOut(groups=[_group(one, language) for one in sheets.asked(claim)])


def _group(group: Group, language: str) -> FactGroupOut:
    return FactGroupOut(
        path=group.path,
        label=group.label.in_(language),
        hint=group.hint.in_(language) if group.hint else "",
        many=group.many,
        fields=[
            FactFieldOut(
                name=one.name,
                label=one.label.in_(language),
                kind=one.kind,
                required=one.required,
                choices=[ChoiceOut(value=value, label=words.in_(language)) for value, words in one.choices],
            )
            for one in group.fields
        ],
    )
