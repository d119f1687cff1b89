"""What every workbench page shows around its content: navigation by permission, counters, who is logged in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.claims import queries as claims
from anpei.deadlines import queries as deadlines


@dataclass(frozen=True)
class Entry:
    """One place in the rail, shown to whoever holds one of the permissions."""

    code: str
    label: str | Promise
    icon: str
    url_name: str
    permissions: frozenset[P]
    apart: bool = False  # opens the group at the foot of the rail

    @property
    def url(self) -> str:
        return reverse(self.url_name)


RAIL = (
    Entry("today", _("Today"), "sun", "workbench:today", frozenset()),
    Entry("queue", _("Queue"), "list", "workbench:queue", frozenset({P.CLAIM_VIEW, P.CLAIM_REPORT})),
    Entry(
        "approvals",
        _("Approval"),
        "shield-check",
        "workbench:approvals",
        frozenset({P.CLAIM_APPROVE, P.OBJECTION_REVIEW}),
    ),
    Entry("intake", _("Hotline"), "phone", "workbench:intake", frozenset({P.CLAIM_REPORT})),
    Entry("calls", _("Calls"), "phone-call", "workbench:calls", frozenset({P.MESSAGE_SEND})),
    Entry("customers", _("Customers"), "user-search", "workbench:customers", frozenset({P.CUSTOMER_VIEW})),
    Entry(
        "questions",
        _("Questions"),
        "message-circle-question",
        "workbench:questions",
        frozenset({P.MESSAGE_SEND}),
    ),
    Entry(
        "disclosures",
        _("Before buying"),
        "book-2",
        "workbench:disclosures",
        frozenset({P.DISCLOSURE_PRESENT}),
    ),
    Entry("visits", _("New contracts"), "phone-outgoing", "workbench:visits", frozenset({P.CARE_DO})),
    Entry(
        "complaints",
        _("Complaints"),
        "speakerphone",
        "workbench:complaints",
        frozenset({P.COMPLAINT_VIEW}),
    ),
    Entry("surveys", _("Survey"), "camera", "workbench:surveys", frozenset({P.SURVEY_DO})),
    Entry("care", _("Care"), "heart", "workbench:care", frozenset({P.CARE_DO})),
    Entry("alerts", _("Risk alerts"), "umbrella", "workbench:alerts", frozenset({P.ALERT_VIEW})),
    Entry("budgets", _("Budgets"), "pig-money", "workbench:care_budgets", frozenset({P.CARE_BUDGET})),
    Entry(
        "payments",
        _("Payments"),
        "building-bank",
        "workbench:payments",
        frozenset({P.PAYMENT_RELEASE, P.PAYMENT_VIEW}),
    ),
    Entry("terms", _("Terms"), "book", "workbench:terms", frozenset({P.TERMS_VIEW}), apart=True),
    Entry(
        "calculator",
        _("Calculator"),
        "calculator",
        "workbench:calculator",
        frozenset({P.SETTLEMENT_CALCULATE, P.TERMS_WHAT_IF}),
    ),
    Entry("what_if", _("What if"), "adjustments", "workbench:what_ifs", frozenset({P.TERMS_WHAT_IF})),
    Entry(
        "wordings",
        _("Words"),
        "message-2",
        "workbench:wordings",
        frozenset({P.WORDING_WRITE, P.WORDING_PUBLISH}),
    ),
    Entry("imports", _("Import"), "file-import", "workbench:imports", frozenset({P.IMPORT_RUN})),
    Entry(
        "admin",
        _("Settings"),
        "settings",
        "workbench:admin",
        frozenset({P.STAFF_MANAGE, P.SYSTEM_WATCH, P.AUTHORITY_GRANT}),
    ),
)


@dataclass(frozen=True)
class Signals:
    """The counters of the top bar."""

    overdue: int
    today: int
    calls: int


def signals(staff: Staff) -> Signals:
    load = deadlines.load(owner=staff.pk)
    return Signals(overdue=load.overdue, today=load.due_today, calls=claims.calls_waiting(staff).count())


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    here: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render a workbench page inside its shell. ``here`` is the code of the rail entry that is current."""
    staff = request.user
    assert isinstance(staff, Staff)  # every page of the shell stands behind staff_page
    shell = {
        "demo": settings.DEMO,
        "layout": template.split("/")[1].removesuffix(".html"),  # the page's own grid in the style sheet
        "staff": staff,
        "initial": staff.display_name[:1],
        "role": staff.role_class.name,
        "rail": [entry for entry in RAIL if not entry.permissions or entry.permissions & staff.permissions],
        "signals": signals(staff),
        "profile_url": reverse("accounts:profile"),
        "logout_url": reverse("accounts:logout"),
    }
    return render(request, template, {**(context or {}), "shell": shell, "here": here}, status=status)
