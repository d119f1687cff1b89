"""Questions are kept with the person who asked: ten years, or as long as one waits for its answer."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anpei.enquiries.models import Enquiry, EnquiryState
from anpei.parties.models import Party
from anpei.parties.retention import YEARS, Hold, keeper
from anpei.values.dates import add_years, local_date


@keeper
def of_questions(party: Party) -> Iterator[Hold]:
    for enquiry in Enquiry.objects.filter(party=party):
        if enquiry.state == EnquiryState.WAITING:
            yield Hold(_("a question that waits for its answer"), None)
        else:
            yield Hold(_("a question and its answer"), add_years(local_date(enquiry.created_at), YEARS))
