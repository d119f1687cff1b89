"""Dates on papers against the cover, the stay and the day of the event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from anpei.claims.models import Claim
from anpei.documents.checks.check import Check, Outcome, day_note
from anpei.documents.checks.sums import RECEIPTS
from anpei.documents.models import PartField
from anpei.documents.understood import Understood, UnderstoodPart
from anpei.documents.wording import field_name
from anpei.terms.papers import PaperKind as K

EVENTS = ("happened_on", "admitted_on", "visited_on", "died_on")
WITH_AN_END = (K.ID_CARD, K.DRIVING_LICENCE)


def run(claim: Claim, found: Understood) -> Iterator[Check]:
    for part in found.parts:
        yield from _cover(claim, part)
        if part.kind in WITH_AN_END:
            yield from _valid(claim, part)
    for part in found.of_kind(*RECEIPTS):
        yield from _stay(part, found)


def day(field: PartField | None) -> date | None:
    try:
        return date.fromisoformat(field.value) if field and field.kind == "date" else None
    except ValueError:
        return None


def _cover(claim: Claim, part: UnderstoodPart) -> Iterator[Check]:
    policy = claim.policy
    field = next((one for name in EVENTS if (one := part.get(name)) and day(one)), None)
    on = day(field)
    if policy is None or field is None or on is None:
        return
    ends_on = policy.ends_on
    inside = policy.starts_on <= on <= ends_on and not (policy.terminated_on and on >= policy.terminated_on)
    against = _("covered %(first)s to %(last)s") % {"first": policy.starts_on, "last": ends_on}
    yield Check(
        "date.cover",
        Outcome.PASS if inside else Outcome.FAIL,
        day_note(field_name(field.name), on.isoformat(), against),
        (part.row.pk,),
        (field.pk,),
    )


def _valid(claim: Claim, part: UnderstoodPart) -> Iterator[Check]:
    field = part.get("valid_until")
    until = day(field)
    if field is None or until is None or claim.event_on is None:
        return
    note = day_note(
        field_name("valid_until"), until.isoformat(), _("event on %(day)s") % {"day": claim.event_on}
    )
    outcome = Outcome.PASS if until >= claim.event_on else Outcome.FAIL
    yield Check("date.valid", outcome, note, (part.row.pk,), (field.pk,))


def _stay(part: UnderstoodPart, found: Understood) -> Iterator[Check]:
    """The stay printed on a receipt is one a discharge paper tells of; the receipt is not older than the discharge."""
    field = part.get("admitted_on")
    admitted, discharged, issued = (
        day(part.get(name)) for name in ("admitted_on", "discharged_on", "issued_on")
    )
    if field is None or admitted is None or discharged is None:
        return
    ids = tuple(one.pk for name in ("admitted_on", "discharged_on", "issued_on") if (one := part.get(name)))
    told = {
        (day(one.get("admitted_on")), day(one.get("discharged_on")))
        for one in found.of_kind(K.DISCHARGE_SUMMARY)
    }
    told = {pair for pair in told if all(pair)}
    note = _("%(first)s to %(last)s") % {"first": admitted, "last": discharged}
    if issued is not None and issued < discharged:
        yield Check("date.stay", Outcome.FAIL, _("issued before the discharge"), (part.row.pk,), ids)
    elif told and (admitted, discharged) not in told:
        yield Check("date.stay", Outcome.FAIL, _("the discharge paper names other days"), (part.row.pk,), ids)
    else:
        yield Check("date.stay", Outcome.PASS, note, (part.row.pk,), ids)
