"""Columns with a promise: fen that fit, text encrypted at rest; and the hash to look such text up by."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import unicodedata
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core import validators
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

MAX_FEN = 10**15  # ten trillion yuan: thousands of such figures still add up inside 64 bits
NONCE_BYTES = 12
KEY_BYTES = 32


class FenField(models.BigIntegerField):
    """Money in integer fen, between ``lowest`` and ``highest``; the database holds the bounds.

    The default bounds allow negative figures (reversals, changes of a reserve). A float or Decimal raises
    TypeError.
    """

    def __init__(self, *args: Any, lowest: int = -MAX_FEN, highest: int = MAX_FEN, **kwargs: Any) -> None:
        self.lowest, self.highest = lowest, highest
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.lowest != -MAX_FEN:
            kwargs["lowest"] = self.lowest
        if self.highest != MAX_FEN:
            kwargs["highest"] = self.highest
        return name, path, args, kwargs

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        column = connection.ops.quote_name(str(self.column))
        return f"{column} BETWEEN {self.lowest} AND {self.highest}"

    @property
    def validators(self) -> list[Any]:
        return [
            *super().validators,
            validators.MinValueValidator(self.lowest),
            validators.MaxValueValidator(self.highest),
        ]

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return super().get_prep_value(value)
        # Whole numbers of any kind have __index__ (NumPy's too); a float, a Decimal and a text have not.
        if isinstance(value, bool) or not hasattr(value, "__index__"):
            raise TypeError(f"{self.name}: money is integer fen, not {type(value).__name__} {value!r}.")
        return super().get_prep_value(value.__index__())


class DecryptionError(Exception):
    """The stored text was made with another key or for another column, or was changed."""


class EncryptedTextField(models.TextField):
    """Text that is AES-256-GCM at rest and a plain ``str`` in Python; empty text stays empty.

    The value is bound to its column (associated data ``app.model.field``): copied into another column it does
    not decrypt. Stored as ``<key id>:<base64 of nonce and ciphertext>``. Keys: ``settings.ANPEI_DATA_KEYS``,
    the first encrypts, all decrypt. It cannot be searched: keep a ``keyed_hash`` beside it.
    """

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        text = super().get_db_prep_value(value, connection, prepared)
        if not text or not isinstance(text, str):
            return text
        return encrypt(text, self.purpose)

    def from_db_value(
        self, value: str | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> str | None:
        return decrypt(value, self.purpose) if value else value

    @property
    def purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError(f"{self.purpose} is encrypted: look it up by a keyed_hash column.")
        return super().get_lookup(lookup_name)


def encrypt(text: str, purpose: str) -> str:
    """Text sealed with the first data key and bound to ``purpose``."""
    key_id, cipher = _ciphers(tuple(settings.ANPEI_DATA_KEYS))[0]
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + cipher.encrypt(nonce, text.encode(), purpose.encode())
    return f"{key_id}:{base64.b64encode(sealed).decode()}"


def decrypt(stored: str, purpose: str) -> str:
    """The text behind ``encrypt``; DecryptionError names the purpose, never the value."""
    key_id, _, payload = stored.partition(":")
    cipher = dict(_ciphers(tuple(settings.ANPEI_DATA_KEYS))).get(key_id)
    if cipher is None:
        raise DecryptionError(
            f"{purpose}: no data key {key_id!r}; keep old keys behind the new one in ANPEI_DATA_KEYS."
        )
    try:
        sealed = base64.b64decode(payload, validate=True)
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise DecryptionError(
            f"{purpose}: the stored text was changed or belongs to another column."
        ) from error


def keyed_hash(purpose: str, value: str) -> str:
    """HMAC-SHA256 (64 hex digits) to look a secret value up by equality; another purpose gives another hash.

    The value is normalised (full-width forms, surrounding blanks); how an identifier is written is its
    owner's rule.
    """
    normal = unicodedata.normalize("NFKC", value).strip()
    return hmac.new(
        _hash_key(settings.ANPEI_HASH_KEY), f"{purpose}\0{normal}".encode(), hashlib.sha256
    ).hexdigest()


@lru_cache(maxsize=8)
def _ciphers(keys: tuple[str, ...]) -> list[tuple[str, AESGCM]]:
    raw = [_key(key, "ANPEI_DATA_KEYS") for key in keys]
    return [(hashlib.sha256(key).hexdigest()[:8], AESGCM(key)) for key in raw]


@lru_cache(maxsize=8)
def _hash_key(key: str) -> bytes:
    return _key(key, "ANPEI_HASH_KEY")


def _key(text: str, setting: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"{setting}: each key is {KEY_BYTES} bytes in base64.")
    return key
