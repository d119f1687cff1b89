"""What customers answered when asked how it was: figures of a period, the answers behind them, the figures as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from anpei.accounts.masking import Purpose, view
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits, visible_units
from anpei.care import catalogue, measures
from anpei.care.measures import Answers
from anpei.core.periods import Span
from anpei.organisation.models import Unit
from anpei.values.dates import month_end
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.care_forms import AnswersForm, FiguresForm
from anpei.workbench.csv_files import csv_file
from anpei.workbench.presenters import cases
from anpei.workbench.presenters import measures as shown
from anpei.workbench.shell import page
from anpei.workbench.views.queue import cursor_of, read_cursor


@staff_page(P.DASHBOARDS_VIEW)
@require_GET
def figures(request: StaffRequest) -> HttpResponse:
    """Response rate, satisfaction and NPS: together, by occasion, unit, product and month; each with its interval."""
    units = visible_units(request.user)
    form = _form(request, units)
    found = measures.figures(units, form.span, form.narrow)
    behind = _links(form) if permits(request.user, P.CARE_DO) else _no_link
    context = {
        "form": form,
        "span": form.span,
        "total": shown.row(found.total),
        "occasions": [shown.row(one, url=behind(occasion=one.code)) for one in found.by_occasion],
        "units": [shown.row(one, url=behind(unit=one.code)) for one in found.by_unit],
        "products": [
            shown.row(one, url=behind(product=one.code) if one.code else "") for one in found.by_product
        ],
        "months": [shown.row(one, url=behind(month=one)) for one in found.by_month],
        "behind": behind(),
        "chosen": form.query(),
        "least": settings.CARE_LEAST_ANSWERS,
        "tab": "figures",
    }
    return page(request, "workbench/care_figures.html", context, here="care", status=form.status)


@staff_page(P.DASHBOARDS_VIEW)
@require_GET
def figures_csv(request: StaffRequest) -> HttpResponseBase:
    """The same figures as a file; a period that is wrong comes back to the page, which says so."""
    units = visible_units(request.user)
    form = _form(request, units)
    if not form.is_valid():
        return figures(request)
    found = measures.figures(units, form.span, form.narrow)
    return csv_file(f"answers-{form.span.from_on}-{form.span.until_on}", shown.csv_rows(found))


@staff_page(P.CARE_DO)
@require_GET
def answers(request: StaffRequest) -> HttpResponse:
    """The follow-ups a figure is made of, the latest first."""
    units = visible_units(request.user)
    form = AnswersForm(request.GET, units=_units(units), usually="twelve_months")
    seen = view(request.user, Purpose.CONTACT)
    after = request.GET.get("after", "")
    found = list(
        measures.answers_behind(
            units, form.span, form.narrow, occasion=form.chosen_occasion, before=read_cursor(after)
        )[: measures.PAGE + 1]
    )
    rows = found[: measures.PAGE]
    more = len(found) > measures.PAGE and rows[-1].ended_at
    context = {
        "form": form,
        "span": form.span,
        "rows": [
            {
                "row": one,
                "name": cases.person_name(one.claim, seen),
                "occasion": catalogue.policy(one.policy).name,
                "product": one.claim.product_version.product.label if one.claim.product_version else "",
            }
            for one in rows
        ],
        "after": after,
        "next": form.query(after=cursor_of(more, rows[-1].pk)) if more else "",
        "figures": form.query(),
        "tab": "figures",
    }
    return page(request, "workbench/care_answers.html", context, here="care", status=form.status)


def _form(request: StaffRequest, units: list[int]) -> FiguresForm:
    return FiguresForm(request.GET, units=_units(units), usually="twelve_months")


def _units(ids: list[int]) -> list[Unit]:
    return list(Unit.objects.filter(pk__in=ids).order_by("path"))


def _links(form: FiguresForm) -> Callable[..., str]:
    """The address of the answers behind a figure, narrowed as the page is and by the row besides."""

    def link(*, month: Answers | None = None, **row: str) -> str:
        return form.query(**row, **(_days(month.code, form.span) if month else {}))

    return link


def _no_link(**_row: Any) -> str:
    return ""


def _days(month: str, span: Span) -> dict[str, str]:
    """The days of a month that lie in the period."""
    first = date.fromisoformat(f"{month}-01")
    return {
        "from_on": max(first, span.from_on).isoformat(),
        "until_on": min(month_end(first), span.until_on).isoformat(),
    }
