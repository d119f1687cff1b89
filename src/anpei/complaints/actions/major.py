"""Major complaints: declared by the criteria of the rule set, led from the head office, reported within hours, logged."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.complaints import events
from anpei.complaints.actions.guards import holder, must_be, note, stop, text_of
from anpei.complaints.actions.parts import seat
from anpei.complaints.models import Complaint, Role, Situation
from anpei.complaints.queries import SUBJECT, locked
from anpei.complaints.ruleset import Criterion
from anpei.complaints.states import AT_WORK
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.messages.actions import Recipient, send


def met_by_numbers(complaint: Complaint) -> list[Criterion]:
    """Criteria that the number of people alone meets: the page proposes the declaration."""
    return [one for one in complaint.rules.major.criteria if one.people and complaint.people >= one.people]


def declare_major(complaint: Complaint, *, criteria: list[str], lead: Staff, by: Actor) -> Complaint:
    """The head office takes the lead by name, and the report upwards has its own clock."""
    known = {one.code for one in complaint.rules.major.criteria}
    if not criteria or not set(criteria) <= known:
        raise Invalid(fields={"criteria": _("Which of these does it meet?")})
    if not lead.unit.is_head_office or P.COMPLAINT_VIEW not in lead.permissions:
        raise Invalid(fields={"lead": _("Somebody at the head office leads it.")})
    with transaction.atomic():
        complaint = locked(complaint.pk)
        holder(complaint, by)
        must_be(complaint, *AT_WORK)
        if complaint.major_at:
            raise Refused("complaint.major", _("It has been declared already."))
        # Whoever handles it at the head office may lead it as well.
        if not complaint.parts.filter(staff=lead, role=Role.HANDLER).exists():
            seat(complaint, lead, Role.LEAD)
        now = clock.now()
        Complaint.objects.filter(pk=complaint.pk).update(major_at=now, major_criteria=sorted(criteria))
        complaint.refresh_from_db()
        deadlines.start(
            rule=complaint.rules.major.report, subject=SUBJECT, subject_id=complaint.pk, at=now, owner=lead.pk,
            unit_path=complaint.unit.path,
        )  # fmt: skip
        declared = events.DeclaredMajor(
            criteria=sorted(criteria), rule_set=complaint.rule_set, lead=lead.display_name
        )
        note(complaint, declared, by)
        send(
            template="complaint.major",
            to=Recipient(kind="staff", id=str(lead.pk), address=lead.phone, language=lead.language),
            subject=SUBJECT,
            subject_id=complaint.pk,
            dedupe=f"complaint.major:{complaint.pk}",
            variables={"number": complaint.number},
        )
    return complaint


def log_situation(complaint: Complaint, *, text: str, by: Actor) -> Situation:
    text = text_of(text, "text", _("How does it stand now?"))
    with transaction.atomic():
        complaint = locked(complaint.pk)
        person = holder(complaint, by)
        _must_be_major(complaint)
        entry = Situation.objects.create(complaint=complaint, text=text, by=person, at=clock.now())
        note(complaint, events.SituationNoted(), by)
    return entry


def report_major(complaint: Complaint, *, by: Actor) -> Complaint:
    """The report upwards is made; the log holds at least one entry that says what was reported."""
    with transaction.atomic():
        complaint = locked(complaint.pk)
        holder(complaint, by)
        _must_be_major(complaint)
        if not complaint.situation.exists():
            raise Refused("complaint.no_situation", _("Please write in the log first how it stands."))
        open_ = Complaint.objects.filter(pk=complaint.pk, major_reported_at__isnull=True)
        if open_.update(major_reported_at=clock.now()) != 1:
            raise Refused("complaint.major_reported", _("It has been reported already."))
        complaint.refresh_from_db()
        stop(complaint, complaint.rules.major.report, at=clock.now())
        note(complaint, events.MajorReported(), by)
    return complaint


def _must_be_major(complaint: Complaint) -> None:
    if complaint.major_at is None:
        raise Refused("complaint.not_major", _("This is not a major complaint."))
