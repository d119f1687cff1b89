"""What the holder of a contract is told about it, in their language."""

from __future__ import annotations

from datetime import date

from django.utils import translation

from anpei.claims.notices import person_recipient
from anpei.claims.wording import day
from anpei.messages import actions as messages
from anpei.policies.models import Policy


def tell(policy: Policy, template: str, *, key: str, legal: bool = False, **variables: str) -> None:
    messages.send(
        template=template,
        to=person_recipient(policy.policyholder),
        variables=variables,
        dedupe=key,
        subject="policy",
        subject_id=policy.pk,
        legal=legal,
    )


def spoken(policy: Policy, value: date) -> str:
    with translation.override(policy.policyholder.language):
        return day(value)
