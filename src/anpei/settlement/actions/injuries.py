"""Rated injuries (伤残评定): each one an item of the standard with its grade, entered and signed by a person."""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid
from anpei.documents.models import Paper
from anpei.settlement import events
from anpei.settlement.actions.expenses import open_for_expenses, record_on
from anpei.settlement.models import Injury

STANDARD = "JR/T 0083-2013"  # 人身保险伤残评定标准及代码
GRADES = range(1, 11)
ITEM = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,19}")  # as the standard and its appraisal papers write it


def add_injury(
    claim: Claim,
    *,
    item: str,
    grade: int | None,
    appraised_on: date | None,
    by: Actor,
    paper: Paper | None = None,
    standard_code: str = STANDARD,
) -> Injury:
    """Enter one injury with the grade the appraisal gave it: ``grade`` 1 (worst) to 10, ``appraised_on`` local date.

    Raises Invalid beside the field: a grade outside the standard, an item rated before, a date before the accident.
    """
    require(by, Permission.SETTLEMENT_ASSESS)
    person = signing(by)
    item = item.strip()
    with transaction.atomic():
        claim = open_for_expenses(claim)
        errors = {
            **_wrong_rating(claim, item, grade, standard_code),
            **_wrong_appraisal(claim, appraised_on, paper),
        }
        if errors:
            raise Invalid(fields=errors)
        assert grade is not None and appraised_on is not None  # checked above
        injury = Injury.objects.create(
            claim=claim,
            item=item,
            grade=grade,
            standard_code=standard_code.strip(),
            paper=paper,
            appraised_on=appraised_on,
            rated_by=person,
        )
        record_on(claim, events.InjuryRated(injury=injury.pk, item=injury.item, grade=injury.grade), by)
    return injury


def remove_injury(injury: Injury, *, reason: str, by: Actor) -> None:
    require(by, Permission.SETTLEMENT_ASSESS)
    signing(by)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why the injury is taken out.")})
    with transaction.atomic():
        claim = open_for_expenses(injury.claim)
        removed = events.InjuryRemoved(
            injury=injury.pk, item=injury.item, grade=injury.grade, reason=reason.strip()
        )
        injury.delete()
        record_on(claim, removed, by)


def _wrong_rating(claim: Claim, item: str, grade: int | None, standard_code: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not ITEM.fullmatch(item):
        errors["item"] = _("The code of the item, as the appraisal prints it.")
    elif claim.injuries.filter(item=item).exists():
        errors["item"] = _("This item has been rated already. One item counts once.")
    if grade not in GRADES:
        errors["grade"] = _("A grade from 1 to 10.")
    if not 0 < len(standard_code.strip()) <= 20:
        errors["standard_code"] = _("The standard the appraisal was made by.")
    return errors


def _wrong_appraisal(claim: Claim, appraised_on: date | None, paper: Paper | None) -> dict[str, str]:
    errors: dict[str, str] = {}
    if appraised_on is None:
        errors["appraised_on"] = _("The date of the appraisal.")
    elif appraised_on > clock.today():
        errors["appraised_on"] = _("This date lies in the future.")
    elif claim.event_on and appraised_on < claim.event_on:
        errors["appraised_on"] = _("This date lies before the event.")
    if paper is not None and paper.claim_id != claim.pk:
        errors["paper"] = _("This paper belongs to another case.")
    return errors
