"""Bodies and addresses made from the API's own document: mostly what it asks for, sometimes something nasty."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

DAYS = [
    "2026-10-12",
    "2026-10-26",
    "2026-11-16",
    "1900-01-01",
    "2199-12-31",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "soon",
]
MOMENTS = [
    "2026-11-16T02:00:00Z",
    "2026-11-16T02:00:00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "now",
]
WHOLE = [0, 1, 2, 500_000, 10_000, -1, 10**12, 10**15, 10**15 + 1, 2**63, -(2**63) - 1, 10**40]
WORDS = [
    "",
    "x",
    "周桂芬",
    "13800000001",
    "QC2026000001",
    "id_card",
    "2.5(4)",
    " ",
    "'; --",
    "\u202e",
    "a" * 41,
    "长" * 5000,
    "\0",
    "🙂",
]
NASTY: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    10**40,
    float("nan"),
    float("inf"),
    "",
    "\0",
    "\ud800",
    [],
    [[]],
    {},
    {"": None},
    "x" * 10_000,
]


def body_of(operation: dict[str, Any], document: dict[str, Any]) -> st.SearchStrategy[Any]:
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {"type": "object"})
    return value_of(schema, document)


def value_of(schema: dict[str, Any], document: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What the schema asks for; one value in twenty is something else."""
    return st.integers(0, 19).flatmap(
        lambda chance: st.sampled_from(NASTY) if chance == 0 else _asked_for(schema, document)
    )


def _asked_for(schema: dict[str, Any], document: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _asked_for((schema.get("$defs") or document["components"]["schemas"]).get(name, {}), document)
    if "anyOf" in schema:
        return st.one_of([_asked_for(one, document) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "integer":
        return st.sampled_from(WHOLE)
    if kind == "boolean":
        return st.booleans()
    if kind == "array":
        return st.lists(value_of(schema.get("items", {}), document), max_size=3)
    if kind == "object" or "properties" in schema:
        return _object(schema, document)
    if kind == "null":
        return st.none()
    return st.sampled_from({"date": DAYS, "date-time": MOMENTS}.get(schema.get("format", ""), WORDS))


def _object(schema: dict[str, Any], document: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    known = {name: value_of(one, document) for name, one in schema.get("properties", {}).items()}
    if not known:
        inner = schema.get("additionalProperties")
        inner = inner if isinstance(inner, dict) else {}
        return st.dictionaries(
            st.sampled_from([*WORDS, "receipts.0.other_fen", "policy", "event", "lines"]),
            value_of(inner, document),
            max_size=3,
        )
    needed = {name: one for name, one in known.items() if name in schema.get("required", [])}
    rest = {name: one for name, one in known.items() if name not in needed}
    return st.fixed_dictionaries(needed, optional={**rest})
