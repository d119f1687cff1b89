"""A holder receives a contract in one tap, changes their mind in time, keeps it after all, and reads where it stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import SYSTEM, Cast, course_to
from tests.disclosure import contracts
from tests.mandates.conftest import PHONE, give
from tests.portal import scene

from anpei.audit.models import Event
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.disclosure import actions
from anpei.disclosure.models import ChangeOfMind, Delivery, MindState
from anpei.policies import actions as policies
from anpei.policies.models import Policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def long(cast: Cast, frozen_clock: datetime) -> Policy:
    """A contract of twenty years on its way to its holder."""
    return contracts.on_its_way(cast)


@pytest.fixture
def phone(cast: Cast) -> Client:
    return scene.log_in(cast.customer.phone)


def at(name: str, policy: Policy) -> str:
    return reverse(f"portal:{name}", args=[policy.pk])


def test_the_receipt_is_confirmed_in_one_tap_and_only_once(phone: Client, long: Policy) -> None:
    page = phone.get(reverse("portal:policies")).content.decode()
    assert "在送来的路上" in page and f'data-test="received-{long.number}"' in page

    answer = phone.post(at("contract_received", long))
    assert answer["Location"] == at("contract", long)
    page = phone.get(at("contract", long)).content.decode()
    assert "今天 10:00 在手机上确认，周桂芬" in page, page.split('data-test="receipt"')[1][:200]
    assert "12月1日" in page.split('data-test="cooling-off"')[1].split("</dd>")[0]
    assert 'data-test="received"' not in page

    again = phone.post(at("contract_received", long))
    assert (again.status_code, "已经登记过" in again.content.decode()) == (409, True)
    assert Delivery.objects.count() == 1


def test_changing_ones_mind_shows_who_calls_and_by_when(cast: Cast, phone: Client, long: Policy) -> None:
    phone.post(at("contract_received", long))
    page = phone.get(at("contract_leave", long)).content.decode()
    assert all(words in page for words in ("11月18日", "12月16日", "10.00 元成本费", "不超过 10 元成本费"))

    answer = phone.post(at("contract_leave", long), {"words": "保费有点重"})
    assert answer["Location"] == at("contract", long)
    page = phone.get(at("contract", long)).content.decode()
    for words in (cast.staff["care"].display_name, "11月18日", "保费有点重", 'data-test="stay"', "我们在办"):
        assert words in page
    assert 'data-test="leave"' not in page
    assert phone.get(at("contract_leave", long))["Location"] == at("contract", long)
    assert "我们在办" in phone.get(reverse("portal:policies")).content.decode()


def test_too_many_words_come_back_with_the_message_beside_them(phone: Client, long: Policy) -> None:
    answer = phone.post(at("contract_leave", long), {"words": "很" * 501})
    page = answer.content.decode()
    assert (answer.status_code, 'data-test="error-words"' in page, "很" * 501 in page) == (422, True, True)
    assert not ChangeOfMind.objects.exists()


def test_the_page_asks_for_itself_and_shows_what_staff_did(cast: Cast, phone: Client, long: Policy) -> None:
    row = actions.change_mind(long, by=cast.customer.actor)
    page = phone.get(at("contract", long))
    mark = page.context["mark"]
    assert phone.get(at("contract_live", long), {"seen": mark}).status_code == 204

    care = cast.staff["care"]
    row = actions.finish(row, cost_fen=10_00, by=care.actor)
    live = phone.get(at("contract_live", long), {"seen": mark}).content.decode()
    assert 'data-state="ended"' in live
    for words in (
        "1,790.00",
        "1,800.00 元",
        "10.00 元",
        "11月17日",
        "12月16日",
        care.display_name,
        "钱在退的路上",
    ):
        assert words in live
    assert "已退，2026年11月17日 起不再保障" in phone.get(reverse("portal:policies")).content.decode()

    actions.paid_back(row, paid_on=date(2026, 11, 16), by=care.actor)
    assert "钱已经退给您" in phone.get(at("contract", long)).content.decode()


def test_it_is_kept_after_all_in_one_tap(cast: Cast, phone: Client, long: Policy) -> None:
    actions.change_mind(long, by=cast.customer.actor)
    assert phone.post(at("contract_stay", long)).status_code == 302
    assert ChangeOfMind.objects.get().state == MindState.WITHDRAWN
    page = phone.get(at("contract", long)).content.decode()
    assert "您决定留下合同" in page and 'data-test="leave"' in page
    assert phone.post(at("contract_stay", long)).status_code == 409


def test_after_a_talk_the_page_says_so(cast: Cast, phone: Client, long: Policy) -> None:
    care = cast.staff["care"]
    actions.keep(actions.change_mind(long, by=cast.customer.actor), note="改成按月交", by=care.actor)
    assert f"您和{care.display_name}谈过，决定留下合同" in phone.get(at("contract", long)).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_too_late_it_says_until_when_and_what_is_left(
    cast: Cast, phone: Client, long: Policy, method: str
) -> None:
    phone.post(at("contract_received", long))
    with clock.at(datetime(2026, 12, 2, 9, tzinfo=clock.LOCAL)):
        phone = scene.log_in(cast.customer.phone)
        page = phone.get(at("contract", long)).content.decode()
        assert "犹豫期到 2026年12月1日 为止" in page
        answer = getattr(phone, method)(at("contract_leave", long))
        page = answer.content.decode()
    assert answer.status_code == (200 if method == "get" else 409)
    assert "2026年12月1日" in page and "现金价值" in page and 'data-test="call-me"' in page
    assert 'data-test="confirm-leave"' not in page
    assert not ChangeOfMind.objects.exists()


def test_with_a_case_running_it_says_which(cast: Cast, phone: Client, long: Policy) -> None:
    claim = course_to(cast, "reported")
    Claim.objects.filter(pk=claim.pk).update(policy=long)
    page = phone.get(at("contract_leave", long)).content.decode()
    assert claim.number in page and 'data-test="confirm-leave"' not in page


def test_a_contract_of_a_year_offers_no_such_button(cast: Cast, phone: Client) -> None:
    page = phone.get(at("contract", cast.policy)).content.decode()
    assert 'data-test="leave"' not in page and 'data-test="received"' not in page
    page = phone.post(at("contract_leave", cast.policy)).content.decode()
    assert "没有犹豫期" in page


def test_the_insured_learns_who_can_do_it_and_a_stranger_learns_nothing(cast: Cast, long: Policy) -> None:
    policies.add_member(policy=long, party=cast.relative, by=SYSTEM)
    relative, stranger = scene.log_in(cast.relative.phone), scene.log_in(cast.stranger.phone)
    for name in ("contract", "contract_live", "contract_leave"):
        assert relative.get(at(name, long)).status_code == 403
        assert stranger.get(at(name, long)).status_code == 404
    for name in ("contract_received", "contract_leave", "contract_stay"):
        answer = relative.post(at(name, long))
        assert (answer.status_code, "只有投保人能办" in answer.content.decode()) == (403, True)
        assert stranger.post(at(name, long)).status_code == 404
    assert not Delivery.objects.exists() and not ChangeOfMind.objects.exists()
    assert Client().get(at("contract", long))["Location"].startswith(reverse("portal:login"))


def test_whoever_was_chosen_receives_it_and_the_holder_reads_that(cast: Cast, long: Policy, settings) -> None:
    settings.DEMO = settings.SHOW_CODES = True
    give(cast, powers=("contracts",))
    daughter = scene.log_in(PHONE)
    assert long.number in daughter.get(reverse("portal:policies")).content.decode()
    assert 'data-test="acting-ribbon"' in daughter.get(at("contract", long)).content.decode()

    assert daughter.post(at("contract_received", long)).status_code == 302
    event = Event.objects.get(type="policy.delivered")
    assert event.for_id == str(cast.customer.pk)
    assert Delivery.objects.get().recorded_by == "周小满"


def test_the_list_costs_the_same_for_one_and_for_three(
    cast: Cast, phone: Client, django_assert_num_queries
) -> None:
    for number in range(3):
        policy = contracts.on_its_way(cast, f"L{number}")
        actions.deliver(policy, way="app", received_on=date(2026, 11, 15), by=SYSTEM)
        actions.change_mind(policy, by=cast.customer.actor)
        phone.get(reverse("portal:policies"))
        with django_assert_num_queries(STATEMENTS):
            page = phone.get(reverse("portal:policies")).content.decode()
        assert page.count('data-test="new-contract"') == number + 1


STATEMENTS = 8


def test_a_contract_received_long_ago_is_quiet(cast: Cast, phone: Client, long: Policy) -> None:
    phone.post(at("contract_received", long))
    with clock.at(datetime(2026, 12, 2, 9, tzinfo=clock.LOCAL) + timedelta(days=60)):
        page = scene.log_in(cast.customer.phone).get(reverse("portal:policies")).content.decode()
    assert 'data-test="new-contract"' not in page and long.number in page
