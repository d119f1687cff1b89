"""Asking in the portal: one tap from every page, sources that open, a person with a date; never another's case."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.portal import scene
from tests.settlement import cast

from anpei.enquiries import actions
from anpei.enquiries.models import Enquiry, EnquiryState
from anpei.policies.models import InsuredMember

pytestmark = pytest.mark.django_db
ASK = reverse("portal:ask")


def test_every_page_leads_to_the_questions_in_one_tap(anyone: Client, insured: Client) -> None:
    assert f'href="{ASK}"' in anyone.get(reverse("portal:home")).content.decode()
    for name in ("home", "policies", "privacy", "call"):
        assert f'href="{ASK}"' in insured.get(reverse(f"portal:{name}")).content.decode(), name


def test_a_case_page_leads_to_the_questions_about_this_case(insured: Client, member: InsuredMember) -> None:
    claim = scene.reported(member)
    page = insured.get(reverse("portal:progress", args=[claim.number])).content.decode()
    assert f'href="{ASK}?claim={claim.number}"' in page


def test_who_has_not_logged_in_is_asked_for_the_phone_first(anyone: Client) -> None:
    answer = anyone.get(ASK)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("portal:login"))


def test_a_question_is_answered_with_sources_that_open_in_place(
    insured: Client, member: InsuredMember
) -> None:
    answer = insured.post(ASK, {"question": "自己买的蛋白粉能报销么", "policy": member.policy.number})
    asked = Enquiry.objects.get()
    assert answer["Location"] == f"{ASK}?policy={member.policy.number}#q{asked.pk}"

    page = insured.get(ASK).content.decode()
    assert "没有医嘱自己买的营养品、保健品。" in page
    assert "条款 2.5(9) 营养保健品" in page
    assert "没有医嘱的滋补、营养和保健用品。" in page
    assert asked.party == member.party


def test_what_is_not_known_names_a_person_and_a_date(
    insured: Client, member: InsuredMember, house: cast.House
) -> None:
    claim = scene.reported(member)
    insured.post(ASK, {"question": "明年元宵节几号", "claim": claim.number})
    asked = Enquiry.objects.get()

    page = insured.get(f"{ASK}?claim={claim.number}").content.decode()
    assert "这个我不知道。" in page
    assert asked.person is not None
    assert f"{asked.person.display_name}回答您" in page
    assert 'data-test="handed-over"' in page


def test_a_person_is_one_tap_away_even_without_a_word(insured: Client, member: InsuredMember) -> None:
    insured.post(ASK, {"person": "yes", "question": ""})
    asked = Enquiry.objects.get()
    assert (asked.state, asked.question) == (EnquiryState.WAITING, "请让一位同事跟我说。")


def test_an_answered_question_can_still_go_to_a_person_and_be_taken_back(
    insured: Client, member: InsuredMember
) -> None:
    insured.post(ASK, {"question": "自己买的蛋白粉能报销么"})
    asked = Enquiry.objects.get()
    insured.post(reverse("portal:ask_understood", args=[asked.pk]))
    insured.post(reverse("portal:ask_hand_over", args=[asked.pk]), {"more": "我还是没懂"})
    asked.refresh_from_db()
    assert (asked.state, asked.understood) == (EnquiryState.WAITING, True)
    assert asked.question.endswith("我还是没懂")

    insured.post(reverse("portal:ask_withdraw", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.state == EnquiryState.WITHDRAWN


def test_the_reply_of_a_person_stands_in_the_same_place(
    insured: Client, member: InsuredMember, house: cast.House
) -> None:
    claim = scene.reported(member)
    insured.post(ASK, {"question": "我要找人工", "claim": claim.number})
    actions.reply(Enquiry.objects.get(), text="可以的，三天内寄到就行。", by=house.handler.actor)

    page = insured.get(f"{ASK}?claim={claim.number}").content.decode()
    assert "可以的，三天内寄到就行。" in page
    assert house.handler.display_name in page


@pytest.mark.parametrize("question", ["", "   ", "问" * 501])
def test_a_question_that_cannot_be_read_keeps_what_was_typed(insured: Client, question: str) -> None:
    answer = insured.post(ASK, {"question": question})
    assert answer.status_code == 422
    assert 'id="err-question"' in answer.content.decode()
    assert Enquiry.objects.count() == 0


def test_a_stranger_gets_no_word_of_a_foreign_case_or_question(
    insured: Client, stranger: Client, member: InsuredMember
) -> None:
    claim = scene.reported(member)
    insured.post(ASK, {"question": "我的案子到哪了", "claim": claim.number})
    asked = Enquiry.objects.get()

    page = stranger.get(f"{ASK}?claim={claim.number}").content.decode()
    assert (
        page.replace(f"/ask/?claim={claim.number}", "").count(claim.number) == 0
    )  # but the address it asked for itself
    assert "我的案子到哪了" not in page
    stranger.post(ASK, {"question": "我的案子到哪了", "claim": claim.number})
    foreign = Enquiry.objects.exclude(pk=asked.pk).get()
    assert (foreign.claim, foreign.policy) == (None, None)
    for name in ("ask_hand_over", "ask_understood", "ask_withdraw"):
        assert stranger.post(reverse(f"portal:{name}", args=[asked.pk])).status_code == 404
    asked.refresh_from_db()
    assert asked.state == EnquiryState.ANSWERED


def test_the_page_reads_the_same_few_rows_however_much_was_asked(
    insured: Client, member: InsuredMember, django_assert_num_queries
) -> None:
    insured.post(ASK, {"question": "自己买的蛋白粉能报销么"})
    insured.get(ASK)
    with django_assert_num_queries(STATEMENTS):
        insured.get(ASK)
    for question in ("剖腹产的费用管吗", "等待期多少天"):
        insured.post(ASK, {"question": question})
    insured.get(ASK)  # the first page after a question also tells the phone to forget what it kept
    with django_assert_num_queries(STATEMENTS):
        insured.get(ASK)


def test_a_question_about_no_case_reads_the_contracts_once(insured: Client, member: InsuredMember) -> None:
    with CaptureQueriesContext(connection) as asked:
        insured.post(ASK, {"question": "自己买的蛋白粉能报销么"})
    of_contracts = [one for one in asked if 'FROM "policies_insuredmember"' in one["sql"]]
    assert len(of_contracts) == 1


STATEMENTS = 5
