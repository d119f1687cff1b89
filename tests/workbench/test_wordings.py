"""The page of the words: the list, trying, the draft, publishing; what was typed is never lost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import Cast

from anpei.accounts.models import Staff
from anpei.claims.models import Claim
from anpei.messages import queries, templates
from anpei.messages.models import Wording, WordingState

pytestmark = pytest.mark.django_db
NAME = "claim.received"
PAGE = "/staff/words/claim.received/"
TYPED = {
    "text-zh-hans": "报案收到了，编号 {number}。别着急，有事找 {contact}。",
    "text-en": "We have it: {number}. Your contact is {contact}.",
    "reason": "更短",
}


def desk(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_from_the_list_to_the_words_in_use(cast: Cast) -> None:
    care, compliance = desk(cast.staff["care"]), desk(cast.staff["compliance"])
    listed = care.get(reverse("workbench:wordings")).content.decode()
    assert NAME in listed and "报案已收到" in listed
    assert care.post(PAGE, {**TYPED, "do": "draft"}).status_code == 302
    page = compliance.get(PAGE).content.decode()
    assert "草稿 1" in page and 'data-test="publish"' in page
    assert 'data-test="publish"' not in care.get(PAGE).content.decode()
    assert compliance.post(f"{PAGE}draft-1/publish/").status_code == 302
    assert queries.words_in_use(NAME) == {"zh-hans": TYPED["text-zh-hans"], "en": TYPED["text-en"]}
    assert TYPED["text-zh-hans"] in care.get(reverse("workbench:wordings")).content.decode()


def test_trying_shows_the_words_in_a_real_case_and_keeps_nothing(cast: Cast, reported_claim: Claim) -> None:
    page = desk(cast.staff["care"]).post(PAGE, {**TYPED, "do": "check"}).content.decode()
    assert f"报案收到了，编号 {reported_claim.number}。" in page
    assert not Wording.objects.exists()


def test_a_case_of_another_unit_is_counted_but_not_shown(cast: Cast, reported_claim: Claim) -> None:
    elsewhere = Staff.objects.create(
        username="far", display_name="远方", role="care", unit=cast.other_handler.unit, employee_no="far"
    )
    page = desk(elsewhere).post(PAGE, {**TYPED, "do": "check"}).content.decode()
    assert "已套到最近 1 条真实消息上" in page
    assert reported_claim.number not in page


def test_what_does_not_fit_is_said_beside_its_text_and_stays(cast: Cast) -> None:
    typed = {**TYPED, "text-zh-hans": "编号 {nummer} {contact}。", "do": "draft"}
    answer = desk(cast.staff["care"]).post(PAGE, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有这个变量：{nummer}" in page and "编号 {nummer} {contact}。" in page


def test_a_draft_is_published_once_and_taken_back_no_more(cast: Cast) -> None:
    care, compliance = desk(cast.staff["care"]), desk(cast.staff["compliance"])
    care.post(PAGE, {**TYPED, "do": "draft"})
    compliance.post(f"{PAGE}draft-1/publish/")
    assert compliance.post(f"{PAGE}draft-1/publish/").status_code == 409
    assert care.post(f"{PAGE}draft-1/discard/").status_code == 409
    assert Wording.objects.get().state == WordingState.IN_USE


def test_unknown_messages_drafts_and_roles_are_turned_away(cast: Cast) -> None:
    care = desk(cast.staff["care"])
    assert care.get("/staff/words/claim.nonsense/").status_code == 404
    assert care.post(f"{PAGE}draft-7/publish/").status_code == 404
    assert care.post(f"{PAGE}draft-1/burn/").status_code == 404
    assert desk(cast.handler).get(PAGE).status_code == 403
    assert desk(cast.staff["manager"]).post(PAGE, {**TYPED, "do": "draft"}).status_code == 403


def test_the_list_costs_the_same_however_many_words_were_changed(cast: Cast) -> None:
    care = desk(cast.staff["care"])
    care.get(reverse("workbench:wordings"))
    with CaptureQueriesContext(connection) as few:
        care.get(reverse("workbench:wordings"))
    for name in list(templates.catalogue())[:20]:
        Wording.objects.create(
            template=name, version=1, texts=templates.shipped(name), reason="x", written_by=cast.handler
        )
    with CaptureQueriesContext(connection) as many:
        care.get(reverse("workbench:wordings"))
    assert len(many) == len(few) == 8
