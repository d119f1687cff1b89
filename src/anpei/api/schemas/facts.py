"""The fact sheet: groups of questions made from the product, and facts in the shape of the engine."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from anpei.api.schemas.base import In, Moment, Out, RowId, Word
from anpei.engine.assessed import schema

AssessedJson = Annotated[dict[str, Any], WithJsonSchema(schema())]


class FactsIn(In):
    facts: AssessedJson = Field(
        description="Amounts in fen, shares in basis points. Of the own vehicle only what the survey found is needed: "
        "the rest comes from the policy."
    )
    sources: Annotated[dict[Word, RowId], Field(max_length=500)] = Field(
        default_factory=dict,
        description="Path of a row, such as `motor.victims.0`, to the id of the paper it was read from.",
    )


class FactsOut(Out):
    number: int = Field(description="Version of the sheet; 0: nothing was assessed yet.")
    facts: AssessedJson
    sources: dict[str, int]
    assessed_by: str
    assessed_at: Moment | None


class ChoiceOut(Out):
    value: str
    label: str


class FactFieldOut(Out):
    name: str = Field(description="Path below the row, such as `claimed_fen.medical`.")
    label: str
    kind: str = Field(description="yuan, percent, whole, date, choice, several, tick or text.")
    required: bool
    choices: list[ChoiceOut]


class FactGroupOut(Out):
    path: str = Field(description="Where the group stands in `facts`; empty: at the top.")
    label: str
    hint: str
    many: bool
    fields: list[FactFieldOut]


class QuestionsOut(Out):
    groups: list[FactGroupOut]
