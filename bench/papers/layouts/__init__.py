"""What papers look like: one set the reader was developed on, one it was mended after, one it never saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bench.papers.drawing import Sheet
from bench.papers.facts import MAKERS, Facts

Layout = Callable[[Facts], Sheet]


def gathered(*families: Mapping[str, list[Layout]]) -> dict[str, list[Layout]]:
    """The layouts of a set, every kind of paper among them, in the order of the kinds."""
    found = {kind: layouts for family in families for kind, layouts in family.items()}
    return {kind: found[kind] for kind in MAKERS}
