"""Calls and what was written to us are kept with the person: ten years."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anpei.hotline.models import Call, Inbound
from anpei.parties.models import Party
from anpei.parties.retention import YEARS, Hold, keeper
from anpei.values.dates import add_years, local_date


@keeper
def of_calls(party: Party) -> Iterator[Hold]:
    for call in Call.objects.filter(party=party):
        yield Hold(_("a call with us"), add_years(local_date(call.began_at), YEARS))
    for row in Inbound.objects.filter(party=party):
        yield Hold(_("a message to us"), add_years(local_date(row.received_at), YEARS))
