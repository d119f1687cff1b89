"""QR codes and barcodes of a page, and what the tax office's invoice code says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import zxingcpp

from anpei.recognition.pictures import Pixels

INVOICE_TYPES = {"01", "04", "10", "31", "32"}


@dataclass(frozen=True)
class Code:
    """``x`` and ``y``: the middle, in pixels of the page as it was given."""

    text: str
    x: float
    y: float


def codes(pixels: Pixels) -> list[Code]:
    found = []
    for one in zxingcpp.read_barcodes(np.ascontiguousarray(pixels)):
        place = one.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        if one.text:
            found.append(Code(one.text, sum(c.x for c in corners) / 4, sum(c.y for c in corners) / 4))
    return found


@dataclass(frozen=True)
class InvoiceCode:
    code: str
    number: str
    amount_fen: int | None
    issued_on: str


def invoice_code(text: str) -> InvoiceCode | None:
    """The code printed on tax invoices: 01, type, code, number, amount, day, check code, checksum."""
    parts = text.split(",")
    if len(parts) < 7 or parts[0] != "01" or parts[1] not in INVOICE_TYPES or not parts[3].isdigit():
        return None
    try:
        day = datetime.strptime(parts[5], "%Y%m%d").date().isoformat()  # noqa: DTZ007 - a day, no moment
    except ValueError:
        return None
    yuan, _, rest = parts[4].partition(".")
    known = yuan.isdigit() and (not rest or rest.isdigit()) and len(rest) <= 2
    return InvoiceCode(
        parts[2], parts[3], int(yuan) * 100 + int(rest.ljust(2, "0") or 0) if known else None, day
    )
