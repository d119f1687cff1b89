"""Surveys: somebody goes and looks. Ordering is the handler's, writing only the assigned person's."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.queries import staff_by_username
from anpei.accounts.scopes import Scope as S
from anpei.api import uploads
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import surveys as show
from anpei.api.routes.papers import attachment
from anpei.api.schemas.base import Number, RowId
from anpei.api.schemas.claims import ReasonIn
from anpei.api.schemas.surveys import (
    PhotoIn,
    PhotoOut,
    StatementIn,
    StatementOut,
    SurveyIn,
    SurveyOut,
    SurveyReportIn,
)
from anpei.core.errors import Invalid
from anpei.documents import copies
from anpei.surveys import actions, queries
from anpei.surveys.models import Survey

surveys = Operations("surveys")

PHOTO_BODY = uploads.document(
    PhotoIn,
    taken_at={"type": "string", "format": "date-time"},
    **{name: {"type": "string"} for name in ("place", "latitude", "longitude", "caption")},
)


@surveys.read(
    "/claims/{number}/surveys", S.CLAIMS_READ, answer=list[SurveyOut], permission=P.HEALTH_VIEW, signed=True
)
def list_surveys(call: Call, number: Number) -> list[SurveyOut]:
    """List the surveys and investigations with what was seen, said and found."""
    return [show.survey(call, one) for one in queries.of_claim(call.claim(number))]


@surveys.post(
    "/claims/{number}/surveys",
    S.CLAIMS_HANDLE,
    answer=SurveyOut,
    status=201,
    permission=P.SURVEY_DISPATCH,
)
def order_survey(call: Call, number: Number, data: SurveyIn) -> SurveyOut:
    """Send somebody to look, with the reason, before the decision is proposed."""
    claim = call.claim(number)
    values = data.model_dump(exclude={"assignee"})
    return show.survey(call, actions.order(claim, assignee=_surveyor(data.assignee), by=call.by, **values))


@surveys.post(
    "/claims/{number}/surveys/{survey_id}/start",
    S.CLAIMS_HANDLE,
    answer=SurveyOut,
    permission=P.SURVEY_DO,
)
def start_survey(call: Call, number: Number, survey_id: RowId) -> SurveyOut:
    """Say that one is on the way."""
    return show.survey(call, actions.start(_survey(call, number, survey_id), by=call.by))


@surveys.post(
    "/claims/{number}/surveys/{survey_id}/photos",
    S.CLAIMS_HANDLE,
    answer=PhotoOut,
    status=201,
    permission=P.SURVEY_DO,
    extra=PHOTO_BODY,
)
def upload_survey_photo(call: Call, number: Number, survey_id: RowId) -> PhotoOut:
    """Add a photo with time and place, as `multipart/form-data` or as JSON with the content in base64."""
    survey = _survey(call, number, survey_id)
    given, content = uploads.receive(call.request, PhotoIn)
    values = given.model_dump(exclude={"content_base64"})
    return show.photo(actions.add_photo(survey, content=content, by=call.by, **values))


@surveys.read(
    "/claims/{number}/surveys/{survey_id}/photos/{photo_id}/content",
    S.CLAIMS_READ,
    answer=None,
    file="application/octet-stream",
    permission=P.HEALTH_VIEW,
    signed=True,
)
def download_survey_photo(call: Call, number: Number, survey_id: RowId, photo_id: RowId) -> HttpResponse:
    """Fetch a photo, with the name of the client, the time and the case written across it. Every look is recorded."""
    photo = queries.get_photo(_survey(call, number, survey_id), photo_id)
    actions.note_photo_viewed(photo, by=call.by)
    copy = copies.for_viewer(photo.file, by=call.by, case=number)
    return attachment(copy.content, copy.media_type, f"{number}-survey-{photo.pk}")


@surveys.post(
    "/claims/{number}/surveys/{survey_id}/statements",
    S.CLAIMS_HANDLE,
    answer=StatementOut,
    status=201,
    permission=P.SURVEY_DO,
)
def add_statement(call: Call, number: Number, survey_id: RowId, data: StatementIn) -> StatementOut:
    """Write down what somebody said, in their words."""
    survey = _survey(call, number, survey_id)
    return show.statement(call, actions.add_statement(survey, by=call.by, **data.model_dump()))


@surveys.post(
    "/claims/{number}/surveys/{survey_id}/report",
    S.CLAIMS_HANDLE,
    answer=SurveyOut,
    permission=P.SURVEY_DO,
)
def submit_survey_report(call: Call, number: Number, survey_id: RowId, data: SurveyReportIn) -> SurveyOut:
    """Hand in what was found; with the last open investigation the internal targets run again."""
    survey = _survey(call, number, survey_id)
    return show.survey(call, actions.submit_report(survey, by=call.by, **data.model_dump()))


@surveys.post(
    "/claims/{number}/surveys/{survey_id}/cancel",
    S.CLAIMS_HANDLE,
    answer=SurveyOut,
    permission=P.SURVEY_DISPATCH,
)
def cancel_survey(call: Call, number: Number, survey_id: RowId, data: ReasonIn) -> SurveyOut:
    """Call a survey off, with the reason."""
    return show.survey(call, actions.cancel(_survey(call, number, survey_id), reason=data.reason, by=call.by))


def _survey(call: Call, number: str, survey_id: int) -> Survey:
    return queries.get_of_claim(call.claim(number), survey_id)


def _surveyor(username: str) -> Staff:
    person = staff_by_username(username)
    if person is None or not person.is_active:
        raise Invalid(fields={"assignee": _("There is nobody of this name who carries out surveys.")})
    return person
