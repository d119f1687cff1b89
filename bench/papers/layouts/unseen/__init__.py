"""Layouts drawn from what such papers look like in public, without looking at the reading code.

Measured once, and reported apart: ``python -m bench papers --sets unseen``. Once the reader has been mended after
what is misread here, these belong to the known set, and others are to be drawn.
"""

from __future__ import annotations

from bench.papers.layouts import gathered
from bench.papers.layouts.unseen import (
    accidents,
    bills,
    claims,
    deaths,
    identity,
    injuries,
    invoices,
    kinship,
    licences,
    property,
    receipts,
    records,
    repairs,
)

LAYOUTS = gathered(
    accidents.LAYOUTS,
    bills.LAYOUTS,
    claims.LAYOUTS,
    deaths.LAYOUTS,
    identity.LAYOUTS,
    injuries.LAYOUTS,
    invoices.LAYOUTS,
    kinship.LAYOUTS,
    licences.LAYOUTS,
    property.LAYOUTS,
    receipts.LAYOUTS,
    records.LAYOUTS,
    repairs.LAYOUTS,
)
