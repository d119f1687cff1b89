"""Visits, gatherings, value-added services and the budgets behind them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from anpei.api.schemas.base import (
    Day,
    Fen,
    Flag,
    GivenMoment,
    In,
    Line,
    Moment,
    Name,
    Out,
    Page,
    Prose,
    RowId,
    Sentence,
    Word,
)
from anpei.care.models import (
    BudgetKind,
    CareVisitState,
    ExtraState,
    GatheringKind,
    GatheringPurpose,
    GatheringState,
    GuestState,
)

Count = Annotated[int, Field(strict=True, ge=0, le=32_767)]


class VisitIn(In):
    why: Sentence = Field(description="Why somebody should go; for colleagues.")


class VisitAnswerIn(In):
    answer: Literal["yes", "later", "no"] = Field(description="As the customer said on the phone.")


class VisitPlanIn(In):
    person: Name = Field(description="User name of who goes.")
    appointment_at: GivenMoment
    place: Annotated[Sentence, Field(max_length=200)]
    gift: Annotated[Line, Field(max_length=80)] = ""
    gift_fen: Fen = 0


class VisitFinishIn(In):
    learnt: Prose
    gift_fen: Fen | None = Field(None, description="What the gift came to; null: as planned.")
    care_note: Sentence = ""


class VisitOut(Out):
    id: int
    occasion: str
    state: CareVisitState
    no_selling: bool = Field(description="Nothing may be offered around this visit.")
    asked_at: Moment | None
    answered_at: Moment | None
    ask_again_at: Moment | None
    person: str | None
    appointment_at: Moment | None
    gift: str
    gift_fen: int
    done_at: Moment | None
    dropped_because: str


class GatheringIn(In):
    title: Line
    about: Annotated[str, Field(max_length=500)]
    kind: GatheringKind
    purpose: GatheringPurpose
    place: Line
    starts_at: GivenMoment
    ends_at: GivenMoment
    sign_up_until: GivenMoment | None = Field(None, description="Null: until it begins.")
    capacity: Count
    planned_fen: Fen = 0
    lines: Annotated[list[Word], Field(max_length=10)] = Field(
        [], description="Lines of business held; empty: any."
    )
    area: Annotated[Word, Field(max_length=6)] = ""
    age_from: Annotated[int, Field(ge=0, le=200)] | None = None
    age_to: Annotated[int, Field(ge=0, le=200)] | None = None


class GatheringOut(Out):
    id: int
    title: str
    kind: GatheringKind
    purpose: GatheringPurpose
    state: GatheringState
    unit: str
    place: str
    starts_at: Moment
    ends_at: Moment
    sign_up_until: Moment
    capacity: int
    taken: int
    planned_fen: int
    cost_fen: int | None
    protected_out: int = Field(description="Not invited because of a vulnerable period.")


class GatheringPageOut(Page):
    gatherings: list[GatheringOut]


class InvitedOut(Out):
    invited: int
    protected: int = Field(description="Left in peace because of a vulnerable period.")


class GuestIn(In):
    party: RowId


class GuestOut(Out):
    id: int
    party: int
    state: GuestState
    turn: int | None = Field(description="Order on the waiting list.")
    satisfaction: int | None


class AttendanceIn(In):
    came: Flag


class CapacityIn(In):
    capacity: Count


class HoldIn(In):
    cost_fen: Fen
    result: Annotated[str, Field(max_length=500)]


class GatheringCancelIn(In):
    reason: Sentence
    cost_fen: Fen = 0


class ExtraRightOut(Out):
    kind: str
    name: str
    party: int
    per_year: int
    used: int
    left: int
    hindrance: str = Field(description="Why not now: waiting, needs_case, used_up; empty: it can be ordered.")
    until: Day | None = Field(description="The day a wait ends.")
    health_data: bool = Field(description="Needs a separate consent.")


class ExtraIn(In):
    kind: Word
    party: RowId = Field(description="The insured person who uses it.")
    words: Sentence = ""
    consent: Flag = Field(False, description="The person agrees that this provider learns of their health.")
    consent_by: Name = Field("", description="Who agreed.")


class ArrangeIn(In):
    appointment_at: GivenMoment | None = None


class ExtraFinishIn(In):
    result: Prose
    cost_fen: Fen | None = None


class ExtraOut(Out):
    id: int
    kind: str
    provider: str
    state: ExtraState
    ordered_at: Moment
    passed: list[str] = Field(description="What the provider was given.")
    passed_at: Moment | None
    appointment_at: Moment | None
    done_at: Moment | None
    cost_fen: int | None
    declined_because: str
    satisfaction: int | None


class BudgetIn(In):
    unit: Word = Field(description="Code of the unit.")
    kind: BudgetKind
    year: Annotated[int, Field(strict=True, ge=2000, le=2199)]
    amount_fen: Fen


class BudgetOut(Out):
    unit: str
    kind: BudgetKind
    year: int
    amount_fen: int
    used_fen: int
    left_fen: int
