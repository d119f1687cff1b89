"""Asking the issuer about a receipt or invoice, once its fields are confirmed."""

from __future__ import annotations

from django.db import transaction

from anpei.audit.actions import record
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.documents import events
from anpei.documents.checks.dates import day
from anpei.documents.checks.issuers import VERIFIABLE
from anpei.documents.checks.sums import fen
from anpei.documents.models import PaperPart, Verification
from anpei.documents.verification import Ask, verifier

BY = Actor.system("verification")


def verify_part(part: PaperPart, *, by: Actor = BY) -> Verification:
    """Keep what the platform says. While nobody can be asked it stays "not verified", and nothing is recorded."""
    fields = {one.name: one for one in part.fields.filter(row__isnull=True)}
    number = fields.get("number")
    if part.kind not in VERIFIABLE or number is None or not number.value:
        return Verification(part.verification)
    answer = verifier().verify(
        Ask(
            kind=part.kind,
            code=fields["code"].value if "code" in fields else "",
            number=number.value,
            check_code=fields["check_code"].value if "check_code" in fields else "",
            issued_on=day(fields.get("issued_on")),
            total_fen=fen(fields.get("total")),
        )
    )
    if answer == Verification.UNVERIFIED:
        return answer
    with transaction.atomic():
        PaperPart.objects.filter(pk=part.pk).update(verification=answer, verified_at=clock.now())
        record(
            subject="claim",
            subject_id=part.paper.claim_id,
            event=events.PaperVerified(paper=part.paper_id, answer=answer),
            by=by,
        )
    return answer
