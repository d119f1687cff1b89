"""Reads of care, always through who is asking."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts import queries as accounts
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import sees_unit, visible_units
from anpei.care import catalogue, rules
from anpei.care.catalogue import Service
from anpei.care.models import Followup, FollowupState, FollowupTask, ServiceRequest
from anpei.care.states import FOLLOWUP_OPEN, SERVICE_OPEN
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import NotFound
from anpei.organisation.models import Unit
from anpei.organisation.queries import ancestors


@dataclass(frozen=True)
class Offer:
    """A service as one person sees it: what it is, whether a rule gives a right to it, and what is under way."""

    service: Service
    entitled_by: list[str]
    open: ServiceRequest | None


def offers_for(claim: Claim) -> list[Offer]:
    """Every service of the catalogue, those the person has a right to first."""
    known = rules.situation(claim, on=clock.today())
    running = {row.kind: row for row in claim.services.filter(state__in=SERVICE_OPEN)}
    found = [
        Offer(service, rules.entitled_by(service, known=known, declared=()), running.get(service.kind))
        for service in catalogue.services().services
    ]
    return sorted(found, key=lambda one: not one.entitled_by)


def services_of(claim: Claim) -> QuerySet[ServiceRequest]:
    return claim.services.select_related("person").order_by("-id")


def service_of(claim: Claim, service_id: int) -> ServiceRequest:
    """A service of this case; the caller already had to be allowed to see the case."""
    row = claim.services.select_related("claim__insured__guardian", "person").filter(pk=service_id).first()
    if row is None:
        raise NotFound("care.unknown", _("There is no such service on this case."))
    return row


def open_services(staff: Staff) -> QuerySet[ServiceRequest]:
    """Wishes for help in one's units, the longest waiting first."""
    return (
        ServiceRequest.objects.filter(state__in=SERVICE_OPEN, claim__unit__in=visible_units(staff))
        .select_related("claim__insured", "claim__handler", "claim__unit", "person")
        .order_by("asked_at", "id")
    )


def get_service(staff: Staff, service_id: int) -> ServiceRequest:
    row = (
        ServiceRequest.objects.filter(pk=service_id, claim__unit__in=visible_units(staff))
        .select_related("claim__insured__guardian", "claim__unit", "claim__handler", "person")
        .first()
    )
    if row is None:
        raise NotFound("care.unknown", _("There is no such request, or it belongs to another unit."))
    return row


def able_to_go(unit: Unit) -> QuerySet[Staff]:
    """Who may go to a customer of a unit: people who handle, survey or care, of it and of those it belongs to."""
    able = accounts.staff_with(Permission.CLAIM_HANDLE)
    able |= accounts.staff_with(Permission.SURVEY_DO) | accounts.staff_with(Permission.CARE_DO)
    return able.filter(Q(unit=unit) | Q(unit__in=ancestors(unit).order_by()))


def calls_to_make(staff: Staff) -> QuerySet[Followup]:
    """Follow-up calls that are due, of cases the person did not handle."""
    return (
        Followup.objects.filter(
            channel="phone",
            state__in=FOLLOWUP_OPEN,
            ask_at__lte=clock.now(),
            claim__unit__in=visible_units(staff),
        )
        .filter(Q(caller__isnull=True) | Q(caller=staff))
        .exclude(claim__handler=staff)
        .select_related("claim__insured__guardian", "claim__unit", "caller")
        .order_by("ask_at", "id")
    )


def open_tasks(staff: Staff) -> QuerySet[FollowupTask]:
    """Bad answers that wait for a person, the earliest date first."""
    return (
        FollowupTask.objects.filter(done_at__isnull=True, followup__claim__unit__in=visible_units(staff))
        .select_related("followup__claim__insured", "followup__claim__unit", "owner")
        .order_by("due_at", "id")
    )


def get_followup(staff: Staff, followup_id: int) -> Followup:
    row = (
        Followup.objects.filter(pk=followup_id, claim__unit__in=visible_units(staff))
        .select_related("claim__insured__guardian", "claim__unit", "claim__handler", "caller", "task__owner")
        .first()
    )
    if row is None:
        raise NotFound("care.unknown", _("There is no such follow-up, or it belongs to another unit."))
    return row


def followups_of(claim: Claim) -> QuerySet[Followup]:
    return claim.followups.select_related("task", "claim").order_by("-id")


def followup_of(claim: Claim, followup_id: int) -> Followup:
    row = followups_of(claim).filter(pk=followup_id).first()
    if row is None:
        raise NotFound("care.unknown", _("There is no such follow-up, or it belongs to another unit."))
    return row


def asked_of(claim: Claim) -> Followup | None:
    """The question that waits for this customer on the portal, or was answered last."""
    return claim.followups.filter(channel="portal").exclude(state=FollowupState.PLANNED).first()


def waits_for_answer(claim: Claim) -> bool:
    return claim.followups.filter(channel="portal", state=FollowupState.ASKED).exists()


def said(row: Followup) -> dict[str, Any]:
    """The answers by question id; empty before there are any."""
    return dict(json.loads(row.answers)) if row.answers else {}


def own_words(row: Followup) -> str:
    """What the customer wrote or said in their own words, without marks and choices."""
    answers = said(row)
    asked = catalogue.questionnaire(row.questionnaire).questions
    return "\n".join(str(answers[one.id]) for one in asked if one.kind == "text" and one.id in answers)


def sounds_like_complaint(row: Followup) -> bool:
    """Whether the words, not the marks alone, say that something went wrong: it is proposed as a complaint."""
    task = getattr(row, "task", None)
    return task is not None and "words" in task.reasons


def carer_for(claim: Claim) -> Staff | None:
    """Somebody of care who sees the unit, did not handle the case, and has the fewest open tasks."""
    load = dict(
        FollowupTask.objects.filter(done_at__isnull=True, owner__isnull=False)
        .values_list("owner")
        .annotate(Count("id"))
    )
    able = [
        person
        for person in accounts.staff_with(Permission.CARE_DO)
        if person.pk != claim.handler_id and sees_unit(person, claim.unit)
    ]
    return min(able, key=lambda person: (load.get(person.pk, 0), person.pk), default=None)


def labels(rows: Iterable[str]) -> list[str]:
    """Reasons of a task in words."""
    return [str(REASONS[code]) for code in rows]


REASONS = {
    "satisfaction": _("a low mark"),
    "nps": _("would not recommend us"),
    "words": _("a complaint in the words"),
}
