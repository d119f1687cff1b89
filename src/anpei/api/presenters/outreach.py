"""Visits, gatherings, value-added services and budgets as answers."""

from __future__ import annotations

from anpei.api.schemas.outreach import (
    BudgetOut,
    ExtraOut,
    ExtraRightOut,
    GatheringOut,
    GuestOut,
    VisitOut,
)
from anpei.care.models import (
    BudgetKind,
    CareBudget,
    CareVisit,
    CareVisitState,
    ExtraOrder,
    ExtraState,
    Gathering,
    GatheringKind,
    GatheringPurpose,
    GatheringState,
    Guest,
    GuestState,
)
from anpei.care.queries.extras import Right


def visit(one: CareVisit) -> VisitOut:
    names = (
        "occasion", "no_selling", "asked_at", "answered_at", "ask_again_at", "appointment_at", "gift", "gift_fen",
        "done_at", "dropped_because",
    )  # fmt: skip
    return VisitOut(
        id=one.pk,
        state=CareVisitState(one.state),
        person=one.person.username if one.person else None,
        **{name: getattr(one, name) for name in names},
    )


def gathering(one: Gathering) -> GatheringOut:
    names = (
        "title", "place", "starts_at", "ends_at", "sign_up_until", "capacity", "taken", "planned_fen", "cost_fen",
        "protected_out",
    )  # fmt: skip
    return GatheringOut(
        id=one.pk,
        kind=GatheringKind(one.kind),
        purpose=GatheringPurpose(one.purpose),
        state=GatheringState(one.state),
        unit=one.unit.code,
        **{name: getattr(one, name) for name in names},
    )


def guest(one: Guest) -> GuestOut:
    return GuestOut(
        id=one.pk,
        party=one.party_id,
        state=GuestState(one.state),
        turn=one.turn,
        satisfaction=one.satisfaction,
    )


def right(one: Right) -> ExtraRightOut:
    return ExtraRightOut(
        kind=one.extra.kind,
        name=str(one.extra.name),
        party=one.member.party_id,
        per_year=one.extra.per_year,
        used=one.used,
        left=one.left,
        hindrance=one.hindrance,
        until=one.until,
        health_data=one.extra.health_data,
    )


def extra(one: ExtraOrder) -> ExtraOut:
    names = (
        "kind", "provider", "ordered_at", "passed", "passed_at", "appointment_at", "done_at", "cost_fen",
        "declined_because", "satisfaction",
    )  # fmt: skip
    return ExtraOut(id=one.pk, state=ExtraState(one.state), **{name: getattr(one, name) for name in names})


def budget(one: CareBudget) -> BudgetOut:
    names = ("year", "amount_fen", "used_fen", "left_fen")
    return BudgetOut(
        unit=one.unit.code, kind=BudgetKind(one.kind), **{name: getattr(one, name) for name in names}
    )
