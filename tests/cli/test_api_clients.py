"""``anpei api client``: opened on the command line, listed without the secret, ended with a reason."""

from __future__ import annotations

from click.testing import CliRunner, Result
from tests.cast import Cast

from anpei.accounts.models import ApiClient
from anpei.accounts.queries import client_for
from anpei.audit.models import Event
from anpei.cli.api import api


def run(*arguments: str) -> Result:
    return CliRunner().invoke(api, ["client", *arguments])


def test_a_client_is_opened_listed_and_ended(cast: Cast) -> None:
    handler = cast.staff["handler"]
    given = ("add", "core", "--unit", cast.branch.code, "--scope", "claims:handle", "--scope", "claims:read")

    bearer = run(*given, "--signs-for", handler.username).output.strip()

    client = client_for(bearer)
    assert client is not None
    assert (client.name, client.unit, client.signs_for) == ("core", cast.branch, handler)
    assert client.scopes == ["claims:handle", "claims:read"]
    line = (
        f"{client.key_id}  active  {cast.branch.code}  {handler.username}  claims:handle,claims:read  core\n"
    )
    assert run("list").output == line

    ended = run("revoke", client.key_id, "--reason", "合同结束")
    assert (ended.exit_code, ended.output) == (0, "core is refused from now on.\n")
    assert client_for(bearer) is None
    assert run("list").output == line.replace("active", "revoked")
    kinds = list(Event.objects.filter(subject="api_client").order_by("seq").values_list("type", "actor_name"))
    assert [kind for kind, _by in kinds] == ["api_client.created", "api_client.revoked"]


def test_what_cannot_be_is_refused_by_name(cast: Cast) -> None:
    unit = cast.branch.code
    for given, words in (
        (("--unit", "nowhere", "--scope", "claims:read"), "There is no unit nowhere."),
        (("--unit", unit, "--scope", "everything"), "There is no scope everything."),
        (
            ("--unit", unit, "--scope", "claims:read", "--signs-for", "nobody"),
            "nobody with the user name nobody",
        ),
    ):
        answer = run("add", "core", *given)
        assert answer.exit_code == 1 and words in answer.output
    assert run("add", "core", "--unit", unit, "--scope", "payments:write").exit_code == 1
    assert "There is no client ak_0" in run("revoke", "ak_0", "--reason", "test").output
    assert not ApiClient.objects.exists()
