"""The fact sheet of a case: kept on every change, one more row, signed; errors stand beside the fields."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anpei.accounts.permissions import Permission as P
from anpei.claims import queries as claims
from anpei.core.errors import Refused
from anpei.settlement import actions as settlement
from anpei.settlement import sheets
from anpei.workbench import fact_sheet
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.desk import Desk
from anpei.workbench.sections import fact_context
from anpei.workbench.views.case import show


@staff_page(P.SETTLEMENT_ASSESS)
@require_POST
def sheet(request: StaffRequest, number: str) -> HttpResponse:
    """``do``: sign; ``add:<table>`` and ``drop:<row>`` change the number of rows; ``restart`` goes back to what was signed."""
    desk = Desk(claims.get_for_staff(request.user, number), request.user)
    groups = sheets.asked(desk.claim)
    typed = fact_sheet.typed_of(request.POST, groups)
    act, _colon, where = request.POST.get("do", "sign").partition(":")
    if act == "restart":
        settlement.drop_fact_draft(desk.claim, by=request.user.actor)
        return redirect("workbench:case", number=number, section="facts")
    if act == "add":
        typed = fact_sheet.with_row(typed, where)
    elif act == "drop":
        typed = fact_sheet.without_row(typed, where)
    settlement.keep_fact_draft(desk.claim, typed=typed, by=request.user.actor)  # kept before it is checked
    if act != "sign":
        return _back(request, desk, typed, {}, "", 200)
    facts, sources, wrong = fact_sheet.read(typed, groups)
    if wrong:
        return _back(request, desk, typed, wrong, "", 422)
    try:
        made = settlement.assess_facts(desk.claim, facts=facts, sources=sources, by=request.user.actor)
    except Refused as refused:
        message = "" if refused.fields else str(refused.message)
        return _back(request, desk, typed, dict(refused.fields), message, refused.status)
    messages.success(request, _("Facts signed, sheet %(number)d.") % {"number": made.number})
    return redirect("workbench:case", number=number, section="calculation")


@staff_page(P.SETTLEMENT_ASSESS)
@require_POST
def draft(request: StaffRequest, number: str) -> HttpResponse:
    """Keep what was typed so far, unchecked."""
    claim = claims.get_for_staff(request.user, number)
    typed = fact_sheet.typed_of(request.POST, sheets.asked(claim))
    settlement.keep_fact_draft(claim, typed=typed, by=request.user.actor)
    return HttpResponse(status=204)


def _back(
    request: StaffRequest,
    desk: Desk,
    typed: dict[str, str],
    errors: dict[str, Any],
    message: str,
    status: int,
) -> HttpResponse:
    more = fact_context(desk, typed=typed, errors=errors) | {"fact_message": message}
    return show(request, desk, "facts", status=status, more=more)
