"""A case as one plain JSON text: the form of CaseFacts, plus the product it falls under. Manual: docs/adjudicate.md."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from anpei.engine.facts import BadFacts, CaseFacts


@dataclass(frozen=True, slots=True)
class NamedProduct:
    """The product a case names: a code, with a version or the latest, or a file beside the case. All empty: none named."""

    code: str = ""
    version: str = ""
    file: str = ""


def read(text: str) -> tuple[NamedProduct, CaseFacts]:
    """Product and facts of a case file. BadFacts names every place that is wrong, with the line where JSON itself breaks."""
    try:
        data = json.loads(text, object_pairs_hook=_each_key_once)
    except json.JSONDecodeError as refusal:
        where = f"line {refusal.lineno}, column {refusal.colno}"
        raise BadFacts([("", f"not valid JSON ({where}): {refusal.msg}")]) from None
    except RecursionError:
        raise BadFacts([("", "nested too deeply")]) from None
    if not isinstance(data, dict):
        raise BadFacts([("", "a case is one JSON object: {…}")])
    product = _product(data.pop("product", {}))
    try:
        return product, CaseFacts.from_json(data)
    except BadFacts as refusal:
        raise BadFacts([(_bracketed(path), message) for path, message in refusal.places]) from None


def _bracketed(path: str) -> str:
    """lines.0.amount_fen as people write it: lines[0].amount_fen."""
    return re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", path)


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadFacts([(key, "this key is given twice")])
        found[key] = value
    return found


def _product(given: object) -> NamedProduct:
    allowed = NamedProduct.__dataclass_fields__
    if not isinstance(given, dict):
        raise BadFacts([("product", 'expected {"code": …, "version": …} or {"file": …}')])
    unknown = [key for key in given if key not in allowed]
    wrong = [key for key, value in given.items() if not isinstance(value, str)]
    if unknown or wrong:
        places = [(f"product.{key}", f"not known here; allowed: {', '.join(allowed)}") for key in unknown]
        raise BadFacts(places + [(f"product.{key}", "text in quotes is expected") for key in wrong])
    if given.get("file") and given.get("code"):
        raise BadFacts([("product", "either a code or a file, not both")])
    return NamedProduct(**given)
