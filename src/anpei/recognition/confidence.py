"""How sure a field is: what the engine said of its characters, and what speaks for it besides.

The table is data, ``calibration.yaml``; ``python -m bench papers --calibrate`` makes one from papers whose truth is known.
Without a check digit, a sum, or a second place no field is sure.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from ruamel.yaml import YAML

from anpei.recognition.extraction import Draft
from anpei.recognition.reading import SURE_BP

SCORES = (0.995, 0.98, 0.95, 0.9, 0.0)
UNSUPPORTED_BP = SURE_BP - 50
"""The most a field without any support can have, however clear its picture."""
NO_VALUE_BP = 2_000


def standing(draft: Draft) -> str:
    """What speaks for a field besides its picture."""
    if draft.doubted:
        return "doubted"
    if draft.supported:
        return "supported" if draft.again is not False else "supported_unlike"
    if draft.again is None:
        return "alone"
    return "alike" if draft.again else "unlike"


def clarity(draft: Draft) -> int:
    """In which class the engine's score falls: 0 the clearest."""
    return next(index for index, least in enumerate(SCORES) if draft.score >= least)


def confidence_bp(draft: Draft) -> int:
    if draft.value is None:
        return NO_VALUE_BP
    found = table()[standing(draft)][clarity(draft)]
    return found if standing(draft) == "supported" else min(found, UNSUPPORTED_BP)


@cache
def table() -> dict[str, list[int]]:
    text = resources.files(__package__).joinpath("calibration.yaml").read_text("utf-8")
    loaded: dict[str, list[int]] = YAML(typ="safe", pure=True).load(text)["confidence_bp"]
    return loaded
