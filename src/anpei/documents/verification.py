"""Asking the issuer's platform about a receipt or invoice, behind a small interface; offline by default."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from anpei.documents.models import Verification


@dataclass(frozen=True)
class Ask:
    """What a platform is asked with; nothing about a person."""

    kind: str
    code: str
    number: str
    check_code: str
    issued_on: date | None
    total_fen: int | None


class Verifier(Protocol):
    def verify(self, ask: Ask) -> Verification:
        """What the platform says now. An error is raised: the job tries again later."""


class Offline:
    """Nobody is asked, so nothing is known."""

    def verify(self, ask: Ask) -> Verification:
        return Verification.UNVERIFIED


def verifier() -> Verifier:
    made: Verifier = import_string(settings.INVOICE_VERIFIER)()
    return made
