"""What past decisions would come to under changed terms: ask, read the answer, look at a claim that moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anpei.accounts.permissions import Permission as P
from anpei.core.errors import Invalid, NotFound
from anpei.engine import CaseFacts, calculate
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.settlement import actions as settlement
from anpei.settlement import queries, whatif
from anpei.settlement.actions.what_if import compiled_for
from anpei.settlement.models import WhatIf
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.csv_files import csv_file
from anpei.workbench.presenters import calculation as shown
from anpei.workbench.presenters import what_if as presenter
from anpei.workbench.presenters.tried import compare
from anpei.workbench.shell import page
from anpei.workbench.what_if_form import WhatIfForm

LISTED = 20
MOVERS = 100


@staff_page(P.TERMS_WHAT_IF)
@require_http_methods(["GET", "POST"])
def what_ifs(request: StaffRequest) -> HttpResponse:
    """The numbers of a product version, to be changed, and what was asked before."""
    given = request.POST if request.method == "POST" else request.GET
    versions = list(ProductVersion.objects.select_related("product").order_by("product__code", "-valid_from"))
    version = next((one for one in versions if str(one.pk) == given.get("version")), None)
    if version is None and given.get("version"):
        raise NotFound("terms.unknown", _("There is no such version."))
    version = version or (versions[0] if versions else None)
    form, status = None, 200
    if version is not None:
        form = WhatIfForm(
            products.terms(version),
            request.POST if request.method == "POST" else None,
            initial=_again(request),
        )
        if request.method == "POST" and form.is_valid():
            try:
                return redirect("workbench:what_if", _asked(request, version, form).pk)
            except Invalid as refused:
                form.refuse(refused.message, refused.fields)
        status = 422 if form.errors else 200
    context = {
        "versions": versions,
        "version": version,
        "form": form,
        "clauses": {clause.number: clause for clause in products.terms(version).clauses} if version else {},
        "asked": [presenter.row(one) for one in queries.what_ifs(staff=request.user)[:LISTED]],
    }
    return page(request, "workbench/what_ifs.html", context, here="what_if", status=status)


@staff_page(P.TERMS_WHAT_IF)
@require_GET
def what_if(request: StaffRequest, what_if_id: int) -> HttpResponse:
    asked = _found(request, what_if_id)
    context: dict[str, Any] = {"asked": asked, "row": presenter.row(asked)}
    if asked.over:
        compiled = compiled_for(asked)
        context |= {
            "answer": presenter.answer(asked),
            "movers": [presenter.mover(one, compiled) for one in queries.movers(asked)[:MOVERS]],
            "shown": MOVERS,
            "clauses": {clause.number: clause for clause in compiled.product.clauses},
        }
    return page(request, "workbench/what_if.html", context, here="what_if")


@staff_page(P.TERMS_WHAT_IF)
@require_GET
def mover(request: StaffRequest, what_if_id: int, number: str) -> HttpResponse:
    """Both calculations of one claim that moves, side by side."""
    asked = _found(request, what_if_id)
    one = queries.movers(asked).filter(decision__claim__number=number).select_related("decision__run").first()
    if one is None or one.decision.run is None:
        raise NotFound("what_if.claim", _("This claim does not move."))
    facts = CaseFacts.from_json(one.decision.run.inputs)
    before = calculate(products.compiled(asked.product_version), facts)
    after = calculate(compiled_for(asked), whatif.carry(facts, one.carried))
    compared = compare(
        *(
            shown.present(side, claimed_fen=side.claimed_fen or 0, payable_fen=side.total_fen or 0)
            for side in (before, after)
        )
    )
    context = {
        "asked": asked,
        "row": presenter.row(asked),
        "tried": compared,
        "claim": one.decision.claim,
        "carried": presenter.carried(one, compiled_for(asked)),
        "clauses": {clause.number: clause for clause in products.terms(asked.product_version).clauses},
    }
    return page(request, "workbench/what_if_claim.html", context, here="what_if")


@staff_page(P.TERMS_WHAT_IF)
@require_GET
def claims_csv(request: StaffRequest, what_if_id: int) -> StreamingHttpResponse:
    """Every claim that moves, the largest first."""
    asked = _found(request, what_if_id)
    return csv_file(f"what-if-{asked.pk}", _rows(asked))


def _rows(asked: WhatIf) -> Iterator[list[str]]:
    compiled = compiled_for(asked)
    yield [_("Case"), _("Before"), _("After"), _("Difference"), _("Step"), _("Step before"), _("Step after")]
    for one in queries.movers(asked).iterator(chunk_size=500):
        row = presenter.mover(one, compiled)
        cells = (row.number, row.before, row.after, row.difference, row.step, row.step_before, row.step_after)
        yield [cell.replace("−", "-") for cell in cells]


def _asked(request: StaffRequest, version: ProductVersion, form: WhatIfForm) -> WhatIf:
    return settlement.ask_what_if(
        version=version,
        changes=form.changes,
        from_on=form.cleaned_data["from_on"],
        to_on=form.cleaned_data["to_on"],
        unit=request.user.unit,
        by=request.user.actor,
    )


def _again(request: StaffRequest) -> dict[str, Any]:
    """The values of an earlier question, to be changed once more."""
    number = request.GET.get("again", "")
    if not number.isdigit():
        return {}
    asked = _found(request, int(number))
    return {**asked.changes, "from_on": asked.from_on, "to_on": asked.to_on}


def _found(request: StaffRequest, what_if_id: int) -> WhatIf:
    return queries.what_if(queries.what_ifs(staff=request.user), what_if_id)
