"""Pictures that look the same: a fingerprint that survives scaling, recompression and small retouching.

It finds a picture uploaded again, not a paper photographed again: those are found by their number and amount.
"""

from __future__ import annotations

import imagehash
from PIL import Image

from anpei.recognition.pictures import pages

BITS = 64
SAME = 6
"""Fingerprints of which at most so many bits differ belong to the same picture."""


def fingerprint(content: bytes) -> str:
    """16 hexadecimal digits of the first page. ``Unreadable`` when the file cannot be shown."""
    page = next(iter(pages(content)))
    return str(imagehash.phash(Image.fromarray(page.pixels)))


def distance(one: str, other: str) -> int:
    """How many of the 64 bits differ: 0 for the same picture, about 32 for two unrelated ones."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
