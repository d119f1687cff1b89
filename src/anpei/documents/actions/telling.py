"""What the customer says about a paper of theirs: what it is, what stands on it, that it is right.

It is kept beside what was read and changes no figure: a person of the insurer still confirms, and sees both.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anpei.audit.actions import record
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.claims.states import BEFORE_DECISION
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.documents import events, wording
from anpei.documents.actions.papers import sort_into
from anpei.documents.models import FieldState, PaperPart, PaperState, PartField
from anpei.terms.papers import PaperKind

LONGEST_VALUE = 300


def tell(part: PaperPart, *, kind: str = "", values: Mapping[int, str], by: Actor) -> PaperPart:
    """Keep what the customer says. ``kind`` sorts the paper; ``values`` (by id of the field) stand beside what was read.

    Nothing given means: it is right as it was read. Raises Invalid next to ``field-<id>`` for what is no amount or date.
    """
    if kind and kind not in set(PaperKind):
        raise Invalid(fields={"kind": _("Please choose one of the papers shown.")})
    with transaction.atomic():
        claim = locked(part.paper.claim_id)
        part = PaperPart.objects.select_for_update().get(pk=part.pk)
        _refuse_when_settled(claim, part)
        told = _tell_values(part, values)
        part.told_at = clock.now()
        if kind and kind != part.kind:
            _tell_kind(claim, part, kind, by)
        part.save(update_fields=["told_at", "kind", "told_kind", "item"])
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.PaperTold(paper=part.paper_id, kind=part.kind, fields=told),
            by=by,
        )
        Claim.objects.filter(pk=claim.pk).update(version=F("version") + 1)
    return part


def _tell_values(part: PaperPart, values: Mapping[int, str]) -> list[str]:
    """Keep each value that differs from what stands there; gives the names of the fields."""
    errors: dict[str, str] = {}
    told = []
    for field in part.fields.filter(pk__in=list(values), state=FieldState.PROPOSED):
        typed = values[field.pk]
        value = wording.understood_as(field.kind, typed) if len(typed) <= LONGEST_VALUE else None
        if value is None:
            errors[f"field-{field.pk}"] = _what_fits(field)
            continue
        said = "" if value == field.value else value
        if said != field.told_value:
            PartField.objects.filter(pk=field.pk).update(told_value=said)
            told.append(field.name)
    if errors:
        raise Invalid(fields=errors)
    return told


def _tell_kind(claim: Claim, part: PaperPart, kind: str, by: Actor) -> None:
    part.kind = part.told_kind = kind
    part.item = claim.checklist.filter(kind=kind).first()
    if part.item is not None and part.paper.parts.count() == 1:
        sort_into(part.paper, item=part.item, by=by)


def _refuse_when_settled(claim: Claim, part: PaperPart) -> None:
    if part.paper.state != PaperState.RECEIVED:
        raise Refused(
            code="paper.gone", message=_("This file was replaced or taken back. Please choose another one.")
        )
    if claim.state not in BEFORE_DECISION or part.confirmed_at is not None:
        raise Refused(
            code="paper.relied_on",
            message=_("This paper has been checked already. You can send a better one, or call us."),
        )


def _what_fits(field: PartField) -> str:
    words = {
        "money": _("Please write an amount such as 1234.50."),
        "date": _("Please write a date such as 2026-10-19."),
    }
    return words.get(
        field.kind,
        _("This is longer than %(most)d characters. Please shorten it a little.") % {"most": LONGEST_VALUE},
    )
