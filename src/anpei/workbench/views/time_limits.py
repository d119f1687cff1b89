"""Time limits in force: how long, on whose authority, and the open causes of complaints that point at one."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpResponse
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_GET

from anpei.accounts.permissions import Permission as P
from anpei.clocks.rules import ClockRule, Unit
from anpei.complaints import queries
from anpei.complaints.models import PointsAt
from anpei.core import clock
from anpei.deadlines.catalogue import DEFAULT_SET, clock_set
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.presenters.causes import CauseView, views
from anpei.workbench.shell import page


@staff_page(P.COMPLAINT_VIEW)
@require_GET
def time_limits(request: StaffRequest) -> HttpResponse:
    """They are data: another period is another dated row of the file, so the page names the file."""
    language = get_language() or "zh-hans"
    pointing: dict[str, list[CauseView]] = defaultdict(list)
    for one in views(queries.open_causes(request.user).filter(points_at=PointsAt.RULE), request.user):
        pointing[one.cause.reference].append(one)
    rows = [
        {
            "rule": rule,
            "name": rule.name.in_language(language),
            "basis": rule.basis.in_language(language),
            "period": period(rule),
            "causes": pointing[rule.rule_id],
        }
        for rule in clock_set().rules
        if rule.is_valid_on(clock.today())
    ]
    context = {"rows": rows, "file": f"library/clocks/{DEFAULT_SET}"}
    return page(request, "workbench/time_limits.html", context, here="complaints")


def period(rule: ClockRule) -> str:
    """The length of a rule in words."""
    n = rule.amount
    words = {
        Unit.CALENDAR_DAYS: ngettext("%(n)d day", "%(n)d days", n),
        Unit.WORKING_DAYS: ngettext("%(n)d working day", "%(n)d working days", n),
        Unit.HOURS: ngettext("%(n)d hour", "%(n)d hours", n),
        Unit.MINUTES: ngettext("%(n)d minute", "%(n)d minutes", n),
        Unit.MONTHS: ngettext("%(n)d month", "%(n)d months", n),
        Unit.YEARS: ngettext("%(n)d year", "%(n)d years", n),
    }
    return words[rule.unit] % {"n": n}
