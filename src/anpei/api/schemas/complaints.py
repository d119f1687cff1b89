"""Complaints: what is registered, where it stands, what was found, answered and changed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from anpei.api.schemas.base import (
    BasisPoints,
    Day,
    Fen,
    In,
    Line,
    Moment,
    Name,
    Out,
    Page,
    Prose,
    RowId,
    Sentence,
    Upload,
    Word,
)
from anpei.complaints.models import Channel, From
from anpei.complaints.states import ComplaintState


class ComplaintIn(In):
    text: Prose = Field("", description="In the complainant's own words; a topic alone is enough.")
    kind: Word = Field("", description="Code of what it is about, from the rule set in force.")
    wish: Prose = Field("", description="What they would like to happen.")
    channel: Channel = Field(Channel.API, description="Where it reached the insurer.")
    standing: From = Field(From.OTHER, description="Who complains, seen from the contract.")
    name: Name = Field("", description="Empty: as on the case.")
    phone: Word = Field("", description="Empty: as on the case.")
    mandate: Line = Field("", description="What authorises a proxy.")
    people: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 1
    claim: Word = Field("", description="Number of the case it is about.")
    policy: Word = Field("", description="Or the number of the policy.")
    regulator_case_no: Annotated[Word, Field(max_length=40)] = Field(
        "", description="Needed for the channel `regulator`; a transfer is registered once."
    )
    regulator_due_on: Day | None = Field(None, description="Day the transfer names; its clock ends on it.")


class ContactIn(In):
    medium: Literal["call", "visit", "counter"]
    text: Prose


class TextIn(In):
    text: Prose


class FindingIn(In):
    text: Prose
    basis: Line = ""


class JudgeIn(In):
    verdict: Literal["true", "false"]
    comment: Sentence = ""


class AskIn(In):
    papers: list[Word] = Field(
        default_factory=list, max_length=20, description="Kinds; those on file are refused."
    )
    question: Prose = ""


class ReasonedIn(In):
    reason: Sentence = Field(description="The complainant reads it.")


class CommentedIn(In):
    comment: Sentence = ""


class RemedyIn(In):
    kind: Word
    text: Sentence
    amount_fen: Fen | None = None


class AnswerIn(In):
    outcome: Word = Field(description="Code from the rule set: justified, partly, unjustified.")
    facts: Prose = Field(description="What was found, in plain words.")
    basis: Prose
    remedies: list[RemedyIn] = Field(default_factory=list, max_length=10)


class ReviewDecisionIn(In):
    outcome: Word
    facts: Prose
    basis: Prose


class CauseIn(In):
    kind: Word = Field(description="rule, letter, person, clause, product or process.")
    reference: Line = Field("", description="Key of what it points at; nothing for the kind `process`.")
    text: Prose
    action: Sentence = Field(description="What will be changed.")
    owner: Word = Field(description="User name of who changes it.")
    due_on: Day | None = None


class TakenBackIn(In):
    words: Annotated[Prose, Field(max_length=500)] = Field(description="The words it was taken back in.")


class DeclineIn(In):
    code: Word = Field(description="Code of a reason of the rule set.")
    note: Annotated[Prose, Field(max_length=500)] = Field(
        description="Why, in a sentence the complainant reads."
    )


class MergeIn(In):
    into: Word = Field(description="Number of the earlier complaint.")


class AssignComplaintIn(In):
    handler: Word = Field(description="User name of who handles it from now on.")
    reason: Sentence


class NameStaffIn(In):
    people: list[Word] = Field(max_length=50, description="User names of the people it is about.")


class AskViewIn(In):
    person: Word = Field(description="User name of somebody who stands aside.")
    question: Prose


class MediationIn(In):
    organisation: Line
    held_on: Day
    outcome: Literal["planned", "agreed", "failed"]
    text: Prose = Field("", description="What came of it.")


class MajorIn(In):
    criteria: list[Word] = Field(max_length=20, description="Codes of the rule set that it meets.")
    lead: Word = Field(description="User name of somebody at the head office.")


class WhatIn(In):
    what: Sentence = Field(description="What was done or changed.")


class NotChangedIn(In):
    reason: Sentence = Field(description="What is still missing.")
    due_on: Day | None = Field(None, description="Empty: the usual period from today.")


class EvidenceIn(Upload):
    title: Line
    finding: RowId | None = Field(None, description="The finding it belongs to.")


class ComplaintReceiptOut(Out):
    number: str
    state: ComplaintState
    handler: str = Field(
        description="Who looks after it and had nothing to do with the case; empty while nobody does."
    )
    call_by: Day | None
    answer_by: Day | None


class FindingOut(Out):
    id: int
    text: str
    basis: str
    verdict: Literal["open", "true", "false"]
    judged_by: str


class RemedyOut(Out):
    id: int
    kind: str
    text: str
    amount_fen: Fen | None
    done_at: Moment | None
    done_note: str


class ComplaintDecisionOut(Out):
    id: int
    review: bool = Field(description="The decision of the unit above.")
    outcome: str
    facts: str
    basis: str
    state: str
    made_by: str
    signed_by: str
    letter_sha256: str
    remedies: list[RemedyOut]


class ExtensionOut(Out):
    id: int
    step: str
    reason: str
    state: str
    asked_by: str
    answered_by: str


class TakingPartOut(Out):
    username: str
    role: str
    why: str = Field(description="Why somebody stands aside; empty for the others.")
    question: str = Field(description="What they were asked for their view; empty when not asked.")
    statement: str


class ViewAskedOut(Out):
    id: int
    claim: str = Field(description="Number of the case; empty where there is none.")
    question: str
    asked_at: Moment | None


class EvidenceOut(Out):
    id: int
    title: str
    finding: int | None
    by: str
    at: Moment
    sha256: str


class MediationOut(Out):
    organisation: str
    held_on: Day
    outcome: Literal["planned", "agreed", "failed"]
    text: str


class SituationOut(Out):
    text: str
    by: str
    at: Moment


class CauseTargetOut(Out):
    key: str = Field(description="What a cause is named with as `reference`.")
    title: str
    note: str = Field(description="Version, role and unit, or the basis of a rule.")


class CauseOut(Out):
    id: int
    complaint: str
    kind: str
    reference: str = Field(description="Key of what it points at; empty where there is nothing to pick.")
    title: str = Field(description="What it points at is called, in the language asked for.")
    changed: bool = Field(description="What it points at was changed since: somebody has to look.")
    changed_at: Moment | None = Field(description="When it was changed, where that is known.")
    changed_to: str = Field(description="The version it was changed to, where it has versions.")
    action: str
    owner: str
    done_at: Moment | None
    done_note: str
    verified_at: Moment | None


class ComplaintClockOut(Out):
    rule: str
    started_on: Day
    due_on: Day
    state: str


class ComplaintRowOut(Out):
    number: str
    state: ComplaintState
    kind: str
    channel: Channel
    claim: str
    unit: str
    received_at: Moment
    next_due_at: Moment
    handler: str
    regulator_case_no: str
    major: bool


class ComplaintOut(ComplaintRowOut):
    standing: From
    name: str = Field(description="As this caller may see it.")
    people: int
    text: str
    wish: str
    step: str
    rule_set: str
    clocks: list[ComplaintClockOut]
    parts: list[TakingPartOut]
    findings: list[FindingOut]
    extensions: list[ExtensionOut]
    decisions: list[ComplaintDecisionOut]
    causes: list[CauseOut]
    evidence: list[EvidenceOut]
    mediations: list[MediationOut]
    situation: list[SituationOut] = Field(description="The log of a major complaint.")
    merged_into: str
    close_code: str = Field(description="Reason of the rule set it was not taken up for.")
    close_note: str
    regulator_reported_at: Moment | None
    major_reported_at: Moment | None


class ComplaintPageOut(Page):
    complaints: list[ComplaintRowOut]


class FigureOut(Out):
    code: str
    count: int
    policies: int | None
    premium_fen: Fen | None
    per_10000_policies: int | None = Field(
        description="In hundredths; null where there is nothing to divide by."
    )
    per_100m_yuan: int | None = Field(description="In hundredths, by premium.")
    answered: int
    upheld: int = Field(description="Of those answered, wholly or partly justified.")
    upheld_bp: BasisPoints | None
    days_to_answer: int | None = Field(description="Mean from receipt to the answer, in tenths of a day.")


class PointedAtOut(Out):
    points_at: str
    reference: str
    title: str
    count: int = Field(description="Complaints of the period with a cause that points at it.")
    open: int = Field(description="Causes nobody has seen changed yet.")
    changed_at: Moment | None
    before: int
    after: int = Field(description="Received from its change on.")


class ComplaintFiguresOut(Out):
    total: FigureOut
    by_kind: list[FigureOut]
    by_product: list[FigureOut]
    by_unit: list[FigureOut]
    by_channel: list[FigureOut]
    by_month: list[FigureOut]
    due: int = Field(description="Answers whose last day fell into the period.")
    in_time: int
    in_time_bp: BasisPoints | None
    repeat_people: int
    repeat_complaints: int
    pointed_at: list[PointedAtOut] = Field(description="What causes most complaints, people left out.")
