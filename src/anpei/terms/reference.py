"""The keys of a product file as tables, from the published schema: the generated part of docs/product-file.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from anpei.terms.schema import json_schema

_TOP = "The product file"
_PATTERNS = {
    r"^[a-z][a-z0-9_]{0,39}$": "a code: `small_letters_and_digits_2`",
    r"^\d+(\.\d+)*(\(\d+\))?$": 'a clause number in quotes: `"2.4.1"`, `"2.5(4)"`',
    r"^\d+\.\d+$": 'in quotes: `"3.2"`',
    r"^benefits\[\d+\](\.[a-z_]+(\[\d+\])?)+$": "a path: `benefits[0].terms.deductible.amount_fen`",
}


def key_tables() -> str:
    """One Markdown section for each kind of entry: what it is, and its keys with type, whether required, and default."""
    schema = json_schema()
    parts = [_section(_TOP, schema)]
    parts += [_section(name, schema["$defs"][name]) for name in sorted(schema["$defs"])]
    return "\n\n".join(parts) + "\n"


def _section(name: str, entry: dict[str, Any]) -> str:
    lines = [f'<a id="{_anchor(name)}"></a>', f"### {name}", ""]
    if entry.get("description"):
        lines += [_marked(entry["description"]), ""]
    if "enum" in entry:
        return "\n".join([*lines, f"One of: {', '.join(f'`{one}`' for one in entry['enum'])}."])
    required = entry.get("required", ())
    lines += ["| key | value | required | default |", "|---|---|---|---|"]
    lines += [
        f"| `{key}` | {_type(value)} | {'yes' if key in required else ''} | {_default(value)} |"
        for key, value in entry.get("properties", {}).items()
    ]
    return "\n".join(lines)


def _type(value: dict[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{_anchor(name)})"
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return "one of " + ", ".join(f"`{one}`" for one in value["enum"])
    options = value.get("anyOf") or value.get("oneOf")
    if options:
        return " or ".join(_type(one) for one in options if one.get("type") != "null")
    if value.get("type") == "array":
        if "prefixItems" in value:
            return f"list of {len(value['prefixItems'])}: {_type(value['prefixItems'][0])}"
        return f"list of {_type(value.get('items', {}))}{_bounds(value, 'Items')}"
    if value.get("type") == "object":
        return "mapping"
    return _scalar(value)


def _scalar(value: dict[str, Any]) -> str:
    kind = {"integer": "whole number", "boolean": "`true` or `false`", "string": "text"}.get(
        str(value.get("type")), "value"
    )
    if value.get("format") == "date":
        return "date, `2026-01-31`"
    return f"{kind}{''.join(_limits(value))}"


def _limits(value: dict[str, Any]) -> Iterator[str]:
    if "minimum" in value or "maximum" in value:
        yield f" {value.get('minimum', '')}…{value.get('maximum', '')}"
    if "pattern" in value:
        pattern = value["pattern"]
        words = _PATTERNS.get(pattern) or f"of the form `{pattern}`"
        yield f", {words}".replace("|", "\\|")


def _bounds(value: dict[str, Any], what: str) -> str:
    least = value.get(f"min{what}")
    return f", at least {least}" if least else ""


def _default(value: dict[str, Any]) -> str:
    if "default" not in value or value["default"] is None:
        return ""
    default = value["default"]
    words = "[]" if default == [] else str(default).lower() if isinstance(default, bool) else str(default)
    return f"`{words}`"


def _anchor(name: str) -> str:
    return name.lower().replace(" ", "-")


def _marked(text: str) -> str:
    return " ".join(text.split()).replace("``", "`").replace("|", "\\|")
