"""The condition tree of a coverage check as lines: a parent shows the worst of its children, overrides signed beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from anpei.claims.cover import RANK
from anpei.claims.models import CoverageReview


@dataclass(frozen=True)
class Condition:
    name: str
    depth: int
    heading: bool
    label: str
    why: str
    clause: str
    outcome: str
    asks: str
    """Name of the fact somebody has to find out, empty when nothing is asked."""
    signed_by: str = ""
    signed_reason: str = ""


def conditions(review: CoverageReview) -> list[Condition]:
    """All lines below the root, which only sums up."""
    return [line for child in review.tree.get("children", []) for line in _walk(child, review.overrides, 0)]


def counts(lines: list[Condition]) -> dict[str, int]:
    """How many single conditions have each outcome."""
    found = dict.fromkeys(RANK, 0)
    for line in lines:
        if not line.heading:
            found[line.outcome] += 1
    return found


def _walk(node: dict[str, Any], overrides: dict[str, Any], depth: int) -> Iterator[Condition]:
    signed = overrides.get(node["name"], {})
    children = node.get("children") or []
    yield Condition(
        name=node["name"],
        depth=min(depth, 2),
        heading=bool(children),
        label=wording(node.get("label") or node["name"]),
        why=wording(node.get("because") or ""),
        clause=node.get("clause") or "",
        outcome=signed.get("outcome") or _worst(node, overrides),
        asks=node.get("finds_out") or "",
        signed_by=signed.get("by", ""),
        signed_reason=signed.get("reason", ""),
    )
    for child in children:
        yield from _walk(child, overrides, depth + 1)


def _worst(node: dict[str, Any], overrides: dict[str, Any]) -> str:
    children = node.get("children") or []
    if not children:
        return overrides.get(node["name"], node)["outcome"]
    return max((_worst(child, overrides) for child in children), key=lambda each: RANK[each])


def wording(text: Any) -> str:
    """A stored text in both languages, in the current one."""
    if isinstance(text, dict):
        return text.get("en" if (get_language() or "").startswith("en") else "zh", "")
    return str(text)
