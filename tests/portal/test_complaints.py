"""Not happy? Say so: from home and from every page of a case, with or without a log-in, as typed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast
from tests.complaints.conftest import answer, decided, officer
from tests.portal import scene

from anpei.accounts.models import Staff
from anpei.claims.models import Claim
from anpei.complaints import queries
from anpei.complaints.models import Complaint, From
from anpei.jobs.worker import drain

__all__ = ["decided", "officer"]


@pytest.fixture
def phone(cast: Cast, officer: Staff) -> Client:
    client = scene.log_in(cast.customer.phone)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def page(client: Client, name: str, *args: str, query: str = "") -> str:
    answered = client.get(reverse(f"portal:{name}", args=args) + query)
    assert answered.status_code == 200
    return answered.content.decode()


def test_it_is_one_tap_from_home_and_from_the_pages_of_a_case(phone: Client, decided: Claim) -> None:
    assert 'data-test="complain"' in page(phone, "home")
    for name in ("progress", "result"):
        assert f'/complaints/new/?claim={decided.number}"' in page(phone, name, decided.number)


def test_what_the_case_says_is_not_asked_and_the_dates_shown_are_the_dates_kept(
    phone: Client, cast: Cast, officer: Staff, decided: Claim
) -> None:
    entry = page(phone, "complain", query=f"?claim={decided.number}")
    assert 'name="phone"' not in entry
    assert "By Tue 17 Nov" in entry
    assert "By Thu 26 Nov" in entry
    sent = {"claim": decided.number, "text": "三次没人回电", "kind": "delay", "key": "k1"}
    done = phone.post(reverse("portal:complain"), sent)
    complaint = Complaint.objects.get()
    assert done.headers["location"] == reverse("portal:complaint", args=[complaint.number])
    assert (complaint.standing, complaint.complainant, complaint.claim, complaint.text) == (
        From.INSURED, cast.customer, decided, "三次没人回电",
    )  # fmt: skip
    shown = page(phone, "complaint", complaint.number)
    for words in (officer.display_name, "26 Nov", "三次没人回电", "By Tue 17 Nov", "12378"):
        assert words in shown, words
    assert complaint.number in page(phone, "home")


def test_nothing_said_comes_back_with_the_topic_kept(phone: Client, decided: Claim) -> None:
    refused = phone.post(reverse("portal:complain"), {"claim": decided.number, "text": " ", "wish": "道歉"})
    assert refused.status_code == 422
    assert "A sentence is enough. What happened?" in refused.content.decode()
    assert "道歉" in refused.content.decode()
    assert not Complaint.objects.exists()


def test_the_same_case_again_goes_to_the_complaint_under_way(phone: Client, decided: Claim) -> None:
    phone.post(reverse("portal:complain"), {"claim": decided.number, "text": "太慢", "key": "k1"})
    first = Complaint.objects.get()
    assert first.number in page(phone, "complain", query=f"?claim={decided.number}")
    phone.post(reverse("portal:complain"), {"claim": decided.number, "text": "还是没人理", "key": "k2"})
    assert Complaint.objects.get() == first
    assert "还是没人理" in page(phone, "complaint", first.number)


def test_without_a_log_in_it_is_taken_all_the_same(cast: Cast, officer: Staff, client: Client) -> None:
    client.post(reverse("portal:complain"), {"text": "排队两小时", "key": "k1"})
    complaint = Complaint.objects.get()
    assert (complaint.standing, complaint.phone_hash) == (From.ANONYMOUS, "")
    assert "排队两小时" in page(client, "complaint", complaint.number)
    assert Client().get(reverse("portal:complaint", args=[complaint.number])).status_code == 404
    bad = client.post(reverse("portal:complain"), {"text": "排队", "phone": "123", "key": "k2"})
    assert bad.status_code == 422


def test_nobody_else_reaches_it(phone: Client, cast: Cast, decided: Claim) -> None:
    phone.post(reverse("portal:complain"), {"claim": decided.number, "text": "太慢", "key": "k1"})
    number, other = Complaint.objects.get().number, scene.log_in(cast.stranger.phone)
    for name in ("complaint", "complaint_withdraw", "complaint_review"):
        assert other.get(reverse(f"portal:{name}", args=[number])).status_code == 404
    for name in (
        "complaint_words",
        "complaint_withdraw",
        "complaint_review",
        "complaint_accept",
        "complaint_reopen",
    ):
        assert (
            other.post(reverse(f"portal:{name}", args=[number]), {"text": "x", "words": "x"}).status_code
            == 404
        )
    # A case of somebody else is no case here.
    other.post(reverse("portal:complain"), {"claim": decided.number, "text": "看看", "key": "k2"})
    assert Complaint.objects.latest("pk").claim is None


def test_words_are_added_and_it_is_taken_back_in_ones_own_words(phone: Client, decided: Claim) -> None:
    phone.post(reverse("portal:complain"), {"claim": decided.number, "text": "太慢", "key": "k1"})
    complaint = Complaint.objects.get()
    at = [complaint.number]
    assert phone.post(reverse("portal:complaint_words", args=at), {"text": ""}).status_code == 422
    assert phone.post(reverse("portal:complaint_words", args=at), {"text": "还有一次"}).status_code == 302
    assert "还有一次" in page(phone, "complaint", *at)
    assert page(phone, "complaint_withdraw", *at)
    refused = phone.post(reverse("portal:complaint_withdraw", args=at), {"words": ""})
    assert refused.status_code == 422
    assert phone.post(reverse("portal:complaint_withdraw", args=at), {"words": "解决了"}).status_code == 302
    complaint.refresh_from_db()
    assert (complaint.state, complaint.close_note) == ("withdrawn", "解决了")
    assert phone.post(reverse("portal:complaint_withdraw", args=at), {"words": "再撤"}).status_code == 409
    assert phone.post(reverse("portal:complaint_accept", args=at)).status_code == 409
    assert phone.post(reverse("portal:complaint_reopen", args=at)).status_code == 302


def test_the_answer_is_read_with_its_letter_and_reviewed_by_the_unit_above(
    phone: Client, cast: Cast, officer: Staff, decided: Claim
) -> None:
    phone.post(reverse("portal:complain"), {"claim": decided.number, "text": "太慢", "key": "k1"})
    complaint = Complaint.objects.get()
    at = [complaint.number]
    assert phone.post(reverse("portal:complaint_review", args=at), {"text": "不服"}).status_code == 409
    decision = answer(cast, complaint, officer)
    letter = reverse("portal:complaint_letter", args=[complaint.number, decision.pk])
    assert phone.get(letter).status_code == 404
    drain(strict=True)
    assert phone.get(letter).content.startswith(b"%PDF")
    shown = page(phone, "complaint", *at)
    for words in ("Our answer: Justified", "书面道歉", "Until Wed 16 Dec", "That settles it"):
        assert words in shown, words
    assert "16 Dec" in page(phone, "complaint_review", *at)
    assert phone.post(reverse("portal:complaint_review", args=at), {"text": ""}).status_code == 422
    assert phone.post(reverse("portal:complaint_review", args=at), {"text": "回电没说清"}).status_code == 302
    complaint.refresh_from_db()
    assert queries.reviewer(complaint) == cast.staff["compliance"]
    assert "In review" in page(phone, "complaint", *at)


def test_the_answer_is_accepted(phone: Client, cast: Cast, officer: Staff, decided: Claim) -> None:
    phone.post(reverse("portal:complain"), {"claim": decided.number, "text": "太慢", "key": "k1"})
    complaint = Complaint.objects.get()
    answer(cast, complaint, officer)
    assert phone.post(reverse("portal:complaint_accept", args=[complaint.number])).status_code == 302
    complaint.refresh_from_db()
    assert complaint.state == "closed"
