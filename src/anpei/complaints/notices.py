"""What the complainant is told at each step: who it goes to, and the message with its facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils import translation

from anpei.claims import wording
from anpei.claims.notices import person_recipient
from anpei.complaints import queries
from anpei.complaints.models import Complaint, Decision
from anpei.complaints.wording import named
from anpei.deadlines import queries as running_clocks
from anpei.messages.actions import Recipient, send
from anpei.messages.models import Channel


def recipient(complaint: Complaint) -> Recipient:
    """The complainant, where we know a way to reach them; an anonymous one finds everything under the number alone."""
    person = complaint.complainant
    if person is None:
        return Recipient(kind="reporter", id=f"complaint-{complaint.pk}", address=complaint.phone)
    to = person_recipient(person)
    if not complaint.phone:
        return to
    by_text = to.channel == Channel.SMS
    return replace(to, address=complaint.phone if by_text else to.address, fallback=complaint.phone)


def acknowledge(complaint: Complaint, *, call_by: date, answer_by: date) -> None:
    """At once: we heard you, this person looks after it, by these dates."""
    _tell(
        complaint, "complaint.received", contact=_contact(complaint), legal=True,
        call_by=_day(complaint, call_by), answer_by=_day(complaint, answer_by),
    )  # fmt: skip


def assigned(complaint: Complaint) -> None:
    _tell(complaint, "complaint.assigned", key=f"{complaint.version}", contact=_contact(complaint))


def asked(complaint: Complaint, *, key: str, what: str) -> None:
    _tell(complaint, "complaint.asked", key=key, what=what, contact=_contact(complaint))


def progress(complaint: Complaint, *, key: str, text: str, answer_by: date) -> None:
    _tell(
        complaint, "complaint.progress", key=key, text=text, contact=_contact(complaint),
        answer_by=_day(complaint, answer_by),
    )  # fmt: skip


def extended(complaint: Complaint, *, old: date, new: date, reason: str) -> None:
    _tell(
        complaint, "complaint.extended", key=new.isoformat(), legal=True, reason=reason, contact=_contact(complaint),
        old=_day(complaint, old), new=_day(complaint, new),
    )  # fmt: skip


def answered(decision: Decision, *, review_by: date | None) -> None:
    complaint = decision.complaint
    with translation.override(recipient(complaint).language):
        outcome = named(complaint.rule_set, "outcomes", decision.outcome)
    common = {"outcome": outcome, "contact": _contact(complaint)}
    if review_by is None:
        _tell(complaint, "complaint.reviewed", key=f"{decision.pk}", legal=True, **common)
        return
    _tell(
        complaint, "complaint.answered", key=f"{decision.pk}", legal=True,
        review_by=_day(complaint, review_by), **common,
    )  # fmt: skip


def review_started(complaint: Complaint, *, reviewer: str, due: date) -> None:
    _tell(
        complaint, "complaint.review", key=f"{complaint.version}", due=_day(complaint, due),
        reviewer=reviewer or settings.INSURER_NAME,
    )  # fmt: skip


def withdrawn(complaint: Complaint) -> None:
    _tell(complaint, "complaint.withdrawn", key=f"{complaint.version}")


def declined(complaint: Complaint) -> None:
    with translation.override(recipient(complaint).language):
        reason = named(complaint.rule_set, "declines", complaint.close_code)
    _tell(
        complaint, "complaint.declined", key=f"{complaint.version}", legal=True, reason=reason,
        note=complaint.close_note, contact=_contact(complaint),
    )  # fmt: skip


def merged(complaint: Complaint, into: Complaint) -> None:
    _tell(complaint, "complaint.merged", into=into.number)


def reopened(complaint: Complaint, *, answer_by: date) -> None:
    _tell(
        complaint, "complaint.reopened", key=f"{complaint.version}", contact=_contact(complaint),
        answer_by=_day(complaint, answer_by),
    )  # fmt: skip


def promised_day(complaint: Complaint) -> date | None:
    """The day the complainant was told, by the clock that ends first."""
    row = queries.answer_clock(complaint)
    return running_clocks.promised_on(row) if row else None


def _tell(complaint: Complaint, template: str, *, key: str = "", legal: bool = False, **facts: str) -> None:
    send(
        template=template,
        to=recipient(complaint),
        subject=queries.SUBJECT,
        subject_id=complaint.pk,
        dedupe=f"{template}:{complaint.pk}:{key}",
        legal=legal,
        variables={"number": complaint.number, **facts},
    )


def _contact(complaint: Complaint) -> str:
    person = queries.handler(complaint)
    return f"{person.display_name} {settings.INSURER_HOTLINE}" if person else settings.INSURER_HOTLINE


def _day(complaint: Complaint, day: date) -> str:
    with translation.override(recipient(complaint).language):
        return wording.day(day)
