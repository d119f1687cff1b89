"""Questions at the desk: the list, the answer, passing on, keeping for others, the assistant beside a case."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast

from anpei.accounts.models import Staff
from anpei.claims.models import Claim
from anpei.enquiries import actions
from anpei.enquiries.actions import About
from anpei.enquiries.models import Enquiry, EnquiryState, KnowledgeEntry

pytestmark = pytest.mark.django_db


def desk(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ask(cast: Cast, question: str = "我要找人工", claim: Claim | None = None) -> Enquiry:
    about = About(
        claim=claim, full=True, policy=cast.policy, party=cast.customer, phone_hash=cast.customer.phone_hash
    )
    return actions.ask(question, about=about, by=cast.customer.actor, unit=cast.branch, language="zh-hans")


def test_what_waits_is_listed_with_person_and_date(cast: Cast, reported_claim: Claim) -> None:
    asked = ask(cast, claim=reported_claim)
    page = desk(cast.handler).get(reverse("workbench:questions")).content.decode()

    assert asked.question in page
    assert reported_claim.number in page
    assert "handler甲" in page
    assert "1 个等着回答" in page


def test_other_units_and_roles_do_not_see_it(cast: Cast) -> None:
    asked = ask(cast)
    address = reverse("workbench:question", args=[asked.pk])

    assert asked.question not in desk(cast.other_handler).get(reverse("workbench:questions")).content.decode()
    assert desk(cast.other_handler).get(address).status_code == 404
    assert desk(cast.staff["auditor"]).get(address).status_code == 403


def test_answering_ends_the_wait_and_keeping_it_helps_the_next(cast: Cast) -> None:
    asked = ask(cast)
    care = desk(cast.staff["care"])
    care.post(reverse("workbench:question_act", args=[asked.pk, "reply"]), {"text": "可以的。"})
    asked.refresh_from_db()
    assert (asked.state, asked.reply) == (EnquiryState.REPLIED, "可以的。")

    given = {
        "title": "取钢板",
        "plain_zh": "先打给我们。",
        "plain_en": "Call us first.",
        "asks": "取钢板赔吗",
    }
    answer = care.post(reverse("workbench:question_act", args=[asked.pk, "promote"]), given)
    assert answer.status_code == 302
    assert KnowledgeEntry.objects.get().enquiry == asked
    assert "已在知识库" in care.get(reverse("workbench:question", args=[asked.pk])).content.decode()


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("reply", {"text": " "}, "请先写几个字"),
        ("pass-on", {"to": ""}, "必须填写"),
        ("pass-on", {"to": "abc"}, "有效"),
    ],
)
def test_a_refused_form_comes_back_with_the_reason(
    cast: Cast, name: str, data: dict[str, str], error: str
) -> None:
    asked = ask(cast)
    answer = desk(cast.staff["care"]).post(reverse("workbench:question_act", args=[asked.pk, name]), data)

    assert answer.status_code == 422
    assert error in answer.content.decode()
    asked.refresh_from_db()
    assert (asked.state, asked.person) == (EnquiryState.WAITING, cast.staff["care"])


def test_an_unknown_step_does_not_exist(cast: Cast) -> None:
    address = reverse("workbench:question_act", args=[ask(cast).pk, "delete"])
    assert desk(cast.staff["care"]).post(address).status_code == 404


def test_a_question_is_passed_on_to_a_colleague(cast: Cast) -> None:
    asked = ask(cast)
    address = reverse("workbench:question_act", args=[asked.pk, "pass-on"])
    desk(cast.staff["care"]).post(address, {"to": cast.handler.pk})
    asked.refresh_from_db()
    assert asked.person == cast.handler


def test_the_assistant_answers_beside_the_case_and_keeps_nothing(cast: Cast, reported_claim: Claim) -> None:
    address = reverse("workbench:ask", args=[reported_claim.number])
    client = desk(cast.handler)

    whole = client.get(address, {"q": "没用医保赔几成"}).content.decode()
    slice_ = client.get(address, {"q": "没用医保赔几成"}, headers={"HX-Request": "true"}).content.decode()

    for page in (whole, slice_):
        assert "用医保结算过的赔百分之九十，没用的赔百分之八十。 [1]" in page
        assert "条款 2.3.3 赔付比例" in page
    assert "<html" not in slice_
    assert Enquiry.objects.count() == 0
    assert client.get(address, {"q": ""}).status_code == 422
    assert desk(cast.other_handler).get(address, {"q": "x"}).status_code == 404


def test_the_case_shows_what_its_customer_asked(cast: Cast, reported_claim: Claim) -> None:
    ask(cast, "还缺啥材料", reported_claim)
    page = desk(cast.handler).get(reverse("workbench:case", args=[reported_claim.number, "questions"]))
    assert "还缺啥材料" in page.content.decode()


def test_the_list_costs_the_same_for_one_and_for_three(cast: Cast, django_assert_num_queries) -> None:
    client = desk(cast.staff["care"])
    ask(cast)
    client.get(reverse("workbench:questions"))
    with django_assert_num_queries(STATEMENTS):
        client.get(reverse("workbench:questions"))
    ask(cast, "我想找人工")
    ask(cast, "转人工")
    with django_assert_num_queries(STATEMENTS):
        client.get(reverse("workbench:questions"))


STATEMENTS = 10
