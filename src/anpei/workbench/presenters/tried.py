"""Two calculations side by side: every step of either, what it was and what it would be."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from anpei.workbench.presenters.calculation import Line, Shown


@dataclass(frozen=True)
class Compared:
    """One line of both trees. An amount is empty where only the other tree has the line."""

    line: Line
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Tried:
    """What would come of it, beside what stands."""

    rows: list[Compared]
    before_fen: int
    after_fen: int
    findings: list[tuple[str, str]]

    @property
    def difference_fen(self) -> int:
        return self.after_fen - self.before_fen

    @property
    def first(self) -> Compared | None:
        """Where it begins: the first line, in order, that is another."""
        return next((row for row in self.rows if row.changed and row.line.style not in ("h", "tot")), None)


def compare(now: Shown, tried: Shown) -> Tried:
    old, new = now.lines, tried.lines
    rows: list[Compared] = []
    matcher = SequenceMatcher(a=[_key(line) for line in old], b=[_key(line) for line in new], autojunk=False)
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        if kind == "equal":
            pairs = zip(old[a:a_end], new[b:b_end], strict=True)
            rows += [Compared(after, before.amount, after.amount) for before, after in pairs]
            continue
        rows += [Compared(line, line.amount, "") for line in old[a:a_end]]
        rows += [Compared(line, "", line.amount) for line in new[b:b_end]]
    return Tried(rows, now.payable_fen, tried.payable_fen, tried.findings)


def _key(line: Line) -> str:
    """Name of the step; the number in front moves when a line above comes or goes."""
    return line.name.rpartition(" ")[2]
