"""Fen and FHIR Money: yuan with exactly two decimals out, no more than two in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from anpei.fhir.refusals import Issue, Refused

CURRENCY = "CNY"


def fen_of(money: Any, where: str) -> int:
    """Fen of a FHIR Money. Refused for another currency, parts of a fen, a missing or negative value."""
    if money.currency not in (None, CURRENCY):
        raise Refused([Issue("not-supported", f"Only CNY can be worked out, not {money.currency}.", where)])
    if money.value is None:
        raise Refused([Issue("required", "An amount has a value.", where)])
    return fen_of_yuan(money.value, where)


def fen_of_yuan(value: Decimal, where: str) -> int:
    """Fen of yuan. Refused for parts of a fen and below zero."""
    fen = value * 100
    if fen != fen.to_integral_value() or fen < 0:
        raise Refused([Issue("value", f"{value} is not an amount of yuan and fen, zero or more.", where)])
    return int(fen)


def money(fen: int) -> dict[str, Any]:
    """A FHIR Money: 12345 fen as 123.45 CNY, both decimals always written."""
    return {"value": Decimal(fen).scaleb(-2).quantize(Decimal("0.01")), "currency": CURRENCY}
