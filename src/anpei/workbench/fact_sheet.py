"""The fact sheet as a form: made from the product's questions, read back into the JSON of ``AssessedFacts``.

Field names are the paths of the facts (``motor.victims.0.death_fen``); a row is known by its position, and a row in which
nothing was typed is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anpei.engine.questions import Field, Group
from anpei.values.money import MoneyError, format_yuan, parse_yuan
from anpei.workbench.numbers import format_percent, parse_percent

MOST_ROWS = 100


@dataclass(frozen=True)
class Cell:
    """One field with what stands in it and what is wrong with it."""

    name: str
    label: str
    kind: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    error: str = ""
    required: bool = False

    @property
    def anchor(self) -> str:
        return "fact-" + self.name.replace(".", "-")

    @property
    def chosen(self) -> list[str]:
        return self.text.split(",")


@dataclass(frozen=True)
class Line:
    """One row: its path, its cells, the paper it was read from."""

    path: str
    number: int
    cells: list[Cell]
    source: Cell | None


@dataclass(frozen=True)
class Block:
    """One group of questions as it is shown."""

    path: str
    label: str
    hint: str
    many: bool
    lines: list[Line] = field(default_factory=list)


def typed_of(data: QueryDict, groups: Iterable[Group]) -> dict[str, str]:
    """Everything typed, as it was typed: what is kept before anything is checked. A tick not sent is a no."""
    typed: dict[str, str] = {}
    for group in groups:
        if group.many:
            typed[f"rows.{group.path}"] = str(_count(data.get(f"rows.{group.path}", "")))
        for path in _rows(group, typed):
            typed[f"source.{path}"] = data.get(f"source.{path}", "")
            for one in group.fields:
                name = _name(path, one)
                typed[name] = ",".join(data.getlist(name)) or ("false" if one.kind == "tick" else "")
    return typed


def written(facts: Mapping[str, Any], sources: Mapping[str, int], groups: Iterable[Group]) -> dict[str, str]:
    """A sheet (or what is suggested for one) as it would have been typed."""
    typed: dict[str, str] = {}
    facts = _own_first(facts)
    for group in groups:
        node = _at(facts, group.path)
        if group.many:
            typed[f"rows.{group.path}"] = str(max(len(node or []), 1))
        for position, path in enumerate(_rows(group, typed)):
            row = (node or [])[position] if group.many and position < len(node or []) else node
            row = {} if group.many and position >= len(node or []) else row
            typed[f"source.{path}"] = str(sources.get(path, ""))
            for one in group.fields:
                value = _at(row, one.name) if isinstance(row, Mapping) else None
                typed[_name(path, one)] = _written(one.default if value is None else value, one)
    return typed


def with_row(typed: Mapping[str, str], path: str) -> dict[str, str]:
    """One more empty row."""
    count = _count(typed.get(f"rows.{path}", ""))
    return {**typed, f"rows.{path}": str(min(count + 1, MOST_ROWS))}


def without_row(typed: Mapping[str, str], row: str) -> dict[str, str]:
    """A row taken out; those behind it move up."""
    path, _dot, position = row.rpartition(".")
    count, gone = _count(typed.get(f"rows.{path}", "")), int(position)
    kept: dict[str, str] = {}
    for name, text in typed.items():
        lead = "source." if name.startswith("source.") else ""
        rest = name.removeprefix(lead)
        head, _dot, tail = rest.removeprefix(f"{path}.").partition(".")
        if not rest.startswith(f"{path}.") or not head.isdigit():
            kept[name] = text
        elif int(head) != gone:
            moved = int(head) - (int(head) > gone)
            kept[f"{lead}{path}.{moved}" + (f".{tail}" if tail else "")] = text
    return {**kept, f"rows.{path}": str(max(count - 1, 0))}


def read(
    typed: Mapping[str, str], groups: Iterable[Group]
) -> tuple[dict[str, Any], dict[str, int], dict[str, Any]]:
    """The facts, their sources by row, and what cannot be read by field. Rows keep their order without the empty ones."""
    facts: dict[str, Any] = {}
    sources: dict[str, int] = {}
    wrong: dict[str, Any] = {}
    for group in groups:
        kept: list[dict[str, Any]] = []
        for path in _rows(group, typed):
            if group.path not in ("", "motor") and _blank(group, path, typed):
                continue
            row = _row(group, path, typed, wrong)
            if group.numbered:
                row["id"] = str(len(kept) + 1)
            if typed.get(f"source.{path}", "").isdigit():
                sources[f"{group.path}.{len(kept)}" if group.many else path] = int(typed[f"source.{path}"])
            kept.append(row)
        if group.many:
            _put(facts, group.path, kept)
        elif kept:
            _put(facts, group.path, kept[0])
    return _with_own(facts), sources, wrong


def show(
    typed: Mapping[str, str],
    groups: Iterable[Group],
    *,
    papers: Iterable[tuple[str, str]],
    errors: Mapping[str, Any],
) -> list[Block]:
    """The form as it was typed, with what is wrong beside each field."""
    language = get_language() or "zh-hans"
    offered = (("", "–"), *papers)
    blocks = []
    for group in groups:
        lines = [
            Line(
                path,
                number,
                [_cell(group, path, one, typed, errors, language) for one in group.fields],
                _source(path, typed, offered, errors) if group.path else None,
            )
            for number, path in enumerate(_rows(group, typed), start=1)
        ]
        hint = group.hint.in_(language) if group.hint else ""
        blocks.append(Block(group.path, group.label.in_(language), hint, group.many, lines))
    return blocks


def elsewhere(errors: Mapping[str, Any], blocks: Iterable[Block]) -> list[str]:
    """What is wrong and stands beside no field that is shown."""
    shown = {
        cell.error
        for block in blocks
        for line in block.lines
        for cell in (*line.cells, line.source)
        if cell is not None and cell.error
    }
    return [str(text) for text in errors.values() if str(text) not in shown]


def _cell(
    group: Group,
    path: str,
    one: Field,
    typed: Mapping[str, str],
    errors: Mapping[str, Any],
    language: str,
) -> Cell:
    name = _name(path, one)
    choices = tuple((value, words.in_(language)) for value, words in one.choices)
    if one.kind == "choice" and not (one.required and one.default):
        choices = choices if one.default else (("", "–"), *choices)
    return Cell(
        name=name,
        label=one.label.in_(language),
        kind=one.kind,
        text=typed.get(name, _written(one.default, one)),
        choices=choices,
        error=_error(name, errors, first=one is group.fields[0]),
        required=one.required,
    )


def _error(name: str, errors: Mapping[str, Any], *, first: bool) -> str:
    """An error names the field, or the dict it stands in (``claimed_fen``), or a field that is not asked: then the first."""
    if name in errors:
        return str(errors[name])
    parent = name.rpartition(".")[0]
    if parent in errors:
        return str(errors[parent])
    return str(errors[f"{parent}.id"]) if first and f"{parent}.id" in errors else ""


def _source(
    path: str, typed: Mapping[str, str], offered: tuple[tuple[str, str], ...], errors: Mapping[str, Any]
) -> Cell:
    name = f"source.{path}"
    return Cell(name, str(_("Read from")), "choice", typed.get(name, ""), offered, str(errors.get(name, "")))


def _row(group: Group, path: str, typed: Mapping[str, str], wrong: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for one in group.fields:
        name = _name(path, one)
        text = typed.get(name, "").strip()
        if not text:
            if one.required:
                wrong[name] = _("Please fill this in.")
            continue
        if not one.required and text == _written(one.default, one):
            continue
        try:
            _put(row, one.name, _value(text, one))
        except (ValueError, MoneyError):
            wrong[name] = EXPECTED[one.kind]
    return row


def _blank(group: Group, path: str, typed: Mapping[str, str]) -> bool:
    """Whether nobody typed anything: ticks and choices still stand as they came."""
    return all(
        typed.get(_name(path, one), "").strip() in ("", _written(one.default, one)) for one in group.fields
    ) and not typed.get(f"source.{path}")


def _value(text: str, one: Field) -> Any:
    match one.kind:
        case "yuan":
            return parse_yuan(text)
        case "percent":
            return parse_percent(text)
        case "whole":
            return int(text)
        case "date":
            return date.fromisoformat(text).isoformat()
        case "tick":
            return text == "true"
        case "several":
            return [_chosen(value, one) for value in text.split(",")]
        case "choice":
            return _chosen(text, one)
    return text


def _chosen(text: str, one: Field) -> Any:
    if text not in [value for value, _words in one.choices]:
        raise ValueError(text)
    if text.isdigit():
        return int(text)
    return {"true": True, "false": False}.get(text, text)


def _written(value: Any, one: Field) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    if one.kind == "yuan":
        return format_yuan(value) if value else ""
    if one.kind == "percent":
        return format_percent(value)
    return "" if value == 0 and one.kind == "whole" else str(value)


def _own_first(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    motor = facts.get("motor")
    if not motor or "own" not in motor:
        return facts
    return {
        **facts,
        "motor": motor | {"vehicles": sorted(motor["vehicles"], key=lambda one: one["id"] != motor["own"])},
    }


def _with_own(facts: dict[str, Any]) -> dict[str, Any]:
    """The first vehicle is the insured one; without any vehicle there was no road accident."""
    motor = facts.get("motor")
    if motor is None:
        return facts
    if not motor.get("vehicles"):
        return {name: value for name, value in facts.items() if name != "motor"}
    return facts | {"motor": motor | {"own": motor["vehicles"][0].get("id", "")}}


def _rows(group: Group, typed: Mapping[str, str]) -> list[str]:
    if not group.many:
        return [group.path]
    return [f"{group.path}.{n}" for n in range(_count(typed.get(f"rows.{group.path}", "")))]


def _count(text: str) -> int:
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() else 0


def _name(path: str, one: Field) -> str:
    return f"{path}.{one.name}" if path else one.name


def _at(node: Any, path: str) -> Any:
    for part in path.split(".") if path else ():
        node = node.get(part) if isinstance(node, Mapping) else None
    return node


def _put(node: dict[str, Any], path: str, value: Any) -> None:
    if not path:
        node.update(value)
        return
    *way, last = path.split(".")
    for part in way:
        node = node.setdefault(part, {})
    if isinstance(value, dict) and isinstance(node.get(last), dict):
        node[last].update(value)
    else:
        node[last] = value


EXPECTED: dict[str, str | Promise] = {
    "yuan": _("Please write an amount such as 1234.50."),
    "percent": _("Please write a percentage between 0 and 100, such as 80 or 62.5."),
    "whole": _("A whole number is needed."),
    "date": _("A date like 2026-11-24 is needed."),
    "choice": _("Please choose one."),
    "several": _("Please choose from the answers shown."),
}
