"""Trying own numbers on a worked example: the amounts of the example as fields, calculated by the same engine."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anpei.core.errors import Invalid
from anpei.disclosure.composing import worked
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.terms.product import Example
from anpei.values.money import MoneyError, format_yuan, parse_yuan

MOST_FIELDS = 8
_MOST_DAYS = 366


@dataclass(frozen=True)
class Field:
    """One number of the example. ``name`` is its place in the facts, like ``lines.0.amount_fen``."""

    name: str
    label: str
    value: str
    unit: str  # yuan | days | grade


def fields(example: Example) -> list[Field]:
    facts, found = example.facts, []
    for at, line in enumerate(facts.get("lines", ())):
        label = line.get("item") or _("Bill %(number)d") % {"number": at + 1}
        found.append(Field(f"lines.{at}.amount_fen", label, format_yuan(line["amount_fen"]), "yuan"))
    for at, receipt in enumerate(facts.get("receipts", ())):
        paid = receipt.get("social_fen", 0)
        label = _("Social insurance paid, receipt %(number)d") % {"number": at + 1}
        found.append(Field(f"receipts.{at}.social_fen", label, format_yuan(paid), "yuan"))
    event = facts.get("event", {})
    for at, stay in enumerate(event.get("stays", ())):
        if "days" in stay:
            found.append(Field(f"event.stays.{at}.days", _("Days in hospital"), str(stay["days"]), "days"))
    for at, injury in enumerate(event.get("injuries", ())):
        label = _("Disability grade, 1 is the worst")
        found.append(Field(f"event.injuries.{at}.grade", label, str(injury["grade"]), "grade"))
    for key, fen in facts.get("policy", {}).get("sum_insured_fen", {}).items():
        label = _("Sum insured %(number)d") % {
            "number": len([one for one in found if "sum_insured" in one.name]) + 1
        }
        found.append(Field(f"policy.sum_insured_fen.{key}", label, format_yuan(fen), "yuan"))
    return found[:MOST_FIELDS]


def tried(
    version: ProductVersion, example: Example, given: Mapping[str, str], language: str
) -> tuple[tuple[str, str], ...]:
    """The figures with the numbers given. Raises Invalid with the reason beside each number that cannot be read."""
    facts = deepcopy(example.facts)
    wrong: dict[str, str] = {}
    for field in fields(example):
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


def _set(facts: dict[str, Any], name: str, value: int) -> None:
    place: Any = facts
    *way, last = name.split(".")
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
