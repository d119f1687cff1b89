"""A command with a key has its effect once, however often it is sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anpei.core.errors import Refused
from anpei.core.fields import keyed_hash
from anpei.core.models import IdempotencyKey


class Slot:
    """The place of one command's result: ``result`` is its text once done, None until ``keep``."""

    def __init__(self, row: IdempotencyKey) -> None:
        self._row = row

    @property
    def result(self) -> str | None:
        return self._row.result

    def keep(self, result: str) -> None:
        """Store what a retry shall get; call it once, last."""
        self._row.result = result
        self._row.save(update_fields=["result"])


@contextmanager
def once(*, scope: str, key: str, fingerprint: str) -> Iterator[Slot]:
    """Run the block's effect once per ``scope`` and ``key``, in one transaction with the key.

    The block must look at ``slot.result`` first: when it is set, the command is done and the block returns
    that. Otherwise it acts and calls ``slot.keep(text)``. If it raises, nothing is kept and the key is free
    again. Of two at the same time one acts; the other waits for its transaction and then gets its result.
    Raises Refused ``idempotency.mismatch`` when the key came before with another ``fingerprint`` (any text
    that describes the request), ``idempotency.in_progress`` when the same key is at work in this very
    transaction.
    """
    with transaction.atomic():
        slot = Slot(_claim(scope, key, keyed_hash("idempotency.fingerprint", fingerprint)))
        yield slot
        if slot.result is None:
            raise RuntimeError(f"{scope}: the block ended without slot.keep(…); a retry would run it again.")


def _claim(scope: str, key: str, fingerprint: str) -> IdempotencyKey:
    if not key or len(key) > 200:
        raise Refused("idempotency.key", _("The idempotency key must have 1 to 200 characters."), status=422)
    token = uuid.uuid4()
    # The insert waits for a transaction at work on the same key: on PostgreSQL at the unique index, on SQLite
    # at the one write lock. Whoever comes second sees the finished row, or inserts after a rollback.
    IdempotencyKey.objects.bulk_create(
        [IdempotencyKey(scope=scope, key=key, fingerprint=fingerprint, token=token)], ignore_conflicts=True
    )
    row = IdempotencyKey.objects.get(scope=scope, key=key)
    if row.token == token:
        return row
    if row.fingerprint != fingerprint:
        raise Refused(
            "idempotency.mismatch",
            _("This was sent before with other content. Please look at what was saved, then send it as new."),
        )
    if row.result is None:
        raise Refused("idempotency.in_progress", _("This is being saved already. Please wait a moment."))
    return row
