"""Contracts keep the people in them: ten years from the end of the contract."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.parties.models import Party
from anpei.parties.retention import YEARS, Hold, keeper
from anpei.policies.models import Policy
from anpei.values.dates import add_years


@keeper
def of_contracts(party: Party) -> Iterator[Hold]:
    for policy in Policy.objects.filter(Q(policyholder=party) | Q(members__party=party)).distinct():
        ended = min(policy.ends_on, policy.terminated_on or policy.ends_on)
        yield Hold(_("a contract of insurance"), add_years(ended, YEARS))
