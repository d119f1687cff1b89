"""Signed bodies, the same way out (webhooks) and in (answers of the bank).

``Anpei-Signature: v1=<hex>`` is HMAC-SHA256 over ``<Anpei-Timestamp>.<body>``; the timestamp is seconds since 1970.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import APIKeyHeader

from anpei.core import clock
from anpei.core.errors import Forbidden

TIMESTAMP = "Anpei-Timestamp"
SIGNATURE = "Anpei-Signature"
TOLERANCE_SECONDS = 300  # an older request may be somebody repeating what they overheard


def sign(secret: str, timestamp: str, body: bytes) -> str:
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"v1={digest}"


def verified(secret: str, *, timestamp: str, body: bytes, signature: str) -> bool:
    """Whether the body was signed with the secret within the last five minutes, as our clock has it."""
    if not (secret and timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 13):
        return False
    if abs(clock.now().timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    return hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode())


class BankSignature(APIKeyHeader):
    """The bank's system, known by the secret we share."""

    param_name = SIGNATURE

    def authenticate(self, request: HttpRequest, key: str | None) -> str:
        timestamp = request.headers.get(TIMESTAMP, "")
        if not verified(settings.BANK_SECRET, timestamp=timestamp, body=request.body, signature=key or ""):
            raise Forbidden(
                "bank.signature",
                _("The signature does not fit, is older than five minutes, or no secret is agreed."),
            )
        return "bank"
