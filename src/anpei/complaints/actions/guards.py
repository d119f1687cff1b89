"""What every action on a complaint does first and last: may this person, may it move, write it down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.complaints.models import Complaint, DecisionState, ExtensionState, Role
from anpei.complaints.queries import SUBJECT
from anpei.complaints.rules import concerned
from anpei.complaints.states import ALLOWED, OPEN, ComplaintState
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.deadlines import queries as running_clocks

IDLE = timedelta(days=36_500)  # a complaint without a running clock goes to the end of the queue
LONGEST = 4000
HOLDS = (Role.HANDLER, Role.LEAD)


def holder(complaint: Complaint, by: Actor, roles: Iterable[Role] = HOLDS) -> Staff:
    """The person who handles it or leads it. There is no way around: a supervisor can give it to somebody else only."""
    require(by, P.COMPLAINT_VIEW)
    person = signing(by)
    if not complaint.parts.filter(staff=person, role__in=list(roles)).exists():
        raise Forbidden(
            "complaint.not_mine",
            _("This complaint is in somebody else's hands. It can be given to you, unless you stand aside."),
        )
    if person.pk in concerned(complaint, whole=Role.REVIEWER in tuple(roles)):
        raise conflict(person)
    return person


def conflict(person: Staff) -> Forbidden:
    return Forbidden(
        "complaint.conflict",
        _("%(name)s had to do with the matter and stands aside. Please choose somebody else.")
        % {"name": person.display_name},
    )


def must_be(complaint: Complaint, *states: ComplaintState) -> None:
    if complaint.state not in states:
        raise Refused(
            "complaint.state",
            _("This is not possible any more: the complaint stands at “%(state)s”.")
            % {"state": complaint.get_state_display()},
        )


def move(complaint: Complaint, *, to: ComplaintState, **changes: Any) -> None:
    """Conditional update, so that of two movers one wins and the other is told."""
    origins = [origin for origin, targets in ALLOWED.items() if to in targets]
    moved = Complaint.objects.filter(pk=complaint.pk, state__in=origins).update(
        state=to, is_open=to in OPEN, **changes
    )
    if moved != 1:
        raise Refused(
            "complaint.state",
            _("This is not possible any more: the complaint stands at “%(state)s”.")
            % {"state": complaint.get_state_display()},
        )
    complaint.refresh_from_db()


def note(complaint: Complaint, happened: object, by: Actor) -> None:
    """The event beside the change; the version grows, and the queue sorts by the nearest clock again."""
    record(subject=SUBJECT, subject_id=complaint.pk, event=happened, by=by)
    nearest = running_clocks.nearest_due(subject=SUBJECT, subject_id=complaint.pk)
    complaint.version += 1
    complaint.next_due_at = nearest or complaint.received_at + IDLE
    Complaint.objects.filter(pk=complaint.pk).update(
        version=complaint.version, next_due_at=complaint.next_due_at
    )


def stop(complaint: Complaint, *rules: str, at: Any, outcome: str = "met") -> None:
    for rule in rules:
        deadlines.stop(rule=rule, subject=SUBJECT, subject_id=complaint.pk, at=at, outcome=outcome)


def stop_all(complaint: Complaint, *, at: Any, outcome: str = "cancelled") -> None:
    for row in running_clocks.running(SUBJECT, complaint.pk):
        deadlines.stop(row, at=at, outcome=outcome)


def drop_what_waits(complaint: Complaint) -> None:
    """The complainant took it back: nothing waits for a second signature any more."""
    why = gettext_noop("Taken back by the complainant")  # stored as it stands, worded for whoever reads it
    complaint.decisions.filter(state=DecisionState.PROPOSED).update(state=DecisionState.RETURNED, comment=why)
    complaint.extensions.filter(state=ExtensionState.ASKED).update(state=ExtensionState.REFUSED, comment=why)


def text_of(value: str, field: str, question: str, *, longest: int = LONGEST) -> str:
    """What was typed, without blanks around; Invalid beside its field where it is empty or too long."""
    text = value.strip()
    if not text:
        raise Invalid(fields={field: question})
    if len(text) > longest:
        raise Invalid(fields={field: _("This is longer than %(most)d characters.") % {"most": longest}})
    return text


def choice_of(value: str, field: str, allowed: Iterable[str]) -> str:
    if value not in set(allowed):
        raise Invalid(fields={field: _("Please choose one of the answers shown.")})
    return value
