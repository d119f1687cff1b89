"""The demo year goes to see people, gathers them and serves them, and every figure adds up."""

from __future__ import annotations

import pytest
from django.db.models import Sum

from anpei.care.models import (
    BudgetEntry,
    CareBudget,
    CareVisit,
    ExtraOrder,
    ExtraQuota,
    Gathering,
    GuestState,
)
from anpei.care.models.gatherings import SEATED


@pytest.mark.django_db
def test_a_course_was_held_and_others_are_to_come(demo: None) -> None:
    assert sorted(Gathering.objects.values_list("state", flat=True)) == ["cancelled", "draft", "held", "open"]
    held = Gathering.objects.get(state="held")
    assert held.guests.filter(state=GuestState.ATTENDED).count() == 9
    assert held.guests.filter(moved_up_at__isnull=False).count() == 2
    assert held.guests.filter(satisfaction__gte=4).count() == 6
    for row in Gathering.objects.all():
        assert row.taken == row.guests.filter(state__in=SEATED).count()


@pytest.mark.django_db
def test_people_are_asked_before_anybody_goes(demo: None) -> None:
    assert CareVisit.objects.filter(claim__insured__isnull=False, state="asked").exists()
    assert not CareVisit.objects.filter(state__in=("planned", "done"), answered_at__isnull=True).exists()


@pytest.mark.django_db
def test_services_were_used_and_every_figure_adds_up(demo: None) -> None:
    assert ExtraOrder.objects.filter(state="done", cost_fen__gt=0).exists()
    done = set(ExtraOrder.objects.filter(state="done").values_list("kind", flat=True))
    assert {"health_call", "health_plan", "legal_call", "legal_consult"} <= done
    assert ExtraOrder.objects.filter(state="ordered").exists()
    for quota in ExtraQuota.objects.all():
        assert quota.used == quota.orders.exclude(state__in=("declined", "cancelled")).count()
    for budget in CareBudget.objects.all():
        spent = BudgetEntry.objects.filter(budget=budget).aggregate(all=Sum("amount_fen"))["all"] or 0
        assert budget.used_fen == spent <= budget.amount_fen
    assert CareBudget.objects.filter(used_fen__gt=0).exists()
