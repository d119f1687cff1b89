"""Staff hear that a holder changed their mind, talk with them, end the contract or keep it, and note the money."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast
from tests.disclosure import contracts
from tests.workbench.test_disclosure import desk

from anpei.disclosure import actions
from anpei.disclosure.models import ChangeOfMind, MindState
from anpei.policies.models import Policy, PolicyState

pytestmark = pytest.mark.django_db


@pytest.fixture
def long(cast: Cast) -> Policy:
    return contracts.deliver(contracts.sold(cast))


@pytest.fixture
def carer(cast: Cast) -> Client:
    return desk(cast.staff["care"])


def act(client: Client, row: ChangeOfMind, name: str, data: dict[str, str]):
    return client.post(reverse("workbench:mind_act", args=[row.pk, name]), data)


def test_what_a_holder_says_on_the_phone_is_recorded(cast: Cast, carer: Client, long: Policy) -> None:
    address = reverse("workbench:mind_told")
    for number, status, words in (("X404", 404, "没有这张保单"), (cast.policy.number, 409, "没有犹豫期")):
        answer = carer.post(address, {"policy": number, "words": "太贵"})
        page = answer.content.decode().split('data-test="form-mind"')[1]
        assert (answer.status_code, words in page, f'value="{number}"' in page, "太贵" in page) == (
            status,
            True,
            True,
            True,
        )
    answer = carer.post(address, {"policy": long.number.lower(), "words": "太贵"})
    row = ChangeOfMind.objects.get()
    assert answer["Location"] == reverse("workbench:mind", args=[row.pk])
    assert (row.words, row.state) == ("太贵", MindState.ASKED)
    listed = carer.get(reverse("workbench:visits")).content.decode().split('data-test="mind"')[1]
    listed = listed.split("</tr>")[0]
    for words in (long.number, "有人在办", cast.staff["care"].display_name, "2026-11-18"):
        assert words in listed


def test_it_is_ended_with_what_goes_back_and_the_money_is_noted(
    cast: Cast, carer: Client, long: Policy
) -> None:
    row = actions.change_mind(long, words="太贵", by=cast.customer.actor)
    page = carer.get(reverse("workbench:mind", args=[row.pk])).content.decode()
    for words in ("太贵", "1,800.00", "不超过 10 元成本费", "犹豫期退保回复 2 工作日", "退还保险费 30 日"):
        assert words in page
    assert 'data-test="form-paid"' not in page

    much = act(carer, row, "end", {"cost_fen": "10.01"})
    assert (
        much.status_code,
        "最多只能扣这么多" in much.content.decode(),
        "10.01" in much.content.decode(),
    ) == (
        422,
        True,
        True,
    )
    assert act(carer, row, "end", {"cost_fen": "many"}).status_code == 422
    assert act(carer, row, "end", {"cost_fen": "10"}).status_code == 302
    long.refresh_from_db()
    assert (long.state, ChangeOfMind.objects.get().refund_fen) == (PolicyState.SURRENDERED, 1_790_00)
    page = carer.get(reverse("workbench:mind", args=[row.pk])).content.decode()
    assert "1,790.00" in page and 'data-test="form-end"' not in page
    assert "已退保，待退款" in carer.get(reverse("workbench:visits")).content.decode()

    early = act(carer, row, "paid", {"paid_on": "2026-11-01"})
    assert (early.status_code, "早于投保人提出要退的那天" in early.content.decode()) == (422, True)
    assert act(carer, row, "paid", {"paid_on": ""}).status_code == 302
    assert ChangeOfMind.objects.get().paid_on == date(2026, 11, 16)
    page = carer.get(reverse("workbench:mind", args=[row.pk])).content.decode()
    assert "2026-11-16 已付出" in page and 'data-test="form-paid"' not in page
    assert act(carer, row, "paid", {"paid_on": ""}).status_code == 409


def test_with_nothing_kept_all_of_it_goes_back(cast: Cast, carer: Client, long: Policy) -> None:
    row = actions.change_mind(long, by=cast.customer.actor)
    assert act(carer, row, "end", {"cost_fen": ""}).status_code == 302
    assert ChangeOfMind.objects.get().refund_fen == 1_800_00


def test_after_a_talk_it_is_kept(cast: Cast, carer: Client, long: Policy) -> None:
    row = actions.change_mind(long, by=cast.customer.actor)
    assert act(carer, row, "keep", {"note": " "}).status_code == 422
    assert act(carer, row, "keep", {"note": "改成按月交"}).status_code == 302
    page = carer.get(reverse("workbench:mind", args=[row.pk])).content.decode()
    assert "谈过后留下" in page and "改成按月交" in page
    assert act(carer, row, "delete", {}).status_code == 404


def test_other_units_and_roles_see_nothing_of_it(cast: Cast, long: Policy) -> None:
    row = actions.change_mind(long, by=cast.customer.actor)
    address = reverse("workbench:mind", args=[row.pk])
    assert desk(cast.handler).get(address).status_code == 403
    cast.staff["care"].unit = cast.other_branch
    cast.staff["care"].save()
    assert desk(cast.staff["care"]).get(address).status_code == 404


def test_the_list_costs_the_same_with_three_of_them(
    cast: Cast, carer: Client, django_assert_num_queries
) -> None:
    for number in range(3):
        policy = contracts.deliver(contracts.sold(cast, f"L{number}"))
        actions.change_mind(policy, by=cast.customer.actor)
        carer.get(reverse("workbench:visits"))
        with django_assert_num_queries(11):
            carer.get(reverse("workbench:visits"))
