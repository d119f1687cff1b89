"""The case: what a report may say, how a case reads, and the moves that need words."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from anpei.api.schemas.base import (
    Clause,
    Day,
    Fen,
    Flag,
    GivenMoment,
    In,
    Line,
    Moment,
    Name,
    Number,
    Out,
    Page,
    Prose,
    Sentence,
    TimeOfDay,
    Word,
)
from anpei.claims.models import Care, Casualty, CloseReason, Nature, Relation
from anpei.claims.states import ClaimState
from anpei.terms.papers import PaperKind

CauseOfDeath = Literal["", "accident", "illness"]  # claims.models.DeathCause, or not known yet


class ReportIn(In):
    """Everything may be missing except a way to reach the reporter; `complete_report` adds the rest later."""

    story: Prose = Field("", description="The reporter's own words. They are kept and never edited.")
    nature: Nature = Nature.UNKNOWN
    care: Care = Care.UNKNOWN
    casualty: Casualty = Field(
        Casualty.UNKNOWN, description="Of people in a road accident, or of others the insured answers for."
    )
    event_on: Day | None = None
    event_time: TimeOfDay | None = None
    died_on: Day | None = Field(None, description="Day of death, where the insured person died.")
    cause_of_death: CauseOfDeath = Field("", description="As the papers state it; empty while not known.")
    event_place: Sentence = ""
    cause: Prose = ""
    hospital: Line = ""
    diagnosis: Sentence = ""
    claimed_fen: Annotated[int, Field(strict=True, ge=0, le=10**12)] | None = None
    reporter_name: Name = ""
    reporter_phone: Word = Field("", description="Mobile number of mainland China, 11 digits.")
    reporter_relation: Relation = Relation.SELF
    insured_name: Name = ""
    insured_id_number: Word = Field(
        "", description="Used to find the person; kept only with the person found."
    )
    policy_number: Word = Field("", description="Empty: looked up by the ID number; may stay unknown.")
    plate: Word = Field("", description="Number plate of the insured vehicle; finds the policy.")


class ReportChangesIn(In):
    """Only the fields sent are changed. The story stays as it was told."""

    nature: Nature = Nature.UNKNOWN
    care: Care = Care.UNKNOWN
    casualty: Casualty = Casualty.UNKNOWN
    event_on: Day | None = None
    event_time: TimeOfDay | None = None
    died_on: Day | None = Field(None, description="Day of death, where the insured person died.")
    cause_of_death: CauseOfDeath = Field("", description="As the papers state it; empty while not known.")
    event_place: Sentence = ""
    cause: Prose = ""
    hospital: Line = ""
    diagnosis: Sentence = ""
    claimed_fen: Annotated[int, Field(strict=True, ge=0, le=10**12)] | None = None
    reporter_name: Name = ""
    reporter_phone: Word = ""
    reporter_relation: Relation = Relation.SELF
    insured_name_given: Name = ""
    policy_number_given: Word = ""
    plate_given: Word = ""


class IdentifyIn(In):
    policy_number: Word
    id_number: Word = Field(
        "", description="Of the insured person; empty: the person the case already names."
    )


class CheckIn(In):
    in_order: Flag
    problem: Annotated[Sentence, Field(max_length=200)] = Field(
        "", description="What is wrong with the picture, never with the person."
    )
    fix: Annotated[Sentence, Field(max_length=200)] = Field(
        "", description="How to put it right, or what will do instead."
    )


class ReasonIn(In):
    reason: Sentence


class AddItemIn(In):
    kind: PaperKind
    why: Annotated[Sentence, Field(max_length=200)]
    clause: Clause = ""


class SupplementIn(In):
    new_fact: Sentence = Field(
        "", description="Only for a second notice, with the header Countersign of a supervisor."
    )


class ReviewIn(In):
    answers: dict[Word, Literal["yes", "no", "unknown"]] = Field(
        default_factory=dict,
        max_length=100,
        description="Fact of an exclusion to its answer; see `exclusions` of the product's terms.",
    )


class OverrideIn(In):
    outcome: Literal["pass", "fail", "unknown", "cut"]
    reason: Sentence


class DelayIn(In):
    new_date: Day
    reason: Sentence


class WithdrawIn(In):
    note: Sentence = ""


class CloseIn(In):
    reason: CloseReason
    note: Sentence
    merged_into: Number | None = Field(None, description="Case number that goes on; needed for a duplicate.")


class AssignIn(In):
    handler: Name = Field(description="User name of the person who takes the case.")
    reason: Sentence = ""


class MessageIn(In):
    text: Annotated[str, Field(max_length=2000)]
    sender: Literal["customer", "staff"] = Field("customer", description="Whose words these are.")


class CallIn(In):
    phone: Word
    name: Name = ""
    topic: Annotated[Sentence, Field(max_length=200)] = ""
    due_at: GivenMoment | None = None


class CallMadeIn(In):
    outcome: Prose


class UnitOut(Out):
    code: str
    name: str


class ItemOut(Out):
    kind: str
    name: str
    why: str
    clause: str
    state: str
    problem: str
    fix: str


class ClockOut(Out):
    rule: str
    name: str
    basis: str = Field(description="The article or promise it comes from.")
    by_law: bool
    state: str = Field(description="neutral, soon, due, over, pause or met")
    started_on: Day
    due_on: Day
    due_at: Moment
    promised_on: Day = Field(description="The date the customer was told.")
    target_on: Day | None = Field(description="The staff's own target; null for who sees what customers see.")
    paused: bool
    provisional: bool = Field(description="The public holidays of that year are not announced yet.")


class StepOut(Out):
    who: Literal["customer", "insurer"]
    what: str
    by: Day | None = None
    papers: list[str] = Field(
        default_factory=list, description="Kinds of paper, where the step is to hand them in."
    )


class HappenedOut(Out):
    seq: int
    at: Moment
    type: str
    text: str
    who: str
    data: dict[str, Any]


class RelatedOut(Out):
    number: str
    kind: str
    reason: str


class ClaimRowOut(Out):
    number: str
    state: ClaimState
    state_label: str
    version: int
    unit: str
    handler: str = Field(description="User name; empty while nobody holds the case.")
    insured: str = Field(description="Name as this caller may see it.")
    event_on: Day | None
    reported_at: Moment
    next_due_at: Moment


class ClaimPageOut(Page):
    claims: list[ClaimRowOut]


class ClaimOut(Out):
    number: str
    state: ClaimState
    state_label: str
    version: int
    channel: str
    unit: UnitOut
    handler: str
    contact: str = Field(description="Name of the person who looks after the case.")
    nature: Nature
    care: Care
    casualty: Casualty
    event_on: Day | None
    event_time: TimeOfDay | None
    event_place: str | None = Field(
        description="Null unless this caller sees health data; so are cause, story, hospital, diagnosis, "
        "died_on and cause_of_death."
    )
    died_on: Day | None
    cause_of_death: str | None = Field(description="accident or illness; empty while not known.")
    cause: str | None
    story: str | None
    hospital: str | None
    diagnosis: str | None
    claimed_fen: Fen | None
    reporter_name: str
    reporter_phone: str
    reporter_relation: Relation
    insured_id: int | None = Field(
        description="Person id; null while not found, or for who does not see policies."
    )
    insured_name: str
    policy_number: str | None = Field(description="Null while not found, or for who does not see policies.")
    product: str | None
    product_version: str | None
    reported_at: Moment
    first_material_at: Moment | None
    papers_complete_at: Moment | None
    accepted_at: Moment | None
    registered_at: Moment | None
    decided_at: Moment | None
    paid_at: Moment | None
    closed_at: Moment | None
    archived_at: Moment | None
    close_reason: str
    close_note: str
    merged_into: str | None
    complex_at: Moment | None
    complex_reason: str
    payable_fen: Fen | None
    paid_fen: Fen
    reserve_fen: Fen | None = Field(description="Null for who is not case staff.")
    clocks: list[ClockOut]
    checklist: list[ItemOut]
    next_steps: list[StepOut]
    timeline: list[HappenedOut]
    related: list[RelatedOut]


class NoticeOut(Out):
    sequence: int
    items: list[dict[str, Any]]
    new_fact: str
    sent_at: Moment
    answered_at: Moment | None


class ReviewOut(Out):
    number: int
    outcome: str
    tree: dict[str, Any] = Field(description="The conditions, each with its outcome and clause.")
    overrides: dict[str, Any]
    confirmed_at: Moment | None


class MessageOut(Out):
    id: int
    direction: str
    text: str
    sender: str
    at: Moment
    read_at: Moment | None


class CallOut(Out):
    id: int
    topic: str
    origin: str
    due_at: Moment
    done_at: Moment | None
