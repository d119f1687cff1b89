"""Trying own numbers on a worked example: the amounts of the example as fields, calculated by the same engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anpei.core.errors import Invalid
from anpei.disclosure.composing import worked
from anpei.engine import fact_names
from anpei.engine.facts import CaseFacts
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.terms.product import Example
from anpei.values.money import MoneyError, format_yuan, parse_yuan

MOST_FIELDS = 8
_MOST_DAYS = 366
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Field:
    """One number of the example. ``name`` is its place in the facts, like ``lines.0.amount_fen``."""

    name: str
    label: str
    value: str
    unit: str  # yuan | days | grade


def fields(version: ProductVersion, example: Example, language: str) -> list[Field]:
    """What one may change: what things cost or were worth, days, grades and sums insured, each by its name in the file."""
    terms, facts = products.terms(version), CaseFacts.from_json(example.facts)
    places = _places(example.facts)
    labels = _told_apart([fact_names.label(place, facts, terms).in_(language) for place in places])
    return [
        Field(
            name=".".join(str(step) for step in place),
            label=label,
            value=_written(_at(example.facts, place), _unit(place)),
            unit=_unit(place),
        )
        for place, label in list(zip(places, labels, strict=True))[:MOST_FIELDS]
    ]


def tried(
    version: ProductVersion, example: Example, given: Mapping[str, str], language: str
) -> tuple[tuple[str, str], ...]:
    """The figures with the numbers given. Raises Invalid with the reason beside each number that cannot be read."""
    facts = deepcopy(example.facts)
    wrong: dict[str, str] = {}
    for field in fields(version, example, language):
        typed = given.get(field.name, field.value).strip()
        try:
            _set(facts, field.name, _read(typed, field.unit))
        except (MoneyError, ValueError):
            wrong[field.name] = {
                "yuan": _("An amount such as 1234.50, please."),
                "days": _("A number of days from 0 to 366, please."),
                "grade": _("A grade from 1 to 10, please."),
            }[field.unit]
    if wrong:
        raise Invalid(fields=wrong)
    return worked(products.compiled(version), facts, language)


def _read(typed: str, unit: str) -> int:
    if unit == "yuan":
        fen = parse_yuan(typed)
        if fen < 0:
            raise ValueError(typed)
        return fen
    number = int(typed)
    lowest, highest = (1, 10) if unit == "grade" else (0, _MOST_DAYS)
    if not lowest <= number <= highest:
        raise ValueError(typed)
    return number


def _places(facts: dict[str, Any]) -> list[Path]:
    """The numbers of the example that a customer knows: not those of the contract's own history or of fault."""
    found: list[Path] = []
    for table in ("lines", "receipts"):
        name = "amount_fen" if table == "lines" else "social_fen"
        found += [(table, at, name) for at, row in enumerate(facts.get(table, ())) if name in row]
    for branch in ("loss", "motor"):
        found += [(branch, *place) for place in _amounts(facts.get(branch, {}))]
    event = facts.get("event", {})
    found += [
        ("event", "stays", at, "days") for at, row in enumerate(event.get("stays", ())) if "days" in row
    ]
    found += [("event", "injuries", at, "grade") for at, _row in enumerate(event.get("injuries", ()))]
    found += [
        ("policy", "sum_insured_fen", key) for key in facts.get("policy", {}).get("sum_insured_fen", {})
    ]
    return found


def _amounts(node: Any) -> list[Path]:
    """Every amount below a node, in the order of the file."""
    if isinstance(node, list):
        return [(at, *place) for at, one in enumerate(node) for place in _amounts(one)]
    if not isinstance(node, dict):
        return []
    found: list[Path] = []
    for name, value in node.items():
        if name == "claimed_fen":
            found += [(name, head) for head in value]
        elif name.endswith("_fen") and isinstance(value, int):
            found.append((name,))
        else:
            found += [(name, *place) for place in _amounts(value)]
    return found


def _told_apart(labels: list[str]) -> list[str]:
    """Two bills for the same thing have a number each."""
    seen: Counter[str] = Counter()
    told = []
    for label in labels:
        seen[label] += 1
        told.append(f"{label} {seen[label]}" if labels.count(label) > 1 else label)
    return told


def _unit(place: Path) -> str:
    return {"days": "days", "grade": "grade"}.get(str(place[-1]), "yuan")


def _at(facts: Any, place: Path) -> int:
    for step in place:
        facts = facts[step]
    return int(facts)


def _written(value: int, unit: str) -> str:
    return format_yuan(value) if unit == "yuan" else str(value)


def _set(facts: dict[str, Any], name: str, value: int) -> None:
    place: Any = facts
    *way, last = name.split(".")
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
