"""A claim from the report to the archive over HTTP alone, to the fen."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta

from tests.api.scene import (
    ACCOUNT,
    Desks,
    assessing,
    good,
    hand_in_everything,
    insure,
    proposed,
    receipt_body,
    refused,
    report_body,
    review_all,
)

from anpei.core import clock
from anpei.jobs.worker import drain


def test_claim_goes_from_report_to_paid_and_archived(desks: Desks) -> None:
    party, policy = insure(desks)
    reported = good(desks.partner.post("/claims", report_body()), 201)
    number = reported["number"]
    assert reported["state"] == "reported"
    # The partner may not look into the book: it learns nothing of the policy it hit.
    assert (reported["policy_number"], reported["insured_id"]) == (None, None)
    assert {item["kind"] for item in reported["checklist"]} >= {"id_card", "inpatient_receipt"}
    assert reported["next_steps"][0]["who"] == "customer"
    assert reported["contact"] == "林晓棠"

    seen = good(desks.handler.get(f"/claims/{number}"))
    assert (seen["policy_number"], seen["insured_id"], seen["product_version"]) == (policy, party, "3.2")
    assert [one["rule"] for one in seen["clocks"]][:1] == ["report.response"]

    hand_in_everything(desks, number)
    assert good(desks.handler.post(f"/claims/{number}/accept"))["state"] == "accepted"
    registered = good(desks.handler.post(f"/claims/{number}/register", {"reserve_fen": 1_500_000}))
    assert (registered["state"], registered["reserve_fen"]) == ("assessing", 1_500_000)
    review_all(desks, number)
    good(desks.handler.post(f"/claims/{number}/receipts", receipt_body()), 201)

    # 20,000 less 5,000 from social insurance less the deductible of 10,000, settled with social insurance: 100 %
    run = good(desks.handler.post(f"/claims/{number}/calculations"), 201)
    assert (run["claimed_fen"], run["payable_fen"], run["result"]["total_fen"]) == (
        2_000_000,
        500_000,
        500_000,
    )
    decision = good(desks.handler.post(f"/claims/{number}/decisions", {"outcome": "pay"}), 201)
    assert (decision["number"], decision["amount_fen"], decision["state"]) == (1, 500_000, "proposed")

    approved = good(desks.approver.post(f"/claims/{number}/decisions/1/approve", {"comment": "同意"}))
    assert (approved["state"], approved["approved_by"], approved["made_by"]) == ("approved", "许岚", "林晓棠")
    payee = good(desks.handler.put(f"/claims/{number}/payee", ACCOUNT))
    assert (payee["last4"], payee["verified_how"]) == ("0005", "rule")
    drain(strict=True)

    paid = good(desks.handler.get(f"/claims/{number}"))
    assert (paid["state"], paid["paid_fen"], paid["payable_fen"], paid["reserve_fen"]) == (
        "paid",
        500_000,
        500_000,
        0,
    )
    money = good(desks.payer.get(f"/claims/{number}/payments"))
    assert [(one["state"], one["amount_fen"], one["last4"]) for one in money["instructions"]] == [
        ("paid", 500_000, "0005")
    ]
    letter = desks.handler.get(f"/claims/{number}/decisions/1/letter")
    assert letter["Content-Type"] == "application/pdf" and letter.content.startswith(b"%PDF")
    assert letter["Cache-Control"] == "no-store"

    refused(desks.handler.get(f"/claims/{number}/archive"), 404, "archive.none")
    assert good(desks.handler.post(f"/claims/{number}/archive"))["state"] == "archived"
    fetched = desks.handler.get(f"/claims/{number}/archive")
    assert fetched["Cache-Control"] == "no-store"
    bundle = zipfile.ZipFile(io.BytesIO(fetched.content))
    manifest = json.loads(bundle.read("manifest.json"))
    assert manifest["claim"] == number
    assert all(
        hashlib.sha256(bundle.read(one["path"])).hexdigest() == one["sha256"] for one in manifest["files"]
    )
    assert any(one["path"].startswith("letters/") for one in manifest["files"])


def test_paid_claim_is_filed_by_itself_after_some_days(insured: Desks) -> None:
    number = proposed(insured)
    good(insured.approver.post(f"/claims/{number}/decisions/1/approve", {}))
    good(insured.handler.put(f"/claims/{number}/payee", ACCOUNT))
    drain(strict=True)
    with clock.at(clock.now() + timedelta(days=4)):
        drain(strict=True)
        assert good(insured.handler.get(f"/claims/{number}"))["state"] == "archived"


def test_nobody_signs_what_they_prepared(insured: Desks) -> None:
    number = proposed(insured)
    refused(insured.handler.post(f"/claims/{number}/decisions/1/approve", {}), 403, "api.scope")
    # The supervisor's client may approve in general; another hand made this one, but the authority is missing.
    refused(insured.supervisor.post(f"/claims/{number}/decisions/1/approve", {}), 403, "settlement.authority")
    good(insured.approver.post(f"/claims/{number}/decisions/1/send-back", {"comment": "票据请再看一遍"}))
    assert good(insured.handler.get(f"/claims/{number}"))["state"] == "assessing"


def test_refusal_cites_a_clause_and_says_what_would_change_it(insured: Desks) -> None:
    number = assessing(insured)
    bare = refused(insured.handler.post(f"/claims/{number}/decisions", {"outcome": "refuse"}), 422, "invalid")
    assert set(bare["fields"]) == {"clause", "would_change", "reason"}
    body = {
        "outcome": "refuse",
        "clause": "2.5(5)",
        "reason": "这次治疗属于整形",
        "would_change": "意外受伤后必需修复的证明",
    }
    assert good(insured.handler.post(f"/claims/{number}/decisions", body), 201)["amount_fen"] == 0
    good(insured.approver.post(f"/claims/{number}/decisions/1/approve", {}))
    drain(strict=True)
    decided = good(insured.handler.get(f"/claims/{number}/decisions"))[0]
    assert "12378" in decided["appeal"] and decided["letter"]
    objection = good(
        insured.partner.post(f"/claims/{number}/objections", {"text": "不是整形，是烫伤修复。"}), 201
    )
    assert (objection["state"], objection["text"]) == ("open", None)
    refused(
        insured.approver.post(f"/claims/{number}/objections/{objection['id']}/answer", {"upheld": True, "answer": "材料已核实"}),
        403, "settlement.own_decision",
    )  # fmt: skip
    answer = {"upheld": True, "answer": "烫伤后的修复属于保障范围，我们重新计算。"}
    assert (
        good(insured.supervisor.post(f"/claims/{number}/objections/{objection['id']}/answer", answer))[
            "state"
        ]
        == "upheld"
    )
    assert good(insured.handler.get(f"/claims/{number}"))["state"] == "assessing"


def test_item_found_not_covered_is_paid_as_reduced(insured: Desks) -> None:
    number = assessing(insured)
    lines = [
        {"item": "西药费", "category": "drug", "amount_fen": 1_932_000},
        {"item": "陪护费", "category": "other", "nrdl_class": "C", "amount_fen": 68_000},
    ]
    first = good(insured.handler.get(f"/claims/{number}/receipts"))[0]
    changed = good(insured.handler.put(f"/claims/{number}/receipts/{first['id']}", receipt_body(lines=lines)))
    companion = changed["lines"][1]["id"]
    body = {"clause": "2.5(4)", "reason": "陪护费不是医疗费用"}
    assert (
        good(insured.handler.post(f"/claims/{number}/lines/{companion}/exclude", body))["excluded_fen"]
        == 68_000
    )
    run = good(insured.handler.post(f"/claims/{number}/calculations"), 201)
    # 20,000 less 680 companion, less 5,000, less 10,000
    assert run["payable_fen"] == 432_000
    refused(
        insured.handler.post(f"/claims/{number}/decisions", {"outcome": "pay"}),
        409,
        "settlement.reduction_needs_reason",
    )
    reduced = {"outcome": "pay_reduced", "clause": "2.5(4)", "reason": "陪护费不赔", "would_change": "医嘱"}
    assert good(insured.handler.post(f"/claims/{number}/decisions", reduced), 201)["amount_fen"] == 432_000


def test_offered_amount_is_agreed_with_the_code_on_the_customers_phone(insured: Desks) -> None:
    number = assessing(insured)
    good(insured.handler.post(f"/claims/{number}/calculations"), 201)
    offer = {"outcome": "pay_agreed", "amount_fen": 600_000, "undisputed_fen": 500_000, "reason": "协商一致"}
    good(insured.handler.post(f"/claims/{number}/decisions", offer), 201)
    good(insured.approver.post(f"/claims/{number}/decisions/1/approve", {}))
    good(insured.handler.put(f"/claims/{number}/payee", ACCOUNT))
    drain(strict=True)
    waiting = good(insured.handler.get(f"/claims/{number}"))
    assert (waiting["state"], waiting["paid_fen"]) == ("agreement", 500_000)
    code = good(insured.handler.post(f"/claims/{number}/decisions/1/agreement-code"), 201)["shown_code"]
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    refused(insured.handler.put(f"/claims/{number}/decisions/1/agreement", {"code": wrong}), 422, "invalid")
    assert good(insured.handler.put(f"/claims/{number}/decisions/1/agreement", {"code": code}))["agreed_at"]
    drain(strict=True)
    paid = good(insured.handler.get(f"/claims/{number}"))
    assert (paid["state"], paid["paid_fen"]) == ("paid", 600_000)


def test_account_must_be_in_the_payees_own_name(insured: Desks) -> None:
    number = proposed(insured)
    body = refused(
        insured.handler.put(f"/claims/{number}/payee", ACCOUNT | {"holder_name": "王五"}),
        409,
        "payee.name_mismatch",
    )
    assert set(body["fields"]) == {"holder_name"}


def test_changed_account_after_approval_is_signed_again(insured: Desks) -> None:
    number = proposed(insured)
    good(insured.handler.put(f"/claims/{number}/payee", ACCOUNT))
    good(insured.approver.post(f"/claims/{number}/decisions/1/approve", {}))
    good(insured.handler.put(f"/claims/{number}/payee", ACCOUNT | {"account_number": "6200000000000013"}))
    assert good(insured.handler.get(f"/claims/{number}"))["state"] == "approval"
    states = [
        (one["number"], one["state"]) for one in good(insured.handler.get(f"/claims/{number}/decisions"))
    ]
    assert states == [(2, "proposed"), (1, "void")]


def test_what_if_stores_nothing_and_needs_no_key(insured: Desks) -> None:
    number = assessing(insured)
    body = {"changes": {"receipts.0.social_fen": 0, "receipts.0.other_fen": 500_000}}
    response = insured.handler.post(f"/claims/{number}/what-if", body, **{"Idempotency-Key": ""})
    # 15,000 less the 5,000 of the deductible another insurer did not fill, 60 % without social insurance
    assert good(response)["payable_fen"] == 600_000
    assert good(insured.handler.get(f"/claims/{number}/calculations")) == []
    refused(
        insured.handler.post(f"/claims/{number}/what-if", {"changes": {"receipts.7.other_fen": 1}}),
        422,
        "invalid",
    )
    refused(
        insured.handler.post(f"/claims/{number}/what-if", {"changes": {"receipts.0.other_fen": "much"}}),
        422,
        "invalid",
    )
