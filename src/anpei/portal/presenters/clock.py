"""The statutory clock as a customer reads it: the same row the staff see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anpei.deadlines.presenters import ClockView
from anpei.portal.presenters import wording

TITLES = ("life.determination.simple", "any.determination.complex", "any.payment")


@dataclass(frozen=True)
class Row:
    label: str
    text: str


@dataclass(frozen=True)
class ClockCard:
    sentence: str
    spoken: str
    used_words: str
    used_percent: int
    started_on: date
    last_on: date
    aim_on: date | None
    aim_percent: int
    rows: list[Row]
    basis: str


def card(running: list[ClockView]) -> ClockCard | None:
    """The clock that matters now: payment after a decision, else determination. None when neither runs."""
    row = next((one for rule in reversed(TITLES) for one in running if one.rule_id == rule), None)
    if row is None:
        return None
    aim = row.promised if row.promised < row.due else None
    span = max((row.due - row.started).days, 1)
    used = ngettext("Today: %(days)d day used", "Today: %(days)d days used", row.elapsed_days) % {
        "days": row.elapsed_days
    }
    rows = [Row(wording.day(row.started), _trigger(row))]
    for began, ended in row.paused:
        if ended:
            label = _("%(from)s to %(to)s") % {"from": wording.day(began), "to": wording.day(ended)}
            rows.append(Row(label, _("Waiting for your papers: these days are not counted.")))
        else:
            rows.append(
                Row(
                    _("Since %(day)s") % {"day": wording.day(began)},
                    _("The days stand still while we wait for your papers."),
                )
            )
    rows.append(Row(_("If we are late"), _("You hear why, and the new date, before the old one passes.")))
    if row.provisional:
        rows.append(
            Row(
                _("Holidays"),
                _("The public holidays of that year are not announced yet. The date may move by a few days."),
            )
        )
    return ClockCard(
        sentence=_sentence(row),
        spoken=_("%(used)s. The last day by law is %(day)s.") % {"used": used, "day": wording.day(row.due)},
        used_words=used,
        used_percent=min(row.used_share, 100),
        started_on=row.started,
        last_on=row.due,
        aim_on=aim,
        aim_percent=max(0, min(100, 100 * (aim - row.started).days // span)) if aim else 0,
        rows=rows,
        basis=row.article,
    )


def _sentence(row: ClockView) -> str:
    if row.extended_from:
        return _("We need more time than usual. The law allows it, with a reason.")
    if row.rule_id == "any.payment":
        return _("After the decision the law gives us 10 days at most to pay.")
    if row.rule_id == "any.determination.complex":
        return _("For a difficult case the law gives us 30 days at most.")
    return _("For a plain case the rules give us 5 working days.")


def _trigger(row: ClockView) -> str:
    if row.rule_id == "any.payment":
        return _("Decided; counting starts the next day.")
    return _("First papers in; counting starts the next day.")
