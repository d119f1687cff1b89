"""What an API client may be allowed to do."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    CLAIMS_READ = "claims:read", _("Read claims and their progress")
    CLAIMS_REPORT = "claims:report", _("Report claims")
    CLAIMS_HANDLE = "claims:handle", _("Work on claims as the named person the client signs for")
    CLAIMS_APPROVE = "claims:approve", _("Approve decisions as the named person the client signs for")
    PAPERS_WRITE = "papers:write", _("Upload papers")
    PAYMENTS_READ = "payments:read", _("Read payments")
    PAYMENTS_WRITE = (
        "payments:write",
        _("Release and confirm payments as the named person the client signs for"),
    )
    POLICIES_READ = "policies:read", _("Read policies and products")
    ENQUIRIES_WRITE = "enquiries:write", _("Ask questions of customers, and answer them as the named person")
    CALLS_READ = "calls:read", _("Read calls, who is on duty, and the figures of service")
    CALLS_WRITE = "calls:write", _("Send call events of a telephone exchange, and work on call-backs")
    MESSAGES_RECEIVE = "messages:receive", _("Pass on text messages and e-mails that customers sent")
    ALERTS_READ = "alerts:read", _("Read risk alerts and what came of them")
    ALERTS_WRITE = "alerts:write", _("Write and send risk alerts as the named person the client signs for")
    CARE_READ = "care:read", _("Read care visits, gatherings, value-added services and figures of follow-ups")
    CARE_WRITE = "care:write", _("Work on care visits, gatherings and services as the named person")
    CUSTOMERS_WRITE = (
        "customers:write",
        _("Keep how customers are reached, what they agree to, and their answers to ideas"),
    )
    IMPORTS_WRITE = "imports:write", _("Import customers, policies and earlier claims")
    COMPLAINTS_READ = "complaints:read", _("Read complaints and their figures")
    COMPLAINTS_TAKE = "complaints:take", _("Register complaints")
    COMPLAINTS_HANDLE = "complaints:handle", _("Work on complaints as the named person the client signs for")
    WORDINGS = (
        "wordings",
        _("Write and publish the words of messages as the named person the client signs for"),
    )
    WEBHOOKS_MANAGE = "webhooks:manage", _("Manage the client's own webhooks")
