"""Reads a product file: strict YAML, line numbers kept, every refusal with file, line, path and allowed names."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from anpei.terms.errors import TermsError
from anpei.terms.papers import RequiredPaper
from anpei.terms.problems import Problem, problems
from anpei.terms.product import Product

MAX_FILE_CHARACTERS = 2_000_000

Lines = dict[str, int]
Loaded = TypeVar("Loaded")


def load(path: Path | str) -> Product:
    """The product of a file. TermsError when it is not sound."""
    file = Path(path)
    return loads(file.read_text(encoding="utf-8"), str(file))


def loads(text: str, name: str) -> Product:
    """The product of a YAML text; ``name`` names the file in errors. TermsError when it is not sound.

    A product never changes once read, so the same text is read once per process: reading one takes a tenth of a second.
    """
    return _read(_Source(text, name))


@dataclass(frozen=True)
class _Source:
    text: str
    name: str = field(compare=False)  # the same text is the same product, whatever its file is called


@lru_cache(maxsize=256)
def _read(source: _Source) -> Product:
    return of_plain(*parse(source.text, source.name), source.name)


def of_plain(plain: Any, lines: Lines, name: str) -> Product:
    """The product of what ``parse`` read, also after a value was replaced. TermsError when it is not sound."""
    product = _validate(Product.model_validate, Product, plain, lines, name)
    _refuse(problems(product), lines, name)
    product._sha256 = canonical_sha256(plain)
    return product


def load_papers(path: Path | str) -> tuple[RequiredPaper, ...]:
    """A list of required papers standing alone: the default list used while the policy is not known."""
    file = Path(path)
    plain, lines = parse(file.read_text(encoding="utf-8"), str(file))
    adapter: TypeAdapter[tuple[RequiredPaper, ...]] = TypeAdapter(tuple[RequiredPaper, ...])
    return _validate(adapter.validate_python, RequiredPaper, plain, lines, str(file))


def canonical_sha256(plain: object) -> str:
    """Hash of the data as written: layout, comments and order of keys do not count, every value does."""
    canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_iso)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _iso(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot stand in a product file")


def parse(text: str, name: str) -> tuple[Any, Lines]:
    """A YAML text as plain dicts, lists and scalars, and the line of every path. TermsError when it is not YAML."""
    if len(text) > MAX_FILE_CHARACTERS:
        raise TermsError(file=name, line=0, path="", message="The file is too large.")
    yaml = YAML(typ="rt")
    yaml.allow_duplicate_keys = False
    try:
        document = yaml.load(text)
    except DuplicateKeyError as refusal:
        # ruamel's message reads: found duplicate key "x" with value …
        found = re.search(r'duplicate key "?([^"\s]+)"?', str(refusal.problem))
        key = found[1] if found else ""
        raise _at_mark(refusal, name, path=key, message=f"The key {key!r} is given twice.") from None
    except MarkedYAMLError as refusal:
        raise _at_mark(refusal, name, path="", message=f"Not valid YAML: {refusal.problem}.") from None
    except (YAMLError, ValueError, RecursionError) as refusal:
        raise TermsError(file=name, line=0, path="", message=f"Not valid YAML: {refusal}.") from None
    lines: Lines = {"": 1}
    return _plain(document, "", lines, name), lines


def _at_mark(refusal: MarkedYAMLError, name: str, *, path: str, message: str) -> TermsError:
    line = refusal.problem_mark.line + 1 if refusal.problem_mark else 0
    return TermsError(file=name, line=line, path=path, message=message)


def _plain(node: object, path: str, lines: Lines, name: str) -> Any:
    """Ordinary dicts, lists and scalars, while noting the line of every path."""
    if isinstance(node, CommentedMap):
        found: dict[str, Any] = {}
        for key, value in node.items():
            here = f"{path}.{key}" if path else str(key)
            lines[here] = node.lc.key(key)[0] + 1 if key in node.lc.data else lines.get(path, 1)
            if not isinstance(key, str):
                message = "A key must be text; put it in quotes."
                raise TermsError(file=name, line=lines[here], path=here, message=message)
            found[key] = _plain(value, here, lines, name)
        return found
    if isinstance(node, CommentedSeq):
        items = []
        for position, value in enumerate(node):
            here = f"{path}[{position}]"
            lines[here] = node.lc.item(position)[0] + 1
            items.append(_plain(value, here, lines, name))
        return items
    return _scalar(node)


def _scalar(node: object) -> Any:
    """ruamel's round-trip scalars are subclasses that remember their layout: keep the value alone."""
    if node is None or isinstance(node, bool):
        return node
    if isinstance(node, datetime.datetime):
        return node
    if isinstance(node, datetime.date):
        return datetime.date(node.year, node.month, node.day)
    for plain in (int, float, str):
        if isinstance(node, plain):
            return plain(node)
    return node


def _validate(
    check: Callable[[Any], Loaded], model: type[BaseModel], plain: Any, lines: Lines, name: str
) -> Loaded:
    try:
        return check(plain)
    except ValidationError as refusal:
        found = []
        for error in refusal.errors(include_url=False):
            path = _path(error["loc"], plain)
            allowed = _allowed(model, error, path)
            found.append((path, _message(error), allowed))
        _refuse(found, lines, name)
        raise


def _refuse(found: Iterable[Problem], lines: Lines, name: str) -> None:
    errors = [
        TermsError(file=name, line=_line(path, lines), path=path, message=message, allowed=allowed)
        for path, message, allowed in found
    ]
    if errors:
        errors.sort(key=lambda error: error.line)
        errors[0].others = tuple(errors[1:])
        raise errors[0]


def _path(location: tuple[int | str, ...], plain: Any) -> str:
    """Dotted path of pydantic's location, without the tags of unions that are not part of the file."""
    path = ""
    node = plain
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
            node = node[step] if isinstance(node, list) and step < len(node) else None
            continue
        if isinstance(node, dict) and step not in node and node.get("kind") == step:
            continue
        path += f".{step}" if path else step
        node = node.get(step) if isinstance(node, dict) else None
    return path


def _line(path: str, lines: Lines) -> int:
    """Line of the path, or of the nearest enclosing thing the file has (a missing key has no line itself)."""
    while path and path not in lines:
        path = re.sub(r"(\.?[^.\[\]]+|\[\d+\])$", "", path)
    return lines.get(path, 1)


_REWORDED = {
    "extra_forbidden": "This key is not known here.",
    "missing": "This key is required.",
    "int_type": "A whole number is expected (amounts in fen, shares in basis points).",
    "string_type": "Text is expected; put numbers such as clause numbers in quotes.",
    "date_type": "A date is expected, written 2026-01-31.",
    "bool_type": "true or false is expected.",
}


def _message(error: Any) -> str:
    return _REWORDED.get(error["type"], f"{error['msg']}.")


def _allowed(model: type[BaseModel], error: Any, path: str) -> tuple[str, ...]:
    if error["type"] == "extra_forbidden":
        return _keys_at(model, error["loc"][:-1])
    context = error.get("ctx", {})
    expected = context.get("expected") or context.get("expected_tags")
    return tuple(re.findall(r"'([^']+)'", str(expected))) if expected else ()


def _keys_at(model: type[BaseModel], location: tuple[int | str, ...]) -> tuple[str, ...]:
    """Names of the keys the schema knows at a location, read from the published JSON schema."""
    schema = model.model_json_schema()
    node: dict[str, Any] = schema
    for step in location:
        node = _descend(schema, _resolve(schema, node), step)
    return tuple(_resolve(schema, node).get("properties", {}))


def _resolve(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while True:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
        elif "anyOf" in node:
            node = next(option for option in node["anyOf"] if option.get("type") != "null")
        else:
            return node


def _descend(schema: dict[str, Any], node: dict[str, Any], step: int | str) -> dict[str, Any]:
    if isinstance(step, int):
        items: dict[str, Any] = node.get("items", {})
        return items or node
    if "discriminator" in node:
        return {"$ref": node["discriminator"]["mapping"].get(step, "#/$defs/Text")}
    found: dict[str, Any] = node.get("properties", {}).get(step, {})
    return found
