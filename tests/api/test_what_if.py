"""Past decisions under changed terms, over HTTP: asked once, read again, only by who may and only in their units."""

from __future__ import annotations

import pytest
from tests.api.scene import Caller, Desks, client_of, good, proposed, refused
from tests.settlement import cast

from anpei.accounts.scopes import Scope as S
from anpei.settlement.models import WhatIf

DEDUCTIBLE = "benefits[0].terms.deductible.amount_fen"
QUESTION = {"product": "qc_million_medical", "version": "3.2", "changes": {DEDUCTIBLE: 1_200_000}}


@pytest.fixture
def actuary(insured: Desks) -> Caller:
    person = cast.staff("yan", "actuary", insured.house.head, "严思源")
    return client_of(insured.house.head, [S.POLICIES_READ], signs_for=person)


@pytest.fixture
def paid(insured: Desks) -> str:
    """A case approved at 5,000 yuan: 20,000 spent, 5,000 from social insurance, 10,000 deductible."""
    number = proposed(insured)
    good(insured.approver.post(f"/claims/{number}/decisions/1/approve", {}))
    return number


def test_a_question_is_answered_with_sums_and_claims(paid: str, actuary: Caller) -> None:
    asked = good(actuary.post("/what-if", QUESTION), 202)
    assert (asked["state"], asked["claims"], asked["done"], asked["asked_by"]) == ("done", 1, 1, "严思源")
    result = asked["result"]
    assert (result["moved"], result["before_fen"], result["after_fen"]) == (1, 500_000, 300_000)
    assert [(one["step"], one["claims"], one["difference_fen"]) for one in result["by_step"]] == [
        ("inpatient.deductible", 1, -200_000)
    ]
    assert good(actuary.get(f"/what-if/{asked['id']}")) == asked
    assert good(actuary.get(f"/what-if/{asked['id']}/claims")) == {
        "claims": [
            {
                "claim": paid, "before_fen": 500_000, "after_fen": 300_000, "difference_fen": -200_000,
                "step": "inpatient.deductible", "step_before": 1_000_000, "step_after": 1_200_000, "carried": False,
            }
        ],
        "next": "",
    }  # fmt: skip


def test_a_retry_with_the_same_key_asks_once(paid: str, actuary: Caller) -> None:
    first = actuary.post("/what-if", QUESTION, key="once")
    again = actuary.post("/what-if", QUESTION, key="once")
    assert good(first, 202) == good(again, 202)
    assert again["Idempotency-Replayed"] == "true"
    assert WhatIf.objects.count() == 1


def test_a_wrong_path_is_named(insured: Desks, actuary: Caller) -> None:
    wrong = QUESTION | {"changes": {"benefits[0].terms.deductible.amont_fen": 1}}
    body = refused(actuary.post("/what-if", wrong), 422, "invalid")
    assert list(body["fields"]) == ["benefits[0].terms.deductible.amont_fen"]
    assert WhatIf.objects.count() == 0


def test_an_unknown_version_is_said_so(insured: Desks, actuary: Caller) -> None:
    refused(actuary.post("/what-if", QUESTION | {"version": "9.9"}), 404, "product.unknown")


def test_a_handler_may_not_ask(insured: Desks) -> None:
    refused(insured.handler.post("/what-if", QUESTION), 403, "accounts.not_permitted")


def test_a_client_of_another_branch_finds_nothing(paid: str, insured: Desks, actuary: Caller) -> None:
    asked = good(actuary.post("/what-if", QUESTION), 202)
    other = cast.unit("B2", "branch", "江苏分公司", insured.house.head)
    person = cast.staff("far", "actuary", other, "远方")
    far = client_of(other, [S.POLICIES_READ], signs_for=person)
    refused(far.get(f"/what-if/{asked['id']}"), 404, "what_if.unknown")
    refused(far.get(f"/what-if/{asked['id']}/claims"), 404, "what_if.unknown")
    assert good(far.post("/what-if", QUESTION), 202)["result"]["claims"] == 0


def test_a_client_reaches_no_further_than_its_person(paid: str, insured: Desks) -> None:
    other = cast.unit("B2", "branch", "江苏分公司", insured.house.head)
    person = cast.staff("far", "actuary", other, "远方")
    wide = client_of(insured.house.head, [S.POLICIES_READ], signs_for=person)
    assert good(wide.post("/what-if", QUESTION), 202)["result"]["claims"] == 0
    stranger = client_of(insured.house.branch, [S.POLICIES_READ], signs_for=person)
    refused(stranger.post("/what-if", QUESTION), 403, "api.unit")
