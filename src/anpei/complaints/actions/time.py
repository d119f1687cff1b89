"""How long it may take: the steps of the rule set, more time with a reason, and telling before a date passes."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.complaints import events, notices, rules
from anpei.complaints.actions.guards import conflict, holder, must_be, note, text_of
from anpei.complaints.actions.parts import seat
from anpei.complaints.models import Complaint, Extension, ExtensionState, Role
from anpei.complaints.queries import SUBJECT, locked
from anpei.complaints.ruleset import Step
from anpei.complaints.states import AT_WORK
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Refused
from anpei.deadlines import actions as deadlines
from anpei.deadlines import queries as running_clocks
from anpei.values.dates import local_date


def tell_progress(complaint: Complaint, *, text: str, by: Actor) -> Complaint:
    """Say how far it is. This meets a reply that is due sooner than the decision; the decision's own date stays."""
    text = text_of(text, "text", _("How far is it? The complainant reads this."), longest=500)
    with transaction.atomic():
        complaint = locked(complaint.pk)
        holder(complaint, by)
        must_be(complaint, *AT_WORK)
        _meet_replies(complaint)
        note(complaint, events.ProgressTold(), by)
        day = notices.promised_day(complaint) or clock.today()
        notices.progress(complaint, key=f"{complaint.version}", text=text, answer_by=day)
    return complaint


def ask_extension(complaint: Complaint, *, reason: str, by: Actor) -> Extension:
    """More time: the next step of the rule set. Where the set wants it, it waits for somebody else's signature."""
    reason = text_of(reason, "reason", _("Why does it need longer? The complainant reads this."), longest=500)
    with transaction.atomic():
        complaint = locked(complaint.pk)
        person = holder(complaint, by)
        must_be(complaint, *AT_WORK)
        following = complaint.rules.step_after(complaint.step)
        if following is None:
            raise Refused(
                "complaint.longest", _("There is no more time to be had. Please decide by the date.")
            )
        if complaint.extensions.filter(state=ExtensionState.ASKED).exists():
            raise Refused("complaint.extension_open", _("More time has been asked for already."))
        _refuse_after_the_end(complaint)
        extension = Extension.objects.create(
            complaint=complaint, step=following.code, reason=reason, asked_by=person, asked_at=clock.now(),
            approval_needed=following.needs_approval,
        )  # fmt: skip
        asked = events.ExtensionAsked(step=following.code, rule_set=complaint.rule_set)
        note(complaint, asked, by)
        if not following.needs_approval:
            _lengthen(complaint, extension, following, by=by)
    return extension


def grant_extension(extension: Extension, *, by: Actor, comment: str = "") -> Extension:
    """Approved by somebody else, before the period ends; the complainant is told the reason and the new date at once."""
    with transaction.atomic():
        complaint, step = _signable(extension, by)
        _refuse_after_the_end(complaint)
        extension = _answer(extension, to=ExtensionState.GRANTED, comment=comment, by=by)
        _lengthen(complaint, extension, step, by=by)
    return extension


def refuse_extension(extension: Extension, *, comment: str, by: Actor) -> Extension:
    comment = text_of(comment, "comment", _("Why is it not granted?"), longest=300)
    with transaction.atomic():
        complaint, _step = _signable(extension, by)
        extension = _answer(extension, to=ExtensionState.REFUSED, comment=comment, by=by)
        note(complaint, events.ExtensionRefused(comment=comment), by)
    return extension


def sign_beside(complaint: Complaint, permission: str, *, above: bool, by: Actor) -> Staff:
    """The second person: holds the permission, stands high enough, and has no other part in the matter."""
    require(by, Permission(permission))
    person = signing(by)
    if not rules.may_sign(person, complaint, permission, above=above):
        raise Forbidden(
            "complaint.signer", _("This is signed in a unit above the one that handles the complaint.")
        )
    if complaint.parts.filter(staff=person, role__in=(Role.HANDLER, Role.FORMER, Role.LEAD)).exists():
        raise conflict(person)
    seat(complaint, person, Role.APPROVER)
    return person


def _signable(extension: Extension, by: Actor) -> tuple[Complaint, Step]:
    complaint = locked(extension.complaint_id)
    must_be(complaint, *AT_WORK)
    step = complaint.rules.step(extension.step)
    sign_beside(complaint, step.permission or complaint.rules.decision.permission, above=step.above, by=by)
    return complaint, step


def _answer(extension: Extension, *, to: ExtensionState, comment: str, by: Actor) -> Extension:
    answered = Extension.objects.filter(pk=extension.pk, state=ExtensionState.ASKED).update(
        state=to, answered_by=signing(by), answered_at=clock.now(), comment=comment.strip()[:300]
    )
    if answered != 1:
        raise Refused("complaint.extension_answered", _("Somebody has settled this already."))
    extension.refresh_from_db()
    return extension


def _lengthen(complaint: Complaint, extension: Extension, step: Step, *, by: Actor) -> None:
    """The clock goes on under the next step from the same start; telling it meets the sooner reply as well."""
    old = notices.promised_day(complaint) or clock.today()
    running = running_clocks.find(
        rule=complaint.rules.step(complaint.step).clock, subject=SUBJECT, subject_id=complaint.pk
    )
    assert running is not None  # it is at work, so its step runs
    longer = deadlines.replace(running, rule=step.clock, reason=extension.reason)
    _meet_replies(complaint)
    Extension.objects.filter(pk=extension.pk).update(state=ExtensionState.GRANTED)
    Complaint.objects.filter(pk=complaint.pk).update(step=step.code)
    extension.refresh_from_db()
    complaint.refresh_from_db()
    new = running_clocks.promised_on(longer)
    happened = events.Extended(
        step=step.code, rule_set=complaint.rule_set, old=old.isoformat(), new=new.isoformat()
    )
    note(complaint, happened, by)
    notices.extended(complaint, old=old, new=new, reason=extension.reason)


def _meet_replies(complaint: Complaint) -> None:
    for rule in {one.clock for one in complaint.rules.replies}:
        deadlines.stop(rule=rule, subject=SUBJECT, subject_id=complaint.pk, at=clock.now())


def _refuse_after_the_end(complaint: Complaint) -> None:
    row = running_clocks.find(
        rule=complaint.rules.step(complaint.step).clock, subject=SUBJECT, subject_id=complaint.pk
    )
    if row is None or row.due_at < clock.now():
        ended = row.due_on if row else local_date(complaint.received_at)
        raise Refused(
            "complaint.over",
            _(
                "The period ended on %(day)s. It cannot be made longer afterwards; please decide and say sorry."
            )
            % {"day": ended},
        )
