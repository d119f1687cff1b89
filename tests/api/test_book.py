"""Persons, policies, products and the calculator over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.scene import ZHOU, Desks, client_of, good, insure, refused
from tests.settlement import cast

from anpei.accounts.scopes import Scope as S
from anpei.terms import loader


def test_person_is_registered_and_shown_masked(desks: Desks) -> None:
    party = good(desks.core.post("/parties", ZHOU | {"external_ref": "C-1"}), 201)
    assert (party["phone"], party["birth_year"], party["external_ref"]) == ("138****0001", 1990, "C-1")
    assert "19900101" not in party["id_number"] and party["name"] != "周桂芬"
    refused(desks.core.post("/parties", ZHOU), 409, "party.known")
    bad = refused(
        desks.core.post("/parties", {"name": "", "id_type": "resident_id", "id_number": "1", "phone": "2"}),
        422,
        "invalid",
    )
    assert set(bad["fields"]) == {"name", "id_number", "phone"}
    refused(desks.core.post("/parties", {"name": "新人", "external_ref": "C-1"}), 409, "conflict")
    assert good(desks.core.get(f"/parties/{party['id']}"))["id"] == party["id"]


def test_person_who_is_nobody_of_the_clients_is_not_shown(desks: Desks) -> None:
    stranger = cast.person()
    branch = client_of(desks.house.branch, [S.POLICIES_READ, S.IMPORTS_WRITE])
    refused(branch.get(f"/parties/{stranger.pk}"), 404, "party.unknown")
    refused(branch.get("/parties/999999"), 404, "party.unknown")
    own = good(branch.post("/parties", {"name": "李明"}), 201)["id"]
    assert good(branch.get(f"/parties/{own}"))["id"] == own


def test_policy_is_issued_with_members_and_endorsements(desks: Desks) -> None:
    party, number = insure(desks)
    policy = good(desks.core.get(f"/policies/{number}"))
    assert (policy["policyholder"], policy["unit"], policy["premium_fen"], policy["issued_on"]) == (
        party,
        "B1",
        129_900,
        "2026-03-01",
    )
    endorsement = {
        "number": "E1",
        "effective_on": "2026-06-01",
        "summary": "提高保额",
        "terms": {"sum_insured.medical": 300_000_000},
    }
    good(desks.core.post(f"/policies/{number}/endorsements", endorsement), 201)
    refused(desks.core.post(f"/policies/{number}/endorsements", endorsement), 409, "endorsement.known")
    assert [one["number"] for one in good(desks.core.get(f"/policies/{number}"))["endorsements"]] == ["E1"]
    member = good(desks.core.get(f"/policies/{number}/members"))["members"][0]
    assert (member["party"], member["sums_insured"], member["first_joined_on"]) == (
        party,
        {"medical": 200_000_000},
        "2024-03-01",
    )
    refused(desks.core.post(f"/policies/{number}/members", {"party": party}), 409, "member.known")
    refused(
        desks.core.post(f"/policies/{number}/members", {"party": party, "sums_insured": {"car": 1}}),
        422,
        "invalid",
    )
    left = good(
        desks.core.post(f"/policies/{number}/members/{member['id']}/leave", {"left_on": "2026-12-01"})
    )
    assert left["left_on"] == "2026-12-01"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"product": "unheard"}, 404, "product.unknown"),
        ({"policyholder": 999_999}, 404, "party.unknown"),
        ({"unit": "ZZ"}, 422, "invalid"),
        ({"ends_on": "2026-02-01"}, 422, "invalid"),
        ({"number": "QC2026000001"}, 409, "policy.known"),
        ({"premium_fen": 12.5}, 422, "invalid"),
        ({"premium_fen": "12"}, 422, "invalid"),
    ],
)
def test_policy_that_cannot_be_right_is_refused(
    desks: Desks, change: dict[str, Any], status: int, code: str
) -> None:
    party, _number = insure(desks)
    body = {
        "number": "QC2", "product": "qc_million_medical", "product_version": "3.2", "policyholder": party,
        "starts_on": "2026-03-01", "ends_on": "2027-02-28",
    }  # fmt: skip
    refused(desks.core.post("/policies", body | change), status, code)


def test_cover_is_found_by_id_number_on_a_day(insured: Desks) -> None:
    search = {"id_number": ZHOU["id_number"]}
    assert [one["policy_number"] for one in good(insured.handler.post("/policy-search", search))] == [
        "QC2026000001"
    ]
    assert good(insured.handler.post("/policy-search", search | {"on": "2027-03-01"})) == []
    assert good(insured.handler.post("/policy-search", {"id_number": "440301198506152345"})) == []


def test_products_and_their_terms_are_read(desks: Desks) -> None:
    products = good(desks.core.get("/products"))
    assert [(one["code"], [version["version"] for version in one["versions"]]) for one in products] == [
        ("qc_million_medical", ["3.2"])
    ]
    terms = good(desks.core.get("/products/qc_million_medical/versions/3.2"))
    assert terms["sum_insured_keys"] == ["medical"]
    assert "2.4.2" in {clause["number"] for clause in terms["terms"]["clauses"]}
    refused(desks.core.get("/products/qc_million_medical/versions/9"), 404, "product.unknown")


def test_calculator_gives_what_the_product_file_promises(desks: Desks) -> None:
    terms = loader.loads(desks.house.version.text, "qc")
    for example in terms.examples:
        facts = good(desks.core.get("/products/qc_million_medical/versions/3.2"))["terms"]["examples"]
        given = next(one for one in facts if one["name"] == example.name)["facts"]
        answer = good(
            desks.core.post(
                "/adjudications", {"product": "qc_million_medical", "version": "3.2", "facts": given}
            )
        )
        assert answer["total_fen"] == example.expect["total.payable"]


def test_calculator_names_what_is_wrong_with_the_facts(desks: Desks) -> None:
    body = {"product": "qc_million_medical", "version": "3.2", "facts": {"policy": {"starts_on": "soon"}}}
    fields = refused(desks.core.post("/adjudications", body), 422, "invalid")["fields"]
    assert {"facts.policy.starts_on", "facts.policy.ends_on", "facts.event"} <= set(fields)
