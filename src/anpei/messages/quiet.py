"""Quiet hours: nobody is woken by us, unless the law or the person says otherwise. The hours are data
(``library/messages/quiet-hours.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, model_validator

from anpei.core import rule_files
from anpei.core.clock import LOCAL
from anpei.core.errors import Invalid
from anpei.core.rule_files import Strict

HourMinute = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


@dataclass(frozen=True)
class Quiet:
    """From one time of day to another, local; over midnight where ``until`` is the earlier one."""

    begins: time
    until: time

    def holds(self, at: time) -> bool:
        if self.begins < self.until:
            return self.begins <= at < self.until
        return at >= self.begins or at < self.until

    @property
    def length(self) -> timedelta:
        first = datetime.combine(date.min, self.begins)
        last = datetime.combine(date.min, self.until)
        return last - first if self.begins < self.until else last + timedelta(days=1) - first

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}–{self.until:%H:%M}"


class HouseHours(Strict):
    begins: HourMinute = Field(alias="from")
    until: HourMinute

    @model_validator(mode="after")
    def _two_hours(self) -> HouseHours:
        if self.begins == self.until:
            raise ValueError("the quiet hours begin and end at the same time")
        return self


class OwnHours(Strict):
    most_hours: int = Field(ge=1, le=20)


class QuietRules(Strict):
    set: str
    valid_from: date
    mark: Literal["A", "B", "C"]
    house: HouseHours
    own: OwnHours


def rules() -> QuietRules:
    """The rules in force. Raises CatalogueError naming the file and the place in it."""
    return _file(str(settings.QUIET_HOURS))


def house_hours() -> Quiet:
    kept = rules().house
    return Quiet(time.fromisoformat(kept.begins), time.fromisoformat(kept.until))


def own_hours(begins: str, until: str) -> Quiet | None:
    """A person's own hours as typed (22:00), None where both are empty. Invalid beside the field that cannot be."""
    if not begins and not until:
        return None
    read: dict[str, time] = {}
    wrong: dict[str, str] = {}
    for name, typed in (("quiet_from", begins), ("quiet_until", until)):
        try:
            read[name] = time.fromisoformat(typed)
        except ValueError:
            wrong[name] = _("A time of day is needed here, like 22:00.")
    if wrong:
        raise Invalid(fields=wrong)
    own = Quiet(*(at.replace(second=0, microsecond=0, tzinfo=None) for at in read.values()))
    most = rules().own.most_hours
    if own.begins == own.until or own.length > timedelta(hours=most):
        raise Invalid(
            fields={
                "quiet_until": _("At most %(most)d hours a day, or we hardly reach you.") % {"most": most}
            }
        )
    return own


def next_decent_moment(at: datetime, own: Quiet | None = None) -> datetime:
    """The moment itself, or the end of the quiet hours it lies in: the person's own, else the house's."""
    hours = own or house_hours()
    local = at.astimezone(LOCAL)
    if not hours.holds(local.time()):
        return at
    ends_on = local.date() if local.time() < hours.until else local.date() + timedelta(days=1)
    return datetime.combine(ends_on, hours.until, LOCAL)


@lru_cache(maxsize=4)
def _file(path: str) -> QuietRules:
    return rule_files.read(QuietRules, Path(path).read_text(encoding="utf-8"), origin=Path(path).name)
