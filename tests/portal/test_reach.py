"""How a person is reached, and who they are on WeChat."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from tests.cast import Cast
from tests.portal import scene

from anpei.claims.models import Claim
from anpei.claims.notices import recipient
from anpei.core.environment import Server
from anpei.jobs.worker import drain
from anpei.messages.models import Message
from anpei.messages.ways.wechat import WeChat
from anpei.parties import actions as parties

TOKEN = "tea at three"
OWN = {"channel": "sms", "language": "zh-hans", "hours": "own"}


@pytest.fixture
def phone(cast: Cast) -> Client:
    return scene.log_in(cast.customer.phone)


@pytest.fixture
def official(settings: Settings) -> None:
    settings.WECHAT = Server("wechat", "official", 443, "app", "secret", {})
    settings.WECHAT_TOKEN = TOKEN


def signed(**more: str) -> str:
    stamp = {"timestamp": "1763258400", "nonce": "n"}
    signature = hashlib.sha1("".join(sorted([TOKEN, *stamp.values()])).encode()).hexdigest()
    return "?" + "&".join(
        f"{name}={value}" for name, value in {**stamp, "signature": signature, **more}.items()
    )


def says(text: str, *, number: int = 1, source: str = "openid-1") -> str:
    return (
        f"<xml><ToUserName>us</ToUserName><FromUserName>{source}</FromUserName><CreateTime>1763258400</CreateTime>"
        f"<MsgType>text</MsgType><Content>{text}</Content><MsgId>{number}</MsgId></xml>"
    )


def post(body: str, address: str = "") -> Any:
    return Client().post(f"/wechat/{address or signed()}", body, content_type="text/xml")


def test_an_address_is_kept_and_used_with_the_phone_behind_it(
    cast: Cast, phone: Client, reported_claim: Claim
):
    answer = phone.post(
        "/reach/", {"channel": "email", "email": "zhou@example.com", "language": "en", "hours": "any"}
    )

    assert answer.status_code == 302
    claim = Claim.objects.select_related("insured__guardian").get(pk=reported_claim.pk)
    to = recipient(claim)
    assert (to.channel, to.address, to.fallback, to.language, to.night) == (
        "email", "zhou@example.com", cast.customer.phone, "en", True,
    )  # fmt: skip


def test_own_quiet_hours_are_kept_and_shown_again(cast: Cast, phone: Client):
    phone.post("/reach/", OWN | {"quiet_from": "20:00", "quiet_until": "09:30"})

    cast.customer.refresh_from_db()
    assert str(cast.customer.quiet_hours) == "20:00–09:30"
    assert 'value="20:00"' in phone.get("/reach/").content.decode()


def test_hours_typed_but_not_chosen_are_not_kept(cast: Cast, phone: Client):
    phone.post("/reach/", OWN | {"hours": "house", "quiet_from": "20:00", "quiet_until": "09:30"})

    cast.customer.refresh_from_db()
    assert cast.customer.quiet_hours is None


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (OWN | {"quiet_from": "25:00", "quiet_until": "08:00"}, "quiet_from"),
        (OWN | {"quiet_from": "20:00", "quiet_until": ""}, "quiet_until"),
        (OWN | {"quiet_from": "08:00", "quiet_until": "23:00"}, "quiet_until"),
        (OWN | {"quiet_from": "08:00", "quiet_until": "08:00"}, "quiet_until"),
        ({"channel": "email", "email": ""}, "email"),
        ({"channel": "email", "email": "zhou"}, "email"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": "wechat"}, "channel"),
        ({"channel": "sms", "language": "fr"}, "language"),
    ],
)
def test_what_cannot_be_is_said_beside_it(cast: Cast, phone: Client, given: dict[str, str], wrong: str):
    answer = phone.post("/reach/", {"language": "zh-hans", **given})

    assert answer.status_code == 422
    assert f'data-test="error-{wrong}"' in answer.content.decode()
    cast.customer.refresh_from_db()
    assert (cast.customer.preferred_channel, cast.customer.email) == ("sms", "")


def test_wechat_is_offered_to_whom_it_knows(cast: Cast, phone: Client, reported_claim: Claim):
    assert 'data-test="way-wechat"' not in phone.get("/reach/").content.decode()
    session = phone.session
    session["wechat_openid"] = "openid-1"
    session.save()

    assert 'data-test="way-wechat"' in phone.get("/reach/").content.decode()
    phone.post("/reach/", {"channel": "wechat", "language": "zh-hans"})

    cast.customer.refresh_from_db()
    assert cast.customer.way == ("wechat", "openid-1")


def test_an_openid_belongs_to_one_person(cast: Cast):
    parties.know_on_wechat(cast.customer, openid="openid-1", by=cast.customer.actor)
    parties.know_on_wechat(cast.relative, openid="openid-1", by=cast.relative.actor)

    cast.customer.refresh_from_db()
    assert (cast.customer.wechat_openid, cast.customer.wechat_hash) == ("", None)


def test_only_what_wechat_signed_is_taken(official: None, cast: Cast):
    assert Client().get(f"/wechat/{signed(echostr='hello')}").content == b"hello"
    assert Client().get("/wechat/?signature=x&timestamp=1&nonce=n&echostr=hello").status_code == 403
    assert post(says("在吗"), "?signature=x&timestamp=1&nonce=n").status_code == 403
    assert not Message.objects.filter(channel="wechat").exists()


def test_without_a_token_nothing_is_taken(cast: Cast, settings: Settings):
    settings.WECHAT_TOKEN = ""

    assert post(says("在吗")).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no xml",
        "<xml></xml>",
        '<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>',
        f"<xml>{'x' * 70_000}</xml>",
    ],
)
def test_what_is_no_message_is_refused(official: None, cast: Cast, body: str):
    assert post(body).status_code == 400


def test_words_from_wechat_land_in_the_one_conversation_once(
    official: None, cast: Cast, reported_claim: Claim
):
    parties.know_on_wechat(cast.customer, openid="openid-1", by=cast.customer.actor)

    first = post(says("材料还差什么？")).content.decode()
    again = post(says("材料还差什么？")).content.decode()

    assert (reported_claim.number in first and first == again) or reported_claim.number in again
    kept = Message.objects.get(channel="wechat", direction="in")
    assert (kept.subject_id, kept.body) == (reported_claim.pk, "材料还差什么？")


def test_a_stranger_is_shown_the_door_and_the_phone(official: None, cast: Cast):
    answer = post(says("在吗", source="openid-9")).content.decode()

    assert "/wechat/enter/" in answer and "95000" in answer
    assert not Message.objects.filter(channel="wechat").exists()


def test_what_a_stranger_wrote_is_theirs_once_they_bind_the_account(
    official: None, cast: Cast, phone: Client, reported_claim: Claim
):
    post(says("在吗", source="openid-9"))
    session = phone.session
    session["wechat_openid"] = "openid-9"
    session.save()

    phone.post("/reach/", {"channel": "wechat", "language": "zh-hans"})
    drain(strict=True)

    kept = Message.objects.get(channel="wechat", direction="in")
    assert (kept.subject_id, kept.body) == (reported_claim.pk, "在吗")
    assert "在吗" in phone.get("/messages/").content.decode()


def test_the_door_sends_to_wechat_and_takes_only_its_own_state(
    official: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(WeChat, "openid", lambda _self, code: f"openid-of-{code}")
    browser = Client()
    away = browser.get("/wechat/enter/")["Location"]
    state = browser.session["wechat_state"]
    assert "appid=app" in away and f"state={state}" in away

    browser.get("/wechat/enter/?code=c&state=forged")
    assert "wechat_openid" not in browser.session
    browser.get("/wechat/enter/")
    browser.get(f"/wechat/enter/?code=c&state={browser.session['wechat_state']}")
    assert browser.session["wechat_openid"] == "openid-of-c"
