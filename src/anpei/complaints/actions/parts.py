"""Who has which part in a complaint. Whoever had to do with the matter stands aside; the database holds it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import require, signing
from anpei.complaints import events, notices, rules
from anpei.complaints.actions.guards import conflict, holder, must_be, note, text_of
from anpei.complaints.models import Complaint, Part, Role, Why
from anpei.complaints.queries import SUBJECT, locked
from anpei.complaints.states import AT_WORK
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, NotFound, Refused
from anpei.deadlines import actions as deadlines


def seat(complaint: Complaint, person: Staff, role: Role) -> Part:
    """Give somebody a part, unless they stand aside or have another one: one row a person, in the database."""
    stand_aside(complaint)
    # Whoever handled it before may take it up again; nobody else changes their part.
    known = complaint.parts.filter(staff=person).first()
    if known and (known.role == role or (known.role == Role.FORMER and role == Role.HANDLER)):
        Part.objects.filter(pk=known.pk).update(role=role)
        known.refresh_from_db()
        return known
    try:
        with transaction.atomic():
            return Part.objects.create(complaint=complaint, staff=person, role=role)
    except IntegrityError:
        raise conflict(person) from None


def stand_aside(complaint: Complaint, named: tuple[int, ...] = ()) -> list[Staff]:
    """Write down who has to stand aside by now. A handler who became part of the matter gives it up.

    Must run inside the transaction of the action it belongs to.
    """
    found = rules.concerned(complaint, named)
    known = {part.staff_id: part for part in complaint.parts.all()}
    fresh = [pk for pk in found if pk not in known]
    Part.objects.bulk_create(
        Part(complaint=complaint, staff_id=pk, role=Role.RECUSED, why=found[pk]) for pk in sorted(fresh)
    )
    for pk, part in known.items():
        if pk not in found:
            continue
        if part.role in (Role.HANDLER, Role.LEAD, Role.FORMER):
            Part.objects.filter(pk=part.pk).update(role=Role.RECUSED, why=found[pk])
            fresh.append(pk)
        elif part.role == Role.RECUSED and found[pk] == Why.NAMED != part.why:
            Part.objects.filter(pk=part.pk).update(why=Why.NAMED)
    return list(Staff.objects.filter(pk__in=fresh).order_by("pk"))


def place(complaint: Complaint, *, by: Actor) -> Staff | None:
    """Give it to somebody free of conflict, or say that nobody is."""
    people = rules.free_handlers(complaint)
    if not people:
        note(complaint, events.NobodyFree(), by)
        return None
    seat(complaint, people[0], Role.HANDLER)
    _hand_clocks(complaint, people[0])
    note(complaint, events.Assigned(handler=people[0].display_name), by)
    return people[0]


def assign(complaint: Complaint, *, handler: Staff, reason: str, by: Actor) -> Complaint:
    """Give it to another person. By whoever handles complaints or signs for them, never to somebody concerned."""
    require(by, P.COMPLAINT_VIEW)
    if by.kind != "system":
        person = signing(by)
        if not ({P.COMPLAINT_HANDLE, P.COMPLAINT_APPROVE} & person.permissions):
            require(by, P.COMPLAINT_HANDLE)
    reason = text_of(reason, "reason", _("Why does it change hands?"), longest=300)
    with transaction.atomic():
        complaint = locked(complaint.pk)
        must_be(complaint, *AT_WORK)
        if not rules.may_handle(handler, complaint):
            raise Invalid(
                fields={
                    "handler": _("%(name)s does not handle complaints of this unit.")
                    % {"name": handler.display_name}
                }
            )
        stand_aside(complaint)
        if by.kind != "system" and complaint.parts.filter(staff_id=int(by.id), role=Role.RECUSED).exists():
            raise conflict(signing(by))
        complaint.parts.filter(role=Role.HANDLER).exclude(staff=handler).update(role=Role.FORMER)
        seat(complaint, handler, Role.HANDLER)
        _hand_clocks(complaint, handler)
        note(complaint, events.Assigned(handler=handler.display_name, reason=reason), by)
        notices.assigned(complaint)
    return complaint


def name_staff(complaint: Complaint, *, people: list[Staff], by: Actor) -> Complaint:
    """The complaint turns out to be about these people too: they and whoever works under them stand aside."""
    with transaction.atomic():
        complaint = locked(complaint.pk)
        handler = holder(complaint, by)
        must_be(complaint, *AT_WORK)
        if not people:
            raise Invalid(fields={"people": _("Whom is it about?")})
        aside = stand_aside(complaint, tuple(one.pk for one in people))
        note(complaint, events.Recused(people=[one.display_name for one in aside or people]), by)
        if complaint.parts.filter(staff=handler, role=Role.RECUSED).exists() and place(complaint, by=by):
            notices.assigned(complaint)
    return complaint


def ask_staff(complaint: Complaint, *, person: Staff, question: str, by: Actor) -> Part:
    """Ask somebody it is about for their view. Only now do they learn of it, and they see the question alone."""
    question = text_of(question, "question", _("What would you like to know?"))
    with transaction.atomic():
        complaint = locked(complaint.pk)
        holder(complaint, by)
        must_be(complaint, *AT_WORK)
        part = complaint.parts.filter(staff=person, role=Role.RECUSED).first()
        if part is None:
            raise Invalid(fields={"person": _("Only people who stand aside are asked for their view.")})
        if part.stated_at:
            raise Refused(
                "complaint.stated", _("%(name)s has answered already.") % {"name": person.display_name}
            )
        part.question, part.asked_at = question, clock.now()
        part.save(update_fields=["question", "asked_at"])
        note(complaint, events.StaffAsked(name=person.display_name), by)
    return part


def state_view(part: Part, *, text: str, by: Actor) -> Part:
    """The view of somebody a complaint is about, in their own words, once."""
    text = text_of(text, "text", _("What do you say to it?"))
    with transaction.atomic():
        complaint = locked(part.complaint_id)
        row = Part.objects.select_for_update().get(pk=part.pk)
        if row.asked_at is None or row.staff_id != signing(by).pk:
            raise NotFound("complaint.not_asked", _("There is no question for you here."))
        if row.stated_at:
            raise Refused("complaint.stated", _("Your view has been handed in already."))
        row.statement, row.stated_at = text, clock.now()
        row.save(update_fields=["statement", "stated_at"])
        note(complaint, events.StaffStated(name=by.name), by)
    return row


def _hand_clocks(complaint: Complaint, handler: Staff) -> None:
    deadlines.hand_over(
        subject=SUBJECT, subject_id=complaint.pk, owner=handler.pk, unit_path=complaint.unit.path
    )
