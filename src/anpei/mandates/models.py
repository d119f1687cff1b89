"""A mandate (委托): one person lets another do named things for them, for a time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anpei.core.fields import EncryptedTextField
from anpei.core.models import Row
from anpei.parties.models import Party


class Power(models.TextChoices):
    """One thing somebody may do for another. Seeing where the case stands belongs to every mandate."""

    SEE = "see", _("See where the case stands")
    PAPERS = "papers", _("Hand in papers")
    RESULT = "result", _("Read the result")
    TALK = "talk", _("Talk to us")
    OBJECT = "object", _("Agree or object to the result")
    ACCOUNT = "account", _("Name the account of the person represented")
    CONTRACTS = "contracts", _("Receive a new contract, or give it back in time")
    COLLECT = "collect", _("Receive the money")


OF_CASES = frozenset(Power) - {
    Power.CONTRACTS
}  # what can be done in a case; a contract is more than one case
PORTAL_POWERS = tuple(one for one in Power if one is not Power.COLLECT)


class Relation(models.TextChoices):
    FAMILY = "family", _("Somebody of the family")
    AGENT = "agent", _("Insurance agent")
    LAWYER = "lawyer", _("Lawyer")
    OTHER = "other", _("Another trusted person")


class How(models.TextChoices):
    PORTAL = "portal", _("In the portal, confirmed by code")
    PAPER = "paper", _("On paper")


class MandateState(models.TextChoices):
    WAITING = "waiting", _("Not confirmed yet")
    ACTIVE = "active", _("In force")
    REFUSED = "refused", _("Not accepted")
    ENDED = "ended", _("Ended")


class EndReason(models.TextChoices):
    """Civil Code art. 173: term over, given up by either side, death of either."""

    REVOKED = "revoked", _("Taken back")
    RENOUNCED = "renounced", _("Given up by the person acting")
    EXPIRED = "expired", _("The time is over")
    DEATH = "death", _("The person represented died")
    UNCONFIRMED = "unconfirmed", _("Never confirmed")


class Mandate(Row):
    """Who (``agent_*``) may do what (``powers``) for whom (``principal``), from the first to the last day.

    The agent is known by the phone they log in with; ``agent`` is set where we know the person. ``claim_id`` limits it to
    one case: a plain number, because cases lie above and read this. Written form: Civil Code art. 165.
    """

    ref = models.CharField(max_length=24, unique=True)
    principal = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="mandates_given")
    agent = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="mandates_held")
    agent_name = EncryptedTextField()
    agent_phone = EncryptedTextField()
    agent_phone_hash = models.CharField(max_length=64)
    relation = models.CharField(max_length=8, choices=Relation)
    powers = models.JSONField(help_text="Codes of Power; see is always among them.")
    collects = models.BooleanField(default=False, help_text="Whether the money itself may go to the agent.")
    claim_id = models.BigIntegerField(
        null=True, help_text="The one case it is for; empty: every case of the person."
    )
    claim_number = models.CharField(max_length=24, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(help_text="Last day.")
    how = models.CharField(max_length=6, choices=How)
    document = models.CharField(
        max_length=200,
        blank=True,
        help_text="What the paper is: power of attorney, notarised or not, its date.",
    )
    document_sha256 = models.CharField(max_length=64, blank=True, help_text="Its picture in the vault.")
    state = models.CharField(max_length=8, choices=MandateState, default=MandateState.WAITING)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_because = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField(null=True, help_text="Since when it counts.")
    warned_at = models.DateTimeField(null=True, help_text="When both heard that it ends soon.")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=11, choices=EndReason, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["agent_phone_hash"], condition=Q(state="active"), name="mandate_held"),
            models.Index(fields=["principal", "-id"], name="mandate_given"),
            models.Index(fields=["claim_id"], condition=Q(claim_id__isnull=False), name="mandate_of_claim"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="mandate_has_a_term"),
            models.CheckConstraint(
                condition=(Q(state="ended") & ~Q(end_reason="") & Q(ended_at__isnull=False))
                | (~Q(state="ended") & Q(end_reason="", ended_at__isnull=True)),
                name="mandate_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refused_because=""), name="mandate_refused_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(given_at__isnull=False), name="mandate_in_force_since"
            ),
            models.CheckConstraint(
                condition=Q(how="portal", recorded_by__isnull=True)
                | (Q(how="paper", recorded_by__isnull=False) & ~Q(document="")),
                name="mandate_on_paper_is_recorded",
            ),
            # Nobody checks himself, and no paper counts that nobody checked.
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("recorded_by")),
                name="mandate_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(how="paper", state="active") | Q(checked_by__isnull=False),
                name="mandate_on_paper_is_checked",
            ),
            # Money leaves to somebody else's account only on a paper that says so.
            models.CheckConstraint(
                condition=Q(collects=False) | Q(how="paper"), name="mandate_to_collect_is_on_paper"
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def power_labels(self) -> list[str]:
        return [str(one.label) for one in Power if one in self.powers]
