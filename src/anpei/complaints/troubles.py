"""Whoever complains has something better to hear from us than a suggestion."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q

from anpei.claims.models import Claim
from anpei.complaints.models import Complaint
from anpei.parties.models import Party
from anpei.parties.troubles import Trouble, source
from anpei.values.dates import local_date

LATEST = 20


@source
def of_complaints(party_ids: Collection[int]) -> Iterator[Trouble]:
    """Complaints they made, under their name or their phone, and those anybody made about a case of theirs.

    The latest of each, by its own index.
    """
    theirs = Claim.objects.filter(insured__in=party_ids).order_by().values("pk")
    phones = Party.objects.filter(pk__in=party_ids).exclude(phone_hash="").order_by().values("phone_hash")
    for way in (Q(complainant__in=party_ids), Q(phone_hash__in=phones), Q(claim__in=theirs)):
        for row in Complaint.objects.filter(way).order_by("-received_at", "-id")[:LATEST]:
            ended = row.closed_at or row.answered_at or row.received_at
            yield Trouble("complaint", None if row.is_open else local_date(ended))
