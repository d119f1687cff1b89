"""Lists cost the same number of statements for one row and for three."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.settlement import cast

from anpei.claims.models import Claim
from anpei.core import clock
from anpei.deadlines.models import Clock


def count_of(client: Client, page: str) -> int:
    client.get(page)  # log-in session and caches are warm
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    "page", ["/staff/", "/staff/queue/", "/staff/queue/?view=unit", "/staff/search/?q=周桂芬"]
)
def test_one_row_and_three_cost_the_same(handler: Client, house: cast.House, page: str) -> None:
    cast.claim_of(house, cast.insure(house, cast.person()))
    one = count_of(handler, page)
    for number, phone in (("110000199001010021", "13800000002"), ("11000019900101003X", "13800000003")):
        cast.claim_of(house, cast.insure(house, cast.person(id_number=_valid(number), phone=phone)))
    assert Claim.objects.count() == 3
    assert count_of(handler, page) == one


def test_my_day_costs_so_many_statements_and_three_more_with_delays_to_announce(
    handler: Client, house: cast.House
) -> None:
    cast.claim_of(house, cast.insure(house, cast.person()))
    assert count_of(handler, "/staff/") == 27
    Clock.objects.filter(rule_id="life.determination.simple").update(delay_flagged_at=clock.now())
    assert count_of(handler, "/staff/") == 30


def test_the_queue_costs_twelve_statements(handler: Client, house: cast.House) -> None:
    cast.claim_of(house, cast.insure(house, cast.person()))
    assert count_of(handler, "/staff/queue/") == 12


def _valid(number: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return (
        number[:17]
        + "10X98765432"[
            sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True)) % 11
        ]
    )
