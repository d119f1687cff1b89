"""What a person makes of a reading: confirm what agrees, correct what does not, say what a paper is."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.claims.actions import check_item
from anpei.claims.models import ChecklistItem, Claim, ItemState
from anpei.claims.queries import locked
from anpei.claims.states import BEFORE_DECISION
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.documents import checks, events, numbers, wording
from anpei.documents.actions.papers import sort_into
from anpei.documents.models import FieldState, PaperPart, PaperState, PartField
from anpei.documents.understood import Understood, UnderstoodPart, understood
from anpei.jobs.actions import enqueue
from anpei.recognition.reading import SURE_BP, Level
from anpei.terms.papers import PaperKind

LONGEST_VALUE = 300
AGREED_BP = 8_500
ALONE_BP = {"text": 9_500}
"""How sure a field has to be: where a comparison agrees, and where nothing else speaks for it (others: ``SURE_BP``)."""


def confirm_consistent(part: PaperPart, *, by: Actor) -> int:
    """Confirm every field of a paper that is sure and that no comparison doubts; gives how many are left to look at."""
    require(by, Permission.CLAIM_HANDLE)
    person = signing(by)
    with transaction.atomic():
        claim = _open(part)
        found, mine = _found(claim, part)
        ready = [one.pk for one in to_confirm(claim, found, mine)]
        PartField.objects.filter(pk__in=ready, state=FieldState.PROPOSED).update(
            state=FieldState.CONFIRMED, checked_by=person, checked_at=clock.now()
        )
        return _settle(claim, part, len(ready), by=by)


def confirm_field(field: PartField, *, typed: str | None = None, by: Actor) -> PartField:
    """Confirm one field as it stands, or as ``typed``; what was read stays beside it.

    Raises Invalid next to ``value`` for what is no amount or date.
    """
    require(by, Permission.CLAIM_HANDLE)
    person = signing(by)
    value = field.value if typed is None else _in_own_form(field, typed)
    with transaction.atomic():
        claim = _open(field.part)
        field = PartField.objects.select_for_update().get(pk=field.pk)
        before = field.value
        field.value = value
        field.state = FieldState.CONFIRMED if value == field.read_value else FieldState.CORRECTED
        field.checked_by, field.checked_at = person, clock.now()
        field.save(update_fields=["value", "state", "checked_by", "checked_at"])
        if value != before:
            _note_correction(claim, field, before, by)
        _settle(claim, field.part, 1, by=by)
    return field


def say_kind(part: PaperPart, *, kind: str, by: Actor) -> PaperPart:
    """A person says what a paper is (empty: none of a claim); it counts for that item of the list."""
    require(by, Permission.CLAIM_HANDLE)
    person = signing(by)
    if kind and kind not in set(PaperKind):
        raise Invalid(fields={"kind": _("Please choose one of the papers shown.")})
    with transaction.atomic():
        claim = _open(part)
        item = claim.checklist.filter(kind=kind).first() if kind else None
        part = PaperPart.objects.select_for_update().get(pk=part.pk)
        part.kind, part.kind_said_by, part.item = kind, person, item
        part.save(update_fields=["kind", "kind_said_by", "item"])
        if item is not None and part.paper.parts.count() == 1:
            sort_into(part.paper, item=item, by=by)
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.PaperKindSaid(paper=part.paper_id, kind=kind, read_kind=part.read_kind),
            by=by,
        )
        Claim.objects.filter(pk=claim.pk).update(version=F("version") + 1)
    return part


def to_confirm(claim: Claim, found: Understood, mine: UnderstoodPart) -> list[PartField]:
    """The proposed fields of a paper one key may confirm: with a value, sure enough, and doubted by nothing.

    A figure that agrees with the rest of the paper or the case needs less; money and numbers alone need most.
    """
    compared = checks.run(claim, found)
    doubted, agreed = checks.doubted_fields(compared), checks.agreed_fields(compared)
    named = {
        name for one in mine.findings if one.level in (Level.ERROR, Level.WARNING) for name in one.fields
    }
    return [
        one
        for one in mine.fields
        if one.state == FieldState.PROPOSED
        and one.value
        and one.confidence_bp >= (AGREED_BP if one.pk in agreed else ALONE_BP.get(one.kind, SURE_BP))
        and not one.told_value
        and one.pk not in doubted
        and one.name not in named
    ]


def _settle(claim: Claim, part: PaperPart, confirmed: int, *, by: Actor) -> int:
    """Close the paper when no field is left, and its item when no paper is; gives how many fields are left."""
    left = part.fields.filter(state=FieldState.PROPOSED).count()
    if confirmed:
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.FieldsConfirmed(paper=part.paper_id, kind=part.kind, fields=confirmed, left=left),
            by=by,
        )
    values = {one.name: one.value for one in part.fields.filter(row__isnull=True)}
    changed: dict[str, Any] = {"number_hash": numbers.hash_of(values)}
    if left == 0:
        changed |= {"confirmed_by": signing(by), "confirmed_at": clock.now()}
    PaperPart.objects.filter(pk=part.pk).update(**changed)
    Claim.objects.filter(pk=claim.pk).update(version=F("version") + 1)
    if left == 0:
        enqueue(task="documents.verify", args={"part": part.pk})
        _confirm_item(part, by=by)
    return left


def _confirm_item(part: PaperPart, *, by: Actor) -> None:
    """The item is in order once every paper that counts for it is confirmed and none of them is spoiled."""
    item = part.item or part.paper.item
    if item is None or item.kind != part.kind:
        return
    item = ChecklistItem.objects.get(pk=item.pk)
    if item.state != ItemState.RECEIVED:
        return
    parts = PaperPart.objects.filter(
        paper__state=PaperState.RECEIVED, paper__claim=item.claim_id, kind=item.kind
    )
    if parts.filter(confirmed_at__isnull=True).exists() or _files_unread(item):
        return
    found = understood(item.claim)
    failed = {
        pk
        for check in checks.run(item.claim, found)
        if check.outcome == checks.Outcome.FAIL
        for pk in check.parts
    }
    mine = found.of_kind(item.kind)
    if any(one.row.pk in failed or one.spoiled for one in mine):
        return
    check_item(item, in_order=True, by=by)


def _files_unread(item: ChecklistItem) -> bool:
    """A file handed in for the item in which nothing was found: a person looks at it in the list."""
    return item.papers.filter(state=PaperState.RECEIVED, parts__isnull=True).exists()


def _note_correction(claim: Claim, field: PartField, before: str, by: Actor) -> None:
    record(
        subject="claim",
        subject_id=claim.pk,
        event=events.FieldCorrected(
            paper=field.part.paper_id,
            name=field.name,
            before=wording.shown(field.kind, before),
            after=wording.shown(field.kind, field.value),
        ),
        by=by,
    )


def _in_own_form(field: PartField, typed: str) -> str:
    if len(typed) > LONGEST_VALUE:
        raise Invalid(
            fields={
                "value": _("This is longer than %(most)d characters. Please shorten it a little.")
                % {"most": LONGEST_VALUE}
            }
        )
    value = wording.understood_as(field.kind, typed)
    if value is None:
        words = {
            "money": _("Please write an amount such as 1234.50."),
            "date": _("Please write a date such as 2026-10-19."),
        }
        raise Invalid(fields={"value": words[field.kind]})
    return value


def _open(part: PaperPart) -> Claim:
    claim = locked(part.paper.claim_id)
    if claim.state not in BEFORE_DECISION:
        raise Refused(
            code="claim.decided",
            message=_("This case is decided or closed. Open it again to work on its papers."),
        )
    if part.paper.state != PaperState.RECEIVED:
        raise Refused(
            code="paper.gone", message=_("This file was replaced or taken back. Please choose another one.")
        )
    return claim


def _found(claim: Claim, part: PaperPart) -> tuple[Understood, UnderstoodPart]:
    found = understood(claim)
    return found, next(one for one in found.parts if one.row.pk == part.pk)
