"""Words over HTTP: tried, drafted, published by the second person the other client signs for."""

from __future__ import annotations

import pytest
from tests.api.scene import Caller, Desks, client_of, good, refused

from anpei.accounts.models import Staff
from anpei.accounts.scopes import Scope

NAME = "claim.reopened"
WORDS = {
    "zh": "编号 {number} 又办起来了。有事找 {contact}。",
    "en": "Case {number} is open again. {contact} looks after it.",
    "reason": "更短",
}


def signed_for(desks: Desks, role: str) -> Caller:
    person = Staff.objects.create(
        username=f"w-{role}", display_name=f"{role} 甲", role=role, unit=desks.house.branch, employee_no=role
    )
    return client_of(desks.house.branch, [Scope.WORDINGS], signs_for=person)


@pytest.fixture
def writer(insured: Desks) -> Caller:
    return signed_for(insured, "care")


@pytest.fixture
def publisher(insured: Desks) -> Caller:
    return signed_for(insured, "compliance")


def test_words_are_tried_drafted_and_published(writer: Caller, publisher: Caller) -> None:
    zh, en = good(writer.post(f"/wordings/{NAME}/check", WORDS))
    assert (zh["errors"], zh["remarks"], zh["longest_sentence"]) == ([], [], 11)
    assert (en["language"], en["tried_on"]) == ("en", 0)
    made = good(writer.post(f"/wordings/{NAME}/drafts", WORDS), 201)
    assert (made["version"], made["state"], made["written_by"]) == (1, "draft", "care 甲")
    done = good(publisher.post(f"/wordings/{NAME}/drafts/1/publish", {}))
    assert (done["state"], done["published_by"]) == ("in_use", "compliance 甲")
    row = next(one for one in good(writer.get("/wordings")) if one["template"] == NAME)
    assert (row["version"], row["zh"], row["draft"]) == (1, WORDS["zh"], None)
    assert row["variables"] == ["contact", "number"]


def test_what_cannot_be_is_refused(writer: Caller, publisher: Caller) -> None:
    problem = refused(
        writer.post(f"/wordings/{NAME}/drafts", {**WORDS, "zh": "编号 {number}"}), 422, "invalid"
    )
    assert set(problem["fields"]) == {"text-zh-hans"}
    refused(writer.post("/wordings/claim.nonsense/drafts", WORDS), 404, "wording.unknown_template")
    refused(publisher.post(f"/wordings/{NAME}/drafts/9/publish", {}), 404, "wording.unknown")
    good(writer.post(f"/wordings/{NAME}/drafts", WORDS), 201)
    refused(writer.post(f"/wordings/{NAME}/drafts/1/publish", {}), 403, "accounts.not_permitted")
    assert good(writer.post(f"/wordings/{NAME}/drafts/1/discard", {}))["state"] == "discarded"
    refused(publisher.post(f"/wordings/{NAME}/drafts/1/publish", {}), 409, "wording.not_open")


def test_a_client_without_the_scope_sees_nothing(insured: Desks) -> None:
    assert insured.handler.get("/wordings").status_code == 403
