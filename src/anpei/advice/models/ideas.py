"""What was suggested to a customer, from which figures, and what they said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Claim
from anpei.core.fields import EncryptedTextField
from anpei.core.models import Row
from anpei.parties.models import Party
from anpei.products.models import ProductVersion


class IdeaState(models.TextChoices):
    SHOWN = "shown", _("Shown")
    DISMISSED = "dismissed", _("Put away")
    NOT_INTERESTED = "not_interested", _("Not interested")
    ASKED = "asked", _("Asked a person")


class Idea(Row):
    """One suggestion as it was shown: the rule, the figures it rested on, the product named. One row for one reason."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="ideas")
    code = models.CharField(max_length=30)
    rule_set = models.CharField(max_length=30)
    kind = models.CharField(
        max_length=11, choices=[("improvement", _("Something to do")), ("cover", _("A gap in cover"))]
    )
    product_version = models.ForeignKey(ProductVersion, null=True, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="+")
    figures = EncryptedTextField(
        help_text="JSON of what the sentences read; amounts in fen, days as ISO dates."
    )
    fingerprint = models.CharField(max_length=64, help_text="Keyed hash of rule, product and figures.")
    state = models.CharField(max_length=14, choices=IdeaState, default=IdeaState.SHOWN)
    shown_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "code", "fingerprint"], name="advice_idea_shown_once"),
            models.CheckConstraint(
                condition=Q(state="shown", answered_at__isnull=True)
                | (~Q(state="shown") & Q(answered_at__isnull=False)),
                name="advice_idea_answer_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(kind="cover", product_version__isnull=False)
                | Q(kind="improvement", product_version__isnull=True),
                name="advice_only_a_cover_names_a_product",
            ),
        ]


class MeansAnswer(models.TextChoices):
    YES = "yes", _("Yes, that would be fine")
    NOT_NOW = "not_now", _("Not at the moment")
    RATHER_NOT = "rather_not", _("I would rather not say")


class Means(Row):
    """Whether an insurance more fits the household: asked, never guessed. The latest answer counts."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="means")
    answer = models.CharField(max_length=10, choices=MeansAnswer)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["-answered_at", "-id"]
        indexes = [models.Index(fields=["party", "-answered_at"], name="advice_means_of_party")]
