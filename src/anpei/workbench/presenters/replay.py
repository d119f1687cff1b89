"""The picture of a case replayed: lanes of clocks as they ran, papers and letters, what was said, and the complaint."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from anpei.complaints import replay, wording
from anpei.complaints.models import Complaint
from anpei.complaints.queries import SUBJECT
from anpei.core import clock
from anpei.deadlines import queries as clocks
from anpei.deadlines.catalogue import rule_name
from anpei.values.dates import local_date

LEFT, RIGHT = 150.0, 980.0  # where the time axis runs, in units of the drawing
LANE, TOP = 34, 30
MOST_CLOCKS = 6
TICKS = 7


@dataclass(frozen=True)
class Bar:
    x: str
    width: str
    style: str  # run | pause | late | own | left


@dataclass(frozen=True)
class Dot:
    x: str
    kind: str
    title: str


@dataclass
class Lane:
    label: str
    y: int
    bars: list[Bar] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    note: str = ""
    note_x: str = ""


@dataclass(frozen=True)
class Picture:
    lanes: list[Lane]
    ticks: list[tuple[str, str]]  # x, month and day
    today: str
    height: int
    days: int
    began: datetime


class _Axis:
    def __init__(self, began: datetime, ended: datetime) -> None:
        self.began, self.length = began, max(ended - began, timedelta(days=1))

    def x(self, at: datetime) -> float:
        share = min(max((at - self.began) / self.length, 0.0), 1.0)
        return LEFT + (RIGHT - LEFT) * share

    def bar(self, began: datetime, ended: datetime, style: str) -> Bar:
        left, right = self.x(began), self.x(ended)
        return Bar(f"{left:.1f}", f"{max(right - left, 2.0):.1f}", style)


def picture(complaint: Complaint) -> Picture | None:
    """The lanes of the case of a complaint, from its report to the day the answer is due."""
    claim = complaint.claim
    if claim is None:
        return None
    now = clock.now()
    own = [row for row in clocks.history(SUBJECT, complaint.pk) if row.kind == "law"]
    ends = [row.due_at for row in own] or [now]
    axis = _Axis(claim.reported_at, max(now, *ends))
    lanes = [_clock_lane(axis, span, now) for span in replay.spans(claim)[-MOST_CLOCKS:]]
    marks = replay.marks(claim)
    titles = {
        "notice": _("Supplement notice"), "paper": _("Paper received"), "decision": _("Decision"),
        "called": _("The customer asked for a call"), "call": _("Call made"), "missed": _("Call not made"),
    }  # fmt: skip
    for label, code in ((_("Papers and letters"), "written"), (_("Customer and us"), "said")):
        dots = [
            Dot(f"{axis.x(one.at):.1f}", one.kind, f"{titles[one.kind]} {_day(one.at)}")
            for one in marks[code]
        ]
        lanes.append(Lane(label, 0, dots=dots))
    complained = Lane(_("Complaint"), 0, bars=[axis.bar(complaint.received_at, now, "own")])
    if ends and max(ends) > now:
        complained.bars.append(axis.bar(now, max(ends), "left"))
    lanes.append(complained)
    for position, lane in enumerate(lanes):
        lane.y = TOP + position * LANE
    ticks = [axis.began + axis.length * step / (TICKS - 1) for step in range(TICKS)]
    return Picture(
        lanes=lanes,
        ticks=[(f"{axis.x(at):.1f}", f"{_day(at)[5:]}") for at in ticks],
        today=f"{axis.x(now):.1f}",
        height=TOP + len(lanes) * LANE + 6,
        days=(local_date(now) - local_date(claim.reported_at)).days,
        began=claim.reported_at,
    )


def _clock_lane(axis: _Axis, span: replay.Span, now: datetime) -> Lane:
    ended = span.ended_at or now
    lane = Lane(rule_name(span.rule_id), 0, bars=[axis.bar(span.began_at, min(ended, span.due_at), "run")])
    lane.bars += [axis.bar(began, until, "pause") for began, until in span.pauses]
    if span.late:
        lane.bars.append(axis.bar(span.due_at, ended, "late"))
        lane.note = wording.late(*replay.lateness(span.due_at, ended))
        right = axis.x(ended) + 6
        lane.note_x = f"{right:.1f}" if right < RIGHT - 60 else f"{axis.x(span.began_at):.1f}"
    return lane


def _day(at: datetime) -> str:
    return local_date(at).isoformat()
