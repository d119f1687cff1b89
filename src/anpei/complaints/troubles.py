"""Whoever complains has something better to hear from us than a suggestion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from anpei.complaints.models import Complaint
from anpei.parties.models import Party
from anpei.protection.troubles import Trouble, source
from anpei.values.dates import local_date


@source
def of_complaints(party_ids: Collection[int]) -> Iterator[Trouble]:
    """Complaints they made, under their name or their phone, and those anybody made about a case of theirs."""
    for row in Complaint.objects.filter(complainant__in=party_ids):
        if row.complainant_id is not None:
            yield _trouble(row, row.complainant_id)
    phones = _phones(party_ids)
    for row in Complaint.objects.filter(phone_hash__in=list(phones)):
        for party in phones[row.phone_hash]:
            yield _trouble(row, party)
    for row in Complaint.objects.filter(claim__insured__in=party_ids).select_related("claim"):
        if row.claim is not None and row.claim.insured_id is not None:
            yield _trouble(row, row.claim.insured_id)


def _phones(party_ids: Collection[int]) -> dict[str, list[int]]:
    """Who of these people has which phone, by its hash: a family may share one."""
    found: dict[str, list[int]] = defaultdict(list)
    known = Party.objects.filter(pk__in=party_ids).exclude(phone_hash="")
    for party, phone in known.values_list("pk", "phone_hash"):
        found[phone].append(party)
    return found


def _trouble(row: Complaint, party: int) -> Trouble:
    ended = row.closed_at or row.answered_at or row.received_at
    return Trouble("complaint", party, None if row.is_open else local_date(ended))
