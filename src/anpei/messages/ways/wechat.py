"""A WeChat official account: messages to followers, its menu, who is behind a login inside WeChat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException, WeChatOAuthException
from wechatpy.oauth import WeChatOAuth

from anpei.messages.ways.undeliverable import Undeliverable

SECONDS = 20
# Said by WeChat when a person cannot be reached this way: unknown, not following, silent for 48 hours, too many.
UNREACHABLE = frozenset({40003, 43004, 45015, 45047, 48002})


class Client(WeChatClient):
    """Asks for its token where everything else is asked for; the library's own goes to one fixed address."""

    def fetch_access_token(self) -> Any:
        asked = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
        return self._fetch_access_token(url=f"{self.API_BASE_URL}token", params=asked)


@dataclass(frozen=True)
class WeChat:
    """``address`` is the openid a follower has with this account. ``api`` replaces WeChat's own address in tests."""

    app_id: str
    secret: str
    api: str = ""

    def deliver(self, *, key: str, address: str, text: str) -> str:
        """Write to a follower who wrote to us in the last 48 hours; else Undeliverable, and another way is taken."""
        if not address:
            raise Undeliverable("no address")
        try:
            self._client().message.send_text(address, text)
        except WeChatClientException as problem:
            if problem.errcode in UNREACHABLE:
                raise Undeliverable(f"{problem.errcode} {problem.errmsg}") from None
            raise
        return f"wechat:{key}"

    def set_menu(self, buttons: list[dict[str, Any]]) -> None:
        self._client().menu.create({"button": buttons})

    def menu(self) -> dict[str, Any]:
        """The menu as it stands at WeChat; empty where none was set."""
        found = self._client().menu.get()
        return dict(found["menu"]) if found else {}

    def log_in_at(self, back: str, *, state: str) -> str:
        """Where a browser inside WeChat is sent to learn its openid."""
        return str(self._oauth(back, state).authorize_url)

    def openid(self, code: str) -> str:
        """Who came back with this code; empty when WeChat does not know it."""
        try:
            return str(self._oauth("", "").fetch_access_token(code)["openid"])
        except WeChatOAuthException:
            return ""

    def _client(self) -> Client:
        client = Client(self.app_id, self.secret, timeout=SECONDS)
        if self.api:
            client.API_BASE_URL = f"{self.api}/cgi-bin/"
        return client

    def _oauth(self, back: str, state: str) -> WeChatOAuth:
        oauth = WeChatOAuth(self.app_id, self.secret, back, state=state)
        if self.api:
            oauth.API_BASE_URL = f"{self.api}/"
        return oauth
