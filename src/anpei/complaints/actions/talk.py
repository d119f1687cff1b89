"""Talking with the complainant: calls and visits that took place, their words, ours."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.complaints import events, notices
from anpei.complaints.actions.guards import choice_of, holder, must_be, note, stop, text_of
from anpei.complaints.models import Complaint, Contact, Role
from anpei.complaints.queries import SUBJECT, locked
from anpei.complaints.states import OPEN
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.messages import actions as messages
from anpei.messages.models import Message

MEDIA = ("call", "visit", "counter")


def note_contact(complaint: Complaint, *, medium: str, text: str, by: Actor) -> Contact:
    """A talk that took place; the first one meets the promise of a call."""
    medium = choice_of(medium, "medium", MEDIA)
    text = text_of(text, "text", _("Please write what was said."))
    with transaction.atomic():
        complaint = locked(complaint.pk)
        person = holder(complaint, by, (Role.HANDLER, Role.LEAD, Role.REVIEWER))
        must_be(complaint, *OPEN)
        row = Contact.objects.create(complaint=complaint, medium=medium, text=text, by=person, at=clock.now())
        stop(complaint, complaint.rules.first_call.clock, at=clock.now())
        note(complaint, events.ContactMade(medium=medium, name=person.display_name), by)
    return row


def words_from_complainant(complaint: Complaint, *, text: str, by: Actor) -> Message:
    """More words, into the one conversation of the complaint."""
    text = text_of(text, "text", _("A sentence is enough."), longest=messages.MAX_LENGTH)
    with transaction.atomic():
        complaint = locked(complaint.pk)
        said = messages.receive(
            text=text, sender=notices.recipient(complaint), subject=SUBJECT, subject_id=complaint.pk, by=by
        )
        note(complaint, events.WordsAdded(), by)
    return said


def write(complaint: Complaint, *, text: str, by: Actor) -> Message:
    """The handler's own words to the complainant."""
    text = text_of(text, "text", _("What would you like to write?"), longest=messages.MAX_LENGTH)
    with transaction.atomic():
        complaint = locked(complaint.pk)
        person = holder(complaint, by, (Role.HANDLER, Role.LEAD, Role.REVIEWER))
        said = messages.write(
            text=text, to=notices.recipient(complaint), subject=SUBJECT, subject_id=complaint.pk, by=by
        )
        note(complaint, events.ContactMade(medium="message", name=person.display_name), by)
    return said
