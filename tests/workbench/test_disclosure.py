"""Shown face to face and proved; contracts received; calls by script."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import SYSTEM, Cast

from anpei.accounts.models import Staff
from anpei.audit.models import Audience
from anpei.audit.queries import timeline
from anpei.core.actor import Actor
from anpei.disclosure import actions, queries
from anpei.disclosure.catalogue import script
from anpei.disclosure.models import Delivery, ReadThrough, ReturnVisit, VisitState
from anpei.policies import actions as policies
from anpei.policies.models import Policy

pytestmark = pytest.mark.django_db
YES = dict.fromkeys(script().codes, "yes")


def desk(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def long(cast: Cast) -> Policy:
    return _sold(cast, "L2026000001")


def _sold(cast: Cast, number: str) -> Policy:
    return policies.issue(
        number=number,
        product_version=cast.versions["qc_term_life"],
        policyholder=cast.customer,
        unit=cast.branch,
        starts_on=date(2026, 11, 13),
        ends_on=date(2046, 11, 12),
        by=SYSTEM,
    )


def test_an_adviser_opens_the_page_for_somebody_by_name(cast: Cast) -> None:
    client = desk(cast.staff["agent"])
    assert "晴川安行意外伤害保险" in client.get(reverse("workbench:disclosures")).content.decode()

    nameless = client.post(reverse("workbench:present"), {"product": "qc_accident", "reader": ""})
    assert (nameless.status_code, "您在给谁介绍？" in nameless.content.decode()) == (422, True)
    answer = client.post(reverse("workbench:present"), {"product": "qc_accident", "reader": "王阿姨"})
    reading = ReadThrough.objects.get()
    assert answer["Location"] == reverse("portal:reading", args=[reading.token])
    assert f"{cast.staff['agent'].display_name}陪您一起看" in client.get(answer["Location"]).content.decode()


def test_the_proof_shows_the_text_its_hash_and_the_time(cast: Cast) -> None:
    agent = cast.staff["agent"]
    reading = actions.begin(
        cast.versions["qc_accident"], language="zh-hans", by=agent.actor, unit=agent.unit, reader="王阿姨"
    )
    actions.note_seconds(reading, seconds={"not_covered": 61})
    actions.ask(reading, question="没用医保赔几成", by=cast.customer.actor)
    actions.acknowledge(reading, said={"read": True, "exclusions": True}, by=cast.customer.actor)
    address = reverse("workbench:proof", args=[reading.pk])

    page = desk(agent).get(address).content.decode()
    for words in (
        reading.text.sha256,
        "61 秒",
        "文本与哈希一致",
        "没用医保赔几成",
        "没用的赔百分之八十",
        "[1]",
        "潜水、跳伞、攀岩、蹦极",
    ):
        assert words in page
    assert desk(agent).get(reverse("workbench:proof_pdf", args=[reading.pk])).content.startswith(b"%PDF")
    assert desk(cast.staff["care"]).get(address).status_code == 200
    assert desk(cast.staff["payments"]).get(address).status_code == 403


def test_a_reading_is_linked_to_the_contract_that_was_bought(cast: Cast, long: Policy) -> None:
    agent = cast.staff["agent"]
    reading = actions.begin(
        cast.versions["qc_term_life"], language="zh-hans", by=agent.actor, unit=agent.unit, reader="王阿姨"
    )
    client = desk(cast.staff["care"])
    address = reverse("workbench:name_contract", args=[reading.pk])
    assert 'data-test="link-contract"' in client.get(reverse("workbench:disclosures")).content.decode()

    for number, status, words in (
        (" ", 422, "是哪一份保单？请填保单号。"),
        ("X404", 404, "没有这张保单"),
        (cast.policy.number, 422, "这份合同的产品和读过的不是同一个。"),
    ):
        answer = client.post(address, {"policy": number})
        page = answer.content.decode()
        assert answer.status_code == status
        assert words in page.split('data-test="form-contract"')[1].split("</form>")[0]
        assert f'value="{number.strip()}"' in page or not number.strip()
        assert ReadThrough.objects.get().policy is None

    assert client.post(address, {"policy": long.number.lower()}).status_code == 302
    assert ReadThrough.objects.get().policy == long
    page = client.get(reverse("workbench:proof", args=[reading.pk])).content.decode()
    assert long.number in page and 'data-test="form-contract"' not in page
    assert long.number in client.get(reverse("workbench:disclosures")).content.decode()
    assert timeline("reading", reading.pk, audience=Audience.STAFF)[-1].text == (
        f"读过之后购买了合同 {long.number}"
    )

    again = client.post(address, {"policy": long.number})
    assert (again.status_code, "这次阅读已经对应了一份合同。" in again.content.decode()) == (409, True)
    assert desk(cast.staff["payments"]).post(address, {"policy": long.number}).status_code == 403


def test_what_a_stranger_read_alone_is_linked_as_well(cast: Cast, long: Policy) -> None:
    stranger = Actor("customer", "visitor", "")
    reading = actions.begin(long.product_version, language="en", by=stranger, unit=cast.branch)

    address = reverse("workbench:name_contract", args=[reading.pk])
    assert desk(cast.staff["care"]).post(address, {"policy": long.number}).status_code == 302

    assert ReadThrough.objects.get().policy == long


def test_a_receipt_is_recorded_or_refused_with_the_reason(cast: Cast, long: Policy) -> None:
    client = desk(cast.staff["care"])
    address = reverse("workbench:deliver")
    assert client.post(address, {"policy": "X", "way": "app"}).status_code == 404
    early = client.post(address, {"policy": long.number, "way": "app", "received_on": "2026-11-01"})
    assert (early.status_code, "早于保单签发" in early.content.decode()) == (422, True)
    assert not Delivery.objects.exists()

    client.post(address, {"policy": long.number.lower(), "way": "paper", "received_on": "2026-11-15"})
    assert Delivery.objects.get().received_on == date(2026, 11, 15)
    page = client.get(reverse("workbench:visits")).content.decode()
    assert long.number in page
    assert "待回访" in page


def test_the_call_is_made_by_script_and_a_problem_is_solved(cast: Cast, long: Policy) -> None:
    actions.deliver(long, way="app", received_on=date(2026, 11, 15), by=SYSTEM)
    visit = ReturnVisit.objects.get()
    client = desk(cast.staff["care"])
    address = reverse("workbench:visit", args=[visit.pk])
    page = client.get(address).content.decode()
    assert all(str(words) in page for words in ("请问您是这份保单的投保人本人吗？", "犹豫期到"))

    def act(name: str, data: dict[str, str]):
        return client.post(reverse("workbench:visit_act", args=[visit.pk, name]), data)

    half = act("made", {"person": "yes"})
    assert (half.status_code, "请问一下这一条" in half.content.decode()) == (422, True)
    act("tried", {})
    act("made", {**YES, "signed": "no", "problem": "代签的"})
    visit.refresh_from_db()
    assert (visit.state, visit.attempts) == (VisitState.PROBLEM, 1)
    assert act("solved", {"solution": " "}).status_code == 422
    act("solved", {"solution": "重新签了"})
    visit.refresh_from_db()
    assert visit.state == VisitState.SOLVED
    assert act("delete", {}).status_code == 404
    assert desk(cast.handler).get(address).status_code == 403


def test_a_contract_on_its_way_is_listed_with_its_date_and_who_sees_to_it(cast: Cast, long: Policy) -> None:
    actions.watch_delivery(long)
    client = desk(cast.staff["care"])
    page = client.get(reverse("workbench:visits"), {"policy": long.number}).content.decode()
    row = page.split('data-test="undelivered"')[1].split("</tr>")[0]
    assert all(
        words in row for words in (long.number, cast.staff["care"].display_name, "2026-12-04", "晴川定期寿险")
    ), row
    assert f'value="{long.number}"' in page

    actions.deliver(long, way="app", received_on=date(2026, 11, 15), by=SYSTEM)
    page = client.get(reverse("workbench:visits")).content.decode()
    assert 'data-test="undelivered"' not in page
    assert "每份保单都送到了" in page


def test_contracts_on_their_way_come_in_pages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(3):
        actions.watch_delivery(_sold(cast, f"L{number}"))
    client = desk(cast.staff["care"])
    first = client.get(reverse("workbench:visits"))
    assert first.content.decode().count('data-test="undelivered"') == 2
    second = client.get(reverse("workbench:visits") + first.context["next_url"]).content.decode()
    assert (second.count('data-test="undelivered"'), "?policy=L2#" in second) == (1, True)
    assert client.get(reverse("workbench:visits"), {"after": "x~y"}).status_code == 200


def test_the_lists_cost_the_same_for_one_and_for_three(cast: Cast, django_assert_num_queries) -> None:
    client = desk(cast.staff["care"])
    for number in range(3):
        actions.watch_delivery(_sold(cast, f"W{number}"))
        policy = _sold(cast, f"L{number}")
        actions.deliver(policy, way="app", received_on=date(2026, 11, 15), by=SYSTEM)
        actions.begin(policy.product_version, language="zh-hans", by=cast.customer.actor, unit=cast.branch)
        for name, statements in (("visits", VISITS), ("disclosures", READINGS)):
            client.get(reverse(f"workbench:{name}"))
            with django_assert_num_queries(statements):
                client.get(reverse(f"workbench:{name}"))


VISITS, READINGS = 13, 9
