"""Who opened everything about a customer, and what for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Claim
from anpei.core.fields import EncryptedTextField
from anpei.core.models import Row
from anpei.parties.models import Party


class CustomerLook(Row):
    """One look at one customer by one person for one purpose (Personal Information Protection Law art. 6). Never changed."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="looks")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, help_text="Code of library/advice/customer-view.")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="+")
    words = EncryptedTextField(blank=True, help_text="What for, in the words of whoever looked.")
    channel = models.CharField(
        max_length=9, choices=[("workbench", _("Workbench")), ("api", _("Partner system"))]
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["party", "-at"], name="advice_looks_of_party")]
