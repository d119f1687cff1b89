"""From one store to another, and proof that everything the rows name is there and is what it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from anpei.documents.models import StoredFile
from anpei.documents.vault.stores import Store


@dataclass(frozen=True)
class Finding:
    sha256: str
    code: str  # missing | damaged
    text: str


@dataclass
class Copied:
    new: int = 0
    known: int = 0
    size: int = 0
    damaged: int = 0


def copy(source: Store, target: Store) -> Iterator[Copied]:
    """Everything in ``source`` that ``target`` lacks; the running count after each file. Nothing is deleted.

    Starting again goes on where it stopped. What has another hash than its name stays where it is.
    """
    done = Copied()
    for sha256 in source.hashes():
        content = None if target.has(sha256) else source.get(sha256)
        if content is None:
            done.known += 1
        elif hashlib.sha256(content).hexdigest() != sha256:
            done.damaged += 1
        else:
            target.put(sha256, content)
            done.new += 1
            done.size += len(content)
        yield done


def verify(store: Store) -> Iterator[Finding | None]:
    """One result for each file that a row names: None when it is there, whole and unaltered."""
    for sha256, size in StoredFile.objects.order_by("pk").values_list("sha256", "size").iterator():
        content = store.get(sha256)
        if content is None:
            yield Finding(sha256, "missing", "is not in the vault")
        elif len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
            yield Finding(sha256, "damaged", f"has {len(content)} bytes of another hash, {size} came in")
        else:
            yield None
