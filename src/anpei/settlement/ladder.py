"""The approval ladder: which level and how many signatures a decision needs, by kind and amount.

Dated data of the library (``library/authority``). Grants (``AuthorityGrant``) say who stands on which step; this table
says which step a decision needs.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from anpei.values.money import Fen

DEFAULT_SET = "cn-default.yaml"
Kind = Literal["pay", "refuse", "agree", "advance"]  # AuthorityGrant.kind
_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)


class LadderError(ValueError):
    """The file is not a ladder; the message names it and what is wrong."""


class Step(BaseModel):
    """From ``from_fen`` upwards: the level an approver needs and how many approvers sign besides the maker."""

    model_config = _STRICT

    kind: Kind
    from_fen: Annotated[int, Field(ge=0)]
    level: Annotated[int, Field(ge=1, le=9)]
    signatures: Annotated[int, Field(ge=1, le=9)] = 1
    valid_from: date
    valid_to: date | None = None
    """Last day."""

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Ladder(BaseModel):
    model_config = _STRICT

    set: str
    steps: list[Step]


def step_for(kind: str, amount_fen: Fen, on: date) -> Step:
    """The highest step whose amount is reached; amounts are inclusive (以上). LookupError when none holds on the day."""
    reached = [
        step
        for step in default().steps
        if step.kind == kind and step.from_fen <= amount_fen and step.holds_on(on)
    ]
    if not reached:
        raise LookupError(f"no step of the approval ladder holds for {kind} on {on}")
    return max(reached, key=lambda step: step.from_fen)


@cache
def default() -> Ladder:
    """The ladder this installation ships."""
    text = (files("anpei.library") / "authority" / DEFAULT_SET).read_text(encoding="utf-8")
    return loads(text, DEFAULT_SET)


def loads(text: str, name: str) -> Ladder:
    """A ladder of its YAML text. LadderError when a value is wrong, a kind has no open step from zero, or two collide."""
    try:
        ladder = Ladder.model_validate(YAML(typ="safe", pure=True).load(text))
    except YAMLError as refusal:
        raise LadderError(f"{name}: not valid YAML: {refusal}") from None
    except ValidationError as refusal:
        places = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in refusal.errors(include_url=False)]
        raise LadderError(f"{name}: {'; '.join(places)}") from None
    for kind in get_args(Kind):
        own = [step for step in ladder.steps if step.kind == kind]
        if not any(step.from_fen == 0 and step.valid_to is None for step in own):
            raise LadderError(f"{name}: {kind} has no step from zero that still holds")
        for position, step in enumerate(own):
            if any(other.from_fen == step.from_fen and _overlap(step, other) for other in own[:position]):
                raise LadderError(f"{name}: {kind} from {step.from_fen} is given twice for the same days")
    return ladder


def _overlap(one: Step, other: Step) -> bool:
    return one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (one.valid_to or date.max)
