"""Cases keep the people in them: while they run, then ten years."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Claim
from anpei.parties.models import Party
from anpei.parties.retention import YEARS, Hold, keeper
from anpei.values.dates import add_years, local_date


@keeper
def of_cases(party: Party) -> Iterator[Hold]:
    for claim in Claim.objects.filter(
        Q(insured=party) | Q(reporter=party) | Q(heirs__person=party)
    ).distinct():
        # An enquiry nobody may be told of keeps the case without an end; the words are those of any open case.
        enquiry = claim.restricted_referrals.filter(closed_at__isnull=True).exists()
        if claim.is_open or enquiry:
            yield Hold(_("a case that is not finished"), None)
        else:
            ended = claim.paid_at or claim.closed_at or claim.decided_at or claim.reported_at
            yield Hold(_("the file of a case"), add_years(local_date(ended), YEARS))
