"""Help on the way, in every kind: asked for, offered, refused in kind words, not wanted, done and judged."""

from __future__ import annotations

import pytest

from anpei.care import catalogue
from anpei.care.models import ServiceOrigin, ServiceRequest, ServiceState


@pytest.mark.django_db
def test_every_kind_of_help_was_given_and_judged(demo: None) -> None:
    done = ServiceRequest.objects.filter(state=ServiceState.DONE)

    assert set(done.values_list("kind", flat=True)) == {one.kind for one in catalogue.services().services}
    for row in done:
        assert row.person is not None and row.result and row.satisfaction in (4, 5), row.kind
        assert (row.appointment_at is not None) == catalogue.service(row.kind).appointment
        assert row.done_at is not None and (row.appointment_at is None or row.appointment_at < row.done_at)
        assert row.cost_fen is not None


@pytest.mark.django_db
def test_help_was_asked_for_and_offered(demo: None) -> None:
    offered = ServiceRequest.objects.filter(origin=ServiceOrigin.STAFF)

    assert set(offered.values_list("state", flat=True)) == {"done", "not_wanted"}
    assert all(row.words for row in offered)
    by_customer = ServiceRequest.objects.filter(origin=ServiceOrigin.CUSTOMER, state="done")
    assert all(row.declared and row.entitled_by for row in by_customer)


@pytest.mark.django_db
def test_what_was_not_possible_is_said_kindly_with_what_is_done_instead(demo: None) -> None:
    refused = ServiceRequest.objects.filter(state=ServiceState.DECLINED)

    assert refused.exists()
    assert all("对不住" in row.declined_because and not row.entitled_by for row in refused)


@pytest.mark.django_db
def test_somebody_still_waits_for_help_on_the_last_day(demo: None) -> None:
    waiting = ServiceRequest.objects.filter(state__in=("asked", "planned"))

    assert waiting.filter(kind="pickup").exists() and waiting.filter(kind="interpreter").exists()
