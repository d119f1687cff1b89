"""Finding a case: by number, policy, ID, phone, name or receipt number, inside one's units and masked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from anpei.accounts.permissions import Permission as P
from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.presenters import cases
from anpei.workbench.shell import page

LONGEST = 80


@staff_page(P.CLAIM_VIEW, P.CLAIM_REPORT)
@require_GET
def search(request: StaffRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:LONGEST]
    found = claims.search(request.user, query) if query else []
    if len(found) == 1 and found[0].number == query.upper():
        return redirect("workbench:case", number=found[0].number, section="overview")
    # One more statement brings the products, whatever number of rows was found.
    full = {
        row.pk: row
        for row in Claim.objects.filter(pk__in=[row.pk for row in found]).select_related(
            "insured", "handler", "unit", "product_version__product"
        )
    }
    rows = cases.rows_of([full[row.pk] for row in found], request.user)
    return page(request, "workbench/search.html", {"rows": rows, "query": query}, here="queue")
