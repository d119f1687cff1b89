"""Text messages through an HTTP gateway: one POST of JSON, keyed so that the gateway sends each only once."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from anpei.messages.ways.undeliverable import Undeliverable

SECONDS = 20
NEVER = frozenset({400, 404, 410, 422})


@dataclass(frozen=True)
class TextGateway:
    """POST {"key", "to", "text"} with ``Authorization: Bearer``; 2xx with {"id"} is taken on, 4xx of NEVER is final."""

    url: str
    token: str

    def deliver(self, *, key: str, address: str, text: str) -> str:
        """Hand over once per key and return the gateway's id. Raises Undeliverable, or httpx errors to be retried."""
        if not address:
            raise Undeliverable("no address")
        answer = httpx.post(
            self.url,
            json={"key": key, "to": address, "text": text},
            headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": key},
            timeout=SECONDS,
        )
        if answer.status_code in NEVER:
            raise Undeliverable(f"{answer.status_code} {answer.text[:120]}")
        answer.raise_for_status()
        return f"sms:{answer.json().get('id', key)}"
