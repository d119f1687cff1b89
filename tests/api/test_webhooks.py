"""Events that leave as signed posts to a real receiver, and those that never do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from tests.api.scene import ACCOUNT, Caller, Desks, client_of, good, proposed, refused, report
from tests.settlement import cast

from anpei.accounts.scopes import Scope as S
from anpei.api import webhooks
from anpei.api.addresses import ForbiddenAddress, checked_url, target_of
from anpei.api.models import Delivery
from anpei.api.signatures import sign, verified
from anpei.audit.models import Event
from anpei.audit.registry import Audience, known_types
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Invalid
from anpei.jobs.worker import drain
from anpei.payments.models import Instruction

REPORTED = ["claim.reported", "claim.closed"]


class Receiver(HTTPServer):
    """A system of a partner: keeps what came, answers as told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_port}/hook?from=anpei"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.server.url)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def listener(desks: Desks) -> Caller:
    return client_of(desks.house.branch, [S.WEBHOOKS_MANAGE], name="listener")


def test_event_arrives_signed_and_without_personal_data(
    insured: Desks, listener: Caller, receiver: Receiver
) -> None:
    hook = good(listener.post("/webhooks", {"url": receiver.url, "events": REPORTED}), 201)
    number = report(insured)
    drain(strict=True)
    [(headers, body)] = receiver.came
    assert verified(
        hook["secret"], timestamp=headers["Anpei-Timestamp"], body=body, signature=headers["Anpei-Signature"]
    )
    assert not verified(
        "whsec_other", timestamp=headers["Anpei-Timestamp"], body=body, signature=headers["Anpei-Signature"]
    )
    assert headers["Host"] == f"localhost:{receiver.server_port}"
    sent = json.loads(body)
    event = Event.objects.get(subject="claim", type="claim.reported")
    assert (sent["id"], sent["type"], sent["claim"], sent["seq"]) == (
        f"evt_{event.pk}",
        "claim.reported",
        number,
        event.seq,
    )
    assert "周桂芬" not in body.decode() and "13800000001" not in body.decode()
    [delivery] = good(listener.get(f"/webhooks/{hook['id']}/deliveries"))["deliveries"]
    assert (delivery["state"], delivery["attempts"], delivery["last_status"]) == ("delivered", 1, 204)
    assert headers["Anpei-Delivery"] == str(delivery["id"])


def test_signature_of_another_moment_or_body_does_not_hold() -> None:
    with clock.at(clock.now()):
        now = str(int(clock.now().timestamp()))
        good_one = sign("s", now, b"{}")
        assert verified("s", timestamp=now, body=b"{}", signature=good_one)
        old = str(int(now) - 301)
        assert not verified("s", timestamp=old, body=b"{}", signature=sign("s", old, b"{}"))
        assert not verified("s", timestamp=now, body=b"[]", signature=good_one)
        assert not verified("", timestamp=now, body=b"{}", signature=sign("", now, b"{}"))
        assert not verified("s", timestamp="soon", body=b"{}", signature=good_one)
        assert not verified("s", timestamp=now, body=b"{}", signature="v1=签名")


def test_failed_delivery_is_tried_again_under_the_same_number(
    insured: Desks, listener: Caller, receiver: Receiver
) -> None:
    hook = good(listener.post("/webhooks", {"url": receiver.url, "events": REPORTED}), 201)
    receiver.answers = [500, 302]
    report(insured)
    for hours in range(1, 4):
        drain()
        clock_later = clock.now() + timedelta(hours=hours)
        with clock.at(clock_later):
            drain()
    assert len(receiver.came) == 3
    assert len({headers["Anpei-Delivery"] for headers, _body in receiver.came}) == 1
    assert len({body for _headers, body in receiver.came}) == 1
    [delivery] = good(listener.get(f"/webhooks/{hook['id']}/deliveries"))["deliveries"]
    assert (delivery["state"], delivery["attempts"], delivery["last_status"]) == ("delivered", 3, 204)


def test_receiver_that_never_answers_is_given_up_in_the_end(
    insured: Desks, listener: Caller, receiver: Receiver
) -> None:
    hook = good(listener.post("/webhooks", {"url": receiver.url, "events": REPORTED}), 201)
    receiver.answers = [500] * 50
    report(insured)
    moment = clock.now()
    for _ in range(webhooks.MOST_ATTEMPTS + 3):
        with clock.at(moment):
            drain()
        moment += timedelta(hours=2)
    [delivery] = good(listener.get(f"/webhooks/{hook['id']}/deliveries"))["deliveries"]
    assert (delivery["state"], delivery["attempts"]) == ("given_up", webhooks.MOST_ATTEMPTS)
    assert len(receiver.came) == webhooks.MOST_ATTEMPTS


def test_restricted_and_internal_events_never_leave(
    insured: Desks, listener: Caller, receiver: Receiver
) -> None:
    refused(
        listener.post("/webhooks", {"url": receiver.url, "events": ["claim.restricted_referral"]}),
        422,
        "invalid",
    )
    good(listener.post("/webhooks", {"url": receiver.url, "events": list(webhooks.PUBLISHED)}), 201)
    number = report(insured)
    claims.refer(
        Claim.objects.get(number=number), kind="aml", text="资金来源可疑", by=insured.house.handler.actor
    )
    drain(strict=True)
    webhooks.announce(Event.objects.get(type="claim.restricted_referral"))
    drain(strict=True)
    assert {json.loads(body)["type"] for _headers, body in receiver.came} == {
        "claim.reported",
        "claim.assigned",
    }


def test_every_published_type_exists_and_concerns_the_customer() -> None:
    types = known_types()
    assert {types[name].audience for name in webhooks.PUBLISHED} == {Audience.CUSTOMER}


def test_client_hears_only_of_the_cases_it_reaches(insured: Desks, receiver: Receiver) -> None:
    elsewhere = cast.unit("B2", "branch", "湖北分公司", insured.house.head)
    stranger = client_of(elsewhere, [S.WEBHOOKS_MANAGE])
    good(stranger.post("/webhooks", {"url": receiver.url, "events": REPORTED}), 201)
    report(insured)
    drain(strict=True)
    assert receiver.came == []


def test_webhook_is_changed_switched_off_and_removed(
    insured: Desks, listener: Caller, receiver: Receiver
) -> None:
    hook = good(listener.post("/webhooks", {"url": receiver.url, "events": REPORTED}), 201)
    path = f"/webhooks/{hook['id']}"
    assert "secret" not in good(listener.get(path))
    assert good(listener.patch(path, {"active": False}))["active"] is False
    report(insured)
    drain(strict=True)
    assert receiver.came == [] and Delivery.objects.count() == 0
    other = client_of(insured.house.branch, [S.WEBHOOKS_MANAGE])
    refused(other.get(path), 404, "webhook.unknown")
    refused(other.delete(path), 404, "webhook.unknown")
    assert listener.delete(path).status_code == 204
    assert good(listener.get("/webhooks")) == []
    assert "claim.reported" in good(listener.get("/event-types"))["types"]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "example.com",
        "https://",
        "https://user:pass@example.com/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest",
        "https://[::ffff:10.0.0.1]/",
        "https://[fd00::1]/",
        "https://192.168.1.1:8443/",
        "https://exa mple.com/",
        "https://example.com/#part",
        "https://[::1",
        "https://example.com:99999/",
        "https://例子.cn/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
    ],
)
def test_address_that_may_not_be_called_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        checked_url(url)
    assert set(refusal.value.fields) == {"url"}


def test_name_that_leads_into_a_private_network_is_not_called(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    answers = {"good.example": "93.184.216.34", "bad.example": "10.1.2.3"}
    monkeypatch.setattr(
        "anpei.api.addresses.socket.getaddrinfo",
        lambda host, *_a, **_k: [(2, 1, 6, "", (answers[host], 443))],
    )
    assert target_of("https://good.example/").ips == ("93.184.216.34",)
    with pytest.raises(ForbiddenAddress):
        target_of("https://bad.example/")
    settings.WEBHOOK_PRIVATE = True
    assert target_of("https://bad.example/").ips == ("10.1.2.3",)


def test_localhost_is_called_in_the_demo_only(settings: Any) -> None:
    assert checked_url("http://localhost:9000/hook")
    settings.DEMO = False
    with pytest.raises(Invalid):
        checked_url("http://localhost:9000/hook")
    with pytest.raises(ForbiddenAddress):
        target_of("https://127.0.0.1/hook")


def test_answer_of_the_bank_is_taken_once_and_only_signed(insured: Desks, settings: Any) -> None:
    number = proposed(insured)
    good(insured.handler.put(f"/claims/{number}/payee", ACCOUNT | {"account_number": "6200000000000903"}))
    good(insured.approver.post(f"/claims/{number}/decisions/1/approve", {}))
    drain(strict=True)
    key = Instruction.objects.get().key
    answer = {
        "message_id": "B-1",
        "key": key,
        "status": "paid",
        "at": "2026-11-16T02:00:00Z",
        "bank_ref": "R1",
    }
    refused(_bank(answer, secret="agreed"), 403, "bank.signature")
    settings.BANK_SECRET = "agreed"
    refused(_bank(answer, secret="guessed"), 403, "bank.signature")
    refused(insured.handler.post("/bank/answers", answer), 403, "bank.signature")
    assert good(_bank(answer, secret="agreed")) == {"booked": True}
    assert good(_bank(answer, secret="agreed")) == {"booked": False}
    refused(_bank(answer | {"key": "none"}, secret="agreed"), 404, "payment.unknown")
    refused(_bank(answer | {"status": "lost"}, secret="agreed"), 422, "invalid")
    assert good(insured.handler.get(f"/claims/{number}"))["state"] == "paid"


def _bank(answer: dict[str, Any], *, secret: str) -> Any:
    from django.test import Client

    body, timestamp = json.dumps(answer).encode(), str(int(clock.now().timestamp()))
    headers = {
        "Anpei-Timestamp": timestamp,
        "Anpei-Signature": sign(secret, timestamp, body),
        "Accept-Language": "en",
    }
    return Client().post("/api/v1/bank/answers", body, content_type="application/json", headers=headers)
