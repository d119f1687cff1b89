"""Surveys as answers, for who sees health data."""

from __future__ import annotations

from anpei.api.access import Call
from anpei.api.schemas.surveys import PhotoOut, StatementOut, SurveyOut
from anpei.surveys.models import Statement, Survey, SurveyKind, SurveyPhoto, SurveyState


def survey(call: Call, one: Survey) -> SurveyOut:
    names = (
        "reason", "questions", "due_at", "started_at", "reported_at", "findings", "conclusion", "cancel_reason",
    )  # fmt: skip
    return SurveyOut(
        id=one.pk,
        kind=SurveyKind(one.kind),
        state=SurveyState(one.state),
        assignee=one.assignee.username,
        ordered_by=one.ordered_by.display_name,
        photos=[photo(each) for each in one.photos.all()],
        statements=[statement(call, each) for each in one.statements.all()],
        **{name: getattr(one, name) for name in names},
    )


def photo(one: SurveyPhoto) -> PhotoOut:
    names = ("taken_at", "place", "latitude_e6", "longitude_e6", "caption")
    return PhotoOut(
        id=one.pk,
        media_type=one.file.media_type,
        size=one.file.size,
        sha256=one.file.sha256,
        **{name: getattr(one, name) for name in names},
    )


def statement(call: Call, one: Statement) -> StatementOut:
    return StatementOut(
        id=one.pk, person=call.masked.name(one.person), role=one.role, text=one.text, taken_at=one.taken_at
    )
