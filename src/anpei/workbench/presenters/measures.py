"""Figures of what customers answered, in words: a share with its interval, or that too few answered to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anpei.care.measures import Answers, Figures, Score, Share

NONE = "–"


@dataclass(frozen=True)
class Said:
    """One figure: what it is, its interval, and the numbers it is made of; ``value`` is empty where there is none."""

    value: str
    interval: str
    made_of: str
    plot: tuple[float, float, float] | None  # the figure and the ends of its interval, for the drawing

    @property
    def few(self) -> bool:
        return self.plot is None and self.value != NONE

    @property
    def drawn(self) -> str:
        """For the script that draws it: the figure and the ends of its interval."""
        return " ".join(f"{one:g}" for one in self.plot or ())


@dataclass(frozen=True)
class Row:
    label: str
    answers: Answers
    response: Said
    csat: Said
    nps: Said
    url: str = ""  # the answers behind it, for those who may see them

    @property
    def shares(self) -> tuple[Said, Said]:
        return self.response, self.csat


def row(one: Answers, *, url: str = "") -> Row:
    return Row(
        label=one.label,
        answers=one,
        response=_share(one.response, one.answered, one.asked),
        csat=_share(one.csat, one.satisfied, one.rated),
        nps=_score(one.nps, one),
        url=url,
    )


def csv_rows(found: Figures) -> Iterator[list[Any]]:
    """Every group with its counts and figures; where too few answered the figure's cells are empty."""
    yield [
        _("Group"), _("Name"), _("Over"), _("Asked"), _("Answered"), _("Did not want to"),
        _("Response rate, %"), _("from"), _("to"), 
        _("Marks of 1 to 5"), _("4 or 5"), _("Satisfied (CSAT), %"), _("from"), _("to"),
        _("Scores of 0 to 10"), _("Promoters (9, 10)"), _("Passives (7, 8)"), _("Detractors (0 to 6)"),
        _("NPS, points"), _("from"), _("to"),
    ]  # fmt: skip
    groups = (
        (_("Together"), [found.total]),
        (_("After"), found.by_occasion),
        (_("Unit"), found.by_unit),
        (_("Product"), found.by_product),
        (_("Month"), found.by_month),
    )
    for group, rows in groups:
        for one in rows:
            yield [
                group, one.label, one.ended, one.asked, one.answered, one.declined, *_cells(one.response),
                one.rated, one.satisfied, *_cells(one.csat), one.scored, one.promoters, one.passives, one.detractors,
                *_points(one.nps),
            ]  # fmt: skip


def _share(share: Share | None, part: int, whole: int) -> Said:
    made_of = _("%(part)d of %(whole)d") % {"part": part, "whole": whole}
    if share is None:
        return _none(whole, made_of)
    ends = _("%(low)s to %(high)s") % {
        "low": _per_cent(share.low_bp, 100),
        "high": _per_cent(share.high_bp, 100),
    }
    plot = (share.value_bp / 100, share.low_bp / 100, share.high_bp / 100)
    return Said(_per_cent(share.value_bp, 10), ends, made_of, plot)


def _score(score: Score | None, one: Answers) -> Said:
    made_of = _("%(plus)d promoters, %(between)d passives, %(minus)d detractors") % {
        "plus": one.promoters, "between": one.passives, "minus": one.detractors
    }  # fmt: skip
    if score is None:
        return _none(one.scored, made_of)
    ends = _("%(low)s to %(high)s") % {"low": signed(score.low), "high": signed(score.high)}
    return Said(signed(score.value), ends, made_of, (score.value, score.low, score.high))


def _none(whole: int, made_of: str) -> Said:
    return Said(_("too few to say") if whole else NONE, "", made_of if whole else "", None)


def signed(points: int) -> str:
    """+12, 0, −5."""
    return f"{points:+d}".replace("-", "−").replace("+0", "0")


def _per_cent(bp: int, step: int) -> str:
    """Half up to so many basis points: a figure to the tenth, the ends of its interval to the whole per cent."""
    return f"{(bp * 2 + step) // (2 * step) * step / 100:g}%"


def _cells(share: Share | None) -> list[Any]:
    return (
        ["", "", ""] if share is None else [bp / 100 for bp in (share.value_bp, share.low_bp, share.high_bp)]
    )


def _points(score: Score | None) -> list[Any]:
    return ["", "", ""] if score is None else [score.value, score.low, score.high]
