import pytest
from tests.accounts.conftest import SYSTEM, House

from anpei.accounts import actions, queries
from anpei.accounts.models import ApiClient, Staff
from anpei.accounts.scopes import Scope
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused


def open_client(house: House, **changes) -> tuple[ApiClient, str]:
    good = {"name": "core", "scopes": [Scope.CLAIMS_REPORT], "unit": house.head, "by": SYSTEM}
    return actions.create_client(**(good | changes))


def test_bearer_opens_the_client_and_is_not_stored(house: House) -> None:
    client, bearer = open_client(house)
    assert queries.client_for(bearer) == client
    assert bearer.partition(".")[2] not in str(ApiClient.objects.values().get())
    assert client.allows(Scope.CLAIMS_REPORT)
    assert not client.allows(Scope.CLAIMS_READ)
    assert client.actor == Actor(kind="api", id=client.key_id, name="core")


def test_anything_but_the_bearer_opens_nothing(house: House) -> None:
    _client, bearer = open_client(house)
    key_id, _, secret = bearer.partition(".")
    for wrong in ("", ".", key_id, f"{key_id}.", f"{key_id}.{secret}x", f"ak_0.{secret}", f".{secret}"):
        assert queries.client_for(wrong) is None


def test_revoked_client_is_refused(house: House) -> None:
    client, bearer = open_client(house)
    actions.revoke_client(client=client, reason="contract ended", by=SYSTEM)
    assert queries.client_for(bearer) is None
    with pytest.raises(Refused):
        actions.revoke_client(client=client, reason="again", by=SYSTEM)


def test_client_that_decides_signs_for_a_person(people: dict[str, Staff], house: House) -> None:
    with pytest.raises(Invalid) as refusal:
        open_client(house, scopes=[Scope.CLAIMS_HANDLE])
    assert list(refusal.value.fields) == ["signs_for"]
    handler = people["handler"]
    client, bearer = open_client(house, scopes=[Scope.CLAIMS_HANDLE], signs_for=handler)
    assert client.actor == handler.actor
    Staff.objects.filter(pk=handler.pk).update(is_active=False)
    assert queries.client_for(bearer) is None


def test_client_signs_for_nobody_who_left(people: dict[str, Staff], house: House) -> None:
    people["handler"].is_active = False
    with pytest.raises(Invalid) as refusal:
        open_client(house, signs_for=people["handler"])
    assert list(refusal.value.fields) == ["signs_for"]


def test_only_an_administrator_opens_clients(people: dict[str, Staff], house: House) -> None:
    with pytest.raises(Forbidden):
        open_client(house, by=people["supervisor"].actor)
    open_client(house, by=people["administrator"].actor)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": " "}, "name"), ({"name": "x" * 81}, "name"), ({"scopes": []}, "scopes")],
)
def test_new_client_names_the_field_to_correct(house: House, changes: dict, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        open_client(house, **changes)
    assert list(refusal.value.fields) == [field]
