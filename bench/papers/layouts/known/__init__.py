"""Layouts in other wording, order and type than the seen ones.

They were drawn apart from the reading code, but the reader was mended after what it misread on them. What is
measured on them says that a fault stays mended; what to expect of a paper never met, the unseen set says.
"""

from __future__ import annotations

from bench.papers.layouts import gathered
from bench.papers.layouts.known import identity, medical, personal, property, vehicles

LAYOUTS = gathered(identity.LAYOUTS, medical.LAYOUTS, vehicles.LAYOUTS, property.LAYOUTS, personal.LAYOUTS)
