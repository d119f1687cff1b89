"""Layouts drawn from what such papers look like in public, without looking at the reading code.

First read on 2026-11-29; those figures stand apart in ``docs/recognition.md``. A few labels were mended after that, so the
next figure for layouts nobody has met needs others to be drawn.
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
