"""The customer's side: a visit answered in one tap, a place taken and left, a service ordered with a consent of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.care import outreach
from tests.cast import Cast
from tests.portal import scene

from anpei.care import actions
from anpei.care.models import CareVisit, ExtraOrder, Guest
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.parties.models import ConsentPurpose
from anpei.parties.queries import has_consent


@pytest.fixture
def phone(cast: Cast) -> Client:
    return phone_of(cast.customer.phone)


def phone_of(number: str) -> Client:
    client = scene.log_in(number)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def asked(cast: Cast, reported_claim: Claim) -> CareVisit:
    return actions.ask(outreach.proposed(cast, reported_claim), by=cast.staff["care"].actor)


def test_nobody_looks_without_a_code(db: None):
    assert Client().get("/for-you/").status_code == 302


def test_a_visit_is_agreed_to_and_cancelled_in_one_tap(cast: Cast, phone: Client, asked: CareVisit):
    assert 'data-test="visit-asked"' in phone.get("/").content.decode()
    page = phone.get("/for-you/").content.decode()
    assert "makes the decision neither better nor worse" in page

    phone.post(f"/for-you/visits/{asked.pk}/", {"answer": "yes"})
    asked.refresh_from_db()
    assert (asked.state, asked.answered_on) == ("agreed", "portal")
    assert 'data-test="visit-asked"' not in phone.get("/").content.decode()
    phone.post(f"/for-you/visits/{asked.pk}/", {"answer": "cancel"})
    asked.refresh_from_db()
    assert asked.state == "not_wanted"
    assert phone.post(f"/for-you/visits/{asked.pk}/", {"answer": "yes"}).status_code == 404


def test_later_can_be_said_again_also_after_it_was_noted_on_the_phone(
    cast: Cast, phone: Client, reported_claim: Claim
):
    visit = outreach.proposed(cast, reported_claim)
    actions.answer_visit(visit, answer="later", on="phone", by=cast.staff["care"].actor)
    page = phone.get("/for-you/").content.decode()
    assert "We ask once more on Mon 30 Nov." in page
    assert "Still not, ask me later" in page

    with clock.at(clock.now() + timedelta(days=3)):
        phone = phone_of(cast.customer.phone)
        assert phone.post(f"/for-you/visits/{visit.pk}/", {"answer": "later"}).status_code == 302
        visit.refresh_from_db()
        assert visit.ask_again_at == clock.now() + timedelta(days=14)
        assert 'data-test="visit-later"' in phone.get("/for-you/").content.decode()


def test_an_answer_that_is_none_changes_nothing(phone: Client, asked: CareVisit):
    answer = phone.post(f"/for-you/visits/{asked.pk}/", {"answer": "perhaps"})

    assert answer.status_code == 422
    assert 'data-test="refusal"' in answer.content.decode()
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_a_stranger_neither_sees_nor_answers_it(cast: Cast, asked: CareVisit):
    other = phone_of(cast.stranger.phone)
    assert 'data-test="visit"' not in other.get("/for-you/").content.decode()
    assert other.post(f"/for-you/visits/{asked.pk}/", {"answer": "no"}).status_code == 404
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_a_place_is_taken_and_left(cast: Cast, phone: Client):
    row = outreach.opened(cast)
    assert 'data-test="gathering"' in phone.get("/for-you/").content.decode()

    answer = phone.post(
        f"/for-you/gatherings/{row.pk}/", {"person": cast.customer.pk, "answer": "yes"}, follow=True
    )
    page = answer.content.decode()
    assert "You have a place. We remind you the day before." in page
    assert 'data-test="leave"' in page and 'data-test="sign-up"' not in page
    phone.post(f"/for-you/gatherings/{row.pk}/", {"person": cast.customer.pk, "answer": "no"})
    assert Guest.objects.get().state == "not_coming"


def test_a_guardian_signs_the_child_up_and_nobody_elses(cast: Cast):
    row = outreach.opened(cast, age_to=14, capacity=1)
    phone = phone_of(cast.guardian.phone)
    assert "邓子轩" in phone.get(f"/for-you/gatherings/{row.pk}/").content.decode()

    assert phone.post(f"/for-you/gatherings/{row.pk}/", {"person": cast.customer.pk}).status_code == 404
    assert phone.post(f"/for-you/gatherings/{row.pk}/", {"person": "x"}).status_code == 404
    phone.post(f"/for-you/gatherings/{row.pk}/", {"person": cast.child.pk, "answer": "yes"})
    assert Guest.objects.get().party == cast.child


def test_a_full_gathering_says_so_and_a_late_wish_is_refused_in_words(cast: Cast, phone: Client):
    row = outreach.opened(cast, capacity=1)
    actions.sign_up(row, person=cast.employee, by=cast.employee.actor)
    assert "there is a waiting list" in phone.get(f"/for-you/gatherings/{row.pk}/").content.decode()
    phone.post(f"/for-you/gatherings/{row.pk}/", {"person": cast.customer.pk, "answer": "yes"})
    assert Guest.objects.get(party=cast.customer).state == "waiting"

    actions.cancel_gathering(row, reason="老师病了", by=cast.staff["care"].actor)
    answer = phone.post(f"/for-you/gatherings/{row.pk}/", {"person": cast.customer.pk, "answer": "no"})
    assert answer.status_code == 409
    assert "It has begun or is over." in answer.content.decode()


def test_marketing_is_shown_only_after_a_yes(cast: Cast, phone: Client):
    row = outreach.opened(cast, purpose="marketing")
    page = phone.get("/for-you/").content.decode()
    assert 'data-test="agree-offers"' in page and 'data-test="gathering"' not in page
    assert phone.get(f"/for-you/gatherings/{row.pk}/").status_code == 404

    phone.post("/for-you/offers/")
    assert has_consent(cast.customer, ConsentPurpose.MARKETING)
    page = phone.get("/for-you/").content.decode()
    assert 'data-test="agree-offers"' not in page and 'data-test="gathering"' in page


def test_who_was_there_says_how_it_was(cast: Cast):
    row = outreach.opened(cast)
    guest = actions.sign_up(row, person=cast.customer, by=cast.customer.actor)
    with clock.at(row.ends_at):
        by = cast.staff["care"].actor
        actions.note_attendance(guest, came=True, by=by)
        actions.hold(row, cost_fen=0, result="好", by=by)
        phone, path = phone_of(cast.customer.phone), f"/for-you/gatherings/how/{guest.pk}/"
        assert 'data-test="judge-gathering"' in phone.get("/for-you/").content.decode()
        answer = phone.post(path, {"words": "想听营养"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert 'data-test="error-satisfaction"' in page and "想听营养" in page
        phone.post(path, {"satisfaction": "4", "words": "想听营养"})
        guest.refresh_from_db()
        assert guest.satisfaction == 4
        assert phone.get(path).status_code == 404


def test_a_service_is_ordered_with_a_consent_of_its_own_and_cancelled(cast: Cast, phone: Client):
    path = f"/for-you/services/{cast.member.pk}/health_call/"
    assert "4 of 4" in phone.get(path).content.decode()

    answer = phone.post(path, {"words": "手腕还疼"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'data-test="error-consent"' in page and "手腕还疼" in page
    assert not ExtraOrder.objects.exists()

    phone.post(path, {"words": "手腕还疼", "consent": "yes"})
    row = ExtraOrder.objects.get()
    assert (row.state, row.words) == ("ordered", "手腕还疼")
    assert "3 of 4" in phone.get(path).content.decode()
    phone.post(f"/for-you/orders/{row.pk}/", {"answer": "cancel"})
    assert "4 of 4" in phone.get(path).content.decode()


def test_used_up_is_said_with_the_reason(cast: Cast, phone: Client):
    path = f"/for-you/services/{cast.member.pk}/legal_call/"
    for _ in range(2):
        phone.post(path, {})
    page = phone.get(path).content.decode()
    assert "All uses of this policy year are used up." in page and 'data-test="order"' not in page
    answer = phone.post(path, {})
    assert answer.status_code == 409
    assert ExtraOrder.objects.count() == 2


def test_an_order_is_judged_once_and_only_by_its_person(cast: Cast, phone: Client):
    by = cast.staff["care"].actor
    row = actions.order(cast.member, kind="legal_call", by=cast.customer.actor)
    row = actions.arrange(row, appointment_at=clock.now() + timedelta(hours=1), by=by)
    actions.finish_extra(row, result="讲清楚了", by=by)
    path = f"/for-you/orders/{row.pk}/"
    assert phone_of(cast.stranger.phone).post(path, {"answer": "1"}).status_code == 404
    assert phone.post(path, {"answer": "9"}).status_code == 422
    phone.post(path, {"answer": "5"})
    row.refresh_from_db()
    assert row.satisfaction == 5
    assert phone.post(path, {"answer": "1"}).status_code == 409
    assert phone.get(f"/for-you/services/{cast.child_member.pk}/legal_call/").status_code == 404
    assert phone.get(f"/for-you/services/{cast.member.pk}/roadside/").status_code == 404
