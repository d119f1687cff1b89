"""Trying other amounts: on a case beside its calculation, and on a product alone. Nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anpei.accounts.permissions import Permission as P
from anpei.claims import queries as claims
from anpei.core.errors import Invalid, NotFound, Refused
from anpei.engine import Calculation, CaseFacts, calculate
from anpei.engine.facts import BadFacts
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.settlement import actions as settlement
from anpei.settlement import adjudication
from anpei.terms.product import Product
from anpei.workbench import facts_form
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.desk import Desk
from anpei.workbench.presenters import calculation as shown
from anpei.workbench.presenters.tried import compare
from anpei.workbench.shell import page
from anpei.workbench.views.case import show

Work = Callable[[dict[str, Any]], Calculation]
"""From changed values by path to the calculation they give."""


@staff_page(P.SETTLEMENT_CALCULATE)
@require_POST
def try_out(request: StaffRequest, number: str) -> HttpResponse:
    """The latest calculation of a case with other values. A slice for htmx; without scripts the page around it."""
    claim = claims.get_for_staff(request.user, number)
    run = claim.runs.select_related("product_version__product").first()
    if run is None:
        raise NotFound("calculation.none", _("This case has no calculation yet."))

    def work(changes: dict[str, Any]) -> Calculation:
        return settlement.try_out(claim, changes=changes, run=run).calculation

    context = _tried(request, products.terms(run.product_version), run.inputs, shown.shown(run), work)
    status = 422 if context["wrong"] or context["error"] else 200
    if request.htmx:
        return render(request, "workbench/parts/tried.html", context, status=status)
    return show(request, Desk(claim, request.user), "calculation", status=status, more=context)


@staff_page(P.SETTLEMENT_CALCULATE, P.TERMS_WHAT_IF)
@require_http_methods(["GET", "POST"])
def calculator(request: StaffRequest) -> HttpResponse:
    """A worked example of a product version as a starting point, every value open to change."""
    given = request.POST if request.method == "POST" else request.GET
    versions = list(ProductVersion.objects.select_related("product").order_by("product__code", "-valid_from"))
    version = _chosen(versions, given.get("version", ""))
    if version is None:
        return page(request, "workbench/calculator.html", {"versions": versions}, here="calculator")
    terms = products.terms(version)
    example = next((one for one in terms.examples if one.name == given.get("example")), terms.examples[0])
    inputs = CaseFacts.from_json(example.facts).to_json()

    def work(changes: dict[str, Any]) -> Calculation:
        facts = deepcopy(inputs)
        for path, value in changes.items():
            adjudication.change(facts, path, value)
        return calculate(products.compiled(version), CaseFacts.from_json(facts))

    base = work({})
    now = shown.present(base, claimed_fen=base.claimed_fen or 0, payable_fen=base.total_fen or 0)
    context = _tried(request, terms, inputs, now, work)
    status = 422 if context["wrong"] or context["error"] else 200
    if request.htmx:
        return render(request, "workbench/parts/tried.html", context, status=status)
    language = get_language() or "zh-hans"
    context |= {
        "versions": versions,
        "version": version,
        "examples": [(one.name, one.why.in_(language)) for one in terms.examples],
        "example": example,
        "why": example.why.in_(language),
    }
    return page(request, "workbench/calculator.html", context, here="calculator", status=status)


def _tried(
    request: StaffRequest, terms: Product, inputs: dict[str, Any], now: shown.Shown, work: Work
) -> dict[str, Any]:
    """The form as typed, both trees side by side, and what is wrong where."""
    typed = request.POST.dict() if request.method == "POST" else {}
    wrong: dict[str, Any] = {}
    error, tried = "", None
    try:
        result = work(facts_form.changes(inputs, terms, typed))
        payable, claimed = result.total_fen, result.claimed_fen or 0
        found = shown.present(result, claimed_fen=claimed, payable_fen=payable or 0)
        if payable is None:
            error = " ".join(text for _level, text in found.findings)
        else:
            tried = compare(now, found)
    except Invalid as refused:
        wrong = dict(refused.fields)
    except Refused as refused:
        error = str(refused.message)
    except BadFacts as bad:
        wrong = dict(bad.places)
    sections = facts_form.sections(inputs, terms, typed, wrong)
    return {
        "sections_to_try": sections,
        "tried": tried,
        "wrong": wrong,
        "error": error,
        "clauses": {clause.number: clause for clause in terms.clauses},
    }


def _chosen(versions: list[ProductVersion], asked: str) -> ProductVersion | None:
    if not asked:
        return versions[0] if versions else None
    found = next((one for one in versions if str(one.pk) == asked), None)
    if found is None:
        raise NotFound("terms.unknown", _("There is no such version."))
    return found
