"""Reading before buying, in the portal: no log-in, measured, own numbers, questions, one acknowledgement."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import SYSTEM, Cast
from tests.portal import scene

from anpei.core import clock
from anpei.disclosure.actions import deliver
from anpei.disclosure.models import ReadThrough
from anpei.enquiries.models import Enquiry
from anpei.policies.models import Policy

pytestmark = pytest.mark.django_db
PAGE = reverse("portal:disclosure", args=["qc_accident"])


@pytest.fixture
def phone(cast: Cast) -> Client:
    return Client()


def opened(phone: Client) -> ReadThrough:
    assert phone.get(PAGE).status_code == 200
    return ReadThrough.objects.get()


def at(name: str, reading: ReadThrough) -> str:
    return reverse(f"portal:{name}", args=[reading.token])


def test_every_product_on_sale_is_listed_and_leads_to_its_page(phone: Client) -> None:
    page = phone.get(reverse("portal:products")).content.decode()
    assert "晴川安行意外伤害保险（2026）" in page
    assert f'href="{PAGE}"' in page


def test_what_is_not_covered_stands_out_with_its_clause(phone: Client) -> None:
    page = phone.get(PAGE).content.decode()
    bold = page.split('id="part-not_covered"')[1].split("</section>")[0]
    assert "这一部分请仔细看" in bold
    assert "潜水、跳伞、攀岩、蹦极、赛马、赛车等高风险运动。" in bold
    assert bold.count("why--bold") == 12


def test_one_browser_reads_one_text_once_however_often_it_looks(phone: Client) -> None:
    opened(phone)
    phone.get(PAGE)
    assert ReadThrough.objects.count() == 1
    phone.post(reverse("portal:language"), {"language": "en", "next": PAGE})
    assert "What is not covered" in phone.get(PAGE).content.decode()
    assert ReadThrough.objects.count() == 2


def test_own_numbers_stay_when_one_of_them_cannot_be_read(phone: Client) -> None:
    wrong = phone.post(PAGE, {"lines.0.amount_fen": "abc", "receipts.0.social_fen": "100"})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert 'data-test="error-lines.0.amount_fen"' in page
    assert 'value="abc"' in page
    assert 'value="100"' in page
    mended = phone.post(PAGE, {"lines.0.amount_fen": "1360", "receipts.0.social_fen": "260"})
    assert "900.00" in mended.content.decode().split('data-test="tried"')[1]


def test_what_the_page_measured_is_kept_and_nonsense_is_not(phone: Client) -> None:
    reading = opened(phone)
    answer = phone.post(
        at("reading_seconds", reading), {"covered": "12", "not_covered": "x", "foo": "9", "claim": "-3"}
    )
    assert answer.status_code == 204
    assert list(reading.sections.values_list("section", "seconds")) == [("covered", 12)]
    assert phone.post(reverse("portal:reading_seconds", args=["wrong"]), {"covered": "1"}).status_code == 404


def test_own_numbers_are_calculated_beside_the_example(phone: Client) -> None:
    answer = phone.post(PAGE, {"example": "sprained_ankle", "lines.0.amount_fen": "1360"})
    assert 'data-test="tried"' in answer.content.decode()
    assert "900.00" in answer.content.decode()
    wrong = phone.post(PAGE, {"example": "sprained_ankle", "lines.0.amount_fen": "viel"})
    assert wrong.status_code == 422
    assert "请写金额，例如 1234.50。" in wrong.content.decode()


def test_it_is_confirmed_whole_and_once(phone: Client) -> None:
    reading = opened(phone)
    half = phone.post(at("reading_done", reading), {"read": "yes"})
    assert (half.status_code, "确实如此再勾选" in half.content.decode()) == (422, True)

    unseen = phone.post(at("reading_done", reading), {"read": "yes", "exclusions": "yes"})
    asked = unseen.content.decode()
    assert (unseen.status_code, "这一部分还没有显示过" in asked) == (422, True)
    assert asked.count(" checked") == 2
    phone.post(at("reading_done", reading), {"read": "yes", "exclusions": "yes", "unseen": "yes"})
    reading.refresh_from_db()
    assert reading.acknowledged_at is not None
    page = phone.get(at("reading", reading)).content.decode()
    assert 'data-test="acknowledged"' in page
    again = phone.post(at("reading_done", reading), {"read": "yes", "exclusions": "yes"})
    assert again.status_code == 409


def test_a_question_while_reading_is_answered_from_this_product(phone: Client) -> None:
    reading = opened(phone)
    phone.post(at("reading_ask", reading), {"question": "没用医保赔几成"})
    page = phone.get(at("reading", reading)).content.decode()
    assert "用医保结算过的赔百分之九十，没用的赔百分之八十。" in page
    assert Enquiry.objects.get().reading.reading == reading
    assert phone.post(at("reading_ask", reading), {"question": " "}).status_code == 422


def test_the_pdf_and_an_unknown_product(phone: Client) -> None:
    answer = phone.get(reverse("portal:disclosure_pdf", args=["qc_accident"]))
    assert (answer["Content-Type"], answer.content[:4]) == ("application/pdf", b"%PDF")
    assert phone.get(reverse("portal:disclosure", args=["nothing"])).status_code == 404


def test_the_holder_sees_until_which_day_they_may_change_their_mind(
    cast: Cast, frozen_clock: datetime
) -> None:
    policy = cast.policy
    Policy.objects.filter(pk=policy.pk).update(ends_on=policy.starts_on + timedelta(days=3_650))
    policy.refresh_from_db()
    deliver(policy, way="app", received_on=date(2026, 11, 13), by=SYSTEM)
    mine = scene.log_in(cast.customer.phone)

    page = mine.get(reverse("portal:policies")).content.decode()
    assert "想反悔可以，最晚 2026年11月30日（含当天）。" in page
    with clock.at(frozen_clock + timedelta(days=15)):
        assert 'data-test="cooling-off"' not in mine.get(reverse("portal:policies")).content.decode()
