"""``anpei advice entitlements``: past cases looked through, told only when asked to, nothing kept by a dry run."""

from __future__ import annotations

import json
from datetime import timedelta

from click.testing import CliRunner
from tests.advice.contracts import contract
from tests.cast import Cast, course_to

from anpei.advice import book
from anpei.advice.models import Entitlement
from anpei.claims.models import Claim
from anpei.cli.advice import advice
from anpei.core import clock
from anpei.messages.models import Message


def run(*arguments: str) -> str:
    result = CliRunner().invoke(advice, ["entitlements", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_book_is_looked_through_and_nobody_is_written_to(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_hospital_cash", number="P2026000010")
    contract(cast, "qc_term_life", number="P2026000011")

    said = run("--since", "2026-01-01")

    assert said == (
        f"2028-11-09  {reported_claim.number}  P2026000010\n"
        "1 cases since 2026-01-01; other policies: 1 may, 1 not.\n"
    )
    assert Entitlement.objects.filter(state="may", told_at__isnull=True).count() == 1
    assert not Message.objects.filter(template="advice.entitlements").exists()


def test_told_once_when_it_is_asked_for(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_hospital_cash", number="P2026000010")

    run("--since", "2026-01-01", "--tell")
    run("--since", "2026-01-01", "--tell")

    assert Message.objects.filter(template="advice.entitlements", channel="in_app").count() == 1


def test_a_dry_run_keeps_nothing_and_says_the_same(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_hospital_cash", number="P2026000010")

    said = json.loads(run("--since", "2026-01-01", "--dry-run", "--json"))

    assert said == {
        "since": "2026-01-01",
        "cases": 1,
        "contracts": {"may": 1},
        "open": [{"claim": reported_claim.number, "policy": "P2026000010", "claim_by_on": "2028-11-09"}],
    }
    assert not Entitlement.objects.exists()


def test_without_a_day_five_years_are_looked_back(cast: Cast, reported_claim: Claim):
    assert run() == "1 cases since 2021-11-16; other policies: none.\n"
    Claim.objects.filter(pk=reported_claim.pk).update(event_on=clock.today() - timedelta(days=365 * 5 + 2))
    assert run() == "0 cases since 2021-11-16; other policies: none.\n"


def test_telling_and_keeping_nothing_contradict(cast: Cast):
    result = CliRunner().invoke(advice, ["entitlements", "--tell", "--dry-run"])

    assert result.exit_code == 2
    assert "contradict" in result.output


def test_pages_lose_no_case(cast: Cast, reported_claim: Claim, monkeypatch):
    monkeypatch.setattr(book, "PAGE", 1)
    course_to(cast, "reported", key="cast-2")
    course_to(cast, "reported", key="cast-3")

    assert book.look_through(since=reported_claim.event_on, keep=False).cases == 3
