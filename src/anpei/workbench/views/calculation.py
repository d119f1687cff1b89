"""What would change a calculation: asked for by the page once it stands, because it takes a moment to work out."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anpei.accounts.permissions import Permission as P
from anpei.claims import queries as claims
from anpei.core.errors import NotFound
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.presenters import calculation


@staff_page(P.CLAIM_VIEW, P.CLAIM_REPORT)
@require_GET
def would_change(request: StaffRequest, number: str, run_number: int) -> HttpResponse:
    """Under each reduction of a calculation, the one fact that would change it: pieces htmx puts into the tree."""
    claim = claims.get_for_staff(request.user, number)
    run = claim.runs.select_related("product_version").filter(number=run_number).first()
    if run is None:
        raise NotFound("calculation.unknown", _("There is no such calculation."))
    return render(request, "workbench/case/would_change.html", {"answers": calculation.would_change(run)})
