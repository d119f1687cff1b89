"""Risk alerts: what is coming, whom it reached, what came of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from anpei.alerts.models import AlertState, Level, Source
from anpei.api.schemas.base import GivenMoment, In, Moment, Out, Page, Prose, Sentence, Word

Area = Annotated[str, Field(pattern=r"^[1-9]\d(\d\d){0,2}$", description="GB/T 2260: 2, 4 or 6 digits.")]
Step = Annotated[Sentence, Field(max_length=120)]


class WordsIn(In):
    title: Annotated[Sentence, Field(max_length=60)]
    coming: Annotated[Prose, Field(max_length=1000)]
    before: list[Step] = Field(
        max_length=12, description="As many in each language: people tick them by number."
    )
    during: list[Step] = Field(max_length=12)
    after: list[Step] = Field(max_length=12)
    report: Annotated[Sentence, Field(max_length=300)]


class BothWords(In):
    zh: WordsIn
    en: WordsIn


class AlertIn(In):
    peril: Word = Field(description="A peril of the library, for example `typhoon`.")
    level: Level
    areas: list[Area] = Field(default=[], max_length=60, description="None means everywhere.")
    starts_at: GivenMoment
    ends_at: GivenMoment
    lines: list[Word] = Field(max_length=20, description="Lines of business.")
    products: list[Word] = Field(default=[], max_length=50, description="None means all of the lines.")
    who: Word = Field("anyone", description="A kind of people of the library: `anyone`, `elderly`, `child`.")
    words: BothWords | None = Field(None, description="Left out: the library's words for peril and level.")
    unit: Word = Field(
        "", description="Code of the unit whose customers it is for; the client's own when left out."
    )


class AlertWithdrawIn(In):
    because: Sentence


class CountOut(Out):
    reached: int
    left_out: dict[str, int] = Field(description="Reason to how many.")
    no_place: int = Field(description="With such a contract, but no region code on file.")


class AnswersOut(Out):
    told: int
    seen: int
    did_something: int
    asked_for_help: int


class WordsOut(Out):
    title: str
    coming: str
    before: list[str]
    during: list[str]
    after: list[str]
    report: str


class PlaceOut(Out):
    code: str = Field(description="As kept: 2, 4 or 6 digits.")
    name: str = Field(
        description="Full name, province first; empty where the imported table does not know it."
    )


class PlacesOut(Out):
    items: list[PlaceOut]


class AlertOut(Out):
    id: int
    state: AlertState
    peril: str
    level: Level
    areas: list[str]
    places: list[PlaceOut] = Field(description="The areas with their names.")
    starts_at: Moment
    ends_at: Moment
    lines: list[str]
    products: list[str]
    who: str
    words: dict[str, WordsOut]
    source: Source
    issuer: str
    unit: str
    counting: bool = Field(description="A count was asked for and is under way.")
    counted: CountOut | None
    drafted_by: str | None
    approved_by: str | None
    sent_at: Moment | None
    withdrawn_because: str
    replaced_by: int | None


class AlertPage(Page):
    items: list[AlertOut]


class TakenOut(Out):
    new: bool = Field(description="False: the message was here before and changed nothing.")
    alert: AlertOut


class GroupOut(Out):
    contracts: int
    with_claim: int
    share_bp: int
    low_bp: int
    high_bp: int


class StratumOut(Out):
    product: str
    ages: str = Field(description="Completed years, `18-39` or `60-`; empty: not known.")
    contracts: int


class ComparisonOut(Out):
    compared_with: str = Field(
        description="`neighbours` one region up who were not told, or the same place `year_before`."
    )
    alerted: GroupOut = Field(description="Those of whom there are like ones on the other side.")
    others: GroupOut = Field(description="As counted; the difference weighs them by product and age.")
    others_share_bp: int = Field(
        description="Share of the others, mixed by product and age as the alerted are."
    )
    alone: list[StratumOut] = Field(description="Alerted contracts with nobody like them on the other side.")
    difference_bp: int | None = Field(description="Share of the alerted less the weighted one of the others.")
    low_bp: int | None
    high_bp: int | None
    few: bool = Field(description="Too few contracts or claims to say anything.")


class EffectOut(Out):
    """A comparison, no trial: it cannot say that the alert was the cause. Intervals at 95 %."""

    answers: AnswersOut
    left_out: dict[str, int]
    so_far: bool | None = Field(
        description="Claims can still come in; null before the comparison was worked out."
    )
    alerted: GroupOut | None = Field(description="Every alerted contract.")
    no_contract: int | None = Field(description="People told without such a contract there on the first day.")
    no_place: int | None = Field(description="Such contracts of which no place is known.")
    comparisons: list[ComparisonOut]
