"""Other contracts that one event may come under."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Claim
from anpei.core.models import Row
from anpei.policies.models import InsuredMember


class EntitlementState(models.TextChoices):
    MAY = "may", _("May be claimed as well")
    NOT = "not", _("Does not fit")
    CLAIMED = "claimed", _("Claimed as well")
    NOT_WANTED = "not_wanted", _("Not wanted")


class Entitlement(Row):
    """Another contract of the insured person, looked at for one case: whether it may pay as well, and why or why not."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="entitlements")
    member = models.ForeignKey(InsuredMember, on_delete=models.CASCADE, related_name="entitlements")
    state = models.CharField(max_length=10, choices=EntitlementState)
    benefits = models.JSONField(default=list, help_text="Codes of the benefits that may pay.")
    why = models.JSONField(help_text="[{zh, en, clause}] for staff: what fits, or why it does not.")
    claim_by_on = models.DateField(
        help_text="Last day of the limitation counted from the event (Insurance Law art. 26); it may run longer."
    )
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, help_text="When the customer was told; once.")
    answered_at = models.DateTimeField(null=True)
    claimed_as = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="entitled_by")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["claim_by_on", "id"], condition=Q(state="may"), name="advice_entitlement_open"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["claim", "member"], name="advice_one_look_per_contract"),
            models.CheckConstraint(
                condition=~Q(state="may") | ~Q(benefits=[]), name="advice_may_names_a_benefit"
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", claimed_as__isnull=False)
                | (~Q(state="claimed") & Q(claimed_as__isnull=True)),
                name="advice_claimed_as_a_case",
            ),
        ]
