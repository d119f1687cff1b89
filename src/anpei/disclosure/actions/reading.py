"""Reading before buying: the text as it was shown, how long each part was in view, the acknowledgement, the questions."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.disclosure import events
from anpei.disclosure.composing import SECTIONS, compose
from anpei.disclosure.models import DisclosureText, ReadingQuestion, ReadThrough, SectionRead, Way
from anpei.enquiries import actions as enquiries
from anpei.enquiries.actions import About
from anpei.enquiries.models import Channel, Enquiry
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.policies.models import Policy
from anpei.products.models import ProductVersion

LONGEST_VISIT = 4 * 60 * 60  # seconds a part may have been in view; more is a phone left lying open
ADMITTED = ("read", "exclusions")
EXCLUSIONS = "not_covered"  # the part the law wants looked at (Insurance Law art. 17)


def keep_text(version: ProductVersion, *, language: str) -> DisclosureText:
    """The text as it is shown today, kept once; the same words are the same row."""
    shown = compose(version, language)
    found = DisclosureText.objects.filter(sha256=shown.sha256).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return DisclosureText.objects.create(
                product_version=version, language=language, sha256=shown.sha256, content=shown.to_json()
            )
    except IntegrityError:  # shown to two people at the same moment
        return DisclosureText.objects.get(sha256=shown.sha256)


def begin(
    version: ProductVersion,
    *,
    language: str,
    by: Actor,
    unit: Unit,
    party: Party | None = None,
    phone_hash: str = "",
    reader: str = "",
) -> ReadThrough:
    """Somebody opens the page. Face to face the adviser opens it and says who sits there."""
    face_to_face = by.kind in ("staff", "agent")
    if face_to_face:
        require(by, Permission.DISCLOSURE_PRESENT)
        if not reader.strip() and party is None:
            raise Invalid(fields={"reader": _("Who are you showing it to?")})
    with transaction.atomic():
        reading = ReadThrough.objects.create(
            text=keep_text(version, language=language),
            token=secrets.token_urlsafe(32),
            way=Way.ADVISER if face_to_face else Way.PORTAL,
            party=party,
            reader=reader.strip()[:80],
            phone_hash=phone_hash,
            adviser=signing(by) if face_to_face else None,
            unit=unit,
            began_at=clock.now(),
        )
        _note(reading, events.DisclosureShown(reading.pk, reading.text.sha256, str(version)), by)
    return reading


def note_seconds(reading: ReadThrough, *, seconds: Mapping[str, int]) -> None:
    """How long each part has been in view so far. Never less than before, and nothing after the acknowledgement."""
    wanted = {
        code: min(int(value), LONGEST_VISIT)
        for code, value in seconds.items()
        if code in SECTIONS and int(value) > 0
    }
    with transaction.atomic():
        reading = ReadThrough.objects.select_for_update().get(pk=reading.pk)
        if reading.acknowledged_at is not None or not wanted:
            return
        known = {row.section: row for row in reading.sections.all()}
        for code, value in wanted.items():
            if code not in known:
                SectionRead.objects.create(reading=reading, section=code, seconds=value)
            elif value > known[code].seconds:
                SectionRead.objects.filter(pk=known[code].pk).update(seconds=value)
        ReadThrough.objects.filter(pk=reading.pk).update(measured=True)


def acknowledge(reading: ReadThrough, *, said: Mapping[str, bool], by: Actor) -> ReadThrough:
    """The reader says that it was read and the exclusions were understood. Once; the record does not change afterwards.

    Where the part on exclusions was not in view for a second, they are asked once more: ``said["unseen"]`` is the answer.
    """
    missing = {
        name: _("Please tick this when it is so; otherwise ask, there is no hurry.")
        for name in ADMITTED
        if not said.get(name)
    }
    if missing:
        raise Invalid(fields=missing)
    with transaction.atomic():
        reading = ReadThrough.objects.select_for_update().select_related("text").get(pk=reading.pk)
        if reading.acknowledged_at is not None:
            raise Refused("reading.done", _("This was acknowledged already."))
        seconds = {row.section: row.seconds for row in reading.sections.all()}
        if not seconds.get(EXCLUSIONS) and not said.get("unseen"):
            raise Invalid(
                fields={
                    "unseen": _(
                        "The part on what is not covered was not on the screen yet. Please look at it once."
                    )
                }
            )
        reading.acknowledged_at = clock.now()
        reading.save(update_fields=["acknowledged_at"])
        done = events.DisclosureAcknowledged(reading.pk, reading.text.sha256, seconds)
        _note(reading, done, by)
    return reading


def led_to(reading: ReadThrough, *, policy: Policy, by: Actor) -> ReadThrough:
    """The contract that was bought after this reading; from then on the adviser counts as who sold it. Once."""
    require(by, Permission.DISCLOSURE_PRESENT)
    if policy.product_version.product_id != reading.text.product_version.product_id:
        raise Invalid(fields={"policy": _("This contract is of another product than the one that was read.")})
    with transaction.atomic():
        if ReadThrough.objects.filter(pk=reading.pk, policy__isnull=True).update(policy=policy) != 1:
            raise Refused("reading.policy", _("This reading belongs to a contract already."))
        reading.refresh_from_db()
        _note(reading, events.DisclosureLedTo(reading.pk, policy.number), by)
    return reading


def ask(reading: ReadThrough, *, question: str, by: Actor) -> Enquiry:
    """A question while reading: answered from the same product version, kept with the reading."""
    version = reading.text.product_version
    about = About(version=version, party=reading.party, phone_hash=reading.phone_hash)
    with transaction.atomic():
        asked = enquiries.ask(
            question,
            about=about,
            by=by,
            unit=reading.unit,
            language=reading.text.language,
            channel=Channel.DISCLOSURE,
        )
        ReadingQuestion.objects.create(reading=reading, enquiry=asked)
    return asked


def _note(reading: ReadThrough, happened: object, by: Actor) -> None:
    record(subject="reading", subject_id=reading.pk, event=happened, by=by)
