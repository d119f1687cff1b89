"""Which engine reads papers: a setting, so that another one can be put in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import version
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from anpei.core import clock
from anpei.recognition.reading import Reading


class Reader(Protocol):
    @property
    def engine(self) -> str:
        """Name and version: a file is read again when it changes."""

    def read(self, content: bytes, media_type: str) -> Reading: ...


_off = ContextVar("nothing_is_read", default=False)


@contextmanager
def nothing_read() -> Iterator[None]:
    """While papers that need no reading come in by the thousand: the making of a demo."""
    token = _off.set(True)
    try:
        yield
    finally:
        _off.reset(token)


def reader() -> Reader | None:
    """The reader of ``ANPEI_READER``; None when papers are not read by machine here."""
    if _off.get() or not settings.READER:
        return None
    made: Reader = import_string(settings.READER)()
    return made


class Recognition:
    """The reader that comes with the product. What it needs is heavy, so it is loaded with the first file."""

    @property
    def engine(self) -> str:
        from anpei.recognition.reader import VERSION

        return f"anpei {VERSION}, rapidocr {version('rapidocr')}"

    def read(self, content: bytes, media_type: str) -> Reading:
        from anpei.recognition.reader import read

        return read(content, media_type, today=clock.today())


def readable(media_type: str) -> bool:
    return media_type.startswith("image/") or media_type == "application/pdf"
