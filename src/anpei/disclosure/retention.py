"""A reading is kept as long as the contract it led to, and ten years (Insurance Sales Conduct Rules)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anpei.disclosure.models import ReadThrough
from anpei.parties.models import Party
from anpei.parties.retention import YEARS, Hold, keeper
from anpei.values.dates import add_years, local_date


@keeper
def of_readings(party: Party) -> Iterator[Hold]:
    for reading in ReadThrough.objects.filter(party=party).select_related("policy"):
        ended = reading.policy.ends_on if reading.policy else local_date(reading.began_at)
        yield Hold(_("what was shown before buying"), add_years(ended, YEARS))
