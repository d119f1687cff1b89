"""Going to see somebody: proposed, asked, agreed to, planned inside a budget, done."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.care.models.budgets import CareBudget
from anpei.claims.models import Claim
from anpei.core.fields import EncryptedTextField, FenField
from anpei.core.models import Row


class CareVisitState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ASKED = "asked", _("The customer is asked")
    LATER = "later", _("Later, says the customer")
    AGREED = "agreed", _("The customer says yes")
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Visited")
    NOT_WANTED = "not_wanted", _("The customer says no")
    DROPPED = "dropped", _("Not done")


class AskedBy(models.TextChoices):
    """How the customer answered."""

    PORTAL = "portal", _("On their page")
    PHONE = "phone", _("By phone")


OPEN = ("proposed", "asked", "later", "agreed", "planned")


class CareVisit(Row):
    """One visit for one case and one occasion. Knows nothing of the decision, and no decision knows of it."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="care_visits")
    occasion = models.CharField(max_length=20, help_text="An occasion of library/care/visits.")
    state = models.CharField(max_length=10, choices=CareVisitState, default=CareVisitState.PROPOSED)
    why = EncryptedTextField(blank=True, help_text="In the words of the colleague who proposed it.")
    proposed_by = models.CharField(max_length=80)
    no_selling = models.BooleanField(
        default=False, help_text="The person lives through a vulnerable period: nothing is offered."
    )
    asked_at = models.DateTimeField(null=True)
    ask_again_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_on = models.CharField(max_length=6, choices=AskedBy, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="care_visits"
    )
    appointment_at = models.DateTimeField(null=True)
    place = EncryptedTextField(blank=True)
    gift = models.CharField(max_length=80, blank=True)
    gift_fen = FenField(lowest=0, default=0)
    budget = models.ForeignKey(CareBudget, null=True, on_delete=models.PROTECT, related_name="visits")
    done_at = models.DateTimeField(null=True)
    learnt = EncryptedTextField(blank=True)
    dropped_because = models.CharField(max_length=300, blank=True)
    page_sent_at = models.DateTimeField(null=True, help_text="The page of a product was sent, as asked for.")
    page_of = models.CharField(max_length=40, blank=True, help_text="Code of that product.")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=OPEN), name="care_visit_open"),
            models.Index(
                fields=["person", "appointment_at"], condition=Q(state="planned"), name="care_visit_of_person"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "occasion"],
                condition=~Q(occasion="staff"),
                name="care_one_visit_per_occasion",
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state__in=OPEN), name="care_one_open_visit_per_claim"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("planned", "done"))
                | Q(person__isnull=False, appointment_at__isnull=False, answered_at__isnull=False),
                name="care_visit_only_after_a_yes",
            ),
            models.CheckConstraint(
                condition=Q(gift_fen=0) | Q(budget__isnull=False), name="care_gift_has_a_budget"
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(dropped_because=""), name="care_visit_dropped_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(no_selling=False) | Q(page_sent_at__isnull=True),
                name="care_nothing_offered_on_a_protected_visit",
            ),
        ]
