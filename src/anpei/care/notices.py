"""What people are told about services, follow-ups and visits of a case: each thing once, with the next step and the date."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from anpei.care import catalogue, programme
from anpei.care.models import CareVisit, Followup, FollowupTask, ServiceRequest
from anpei.claims.models import Claim
from anpei.claims.notices import recipient, tell
from anpei.deadlines import queries as running_clocks
from anpei.products.models import ProductVersion
from anpei.settlement.notices import contact


def service_asked(row: ServiceRequest) -> None:
    running = running_clocks.find(rule="care.service_answer", subject="care_service", subject_id=row.pk)
    by_time = _moment(row.claim, running.due_at) if running else ""
    _tell(row.claim, "care.service_asked", key=f"{row.pk}", what=_name(row), by_time=by_time)


def service_offered(row: ServiceRequest) -> None:
    _tell(row.claim, "care.service_offered", key=f"{row.pk}", what=_name(row), contact=contact(row.claim))


def service_planned(row: ServiceRequest) -> None:
    person = row.person.display_name if row.person else settings.INSURER_NAME
    if row.appointment_at is None:
        _tell(row.claim, "care.service_arranged", key=f"{row.pk}", what=_name(row), person=person)
        return
    at = _moment(row.claim, row.appointment_at)
    key = f"{row.pk}:{row.appointment_at.isoformat()}"
    _tell(row.claim, "care.service_planned", key=key, what=_name(row), person=person, at=at)


def service_done(row: ServiceRequest) -> None:
    _tell(row.claim, "care.service_done", key=f"{row.pk}", what=_name(row))


def service_declined(row: ServiceRequest) -> None:
    _tell(
        row.claim,
        "care.service_declined",
        key=f"{row.pk}",
        what=_name(row),
        reason=row.declined_because,
        contact=contact(row.claim),
    )


def followup_asked(row: Followup) -> None:
    _tell(row.claim, "care.followup_asked", key=f"{row.pk}")


def followup_reminded(row: Followup) -> None:
    _tell(row.claim, "care.followup_reminded", key=f"{row.pk}")


def low_score(task: FollowupTask) -> None:
    claim = task.followup.claim
    owner = task.owner.display_name if task.owner else settings.INSURER_NAME
    _tell(claim, "care.low_score", key=f"{task.pk}", name=owner, by_time=_moment(claim, task.due_at))


def low_score_answered(task: FollowupTask) -> None:
    _tell(
        task.followup.claim,
        "care.low_score_answered",
        key=f"{task.pk}",
        reply=task.reply,
        contact=contact(task.followup.claim),
    )


def visit_asked(visit: CareVisit) -> None:
    """Who we are to them, why we would come, and that no is fine. Once for each time it is asked."""
    key = f"{visit.pk}:{visit.asked_at.isoformat()}" if visit.asked_at else f"{visit.pk}"
    with translation.override(recipient(visit.claim).language):
        why = str(programme.occasion(visit.occasion).why)
    _tell_visited(visit.claim, "care.visit_asked", key=key, why=why, contact=contact(visit.claim))


def visit_planned(visit: CareVisit) -> None:
    assert visit.person is not None and visit.appointment_at is not None
    _tell_visited(
        visit.claim,
        "care.visit_planned",
        key=f"{visit.pk}:{visit.appointment_at.isoformat()}:{visit.person_id}",
        person=visit.person.display_name,
        at=spoken(visit.appointment_at, recipient(visit.claim).language),
        contact=contact(visit.claim),
    )


def visit_cancelled(visit: CareVisit) -> None:
    _tell_visited(visit.claim, "care.visit_cancelled", key=f"{visit.pk}")


def visit_dropped(visit: CareVisit) -> None:
    _tell_visited(visit.claim, "care.visit_dropped", key=f"{visit.pk}", contact=contact(visit.claim))


def product_page(visit: CareVisit, version: ProductVersion) -> None:
    english = recipient(visit.claim).language.startswith("en")
    name = version.product.name_en if english else version.product.name
    _tell_visited(visit.claim, "care.product_page", key=f"{visit.pk}", product=name)


def _tell_visited(claim: Claim, template: str, *, key: str, **facts: str) -> None:
    tell(claim, template, dedupe=f"{template}:{key}", variables=facts)


def _tell(claim: Claim, template: str, *, key: str, **facts: str) -> None:
    tell(claim, template, dedupe=f"{template}:{key}", variables={"number": claim.number, **facts})


def _name(row: ServiceRequest) -> str:
    with translation.override(recipient(row.claim).language):
        return str(catalogue.service(row.kind).name)


def _moment(claim: Claim, at: datetime) -> str:
    return spoken(at, recipient(claim).language)


def spoken(at: datetime, language: str) -> str:
    """Day, weekday and hour, in the recipient's language."""
    with translation.override(language):
        chinese = (translation.get_language() or "").startswith("zh")
        pattern = "n月j日（D）H:i" if chinese else "j F (l) H:i"  # Chinese is meant: a date format
        return date_format(localtime(at), pattern)
