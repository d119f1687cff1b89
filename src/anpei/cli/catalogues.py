"""Translation catalogues: find, read and compile them. Needs Babel, no system gettext."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

SOURCE = Path(__file__).resolve().parent.parent  # src/anpei


class BrokenCatalogue(Exception):
    """A .po file cannot be read; the message says where."""


@dataclass(frozen=True)
class Entry:
    key: tuple[str | None, str]  # context and msgid; a plural counts under its singular msgid
    plural: str  # the msgid again where there is no plural
    texts: list[str]
    fuzzy: bool


def files(source: Path = SOURCE) -> list[Path]:
    return sorted(source.glob("**/locale/*/LC_MESSAGES/django.po"))


def read(po: Path) -> Catalog:
    language = po.parent.parent.name
    try:
        with po.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise BrokenCatalogue(f"{po}: {error}") from error


def compile_all(source: Path = SOURCE) -> list[Path]:
    """Write every .mo. Two processes may do so at once: each file is replaced in one step."""
    return [_compile(po) for po in files(source)]


def compile_changed(source: Path = SOURCE) -> list[Path]:
    """Write the .mo files that are missing or older than their .po; returns the .po files compiled."""
    return [_compile(po) for po in files(source) if _stale(po)]


def entries(catalogue: Catalog) -> Iterator[Entry]:
    for message in catalogue:
        if not message.id:
            continue
        ids = list(message.id) if isinstance(message.id, tuple | list) else [message.id]
        texts = list(message.string) if isinstance(message.string, tuple | list) else [message.string or ""]
        yield Entry((message.context, ids[0]), ids[-1], texts, message.fuzzy)


def _stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _compile(po: Path) -> Path:
    draft = po.with_suffix(f".{os.getpid()}.tmp")
    with draft.open("wb") as file:
        write_mo(file, read(po))
    draft.replace(po.with_suffix(".mo"))
    return po
