"""Layouts the reader was developed on: at least two of most kinds."""

from __future__ import annotations

from bench.papers.layouts import gathered
from bench.papers.layouts.seen import identity, medical, personal, property, vehicles
from bench.papers.layouts.seen.identity import id_back, id_front

__all__ = ["LAYOUTS", "id_back", "id_front"]

LAYOUTS = gathered(identity.LAYOUTS, medical.LAYOUTS, vehicles.LAYOUTS, property.LAYOUTS, personal.LAYOUTS)
