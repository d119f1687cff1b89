"""How a customer is reached, what they agree to, and ideas they are shown."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from anpei.advice.models import IdeaState, MeansAnswer
from anpei.api.schemas.base import Flag, In, Moment, Out, Sentence, TimeOfDay, Word
from anpei.messages.models import Channel


class ReachIn(In):
    channel: Literal[Channel.SMS, Channel.EMAIL, Channel.WECHAT]
    email: Sentence = ""
    language: Literal["zh-hans", "en"] = "zh-hans"
    at_night: Flag = Field(False, description="May be written to at any hour.")
    quiet_from: TimeOfDay | None = Field(
        None, description="Local; with quiet_until, instead of the house's hours."
    )
    quiet_until: TimeOfDay | None = None
    serious_alerts_only: Flag = False


class ReachOut(Out):
    channel: str
    email_known: bool
    language: str
    at_night: bool
    quiet_from: TimeOfDay | None
    quiet_until: TimeOfDay | None
    serious_alerts_only: bool


class ConsentIn(In):
    purpose: Literal["marketing", "health_advice"] = Field(description="What nothing else depends on.")
    text_version: Word = Field(min_length=1, description="Which wording the customer was shown.")
    given_by: Word = Field("", description="The guardian's name, for a child under 14.")


class ConsentOut(Out):
    id: int
    purpose: str
    basis: str
    text_version: str
    channel: str
    given_at: Moment
    withdrawn_at: Moment | None


class ShownIdeaOut(Out):
    id: int
    code: str
    kind: str
    title: str
    why: str = Field(description="The reason with the customer's own figures, as shown to them.")
    advice: str
    product: str | None
    state: str


class IdeaAnswerIn(In):
    answer: Literal[IdeaState.DISMISSED, IdeaState.NOT_INTERESTED, IdeaState.ASKED] = Field(
        description="Put away for a while, not interested, or a person shall call: that is no order."
    )


class MeansIn(In):
    answer: MeansAnswer = Field(
        description="Whether another premium fits the household now; asked, never guessed."
    )


class MeansOut(Out):
    answer: str
    answered_at: Moment
