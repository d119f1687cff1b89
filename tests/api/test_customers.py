"""What a customer decides, over HTTP: how they are reached, what they agree to, what they answer to ideas."""

from __future__ import annotations

import pytest
from tests.advice.test_ideas import decided, ready
from tests.api.scene import Caller, client_of, good, refused
from tests.cast import Cast

from anpei.accounts.scopes import Scope as S
from anpei.claims.models import CallRequest, Claim
from anpei.messages.models import Message
from anpei.parties.models import ConsentPurpose
from anpei.parties.queries import has_consent

__all__ = ["decided"]


@pytest.fixture
def app(cast: Cast) -> Caller:
    """An app of the insurer's own: it passes on what the customer taps."""
    return client_of(cast.branch, [S.POLICIES_READ, S.CUSTOMERS_WRITE], name="app")


def test_the_way_a_customer_chose_is_set_and_read(cast: Cast, app: Caller) -> None:
    path = f"/parties/{cast.customer.pk}/reach"
    assert good(app.get(path)) == {
        "channel": "sms", "email_known": False, "language": "zh-hans", "at_night": False,
        "quiet_from": None, "quiet_until": None, "serious_alerts_only": False,
    }  # fmt: skip

    wanted = {"channel": "email", "email": "zhou@example.com", "quiet_from": "22:00", "quiet_until": "07:00"}
    kept = good(app.put(path, wanted | {"serious_alerts_only": True}))

    assert (kept["channel"], kept["email_known"], kept["serious_alerts_only"]) == ("email", True, True)
    assert (kept["quiet_from"], kept["quiet_until"]) == ("22:00:00", "07:00:00")
    assert "zhou@example.com" not in str(good(app.get(path)))
    assert Message.objects.filter(template="party.way_changed", channel="sms").count() == 1


def test_a_way_that_cannot_be_is_refused_beside_its_field(cast: Cast, app: Caller) -> None:
    path = f"/parties/{cast.customer.pk}/reach"
    no_address = refused(app.put(path, {"channel": "email"}), 422, "invalid")
    assert set(no_address["fields"]) == {"email"}
    assert set(refused(app.put(path, {"channel": "wechat"}), 422, "invalid")["fields"]) == {"channel"}
    refused(app.put(path, {"channel": "pigeon"}), 422, "invalid")
    refused(app.put("/parties/999999/reach", {"channel": "sms"}), 404, "party.unknown")
    reader = client_of(cast.branch, [S.POLICIES_READ], name="reader")
    refused(reader.put(path, {"channel": "sms"}), 403, "api.scope")


def test_an_agreement_is_given_once_and_taken_back(cast: Cast, app: Caller) -> None:
    path = f"/parties/{cast.customer.pk}/consents"
    said = {"purpose": "marketing", "text_version": "2026-01"}
    given = good(app.post(path, said), 201)
    assert (given["purpose"], given["basis"], given["channel"]) == ("marketing", "separate_consent", "api")
    assert good(app.post(path, said), 201)["id"] == given["id"]
    assert has_consent(cast.customer, ConsentPurpose.MARKETING)

    taken = good(app.post(f"{path}/{given['id']}/withdraw", {}))

    assert taken["withdrawn_at"]
    assert not has_consent(cast.customer, ConsentPurpose.MARKETING)
    assert good(app.get(path))[0]["id"] == given["id"]
    refused(app.post(f"{path}/999999/withdraw", {}), 404, "consent.unknown")
    refused(app.post(path, said | {"purpose": "health_data"}), 422, "invalid")


def test_ideas_are_shown_with_consent_only_and_answered(cast: Cast, app: Caller, decided: Claim) -> None:
    path = f"/parties/{cast.customer.pk}/ideas"
    assert good(app.post(path, {})) == []
    ready(cast.customer)

    shown = {one["code"]: one for one in good(app.post(path, {}))}
    idea = shown["hospital_days"]
    assert "18,642.50" in idea["why"]

    asked = good(app.post(f"{path}/{idea['id']}/answer", {"answer": "asked"}))
    assert asked["state"] == "asked"
    assert CallRequest.objects.get(phone_hash=cast.customer.phone_hash).done_at is None
    refused(app.post(f"{path}/999999/answer", {"answer": "asked"}), 404, "advice.no_idea")
    refused(app.post(f"{path}/{idea['id']}/answer", {"answer": "bought"}), 422, "invalid")


def test_whether_a_premium_fits_is_kept(cast: Cast, app: Caller) -> None:
    kept = good(app.post(f"/parties/{cast.customer.pk}/means", {"answer": "not_now"}), 201)
    assert kept["answer"] == "not_now"
    refused(app.post(f"/parties/{cast.customer.pk}/means", {"answer": "rich"}), 422, "invalid")
