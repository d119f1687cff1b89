"""API clients in the settings: opened by the administrator, the secret shown once, ended with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.settlement import cast

from anpei.accounts.models import ApiClient, Staff
from anpei.accounts.queries import client_for
from anpei.audit.models import Event

OPEN = "/staff/settings/api-clients/"
BrowserOf = Callable[[Staff], Client]


@pytest.fixture
def administrator(house: cast.House, browser_of: BrowserOf) -> Client:
    return browser_of(cast.staff("root", "administrator", house.head, "甘宁"))


def given(house: cast.House, **changes: object) -> dict[str, object]:
    good = {
        "name": "核心系统",
        "unit": house.branch.pk,
        "signs_for": house.handler.pk,
        "scopes": ["claims:handle"],
    }
    return good | changes


def bearer_in(page: str) -> str:
    found = re.search(r'value="(ak_[^"]+)"', page)
    assert found is not None
    return found[1]


def test_the_secret_is_shown_once_and_opens_the_client(house: cast.House, administrator: Client) -> None:
    answer = administrator.post(OPEN, given(house))
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    client = client_for(bearer_in(answer.content.decode()))
    assert client is not None
    assert (client.name, client.unit, client.signs_for) == ("核心系统", house.branch, house.handler)
    later = administrator.get("/staff/settings/").content.decode()
    assert client.key_id in later and f"{client.key_id}." not in later


def test_ending_it_asks_for_a_reason_and_is_on_record(house: cast.House, administrator: Client) -> None:
    administrator.post(OPEN, given(house))
    client = ApiClient.objects.get()
    assert administrator.post(f"{OPEN}{client.pk}/end/", {"reason": ""}).status_code == 422
    assert administrator.post(f"{OPEN}{client.pk}/end/", {"reason": "合同结束"}).status_code == 302
    client.refresh_from_db()
    assert client.active is False
    kinds = Event.objects.filter(subject="api_client").order_by("seq").values_list("type", "actor_name")
    assert list(kinds) == [("api_client.created", "甘宁"), ("api_client.revoked", "甘宁")]
    assert administrator.post(f"{OPEN}999999/end/", {"reason": "合同结束"}).status_code == 404


def test_what_is_missing_is_named_and_nothing_typed_is_lost(house: cast.House, administrator: Client) -> None:
    answer = administrator.post(OPEN, given(house, signs_for=""))
    assert answer.status_code == 422
    assert "Please name who signs." in answer.content.decode()
    assert 'value="核心系统"' in answer.content.decode()
    assert administrator.post(OPEN, given(house, scopes=[])).status_code == 422
    assert administrator.post(OPEN, given(house, scopes=["everything"])).status_code == 422
    assert administrator.post(OPEN, given(house, name=" ", unit="")).status_code == 422
    assert not ApiClient.objects.exists()


def test_nobody_else_opens_or_sees_clients(house: cast.House, browser_of: BrowserOf) -> None:
    manager = browser_of(house.manager)
    assert manager.post(OPEN, given(house)).status_code == 403
    assert "api-clients" not in manager.get("/staff/settings/").content.decode()
