"""Calculation runs: the engine's working stored as it was, inputs and tree."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.claims import cover
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Refused
from anpei.settlement import adjudication, events, sheets
from anpei.settlement.models import CalculationRun


def calculate(claim: Claim, *, by: Actor) -> CalculationRun:
    """Run the engine on receipts, policy, member and what is already used; store inputs and working as run n+1."""
    require(by, Permission.SETTLEMENT_CALCULATE)
    person = signing(by)
    with transaction.atomic():
        claim = locked(claim.pk)
        _require_calculable(claim)
        assert claim.product_version is not None  # checked above
        inputs = adjudication.inputs_of(claim)
        worked = adjudication.run(claim, inputs)
        run = CalculationRun.objects.create(
            claim=claim,
            number=(claim.runs.aggregate(last=Max("number"))["last"] or 0) + 1,
            product_version=claim.product_version,
            engine_version=worked.engine_version,
            inputs=inputs,
            result=worked.result,
            fact_sheet=sheets.latest(claim),
            claimed_fen=worked.claimed_fen,
            payable_fen=worked.payable_fen,
            made_by=person,
            made_at=clock.now(),
        )
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.Calculated(run=run.pk, number=run.number, payable_fen=run.payable_fen),
            by=by,
        )
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    return run


def try_out(
    claim: Claim, *, changes: Mapping[str, Any], run: CalculationRun | None = None
) -> adjudication.Worked:
    """What if: the same calculation with some inputs changed, shown and never stored.

    ``changes`` are dotted paths into the inputs, e.g. {"receipts.0.other_fen": 800000}; unknown paths are refused.
    With ``run`` they change what that calculation was made from; otherwise the case as it is now, under review.
    """
    if run is None:
        _require_calculable(claim)
    inputs = adjudication.inputs_of(claim) if run is None else deepcopy(run.inputs)
    for path, value in changes.items():
        adjudication.change(inputs, path, value)
    return adjudication.run(claim, inputs)


def _require_calculable(claim: Claim) -> None:
    if claim.state != ClaimState.ASSESSING:
        raise Refused(
            code="settlement.not_open", message=_("A calculation is made while the case is under review.")
        )
    if claim.member_id is None or claim.product_version_id is None or claim.event_on is None:
        raise Refused(
            code="settlement.facts_missing",
            message=_("The insured person, the policy and the date of the event have to be known first."),
        )
    if cover.died(claim) and not (claim.died_on and claim.cause_of_death):
        raise Refused(
            code="settlement.death_facts_missing",
            message=_(
                "The day of the death and its cause, an accident or an illness, have to be known first."
            ),
        )
    if sheets.needed(claim) and not claim.fact_sheets.exists():
        raise Refused(
            code="settlement.no_facts", message=_("The facts of the case have not been entered yet.")
        )
    if not claim.receipts.exists() and not adjudication.pays_without_receipts(claim):
        raise Refused(code="settlement.no_expenses", message=_("No receipt has been entered yet."))
