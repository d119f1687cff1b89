from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from anpei.accounts import sessions
from anpei.accounts.addresses import client_ip
from anpei.core import clock


@pytest.fixture
def request_(db: None, rf: RequestFactory):
    request = rf.get("/")
    request.session = SessionStore()
    request.session["staff"] = "kept"
    request.session.create()
    return request


def test_customer_is_known_until_the_end_under_a_new_key(request_) -> None:
    planted = request_.session.session_key
    assert sessions.current_phone_hash(request_) is None
    sessions.start(request_, "abc")
    assert request_.session.session_key != planted
    assert sessions.current_phone_hash(request_) == "abc"
    sessions.end(request_)
    assert sessions.current_phone_hash(request_) is None
    assert request_.session["staff"] == "kept"


def test_customer_is_forgotten_after_twelve_hours(request_) -> None:
    sessions.start(request_, "abc")
    with clock.at(clock.now() + timedelta(hours=12, seconds=1)):
        assert sessions.current_phone_hash(request_) is None


def test_address_behind_a_proxy_is_the_one_our_proxy_saw(rf: RequestFactory, settings) -> None:
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.7")
    assert client_ip(request) == "10.0.0.1"
    settings.BEHIND_PROXY = True
    assert client_ip(request) == "203.0.113.7"
    assert client_ip(rf.get("/", REMOTE_ADDR="10.0.0.1")) == "10.0.0.1"
    assert client_ip(rf.get("/", REMOTE_ADDR="nonsense")) == "0.0.0.0"
