"""A clock rule: how long, counted how, from what, stopped by what, and on whose authority."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

ShareBp = Annotated[int, Field(ge=0, le=10_000)]


class Unit(StrEnum):
    """CD calendar days (自然日), WD working days (工作日); hours and minutes run from the stated moment."""

    CALENDAR_DAYS = "CD"
    WORKING_DAYS = "WD"
    HOURS = "hours"
    MINUTES = "minutes"
    MONTHS = "months"
    YEARS = "years"


class Kind(StrEnum):
    """What stands behind a period, and so what its end means."""

    LAW = "law"
    PROMISE = "promise"
    INTERNAL = "internal"
    REMINDER = "reminder"  # silence of the customer: ends in a call, never in a closed case
    WARNING = "warning"  # shown, never acted on
    RETENTION = "retention"


class PauseKind(StrEnum):
    """Why time stands still. Supplement is the customer's time (解释二 15).

    An investigation stops internal targets only.
    """

    SUPPLEMENT = "supplement"
    INVESTIGATION = "investigation"


class Audience(StrEnum):
    """Who sees the clock."""

    CUSTOMER = "customer"
    STAFF = "staff"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Wording(_Strict):
    """One text in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, code: str) -> str:
        """The text for a language code such as "zh-hans" or "en"."""
        return self.zh if code.lower().startswith("zh") else self.en


class Target(_Strict):
    """The earlier date the staff work towards."""

    amount: int = Field(gt=0)
    unit: Unit


class Warn(_Strict):
    """When a clock turns amber: a share of the period used, or few days left once a smaller share is used."""

    share_bp: ShareBp
    days_left: int = Field(ge=0)
    days_left_share_bp: ShareBp


class ClockRule(_Strict):
    """One dated rule of a clock set. Amount and unit give the period; `basis` is the authority in words,
    `source` where it was read.

    `mark`: A seen in the law, B professional knowledge, C company rule to be confirmed.
    `inside`: the rule whose period this one lies in; it has its length and is not rolled over rest days, since
    what is done on a day the other was rolled to would come after it for whoever counts the days themselves.
    `delay_notice_days`: how many days before a date told to the customer passes a delay has to be
    announced.
    """

    rule_id: str = Field(pattern=r"^[a-z]+(\.[a-z_]+)+$")
    name: Wording
    amount: int = Field(gt=0)
    unit: Unit
    kind: Kind
    trigger: str = Field(min_length=1)
    pausable_by: PauseKind | None
    audience: Audience
    basis: Wording
    source: str = Field(min_length=1)
    mark: Literal["A", "B", "C"]
    warn: Warn
    delay_notice_days: int = Field(ge=0)
    internal_share_bp: ShareBp
    internal: Target | None = None
    extendable: bool = False
    inside: str = ""
    max_amount_fen: int | None = Field(default=None, gt=0)
    valid_from: date
    valid_to: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "ClockRule":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self

    @property
    def counts_days(self) -> bool:
        """True for periods that end with a day; hours and minutes end at a moment."""
        return self.unit not in (Unit.HOURS, Unit.MINUTES)

    @property
    def is_rolled(self) -> bool:
        """True if an end on a rest day moves to the next working day (民法典 203)."""
        return not self.inside

    @property
    def has_target(self) -> bool:
        """True if the staff work towards an earlier date than the one of the rule."""
        return self.kind in (Kind.LAW, Kind.PROMISE) and self.unit not in (Unit.MONTHS, Unit.YEARS)

    def is_valid_on(self, day: date) -> bool:
        """True if the rule is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class ClockSet:
    """The rules of one set by id and date; two versions of a rule never overlap."""

    def __init__(self, name: str, rules: Iterable[ClockRule]) -> None:
        self.name = name
        self.rules = tuple(rules)
        self._versions: dict[str, list[ClockRule]] = {}
        for rule in sorted(self.rules, key=lambda rule: rule.valid_from):
            versions = self._versions.setdefault(rule.rule_id, [])
            if versions and versions[-1].is_valid_on(rule.valid_from):
                raise ValueError(f"{rule.rule_id}: two versions are in force on {rule.valid_from}")
            versions.append(rule)

    def get(self, rule_id: str, on: date) -> ClockRule:
        """The version in force on a day; KeyError names the rule and the day."""
        for rule in self._versions.get(rule_id, ()):
            if rule.is_valid_on(on):
                return rule
        raise KeyError(f"no clock rule {rule_id!r} in force on {on} in set {self.name!r}")

    def latest(self, rule_id: str) -> ClockRule:
        """The newest version of a rule, for its name; KeyError if there is none."""
        return self._versions[rule_id][-1]
