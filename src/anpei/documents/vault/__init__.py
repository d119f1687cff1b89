"""The evidence vault: originals under their SHA-256, never altered, stored once, checked whenever they are read."""

from __future__ import annotations

import hashlib
import logging

from django.utils.translation import gettext_lazy as _

from anpei.core.errors import Refused
from anpei.documents.models import StoredFile
from anpei.documents.vault import stores
from anpei.documents.vault.examining import PICTURES, UNREADABLE, Examined, examine, examine_sound

__all__ = [
    "PICTURES",
    "UNREADABLE",
    "Damaged",
    "Examined",
    "examine",
    "examine_sound",
    "read",
    "read_hash",
    "receive",
    "store",
]
logger = logging.getLogger(__name__)


class Damaged(Refused):
    """What is kept under a hash is gone or has another hash now: nobody is shown it as if it were the original."""

    status = 410
    default_code = "vault.damaged"
    default_message = _(
        "This file cannot be shown: what we keep is no longer what came in. Please call us; we look into it."
    )


def store(content: bytes, media_type: str) -> StoredFile:
    """Keep bytes the product made itself (letters, bundles); the same bytes twice are one file."""
    return _keep(content, Examined(media_type=media_type))


def receive(content: bytes, *, sound: bool = False) -> StoredFile:
    """Keep a file somebody handed in, after looking at what it really is. Raises Invalid(file=…) in plain words."""
    return _keep(content, examine_sound(content) if sound else examine(content))


def read(file: StoredFile) -> bytes:
    return read_hash(file.sha256)


def read_hash(sha256: str) -> bytes:
    """The bytes of this hash, and no others. Raises Damaged, and Away while the store cannot be reached."""
    content = stores.current().get(sha256)
    if content is None:
        logger.error("The vault has no file %s.", sha256)
        raise Damaged("vault.missing")
    if hashlib.sha256(content).hexdigest() != sha256:
        logger.error("The vault's file %s has another hash now.", sha256)
        raise Damaged
    return content


def _keep(content: bytes, examined: Examined) -> StoredFile:
    sha256 = hashlib.sha256(content).hexdigest()
    stores.current().put(sha256, content)  # kept before any row names it
    file, _created = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size": len(content),
            "media_type": examined.media_type,
            "pages": examined.pages,
            "width": examined.width,
            "height": examined.height,
        },
    )
    return file
