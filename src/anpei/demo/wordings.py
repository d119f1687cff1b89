"""One message in words of the insurer's own, and a draft that waits for somebody to read it."""

from __future__ import annotations

from datetime import datetime, timedelta

from anpei.core import clock
from anpei.demo.house import House
from anpei.messages import editing

OWN = (
    "claim.silence.papers",
    "编号 {number}，材料不急，先交一样也行。哪样不好办，打给 {contact}，我们替您想办法。",
    "Case {number}: no hurry with the papers, one at a time is fine. If one is hard to get, call {contact}; we find a way.",
    "客户说“方便时再交”像在催",
)
WAITING = (
    "care.followup_asked",
    "编号 {number} 办完了，办得怎么样？说一句就行，一分钟。好的坏的都想听，不影响您的钱和保单。",
    "Case {number} is finished. How was it? One line is enough; it touches neither your money nor your policy.",
    "回访的开头再短一点",
)


def play(*, house: House, end: datetime) -> None:
    """Written by the care officer; the first one was read and published by compliance."""
    writer, reader = house.staff["ren"].actor, house.staff["peng"].actor
    for days, (template, zh, en, reason), published in ((9, OWN, True), (1, WAITING, False)):
        with clock.at(end - timedelta(days=days, hours=5)):
            row = editing.draft(template=template, texts={"zh-hans": zh, "en": en}, reason=reason, by=writer)
        if published:
            with clock.at(end - timedelta(days=days, hours=3)):
                editing.publish(row, by=reader)
