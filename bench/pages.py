"""What list pages cost as the book grows: time, statements, rows looked at, tables read from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.test import Client

from anpei.accounts import sessions
from anpei.accounts.models import Staff
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.demo.create import BUSY
from bench import plans

TURNS = 15
NO_FULL_SCAN_FROM = 50_000  # in a small book reading a table from end to end is the quickest way


@dataclass(frozen=True)
class Page:
    name: str
    client: Client
    path: str


def measure() -> list[dict[str, Any]]:
    """One row for each page; raises when a statement reads a growing table from end to end in a large book."""
    size = Claim.objects.count()
    return [_measured(page, size) for page in _pages()]


def _measured(page: Page, size: int) -> dict[str, Any]:
    whole, database = [], []
    for _turn in range(TURNS):
        began = clock.now()
        with plans.taken() as seen:
            answer = page.client.get(page.path)
        if answer.status_code not in (200, 302):  # one hit of a search leads straight to it
            raise RuntimeError(f"{page.path} answered {answer.status_code}.")
        whole.append((clock.now() - began).total_seconds() * 1_000)
        database.append(seen.milliseconds)
    found = [plans.explain(sql, params) for sql, params in seen.reads]
    full = sorted({table for plan in found for table in plan.full_scans})
    if full and size >= NO_FULL_SCAN_FROM:
        worst = next(plan for plan in found if plan.full_scans)
        raise RuntimeError(
            f"{page.name} reads {', '.join(full)} from end to end at {size} cases: {worst.sql}"
        )
    return {
        "page": page.name,
        "claims": size,
        "statements": len(seen.statements),
        "rows": sum(plan.rows for plan in found),
        "sql_p50_ms": round(median(database), 2),
        "page_p50_ms": round(median(whole), 1),
        "full_scans": full,
    }


def _pages() -> Iterator[Page]:
    handler, everyone = _staff(BUSY), _staff("jia")
    case = (
        Claim.objects.filter(is_open=True, insured__guardian=None)
        .exclude(insured__phone_hash="")
        .order_by("-id")
        .first()
    )
    assert case is not None and case.insured is not None
    yield Page("my day", handler, "/staff/")
    yield Page("queue, mine", handler, "/staff/queue/?view=mine")
    yield Page("queue, one unit", handler, "/staff/queue/?view=unit")
    yield Page("queue, whole company", everyone, "/staff/queue/?view=unit")
    yield Page("queue, nobody's yet", everyone, "/staff/queue/?view=unassigned")
    yield Page("queue, one state", everyone, "/staff/queue/?view=approval")
    deep = Claim.objects.filter(is_open=True).order_by("next_due_at", "id")[
        Claim.objects.filter(is_open=True).count() // 2
    ]
    yield Page("queue, in the middle", everyone, f"/staff/queue/?view=unit&after={_cursor(deep)}")
    yield Page("search by name", everyone, f"/staff/search/?q={case.insured.name}")
    yield Page("search by case number", everyone, f"/staff/search/?q={case.number}")
    yield Page("search by phone", everyone, f"/staff/search/?q={case.insured.phone}")
    yield Page("case", everyone, f"/staff/claims/{case.number}/overview/")
    yield Page("portal, first page", customer(case), "/")
    yield Page("portal, progress", customer(case), f"/claims/{case.number}/")


def _cursor(claim: Claim) -> str:
    return f"{claim.next_due_at:%Y-%m-%dT%H:%M:%S}%2B00:00~{claim.pk}"


def _staff(username: str) -> Client:
    client = Client()
    client.force_login(
        Staff.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def customer(case: Claim) -> Client:
    """A browser whose customer proved the phone of the insured person."""
    from django.http import HttpRequest

    assert case.insured is not None
    client = Client()
    request = HttpRequest()
    request.session = client.session
    sessions.start(request, case.insured.phone_hash)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key
    return client
