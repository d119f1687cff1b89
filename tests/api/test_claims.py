"""Reporting, listing and moving cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.scene import Desks, good, insure, refused, report, report_body

from anpei.claims.models import Claim
from anpei.core import clock

PHONE = {"reporter_phone": "13800000001"}


def test_thin_report_is_accepted_and_completed_later(desks: Desks) -> None:
    number = good(desks.partner.post("/claims", PHONE), 201)["number"]
    changed = good(
        desks.partner.patch(
            f"/claims/{number}", {"nature": "injury", "care": "outpatient", "event_on": "2026-11-15"}
        )
    )
    assert (changed["nature"], changed["care"], changed["event_on"]) == ("injury", "outpatient", "2026-11-15")
    assert "accident_statement" in {item["kind"] for item in changed["checklist"]}


def test_death_is_reported_with_its_day_and_its_cause_and_put_right_later(desks: Desks) -> None:
    told = report_body(nature="death", died_on="2026-10-20", cause_of_death="accident")
    number = good(desks.partner.post("/claims", told), 201)["number"]
    shown = good(desks.handler.get(f"/claims/{number}"))
    assert (shown["died_on"], shown["cause_of_death"]) == ("2026-10-20", "accident")
    changed = good(
        desks.handler.patch(f"/claims/{number}", {"died_on": "2026-10-21", "cause_of_death": "illness"})
    )
    assert (changed["died_on"], changed["cause_of_death"]) == ("2026-10-21", "illness")
    unknown = good(desks.handler.patch(f"/claims/{number}", {"died_on": None, "cause_of_death": ""}))
    assert (unknown["died_on"], unknown["cause_of_death"]) == (None, "")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"died_on": "2026-11-17"}, "died_on"),  # tomorrow
        ({"died_on": "2026-10-11"}, "died_on"),  # before the event
        ({"died_on": "soon"}, "died_on"),
        ({"cause_of_death": "magic"}, "cause_of_death"),
    ],
)
def test_death_that_cannot_be_right_is_refused_beside_its_field(
    desks: Desks, change: dict[str, str], field: str
) -> None:
    refusal = refused(desks.partner.post("/claims", report_body(nature="death", **change)), 422, "invalid")
    assert set(refusal["fields"]) == {field}
    number = report(desks, nature="death")
    refusal = refused(desks.partner.patch(f"/claims/{number}", change), 422, "invalid")
    assert set(refusal["fields"]) == {field}
    claim = Claim.objects.get()
    assert (claim.died_on, claim.cause_of_death) == (None, "")


def test_same_key_again_gets_the_first_answer_and_makes_one_case(desks: Desks) -> None:
    first = desks.partner.post("/claims", report_body(), key="report-1")
    second = desks.partner.post("/claims", report_body(), key="report-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert Claim.objects.count() == 1


def test_same_key_with_another_content_or_address_is_refused(desks: Desks) -> None:
    number = good(desks.partner.post("/claims", report_body(), key="report-1"), 201)["number"]
    refused(
        desks.partner.post("/claims", report_body(cause="x"), key="report-1"), 409, "idempotency.mismatch"
    )
    refused(
        desks.partner.post(f"/claims/{number}/messages", {"text": "在吗"}, key="report-1"),
        409,
        "idempotency.mismatch",
    )


def test_same_key_of_another_client_is_another_command(desks: Desks) -> None:
    good(desks.partner.post("/claims", PHONE, key="k"), 201)
    good(desks.handler.post("/claims", PHONE, key="k"), 201)
    good(desks.supervisor.post("/claims", PHONE, key="k"), 201)
    assert Claim.objects.count() == 3


def test_refused_command_leaves_its_key_free(desks: Desks) -> None:
    refused(desks.partner.post("/claims", {"story": "没有电话"}, key="again"), 422, "invalid")
    good(desks.partner.post("/claims", PHONE, key="again"), 201)


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_command_without_a_usable_key_is_refused(desks: Desks, key: str) -> None:
    headers = {"Idempotency-Key": key}
    assert set(
        refused(desks.partner.post("/claims", PHONE, **headers), 422, "idempotency.key")["fields"]
    ) == {"Idempotency-Key"}
    assert Claim.objects.count() == 0


def test_list_is_paged_by_an_opaque_cursor_newest_first(desks: Desks) -> None:
    numbers = [good(desks.partner.post("/claims", PHONE), 201)["number"] for _ in range(5)]
    first = good(desks.partner.get("/claims", size=2))
    second = good(desks.partner.get("/claims", size=2, cursor=first["next"]))
    third = good(desks.partner.get("/claims", size=2, cursor=second["next"]))
    shown = [one["number"] for page in (first, second, third) for one in page["claims"]]
    assert shown == numbers[::-1] and third["next"] is None


@pytest.mark.parametrize("cursor", ["x", "5", "YmVmb3JlOjA", "YmVmb3JlOi0x", "é"])
def test_cursor_that_is_not_ours_is_refused(desks: Desks, cursor: str) -> None:
    assert set(refused(desks.partner.get("/claims", cursor=cursor), 422, "invalid")["fields"]) == {"cursor"}


def test_list_is_filtered_by_state_handler_and_change(desks: Desks) -> None:
    number = good(desks.partner.post("/claims", PHONE), 201)["number"]
    other = good(desks.partner.post("/claims", PHONE), 201)["number"]
    good(desks.handler.post(f"/claims/{other}/withdraw", {"note": "客户撤回"}))
    listed = lambda **query: [one["number"] for one in good(desks.handler.get("/claims", **query))["claims"]]  # noqa: E731
    assert listed(state="reported") == [number]
    assert listed(state=["reported", "closed"]) == [other, number]
    assert listed(handler="lin") == [other, number]
    assert listed(handler="nobody") == []
    later = clock.now() + timedelta(hours=1)
    with clock.at(later):
        good(desks.handler.patch(f"/claims/{number}", {"hospital": "江州市第一人民医院"}))
    assert listed(updated_since=later.isoformat()) == [number]
    refused(desks.handler.get("/claims", state="unheard"), 422, "invalid")
    refused(desks.handler.get("/claims", updated_since="2026-11-16"), 422, "invalid")


def test_list_takes_as_many_statements_for_one_row_as_for_many(desks: Desks) -> None:
    counts = []
    for more in (1, 4):
        for _ in range(more):
            good(desks.partner.post("/claims", PHONE), 201)
        with CaptureQueriesContext(connection) as captured:
            good(desks.handler.get("/claims"))
        counts.append(len(captured))
    assert counts == [5, 5]


def test_identify_replaces_the_default_list(desks: Desks) -> None:
    _party, policy = insure(desks)
    number = report(desks, insured_id_number="")
    assert good(desks.handler.get(f"/claims/{number}"))["policy_number"] is None
    refused(desks.handler.post(f"/claims/{number}/identify", {"policy_number": "NONE"}), 422, "invalid")
    found = good(
        desks.handler.post(
            f"/claims/{number}/identify", {"policy_number": policy, "id_number": "110000199001010013"}
        )
    )
    assert (found["policy_number"], {item["clause"] for item in found["checklist"]}) == (
        policy,
        {"3.1", "2.4.3"},
    )


def test_duplicate_is_shown_and_closed_into_the_case_that_goes_on(insured: Desks) -> None:
    first, second = report(insured), report(insured)
    related = good(insured.handler.get(f"/claims/{second}"))["related"]
    assert [(one["number"], one["kind"]) for one in related] == [(first, "duplicate")]
    path = f"/claims/{second}/close"
    refused(insured.handler.post(path, {"reason": "duplicate", "note": "同一次住院"}), 422, "invalid")
    refused(
        insured.handler.post(path, {"reason": "duplicate", "note": "同一次住院", "merged_into": "AP1"}),
        422,
        "invalid",
    )
    closed = good(
        insured.handler.post(path, {"reason": "duplicate", "note": "同一次住院", "merged_into": first})
    )
    assert (closed["state"], closed["merged_into"]) == ("closed", first)
    refused(
        insured.handler.post(f"/claims/{second}/reopen", {"reason": "其实不同"}),
        403,
        "accounts.not_permitted",
    )
    assert (
        good(insured.supervisor.post(f"/claims/{second}/reopen", {"reason": "其实不同"}))["state"]
        == "reported"
    )


def test_clocks_tell_the_article_and_the_complex_period(insured: Desks) -> None:
    number = report(insured)
    good(
        insured.supervisor.post(
            f"/claims/{number}/originals", {"kinds": ["id_card"], "origin": "courier", "tracking": "SF1"}
        ),
        201,
    )
    rules = {one["rule"]: one for one in good(insured.handler.get(f"/claims/{number}/deadlines"))}
    assert rules["life.determination.simple"]["by_law"] is True
    refused(
        insured.handler.post(f"/claims/{number}/delay", {"new_date": "2026-11-16", "reason": "等医院回复"}),
        422,
        "invalid",
    )
    changed = good(insured.handler.post(f"/claims/{number}/complex", {"reason": "需要向三家医院核实"}))
    assert "any.determination.complex" in {one["rule"] for one in changed["clocks"]}
    refused(
        insured.handler.post(f"/claims/{number}/complex", {"reason": "再来"}), 409, "claim.complex_already"
    )


def test_conversation_and_calls(insured: Desks) -> None:
    number = report(insured)
    good(insured.partner.post(f"/claims/{number}/messages", {"text": "请问还缺什么？"}), 201)
    refused(
        insured.partner.post(f"/claims/{number}/messages", {"text": "您好", "sender": "staff"}),
        403,
        "accounts.signature_needed",
    )
    good(
        insured.handler.post(f"/claims/{number}/messages", {"text": "还缺出院记录。", "sender": "staff"}), 201
    )
    said = [
        (one["direction"], one["text"]) for one in good(insured.handler.get(f"/claims/{number}/messages"))
    ]
    assert said[-2:] == [("in", "请问还缺什么？"), ("out", "还缺出院记录。")]
    refused(insured.partner.get(f"/claims/{number}/messages"), 403, "accounts.signature_needed")
    wanted = good(
        insured.partner.post(f"/claims/{number}/calls", {"phone": "13800000001", "topic": "材料"}), 201
    )
    assert good(insured.handler.post(f"/claims/{number}/calls/{wanted['id']}/made", {"outcome": "已说明"}))[
        "done_at"
    ]
    refused(
        insured.handler.post(f"/claims/{number}/calls/{wanted['id']}/made", {"outcome": "已说明"}),
        409,
        "call.done",
    )
    refused(insured.partner.post(f"/claims/{number}/calls", {"phone": "12"}), 422, "invalid")
