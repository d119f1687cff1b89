"""Money in integer fen (1 yuan = 100 fen), shares in basis points (10,000 bp = 100 %). No float anywhere."""

import re
from collections.abc import Sequence
from typing import TypeAlias

import cn2an

from anpei.values.errors import BadValue

Fen: TypeAlias = int

FEN_PER_YUAN = 100
BP_PER_WHOLE = 10_000
# Twelve digits of yuan: more than any single claim, far inside a signed 64-bit column even when a book is
# summed.
MAX_FEN: Fen = 99_999_999_999_999

_PLAIN_YUAN = re.compile(r"(?P<sign>-?)(?P<yuan>\d+)(?:\.(?P<fen>\d+))?")
_GROUPED_YUAN = re.compile(r"(?P<sign>-?)(?P<yuan>\d{1,3}(?:,\d{3})+)(?:\.(?P<fen>\d+))?")


class MoneyError(BadValue):
    """Codes: money.empty, money.not_a_number, money.too_many_decimals, money.too_large, money.bad_weights."""


def parse_yuan(text: str) -> Fen:
    """Fen of an amount in yuan as people write it: "1234.5", "1,234.50", "-3". Surrounding blanks are
    ignored.

    Refuses currency signs, misplaced commas, exponents, full-width digits and a third decimal, so that
    nothing is guessed.
    """
    written = text.strip()
    if not written:
        raise MoneyError("money.empty", "The amount is empty.")
    match = _match_ascii(written)
    if match is None:
        raise MoneyError("money.not_a_number", f"{written!r} is not an amount such as 1234.56 or 1,234.56.")
    decimals = match["fen"] or ""
    if len(decimals) > 2:
        raise MoneyError("money.too_many_decimals", f"{written!r} has more than two decimals.")
    fen = int(match["yuan"].replace(",", "")) * FEN_PER_YUAN + int(decimals.ljust(2, "0"))
    if fen > MAX_FEN:
        raise MoneyError("money.too_large", f"{written!r} is larger than {format_yuan(MAX_FEN)}.")
    return -fen if match["sign"] else fen


def _match_ascii(written: str) -> re.Match[str] | None:
    # \d also matches full-width digits, which a person may have pasted from elsewhere with a meaning we
    # cannot see.
    if not written.isascii():
        return None
    return _PLAIN_YUAN.fullmatch(written) or _GROUPED_YUAN.fullmatch(written)


def format_yuan(fen: Fen) -> str:
    """Yuan with thousands separators and two decimals: 123456 → "1,234.56"."""
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def rmb_words(fen: Fen) -> str:
    """Amount in Chinese capital words for letters (人民币大写): 123456 → "壹仟贰佰叁拾肆元伍角陆分"."""
    return str(cn2an.an2cn(format_yuan(fen).replace(",", ""), "rmb"))


def half_up_div(numerator: int, denominator: int) -> int:
    """Quotient rounded half up (四舍五入), away from zero below zero, so that a reversal mirrors its
    original.
    """
    quotient, rest = divmod(abs(numerator), abs(denominator))
    rounded = quotient + (2 * rest >= abs(denominator))
    return rounded if (numerator < 0) == (denominator < 0) else -rounded


def mul_bp(fen: Fen, bp: int) -> Fen:
    """Share of an amount: 8,000 bp of 1,000 fen is 800 fen; half up at the fen."""
    return half_up_div(fen * bp, BP_PER_WHOLE)


def split_by_largest_remainder(total: Fen, weights: Sequence[int]) -> list[Fen]:
    """Split fen in proportion to weights; parts add up exactly, the fen left over go to the largest
    remainders.

    Equal remainders are served in order. A negative total gives the mirror image of the positive one.
    Weights are non-negative and not all zero (MoneyError money.bad_weights).
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:  # an empty list has no whole
        raise MoneyError("money.bad_weights", "Weights must be non-negative and not all zero.")
    if total < 0:
        return [-part for part in split_by_largest_remainder(-total, weights)]
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
