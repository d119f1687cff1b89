"""What the issuer's platform said about a receipt or invoice. Nobody having asked is not the same as nothing wrong."""

from __future__ import annotations

from collections.abc import Iterator

from anpei.documents.checks.check import Check, Outcome
from anpei.documents.checks.sums import RECEIPTS
from anpei.documents.models import Verification
from anpei.documents.understood import Understood
from anpei.terms.papers import PaperKind

VERIFIABLE = (*RECEIPTS, PaperKind.INVOICE)
OUTCOMES = {
    Verification.UNVERIFIED: Outcome.UNKNOWN,
    Verification.MATCHES: Outcome.PASS,
    Verification.DIFFERS: Outcome.FAIL,
    Verification.NOT_FOUND: Outcome.FAIL,
}


def run(found: Understood) -> Iterator[Check]:
    for part in found.of_kind(*VERIFIABLE):
        state = Verification(part.row.verification)
        yield Check("issuer", OUTCOMES[state], str(state.label), (part.row.pk,))
