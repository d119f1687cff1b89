"""Ways out against real servers on this machine: SMTP, an HTTP gateway, a double of WeChat's own interface."""

from __future__ import annotations

import json
import smtplib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from wechatpy.exceptions import WeChatClientException

from anpei.core.environment import Server
from anpei.messages import wechat_menu
from anpei.messages.ways.mail import Mail
from anpei.messages.ways.texting import TextGateway
from anpei.messages.ways.undeliverable import Undeliverable
from anpei.messages.ways.wechat import WeChat


class Post:
    """Takes mails for everybody but two."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.startswith("gone@"):
            return "550 no such mailbox"
        if address.startswith("full@"):
            return "452 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append(envelope)
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, Mail]]:
    office = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    server = Server("smtp", "127.0.0.1", port, "", "", {})
    yield office, Mail(server, "claims@insurer.example", "晴川财产保险")
    controller.stop()


def test_a_mail_arrives_with_its_words_and_the_key_as_its_id(post: tuple[Post, Mail]):
    office, mail = post

    reference = mail.deliver(key="message-7", address="zhou@example.com", text="钱到了。")

    assert reference == "<message-7@insurer.example>"
    (sent,) = office.mails
    assert sent.rcpt_tos == ["zhou@example.com"]
    text = sent.content.decode()
    assert "Message-ID: <message-7@insurer.example>" in text
    assert text.endswith("\r\n\r\n钱到了。\r\n")


def test_a_mailbox_that_is_gone_is_final_and_a_full_one_is_tried_again(post: tuple[Post, Mail]):
    _office, mail = post

    with pytest.raises(Undeliverable, match="550 no such mailbox"):
        mail.deliver(key="m", address="gone@example.com", text="x")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mail.deliver(key="m", address="full@example.com", text="x")
    with pytest.raises(Undeliverable, match="no address"):
        mail.deliver(key="m", address="", text="x")


@dataclass
class Double:
    """An HTTP service: answers by path, remembers what came."""

    answers: dict[str, tuple[int, dict[str, Any]]]
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""

    def bodies(self, path: str) -> list[Any]:
        return [json.loads(body) for seen, _headers, body in self.came if seen.split("?")[0] == path]


@pytest.fixture
def double() -> Iterator[Double]:
    made = Double(answers={})

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            made.came.append((self.path, dict(self.headers), body))
            status, answer = made.answers.get(self.path.split("?")[0], (404, {}))
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST

        def log_message(self, *_args: object) -> None:
            """Say nothing on the console."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.address = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    server.server_close()


def test_a_text_message_goes_to_the_gateway_once_per_key(double: Double):
    double.answers["/send"] = (200, {"id": "g-1"})
    gateway = TextGateway(f"{double.address}/send", "secret")

    assert gateway.deliver(key="message-7", address="13800000001", text="钱到了。") == "sms:g-1"

    assert double.bodies("/send") == [{"key": "message-7", "to": "13800000001", "text": "钱到了。"}]
    headers = double.came[0][1]
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer secret", "message-7")


@pytest.mark.parametrize(
    ("status", "error"), [(422, Undeliverable), (404, Undeliverable), (503, httpx.HTTPStatusError)]
)
def test_a_gateway_says_what_is_final_and_what_is_tried_again(
    double: Double, status: int, error: type[Exception]
):
    double.answers["/send"] = (status, {})

    with pytest.raises(error):
        TextGateway(f"{double.address}/send", "secret").deliver(key="m", address="1", text="x")


@pytest.fixture
def account(double: Double) -> WeChat:
    double.answers["/cgi-bin/token"] = (200, {"access_token": "t", "expires_in": 7200})
    return WeChat("app", "secret", double.address)


def test_a_follower_is_written_to(double: Double, account: WeChat):
    double.answers["/cgi-bin/message/custom/send"] = (200, {"errcode": 0, "errmsg": "ok"})

    assert account.deliver(key="message-7", address="openid-1", text="钱到了。") == "wechat:message-7"

    assert double.bodies("/cgi-bin/message/custom/send") == [
        {"touser": "openid-1", "msgtype": "text", "text": {"content": "钱到了。"}}
    ]


@pytest.mark.parametrize(
    ("code", "error"), [(45015, Undeliverable), (43004, Undeliverable), (-1, WeChatClientException)]
)
def test_who_cannot_be_reached_on_wechat_is_told_another_way(
    double: Double, account: WeChat, code: int, error: type[Exception]
):
    double.answers["/cgi-bin/message/custom/send"] = (200, {"errcode": code, "errmsg": "no"})

    with pytest.raises(error):
        account.deliver(key="m", address="openid-1", text="x")


def test_the_menu_is_set_as_its_file_says_and_shown_as_it_stands(double: Double, account: WeChat):
    double.answers["/cgi-bin/menu/create"] = (200, {"errcode": 0, "errmsg": "ok"})
    shipped = wechat_menu.buttons()
    double.answers["/cgi-bin/menu/get"] = (200, {"menu": {"button": shipped}})

    account.set_menu(shipped)

    assert double.bodies("/cgi-bin/menu/create") == [{"button": shipped}]
    assert account.menu() == {"button": shipped}
    double.answers["/cgi-bin/menu/get"] = (200, {"errcode": 46003, "errmsg": "menu no exist"})
    assert account.menu() == {}


def test_the_code_of_a_browser_tells_who_it_is(double: Double, account: WeChat):
    double.answers["/sns/oauth2/access_token"] = (
        200,
        {"openid": "openid-1", "access_token": "x", "refresh_token": "y", "expires_in": 1},
    )
    assert account.openid("code") == "openid-1"

    double.answers["/sns/oauth2/access_token"] = (200, {"errcode": 40029, "errmsg": "invalid code"})
    assert account.openid("forged") == ""
