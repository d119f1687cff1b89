"""Uploaded files while they are needed: encrypted on disk, in plain only in a temporary folder during a run."""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from anpei.core.fields import decrypt, encrypt
from anpei.importing.sources import CHUNK

FOLDER = "imports"


def keep(chunks: Iterable[bytes]) -> tuple[str, str, int]:
    """Store a file; gives the name of the copy, its SHA-256 and its size in bytes."""
    name, digest, size = uuid.uuid4().hex, hashlib.sha256(), 0
    target = _path(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="ascii") as stream:
        for number, chunk in enumerate(_even(chunks)):
            digest.update(chunk)
            size += len(chunk)
            stream.write(encrypt(chunk.decode("latin-1"), _purpose(name, number)) + "\n")
    return name, digest.hexdigest(), size


@contextmanager
def opened(kept: list[dict[str, Any]]) -> Iterator[list[tuple[Path, str]]]:
    """The files (path, name) in plain for the time of the block. ``kept`` is [{copy, name, sha256}].

    Raises FileNotFoundError when a copy is gone or is not what was sent.
    """
    with tempfile.TemporaryDirectory(prefix="anpei-import-") as folder:
        files = []
        for number, one in enumerate(kept):
            target = Path(folder) / str(number)
            digest = _write_plain(one["copy"], target)
            if digest != one["sha256"]:
                raise FileNotFoundError(one["name"])
            files.append((target, one["name"]))
        yield files


def forget(kept: list[dict[str, Any]]) -> None:
    for one in kept:
        _path(one["copy"]).unlink(missing_ok=True)


def forget_unnamed(named: set[str], *, before: datetime) -> None:
    """Delete copies older than ``before`` that are not among ``named``: their upload was cut off."""
    for path in (Path(settings.MEDIA_ROOT) / FOLDER).glob("*"):
        if path.name not in named and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)


def _write_plain(copy: str, target: Path) -> str:
    digest = hashlib.sha256()
    with _path(copy).open(encoding="ascii") as stored, target.open("wb") as plain:
        for number, line in enumerate(stored):
            chunk = decrypt(line.rstrip("\n"), _purpose(copy, number)).encode("latin-1")
            digest.update(chunk)
            plain.write(chunk)
    return digest.hexdigest()


def _even(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        for start in range(0, len(chunk), CHUNK):
            yield chunk[start : start + CHUNK]


def _purpose(name: str, number: int) -> str:
    return f"importing.file:{name}:{number}"


def _path(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / name
