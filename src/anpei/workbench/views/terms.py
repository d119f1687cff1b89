"""Product terms in text: every published version, clause by clause, with the plain words beside."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anpei.accounts.permissions import Permission as P
from anpei.complaints import queries as complaints
from anpei.complaints.models import PointsAt
from anpei.core.errors import NotFound
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.presenters import causes
from anpei.workbench.shell import page


@staff_page(P.TERMS_VIEW)
@require_GET
def terms_list(request: StaffRequest) -> HttpResponse:
    versions = ProductVersion.objects.select_related("product").order_by("product__code", "-valid_from")
    return page(request, "workbench/terms.html", {"versions": versions}, here="terms")


@staff_page(P.TERMS_VIEW)
@require_GET
def terms_version(request: StaffRequest, version_id: int) -> HttpResponse:
    version = ProductVersion.objects.select_related("product").filter(pk=version_id).first()
    if version is None:
        raise NotFound("terms.unknown", _("There is no such version."))
    terms = products.terms(version)
    language = get_language() or "zh"
    clauses = [{"clause": clause, "plain": clause.plain.in_(language)} for clause in terms.clauses]
    return page(
        request,
        "workbench/terms_version.html",
        {
            "version": version,
            "terms": terms,
            "listed": clauses,
            "pointing": causes.views(
                complaints.open_causes_of(request.user, PointsAt.PRODUCT, version.product.code), request.user
            ),
        },
        here="terms",
    )
