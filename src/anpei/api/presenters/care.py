"""Care as answers."""

from __future__ import annotations

from anpei.api.schemas.care import FollowupOut, ServiceOut
from anpei.care import catalogue, queries
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
