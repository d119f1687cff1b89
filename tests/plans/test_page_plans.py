"""On PostgreSQL no page reads a table that grows with the book from end to end, and each looks at a page's worth of rows."""

from __future__ import annotations

import pytest
from bench.multiply import multiply
from django.db import connection
from django.test import Client
from django.utils.http import urlencode
from tests import cast as people

from anpei.claims.models import Claim
from anpei.claims.queries import for_visitor
from bench import plans

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db]

CASES = 6_000
MOST_ROWS = 600  # of eighteen cases shown, each with its clocks, papers, people


def test_pages_of_a_large_book_read_by_index_alone(cast: people.Cast) -> None:
    """One test for all pages: the book takes longer to make than to read."""
    claim = people.course_to(cast, "reported")
    multiply(CASES)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    supervisor = Client()
    supervisor.force_login(cast.supervisor, backend="django.contrib.auth.backends.ModelBackend")
    assert {path: found for path in _pages(cast, claim) if (found := _page_faults(supervisor, path))} == {}
    with plans.taken() as seen:
        assert list(for_visitor(cast.customer.phone_hash)) == [claim]
    assert _faults(seen) == []


def _pages(cast: people.Cast, claim: Claim) -> list[str]:
    middle = Claim.objects.filter(is_open=True).order_by("next_due_at", "id")[CASES // 2]
    after = {"view": "unit", "after": f"{middle.next_due_at.isoformat()}~{middle.pk}"}
    views = ("mine", "overdue", "today", "waiting", "approval", "payment", "unassigned", "unit")
    searches = (cast.customer.name, cast.customer.phone, claim.number, cast.policy.number)
    return [
        "/staff/",
        *(f"/staff/queue/?view={view}" for view in views),
        f"/staff/queue/?{urlencode(after)}",
        *(f"/staff/search/?{urlencode({'q': text})}" for text in searches),
    ]


def _page_faults(client: Client, path: str) -> list[str]:
    with plans.taken() as seen:
        assert client.get(path).status_code in (200, 302)
    return _faults(seen)


def _faults(seen: plans.Taken) -> list[str]:
    """Statements that read a growing table from end to end, or look at more rows than a page has."""
    found = [plans.explain(sql, params) for sql, params in seen.reads]
    return [
        f"{plan.full_scans} {plan.rows} rows: {plan.sql}"
        for plan in found
        if plan.full_scans or plan.rows > MOST_ROWS
    ]
