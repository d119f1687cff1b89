"""Reads of filed cases."""

from __future__ import annotations

from anpei.archive.models import Bundle
from anpei.claims.models import Claim


def latest(claim: Claim) -> Bundle | None:
    return claim.bundles.select_related("file").order_by("-sequence").first()
