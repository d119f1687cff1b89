"""What people are told: that another policy may pay as well, once. Nothing is ever suggested by message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from anpei.advice.models import Entitlement
from anpei.claims.cover import died
from anpei.claims.models import Claim
from anpei.claims.notices import recipient
from anpei.messages.actions import send
from anpei.settlement.notices import contact

FULL_DAY = ("j F Y", "Y年n月j日")  # Chinese is meant: a date format


def entitlements(claim: Claim, rows: Sequence[Entitlement]) -> bool:
    """One message naming the other policies; whether there is somebody to tell it to.

    A reporter who is not the insured person or the guardian may learn nothing of the policies: a person tells the heirs.
    """
    to = recipient(claim)
    if to.kind != "party" or not to.address or died(claim):
        return False
    with translation.override(to.language):
        chinese = to.language.startswith("zh")
        names = [_name(row, chinese) for row in rows]
        first: date = min(row.claim_by_on for row in rows)
        send(
            template="advice.entitlements",
            to=to,
            subject="claim",
            subject_id=claim.pk,
            dedupe=f"advice.entitlements:{claim.pk}:{'-'.join(str(row.pk) for row in rows)}",
            variables={
                "number": claim.number,
                "policies": gettext(", ").join(names),
                "by_date": date_format(first, FULL_DAY[chinese]),
                "contact": contact(claim),
            },
        )
    return True


def _name(row: Entitlement, chinese: bool) -> str:
    product = row.member.policy.product_version.product
    return product.name if chinese else product.name_en
