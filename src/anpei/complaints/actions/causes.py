"""Why it happened, and who changes what by when; followed until a second person has seen that it is changed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import require, signing
from anpei.complaints import events, references
from anpei.complaints.actions.guards import choice_of, holder, note, text_of
from anpei.complaints.models import Cause, Complaint, Role
from anpei.complaints.queries import CAUSE, locked
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines import actions as deadlines


def name_cause(
    complaint: Complaint,
    *,
    kind: str,
    reference: str,
    text: str,
    action: str,
    owner: Staff,
    by: Actor,
    due_on: date | None = None,
) -> Cause:
    """The rule, letter, person, clause, product or habit behind it, with what will be changed, by whom and by when.

    ``reference`` is the key of one of ``complaints.references``, or empty where the kind points at nothing. Raises
    Invalid beside ``kind``, ``reference``, ``text``, ``action``, ``owner`` or ``due_on``.
    """
    kind = choice_of(kind, "kind", (one.code for one in complaint.rules.causes))
    text = text_of(text, "text", _("Why did it happen?"))
    action = text_of(action, "action", _("What will be changed?"), longest=300)
    points_at = complaint.rules.cause_points_at(kind)
    target = references.picked(points_at, reference) if points_at else None
    if due_on is not None and due_on <= clock.today():
        raise Invalid(fields={"due_on": _("This day has passed.")})
    if not owner.is_active:
        raise Invalid(fields={"owner": _("This person does not work here any more.")})
    with transaction.atomic():
        complaint = locked(complaint.pk)
        namer = holder(complaint, by, (Role.HANDLER, Role.LEAD, Role.REVIEWER))
        cause = Cause.objects.create(
            complaint=complaint, kind=kind, points_at=points_at, reference=target.key if target else "",
            mark=target.mark if target else "", watched_from=clock.now(), person=_whose(target), text=text,
            named_by=namer, action=action, owner=owner,
        )  # fmt: skip
        _start_clock(cause, due_on)
        named = events.CauseNamed(
            cause=cause.pk, kind=kind, rule_set=complaint.rule_set, owner=owner.display_name
        )
        note(complaint, named, by)
    return cause


def report_fix(cause: Cause, *, what: str, by: Actor) -> Cause:
    """The owner says what was changed; a second person looks whether it is."""
    what = text_of(what, "what", _("What was changed?"), longest=300)
    with transaction.atomic():
        complaint = locked(cause.complaint_id)
        if cause.owner_id != signing(by).pk:
            raise Forbidden(
                "cause.not_mine", _("%(name)s changes this.") % {"name": cause.owner.display_name}
            )
        if (
            Cause.objects.filter(pk=cause.pk, done_at__isnull=True).update(
                done_at=clock.now(), done_note=what
            )
            != 1
        ):
            raise Refused("cause.done", _("This has been reported as done already."))
        cause.refresh_from_db()
        deadlines.stop(rule=complaint.rules.fix, subject=CAUSE, subject_id=cause.pk)
        note(complaint, events.CauseChanged(cause=cause.pk, verified=False), by)
    return cause


def verify_fix(cause: Cause, *, by: Actor) -> Cause:
    """Somebody else has seen that it is changed: the cause leaves the list.

    The owner need not have reported it where the thing itself was changed since, such as new words put to use.
    """
    with transaction.atomic():
        complaint = locked(cause.complaint_id)
        person = _second(cause, by)
        _take_as_done(cause, complaint)
        changed = Cause.objects.filter(pk=cause.pk, done_at__isnull=False, verified_at__isnull=True).update(
            verified_at=clock.now(), verified_by=person
        )
        if changed != 1:
            raise Refused("cause.not_done", _("The change has not been reported yet."))
        cause.refresh_from_db()
        note(complaint, events.CauseChanged(cause=cause.pk, verified=True), by)
    return cause


def deny_fix(cause: Cause, *, reason: str, due_on: date | None = None, by: Actor) -> Cause:
    """It is not changed: it goes back to its owner with the reason and a new date."""
    reason = text_of(reason, "reason", _("What has not been changed yet?"), longest=300)
    with transaction.atomic():
        complaint = locked(cause.complaint_id)
        _second(cause, by)
        _take_as_done(cause, complaint)
        target = references.get(cause.points_at, cause.reference) if cause.points_at else None
        changed = Cause.objects.filter(pk=cause.pk, done_at__isnull=False, verified_at__isnull=True).update(
            done_at=None, done_note="", mark=target.mark if target else cause.mark, watched_from=clock.now()
        )
        if changed != 1:
            raise Refused("cause.not_done", _("The change has not been reported yet."))
        cause.refresh_from_db()
        _start_clock(cause, due_on)
        note(complaint, events.CauseNotChanged(cause=cause.pk, reason=reason), by)
    return cause


def _take_as_done(cause: Cause, complaint: Complaint) -> None:
    """What it points at is not what it was when the cause was named: that is the change to be looked at."""
    change = references.change_of(cause) if cause.done_at is None else None
    if change is None:
        return
    said = _("changed: version %(version)s") % {"version": change.version} if change.version else _("changed")
    Cause.objects.filter(pk=cause.pk, done_at__isnull=True).update(
        done_at=change.at or clock.now(), done_note=said
    )
    deadlines.stop(rule=complaint.rules.fix, subject=CAUSE, subject_id=cause.pk)


def _whose(target: references.Target | None) -> Staff | None:
    """Whose work it is about, where one person was picked: they do not look whether it changed."""
    if target is None or not target.key.startswith(references.STAFF):
        return None
    return Staff.objects.get(pk=target.row)


def _second(cause: Cause, by: Actor) -> Staff:
    """Somebody who handles or signs complaints, and is neither the owner nor the person it is about."""
    person = signing(by)
    if not ({P.COMPLAINT_HANDLE, P.COMPLAINT_APPROVE} & person.permissions):
        require(by, P.COMPLAINT_APPROVE)
    if person.pk in (cause.owner_id, cause.person_id):
        raise Forbidden("cause.own", _("Somebody else looks whether it is changed."))
    return person


def _start_clock(cause: Cause, due_on: date | None) -> None:
    deadlines.start(
        rule=cause.complaint.rules.fix, subject=CAUSE, subject_id=cause.pk, owner=cause.owner_id,
        unit_path=cause.owner.unit.path, due_on=due_on,
    )  # fmt: skip
