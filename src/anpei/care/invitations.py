"""What people are told about gatherings and value-added services: to the person, not to a case. Each thing once."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from anpei.care import programme
from anpei.care.models import ExtraOrder, Guest
from anpei.care.notices import spoken
from anpei.claims.notices import person_recipient
from anpei.messages.actions import send
from anpei.parties.models import Party


def invited(guest: Guest) -> None:
    _of_gathering(guest, "care.gathering_invited", "at", "place", "until")


def place_given(guest: Guest) -> None:
    _of_gathering(guest, "care.gathering_place", "at", "place", time=guest.signed_up_at)


def waiting(guest: Guest, *, number: int) -> None:
    _of_gathering(guest, "care.gathering_waiting", time=guest.signed_up_at, number=str(number))


def moved_up(guest: Guest) -> None:
    _of_gathering(guest, "care.gathering_moved_up", "at", "place", time=guest.moved_up_at)


def reminded(guest: Guest) -> None:
    _of_gathering(guest, "care.gathering_reminder", "at", "place")


def cancelled(guest: Guest) -> None:
    reason = guest.gathering.cancelled_because
    _of_gathering(guest, "care.gathering_cancelled", reason=reason)


def asked_how_it_was(guest: Guest) -> None:
    _of_gathering(guest, "care.gathering_asked")


def extra_ordered(row: ExtraOrder) -> None:
    _of_extra(row, "care.extra_ordered")


def extra_arranged(row: ExtraOrder) -> None:
    to = person_recipient(row.member.party)
    with translation.override(to.language):
        provider = str(programme.provider(row.provider).name)
    if row.appointment_at is None:
        _of_extra(row, "care.extra_passed", provider=provider)
    else:
        at = spoken(row.appointment_at, to.language)
        _of_extra(row, "care.extra_arranged", key=row.appointment_at.isoformat(), provider=provider, at=at)


def extra_done(row: ExtraOrder) -> None:
    _of_extra(row, "care.extra_done")


def extra_declined(row: ExtraOrder) -> None:
    _of_extra(row, "care.extra_declined", reason=row.declined_because, hotline=settings.INSURER_HOTLINE)


def _of_gathering(guest: Guest, template: str, *named: str, time: object = None, **facts: str) -> None:
    """``time`` tells apart what may happen to one guest several times."""
    row, language = guest.gathering, person_recipient(guest.party).language
    known = {
        "at": spoken(row.starts_at, language),
        "place": row.place,
        "until": spoken(row.sign_up_until, language),
    }
    facts = {"title": row.title, **{name: known[name] for name in named}, **facts}
    key = f"{guest.pk}:{time.isoformat()}" if hasattr(time, "isoformat") else f"{guest.pk}"
    _tell(guest.party, template, key=key, subject="gathering", subject_id=row.pk, **facts)


def _of_extra(row: ExtraOrder, template: str, *, key: str = "", **facts: str) -> None:
    person = row.member.party
    with translation.override(person_recipient(person).language):
        what = str(programme.extra(row.kind).name)
    _tell(
        person, template, key=f"{row.pk}:{key}", subject="care_extra", subject_id=row.pk, what=what, **facts
    )


def _tell(person: Party, template: str, *, key: str, subject: str, subject_id: int, **facts: str) -> None:
    send(
        template=template,
        to=person_recipient(person),
        subject=subject,
        subject_id=subject_id,
        dedupe=f"{template}:{key}",
        variables=facts,
    )
