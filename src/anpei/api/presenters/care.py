"""Care as answers."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings

from anpei.api.schemas.care import (
    AnswerFiguresOut,
    FollowupFiguresOut,
    FollowupOut,
    ScoreOut,
    ServiceOut,
    ShareOut,
)
from anpei.care import catalogue, queries
from anpei.care.measures import Answers, Figures
from anpei.care.models import Followup, FollowupState, ServiceOrigin, ServiceRequest, ServiceState


def service(one: ServiceRequest) -> ServiceOut:
    names = (
        "kind", "declared", "entitled_by", "asked_at", "appointment_at", "cost_fen", "done_at", "declined_because",
        "satisfaction",
    )  # fmt: skip
    return ServiceOut(
        id=one.pk,
        name=str(catalogue.service(one.kind).name),
        state=ServiceState(one.state),
        origin=ServiceOrigin(one.origin),
        person=one.person.username if one.person else None,
        **{name: getattr(one, name) for name in names},
    )


def figures(found: Figures) -> FollowupFiguresOut:
    return FollowupFiguresOut(
        from_on=found.span.from_on,
        until_on=found.span.until_on,
        least_answers=settings.CARE_LEAST_ANSWERS,
        together=_answers(found.total),
        by_occasion=[_answers(one) for one in found.by_occasion],
        by_unit=[_answers(one) for one in found.by_unit],
        by_product=[_answers(one) for one in found.by_product],
        by_month=[_answers(one) for one in found.by_month],
    )


def _answers(one: Answers) -> AnswerFiguresOut:
    names = (
        "code", "label", "asked", "never_asked", "answered", "declined", "rated", "satisfied", "scored", "promoters",
        "passives", "detractors",
    )  # fmt: skip
    return AnswerFiguresOut(
        response=ShareOut(**asdict(one.response)) if one.response else None,
        csat=ShareOut(**asdict(one.csat)) if one.csat else None,
        nps=ScoreOut(**asdict(one.nps)) if one.nps else None,
        **{name: getattr(one, name) for name in names},
    )


def followup(one: Followup) -> FollowupOut:
    task = getattr(one, "task", None)
    names = (
        "policy", "channel", "ask_at", "asked_at", "ends_at", "ended_at", "satisfaction", "nps",
    )  # fmt: skip
    return FollowupOut(
        id=one.pk,
        state=FollowupState(one.state),
        answers=queries.said(one),
        complaint_proposed=queries.sounds_like_complaint(one),
        task_due_at=task.due_at if task else None,
        task_done_at=task.done_at if task else None,
        **{name: getattr(one, name) for name in names},
    )
