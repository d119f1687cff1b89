"""Reads about surveys."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.rules import visible_units
from anpei.claims.models import Claim
from anpei.core.errors import NotFound
from anpei.surveys.models import Survey, SurveyPhoto
from anpei.surveys.states import OPEN


def mine(staff: Staff) -> QuerySet[Survey]:
    """Open surveys of a person, nearest due first."""
    return (
        Survey.objects.filter(assignee=staff, state__in=OPEN)
        .select_related("claim__insured")
        .order_by("due_at", "id")
    )


def of_claim(claim: Claim) -> QuerySet[Survey]:
    return claim.surveys.select_related("assignee", "ordered_by").prefetch_related(
        "photos__file", "statements"
    )


def get_for_staff(staff: Staff, survey_id: int) -> Survey:
    """A survey of the units this person may see."""
    survey = (
        Survey.objects.filter(pk=survey_id, claim__unit__in=visible_units(staff))
        .select_related("claim", "assignee")
        .first()
    )
    if survey is None:
        raise NotFound("survey.unknown", _("There is no such survey, or it belongs to another unit."))
    return survey


def get_of_claim(claim: Claim, survey_id: int) -> Survey:
    """A survey of this case."""
    survey = claim.surveys.select_related("assignee", "ordered_by").filter(pk=survey_id).first()
    if survey is None:
        raise NotFound("survey.unknown", _("There is no such survey on this case."))
    return survey


def get_photo(survey: Survey, photo_id: int) -> SurveyPhoto:
    photo = survey.photos.select_related("file", "survey").filter(pk=photo_id).first()
    if photo is None:
        raise NotFound("photo.unknown", _("There is no such photo on this survey."))
    return photo
