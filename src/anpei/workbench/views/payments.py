"""Payments for finance: what waits for release, who has to be verified, what came back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anpei.accounts.masking import Purpose, view
from anpei.accounts.permissions import Permission as P
from anpei.core.errors import NotFound
from anpei.payments import actions, queries
from anpei.payments.models import InstructionState
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.shell import page

SHOWN = 50


@staff_page(P.PAYMENT_VIEW)
@require_GET
def payments(request: StaffRequest) -> HttpResponse:
    staff = request.user
    state = request.GET.get("state", "")
    rows = queries.for_staff(staff)
    if state in InstructionState.values:
        rows = rows.filter(state=state)
    seen = view(staff, Purpose.PAYMENT)
    return page(
        request,
        "workbench/payments.html",
        {
            "waiting": [
                {"row": row, "name": seen.name(row.payee.party.name), "account": _account(row, seen)}
                for row in queries.waiting_for_release(staff)[:SHOWN]
            ],
            "returned": [
                {"row": row, "name": seen.name(row.payee.party.name)}
                for row in queries.for_staff(staff).filter(
                    state=InstructionState.RETURNED, replaced_by__isnull=True
                )[:SHOWN]
            ],
            "verify": [
                {"row": row, "name": seen.name(row.party.name)}
                for row in queries.payees_to_verify(staff)[:SHOWN]
            ],
            "rows": [{"row": row, "name": seen.name(row.payee.party.name)} for row in rows[:SHOWN]],
            "states": InstructionState.choices,
            "state": state,
        },
        here="payments",
    )


@staff_page(P.PAYMENT_RELEASE)
@require_POST
def release(request: StaffRequest, instruction_id: int) -> HttpResponse:
    row = queries.waiting_for_release(request.user).filter(pk=instruction_id).first()
    if row is None:
        raise NotFound("payment.unknown", _("This payment has been released, or it belongs to another unit."))
    actions.release(row, by=request.user.actor)
    messages.success(request, _("Released. It is on its way to the bank."))
    return redirect("workbench:payments")


def _account(row: object, seen: object) -> str:
    return seen.account(row.payee.account.number)  # type: ignore[attr-defined]
