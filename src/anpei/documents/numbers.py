"""The number by which a receipt or invoice is known everywhere, to find it in another case without storing it in clear."""

from __future__ import annotations

from collections.abc import Mapping

from anpei.core.fields import keyed_hash

CODES = ("code", "invoice_code")
NUMBERS = ("number", "invoice_number")


def hash_of(values: Mapping[str, str]) -> str:
    """Of the code and number among the head values of a paper; empty without a number."""
    code = next((values[name] for name in CODES if values.get(name)), "")
    number = next((values[name] for name in NUMBERS if values.get(name)), "")
    return keyed_hash("documents.number", f"{code}/{number}") if number else ""
