"""The facts of a case as fields to try other values in: made from their JSON, so it serves every family of product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anpei.core.errors import Invalid
from anpei.engine.fact_names import FIELDS, unit_of
from anpei.engine.tree import CATEGORY_NAMES
from anpei.terms.base import Category
from anpei.terms.product import Product
from anpei.values.money import MoneyError, format_yuan, parse_yuan
from anpei.workbench.numbers import format_percent, parse_percent

SECTIONS: dict[str, str | Promise] = {
    "receipts": _("Receipts"),
    "lines": _("Items of the receipts"),
    "accumulators": _("Used before"),
    "event": _("Event"),
    "policy": _("Policy"),
    "prior_payments": _("Paid before for the same accident"),
}
CHOICES: dict[str, tuple[str, ...]] = {
    "nrdl_class": ("A", "B", "C"),
    "setting": ("inpatient", "outpatient"),
    "category": tuple(Category),
}
_WORDS: dict[str, str | Promise] = {
    "inpatient": _("Inpatient"),
    "outpatient": _("Outpatient or emergency"),
    "sum_insured_fen": _("Sum insured"),
    "stays": _("Stays in hospital"),
    "injuries": _("Rated injuries"),
    "setting": _("Setting"),
    "category": _("Category"),
}


@dataclass(frozen=True)
class Fact:
    """One value that can be tried. ``path`` is dotted, as ``settlement.actions.try_out`` takes it."""

    path: str
    label: str
    kind: str  # yuan, percent, whole, date, choice
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    error: str = ""

    @property
    def anchor(self) -> str:
        return self.path.replace(".", "-")


@dataclass
class Section:
    """Facts that belong together: single ones, or a table whose rows are named."""

    code: str
    label: str
    singles: list[Fact] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[tuple[str, list[Fact | None]]] = field(default_factory=list)


def sections(
    inputs: dict[str, Any],
    product: Product,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, Any] | None = None,
) -> list[Section]:
    """Everything that can be tried, as it stands or as it was ``typed``, with what is wrong beside each field."""
    form = _Form(product, typed or {}, errors or {})
    whole = {**inputs, "accumulators": _all_accumulators(inputs, product)}
    found = [one for key in whole for one in form.under(whole[key], (key,))]
    order = list(SECTIONS)
    return sorted(
        (one for one in found if one.singles or one.rows),
        key=lambda one: (
            order.index(one.code.split(".")[0]) if one.code.split(".")[0] in order else len(order)
        ),
    )


def changes(inputs: dict[str, Any], product: Product, typed: Mapping[str, str]) -> dict[str, Any]:
    """Path to value of everything typed that differs from the inputs. Invalid, by path, for what cannot be read."""
    found: dict[str, Any] = {}
    wrong: dict[str, Any] = {}
    for section in sections(inputs, product):
        for fact in (*section.singles, *(one for _name, row in section.rows for one in row if one)):
            text = typed.get(fact.path, fact.text).strip()
            if text == fact.text:
                continue
            try:
                found[fact.path] = _read(fact.kind, text)
            except (ValueError, MoneyError):
                wrong[fact.path] = _EXPECTED[fact.kind]
    if wrong:
        raise Invalid(fields=wrong)
    return found


@dataclass(frozen=True)
class _Form:
    product: Product
    typed: Mapping[str, str]
    errors: Mapping[str, Any]

    def under(self, node: Any, path: tuple[str | int, ...]) -> Iterator[Section]:
        if isinstance(node, dict):
            section = Section(_dotted(path), self._section_label(path))
            for key, value in node.items():
                fact = self._fact(value, (*path, key))
                if fact:
                    section.singles.append(fact)
            yield section
            for key, value in node.items():
                if isinstance(value, dict | list):
                    yield from self.under(value, (*path, key))
        elif isinstance(node, list) and node and all(isinstance(one, dict) for one in node):
            yield self._table(node, path)
            for position, row in enumerate(node):
                for key, value in row.items():
                    if isinstance(value, dict | list):
                        yield from self.under(value, (*path, position, key))

    def _table(self, rows: list[dict[str, Any]], path: tuple[str | int, ...]) -> Section:
        section = Section(_dotted(path), self._section_label(path))
        keys = dict.fromkeys(key for row in rows for key in row)
        made = [
            {key: self._fact(row.get(key), (*path, n, key)) for key in keys} for n, row in enumerate(rows)
        ]
        shown = sorted(
            (key for key in keys if any(row[key] for row in made)), key=lambda key: not key.endswith("_fen")
        )  # amounts first: they are what people try
        section.columns = [_field_label(key) for key in shown]
        section.rows = [
            (_row_label(rows[n], n), [row[key] for key in shown]) for n, row in enumerate(made) if shown
        ]
        return section

    def _fact(self, value: Any, path: tuple[str | int, ...]) -> Fact | None:
        kind = self._kind(value, path)
        if kind is None:
            return None
        dotted = _dotted(path)
        return Fact(
            path=dotted,
            label=self._label(path),
            kind=kind,
            text=self.typed.get(dotted, _written(value, kind)),
            choices=_choices(str(path[-1]), value),
            error=str(self.errors.get(dotted, "")),
        )

    def _kind(self, value: Any, path: tuple[str | int, ...]) -> str | None:
        name = str(path[-1])
        if isinstance(value, bool) or name in CHOICES or name == "social_settled":
            return "choice"
        if isinstance(value, int):
            units = {"fen": "yuan", "bp": "percent"}
            return units.get(unit_of(path, self.product), "whole")
        return "date" if name.endswith("_on") else None

    def _label(self, path: tuple[str | int, ...]) -> str:
        name = str(path[-1])
        if path[0] == "accumulators":
            term = next((one for one in self.product.calculation.accumulators if one.code == name), None)
            return term.name.in_(_language()) if term else name
        if "sum_insured_fen" in path:
            benefit = next((one for one in self.product.benefits if one.sum_insured_key == name), None)
            return benefit.name.in_(_language()) if benefit else name
        return _field_label(name)

    def _section_label(self, path: tuple[str | int, ...]) -> str:
        name = next(str(part) for part in reversed(path) if isinstance(part, str))
        return str(SECTIONS.get(name) or _WORDS.get(name) or _field_label(name))


def _all_accumulators(inputs: dict[str, Any], product: Product) -> dict[str, int]:
    used = inputs.get("accumulators") or {}
    return {term.code: 0 for term in product.calculation.accumulators} | used


def _dotted(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path))


def _field_label(name: str) -> str:
    known = FIELDS.get(name)
    return known.in_(_language()) if known else str(_WORDS.get(name, name.replace("_", " ")))


def _row_label(row: dict[str, Any], position: int) -> str:
    if str(row.get("item", "")).strip():
        return str(row["item"])
    if row.get("category") in CATEGORY_NAMES:
        return CATEGORY_NAMES[Category(row["category"])].in_(_language())
    return str(position + 1)


def _choices(name: str, value: Any) -> tuple[tuple[str, str], ...]:
    yes_or_no = (("true", str(_("yes"))), ("false", str(_("no"))))
    if name == "social_settled":
        return (("", "–"), *yes_or_no)
    if isinstance(value, bool):
        return yes_or_no
    return tuple((one, _choice_label(name, one)) for one in CHOICES.get(name, ()))


def _choice_label(name: str, value: str) -> str:
    if name == "category":
        return CATEGORY_NAMES[Category(value)].in_(_language())
    return str(_WORDS.get(value, value))


def _written(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind == "yuan":
        return format_yuan(value)
    return format_percent(value) if kind == "percent" else str(value)


def _read(kind: str, text: str) -> Any:
    if kind == "yuan":
        return parse_yuan(text)
    if kind == "percent":
        return parse_percent(text)
    if kind == "whole":
        return int(text)
    if kind == "date":
        return date.fromisoformat(text).isoformat() if text else None
    return {"": None, "true": True, "false": False}.get(text, text)


_EXPECTED: dict[str, str | Promise] = {
    "yuan": _("Please write an amount such as 1234.50."),
    "percent": _("Please write a percentage between 0 and 100, such as 80 or 62.5."),
    "whole": _("A whole number is needed."),
    "date": _("A date like 2026-11-24 is needed."),
    "choice": _("Please choose one."),
}


def _language() -> str:
    return get_language() or "zh-hans"
