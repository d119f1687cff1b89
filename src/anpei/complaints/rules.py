"""Who must stand aside, who may take which part, what is on file already, and by which channel a complaint came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.queries import staff_with
from anpei.accounts.rules import permits, sees_unit
from anpei.audit import queries as audit
from anpei.care.models import Followup
from anpei.claims.models import ChecklistItem, Claim, ItemState
from anpei.complaints.models import Channel, Complaint, Role, Why
from anpei.core import clock
from anpei.documents.models import Paper, PaperState

# Only looking at a case is no part in it.
LOOKED = ("paper.viewed", "survey.photo_viewed")
HANDLES = (P.COMPLAINT_HANDLE, P.COMPLAINT_APPROVE, P.COMPLAINT_REVIEW)
ON_FILE = (ItemState.RECEIVED, ItemState.CONFIRMED, ItemState.HELD)


def heard_by(followup: Followup) -> Channel:
    """The channel of a complaint that a follow-up brought to light: the call, or what was written in the app."""
    return Channel.HOTLINE if followup.channel == "phone" else Channel.MESSAGE


def worked_on(claim: Claim, *, until: datetime | None = None) -> set[int]:
    """Whoever did anything to a case, decided or approved it: as its record names them, and whoever holds a task in it.

    The record is the one complete list of who touched a case; where it names too many, one person more stands aside.
    """
    acted = {
        int(actor_id)
        for kind, actor_id in audit.actors("claim", claim.pk, without=LOOKED, until=until)
        if kind in ("staff", "agent") and actor_id.isdigit()
    }
    end = until or clock.now()
    named = {claim.handler_id, claim.agent_id, claim.complex_by_id}
    named |= set(claim.surveys.filter(created_at__lte=end).values_list("assignee_id", flat=True))
    named |= set(claim.objections.filter(raised_at__lt=end).values_list("reviewer_id", flat=True))
    return acted | {pk for pk in named if pk is not None}


def concerned(complaint: Complaint, named: Iterable[int] = (), *, whole: bool = False) -> dict[int, Why]:
    """Everybody who must stand aside, and why: complained about, part of the case, or working under one of them.

    What the answer itself set going (a correction of the case) makes nobody part of the matter it answered;
    ``whole`` counts it all the same, for whoever reviews the answer.
    """
    about = set(complaint.parts.filter(why=Why.NAMED).values_list("staff_id", flat=True)) | set(named)
    until = None if whole else complaint.answered_at
    worked = worked_on(complaint.claim, until=until) if complaint.claim else set()
    found = dict.fromkeys(_led_by(about | worked), Why.LED)
    found |= dict.fromkeys(worked, Why.WORKED)
    return found | dict.fromkeys(about, Why.NAMED)


def _led_by(people: set[int]) -> set[int]:
    """Who of those that take part in complaints works under one of these people.

    Somebody leads who may share out claims, in their own unit and below. At the head office complaints and compliance
    have lines of their own and answer to no claims manager.
    """
    if not people:
        return set()
    leaders = [
        one
        for one in Staff.objects.filter(pk__in=people).select_related("unit")
        if P.CLAIM_ASSIGN in one.role_class.permissions and not one.unit.is_head_office
    ]
    if not leaders:
        return set()
    able = [one for permission in HANDLES for one in staff_with(permission)]
    return {one.pk for one in able for leader in leaders if leader.unit.contains(one.unit) and one != leader}


def free_handlers(complaint: Complaint) -> list[Staff]:
    """Who may handle it, the best first: nearest to its unit, with the fewest open complaints."""
    aside = set(concerned(complaint)) | set(
        complaint.parts.exclude(role__in=(Role.HANDLER, Role.FORMER)).values_list("staff_id", flat=True)
    )
    busy = Q(complaint_parts__role=Role.HANDLER, complaint_parts__complaint__is_open=True)
    people = staff_with(P.COMPLAINT_HANDLE).annotate(load=Count("complaint_parts", filter=busy))
    able = [
        one
        for one in people.order_by("load", "pk")
        if one.pk not in aside and may_handle(one, complaint) and not one.on_leave(clock.today())
    ]
    return sorted(able, key=lambda one: -len(one.unit.path))


def may_handle(person: Staff, complaint: Complaint) -> bool:
    """Handles complaints of this unit; what belongs to no branch, anybody who handles complaints may take."""
    able = P.COMPLAINT_HANDLE in person.permissions
    return able and (sees_unit(person, complaint.unit) or complaint.unit.is_head_office)


def free_reviewers(complaint: Complaint) -> list[Staff]:
    """Who may review the answer: in a unit above the one that gave it, and with no part in it so far."""
    review = complaint.rules.review
    aside = set(concerned(complaint, whole=True)) | set(
        complaint.parts.exclude(role=Role.REVIEWER).values_list("staff_id", flat=True)
    )
    return [
        one
        for one in staff_with(review.permission)
        if one.pk not in aside
        and not one.on_leave(clock.today())
        and (not review.above or stands_above(one, complaint))
    ]


def stands_above(person: Staff, complaint: Complaint) -> bool:
    """In a unit above the handler's; for a complaint answered at the head office, at the head office."""
    handler = complaint.parts.filter(role=Role.HANDLER).select_related("staff__unit").first()
    below = handler.staff.unit if handler else complaint.unit
    if below.is_head_office:
        return person.unit.is_head_office
    return person.unit != below and person.unit.contains(below)


def may_sign(person: Staff, complaint: Complaint, permission: str, *, above: bool) -> bool:
    return (
        permits(person, P(permission))
        and sees_unit(person, complaint.unit)
        and (not above or stands_above(person, complaint))
    )


def papers_on_file(complaint: Complaint) -> set[str]:
    """Kinds of papers we hold already, on this case or another case of the same person."""
    if complaint.claim is None:
        return set()
    cases = Q(pk=complaint.claim_id)
    if complaint.claim.insured_id:
        cases |= Q(insured=complaint.claim.insured_id)
    claims = Claim.objects.filter(cases).order_by().values("pk")
    held = ChecklistItem.objects.filter(claim__in=claims, state__in=ON_FILE).values_list("kind", flat=True)
    sent = Paper.objects.filter(claim__in=claims, state=PaperState.RECEIVED, item__isnull=False).values_list(
        "item__kind", flat=True
    )
    return set(held) | set(sent)
