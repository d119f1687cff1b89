"""Past decisions under changed terms: the question, its sums, the claims that move."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool, StringConstraints

from anpei.api.schemas.base import KEEPABLE, MAX_FEN, Clause, Day, Fen, In, Moment, Out, SignedFen, Word

Path = Annotated[str, StringConstraints(min_length=1, max_length=120), KEEPABLE]
Value = (
    Annotated[int, Field(strict=True, ge=-MAX_FEN, le=MAX_FEN)]
    | StrictBool
    | Annotated[str, StringConstraints(max_length=200), KEEPABLE]
)


class AskWhatIfIn(In):
    """Some values by path, or a whole other product file; exactly one of the two."""

    product: Word
    version: Clause
    changes: dict[Path, Value] = Field(
        default_factory=dict,
        max_length=50,
        description="Path in the product file to its value, e.g. `benefits[0].terms.deductible.amount_fen`.",
    )
    terms: Annotated[str, StringConstraints(max_length=2_000_000), KEEPABLE] = Field(
        "", description="A whole other product file (YAML)."
    )
    from_on: Day | None = Field(None, description="Decided on this day or later.")
    to_on: Day | None = Field(None, description="Decided on this day or earlier.")


class StepMovedOut(Out):
    """How many claims move first at this step, and by how much in all."""

    step: str
    label: dict[str, str]
    clause: str
    claims: int
    difference_fen: SignedFen


class BarOut(Out):
    """Claims whose difference lies in here; an outermost bar has no outer end."""

    from_fen: SignedFen | None
    to_fen: SignedFen | None
    claims: int
    difference_fen: SignedFen


class WhatIfSumsOut(Out):
    """``carried``: moved also by what an earlier claim of the person would have used or been paid.

    ``drifted``: recorded with another amount by an older engine. ``not_calculable``: the other terms cannot be
    calculated on the facts; counted as unchanged.
    """

    claims: int
    moved: int
    up: int
    down: int
    carried: int
    drifted: int
    not_calculable: int
    before_fen: Fen
    after_fen: Fen
    difference_fen: SignedFen
    milliseconds: int
    runs_per_second: int
    by_step: list[StepMovedOut]
    distribution: list[BarOut]


class WhatIfOut(Out):
    """``state``: waiting, running or done; ``result`` is there once it is done."""

    id: int
    product: str
    version: str
    changes: dict[str, Value]
    from_on: Day | None
    to_on: Day | None
    asked_by: str
    asked_at: Moment
    state: str
    claims: int
    done: int
    engine_version: str
    result: WhatIfSumsOut | None


class MovedClaimOut(Out):
    """``after_fen`` is null where the other terms cannot be calculated; ``step`` is the first whose figure changes."""

    claim: str
    before_fen: Fen
    after_fen: Fen | None
    difference_fen: SignedFen | None
    step: str
    step_before: int | None
    step_after: int | None
    carried: bool


class MovedClaimsOut(Out):
    claims: list[MovedClaimOut]
    next: str
