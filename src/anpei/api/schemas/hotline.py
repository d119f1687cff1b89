"""Calls of a telephone exchange, call-backs, messages from outside, who is on duty, the figures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from anpei.api.schemas.base import (
    BasisPoints,
    Day,
    Flag,
    GivenMoment,
    In,
    Line,
    Moment,
    Name,
    Out,
    Page,
    Prose,
    Sentence,
    Word,
)
from anpei.claims.models import CallOrigin
from anpei.hotline.models import CallDirection, CallEventKind, CallState, KnownBy


class CallEventIn(In):
    call_id: Annotated[Line, Field(min_length=1, max_length=64)] = Field(
        description="The exchange's own number of the call; with `event` it makes a repetition harmless."
    )
    event: CallEventKind = Field(
        description="`queued`: the caller asked for a person, where a menu speaks first (`menu` at `ringing`)."
    )
    at: GivenMoment
    direction: CallDirection = CallDirection.IN
    number: Annotated[Word, Field(max_length=40)] = Field(
        "", description="The customer's; empty where withheld."
    )
    answered_by: Annotated[Word, Field(max_length=30)] = Field("", description="Employee number of the seat.")
    recording: Annotated[str, Field(max_length=500)] = Field(
        "", description="https address of the recording."
    )
    menu: Flag = Field(False, description="At `ringing`: a menu speaks first, nobody asked for a person yet.")
    exchange: Annotated[Word, Field(max_length=20)] = "main"
    unit: Annotated[Word, Field(max_length=20)] = Field(
        "", description="Code of a unit; the client's own when empty."
    )


class ExchangeCallOut(Out):
    id: int
    call_id: str
    exchange: str
    unit: str
    direction: CallDirection
    number: str = Field(description="Masked, unless the person the client signs for sees telephone numbers.")
    state: CallState
    began_at: Moment
    queued_at: Moment | None
    answered_at: Moment | None
    abandoned_at: Moment | None
    ended_at: Moment | None
    answered_by: str
    has_recording: bool
    party: int | None = Field(description="Whose call it was, once a person made sure.")
    claim: str
    reported: list[str] = Field(description="Numbers of the cases that were reported in this call.")
    callback: int | None = Field(description="The call back it led to.")


class ExchangeCallPageOut(Page):
    calls: list[ExchangeCallOut]


class LinkIn(In):
    party: int
    known_by: KnownBy = Field(
        description="How the person made sure who was on the line. A number alone proves nothing."
    )
    claim: Annotated[Word, Field(max_length=24)] = ""


class WhyIn(In):
    reason: Sentence


class RecordingOut(Out):
    url: str


class AttemptIn(In):
    reached: Flag
    note: Annotated[Prose, Field(max_length=1000)] = Field(
        "", description="Needed when reached: what was said."
    )
    next_at: GivenMoment | None = Field(
        None, description="When it is tried again; in two hours by day when left out."
    )


class AttemptOut(Out):
    at: Moment
    by: str
    reached: bool
    note: str
    next_at: Moment | None


class CallbackOut(Out):
    id: int
    origin: CallOrigin
    name: str
    phone: str
    topic: str
    claim: str
    due_at: Moment
    asked_at: Moment
    got_through: bool = Field(description="The same number reached us meanwhile.")
    attempts: list[AttemptOut]


class InboundIn(In):
    channel: Literal["sms", "email"]
    id: Annotated[Line, Field(min_length=1)] = Field(description="The gateway's own id of the message.")
    sender: Annotated[str, Field(max_length=320)] = Field(
        description="Phone number, or an e-mail address with or without a name."
    )
    text: Annotated[str, Field(max_length=20_000)]
    title: Annotated[str, Field(max_length=300)] = Field("", description="Subject of an e-mail.")
    received_at: GivenMoment | None = None
    unit: Annotated[Word, Field(max_length=20)] = Field(
        "", description="Code of a unit; the client's own when empty."
    )


class InboundOut(Out):
    id: int
    placed: bool = Field(
        description="It stands in the conversation of whoever sent it; false: a person finds out who."
    )


class InboundWaitingOut(Out):
    id: int
    channel: str
    sender: str = Field(
        description="Masked, unless the person the client signs for sees telephone numbers; empty for WeChat."
    )
    title: str
    text: str
    received_at: Moment


class FirstContactOut(Out):
    """What a case was reported in. Both ids are empty where it was told in another way."""

    channel: str
    reported_at: Moment = Field(description="When the report reached us (Civil Code art. 137).")
    call: int | None
    message: int | None


class DutyLineOut(Out):
    unit: str
    name: Name
    number: str
    answered: bool
    until: Moment | None
    back_at: Moment | None


class DutyOut(Out):
    lines: list[DutyLineOut] = Field(description="Empty where no roster is kept: then nothing is known.")
    people: list[str] = Field(description="Who sits there now.")


class CallFiguresOut(Out):
    label: str = Field(description="A day, the Monday of a week, or a unit; empty for the whole.")
    offered: int = Field(description="Incoming calls that asked for a person.")
    answered: int
    abandoned: int
    quick: int = Field(description="Answered within 20 seconds.")
    answered_bp: BasisPoints | None = Field(description="answered ÷ offered")
    abandoned_bp: BasisPoints | None
    quick_bp: BasisPoints | None
    seconds: int | None = Field(description="Mean time to answer, of the answered.")
    slowest: int | None


class HumanFiguresOut(Out):
    channel: Literal["", "call", "callback", "message", "enquiry"] = Field(
        description="Empty: all channels together."
    )
    asked: int
    got: int
    got_bp: BasisPoints | None = Field(description="got ÷ asked")
    seconds: int | None = Field(
        description="Mean time from asking for a person to their first word, of those who got one."
    )
    slowest: int | None


class ServiceFiguresOut(Out):
    from_on: Day
    until_on: Day
    calls: CallFiguresOut
    rows: list[CallFiguresOut]
    to_a_person: list[HumanFiguresOut]
    all_channels: HumanFiguresOut
