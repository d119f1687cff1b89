"""Customers who do not give up: each sends a report, a photo and a message, and repeats every one until it is acknowledged."""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

AGAIN = {409, 503}  # the same command is at work, or the database is away
ATTEMPTS = 600


@dataclass
class Story:
    """What one customer sent and which case it got."""

    number: int
    case: str = ""
    acknowledged: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return f"第 {self.number} 位客户：请告诉我还缺什么。"

    @property
    def photo(self) -> bytes:
        buffer = io.BytesIO()
        Image.new("RGB", (40, 30), (self.number % 256, self.number // 256, 90)).save(buffer, format="PNG")
        return buffer.getvalue()

    @property
    def photo_sha256(self) -> str:
        return hashlib.sha256(self.photo).hexdigest()


class Customers(threading.Thread):
    """Some customers, one after the other."""

    def __init__(self, *, port: int, bearer: str, stories: list[Story]) -> None:
        super().__init__(daemon=True)
        self.port, self.bearer, self.stories = port, bearer, stories
        self.failure = ""

    def run(self) -> None:
        try:
            for story in self.stories:
                self._tell(story)
        except Exception as error:  # a thread's own error would be lost
            self.failure = repr(error)

    def _tell(self, story: Story) -> None:
        report = {
            "story": f"走路时滑倒，摔伤了手腕（{story.number}）。",
            "nature": "injury",
            "event_on": "2026-11-09",
            "reporter_name": "周桂芬",
            "reporter_phone": f"139{story.number:08d}",
        }
        story.case = self._send(story, "report", "/api/v1/claims", _json(report))["number"]
        self._send(story, "paper", f"/api/v1/claims/{story.case}/papers", _multipart(story))
        message = {"sender": "customer", "text": story.text}
        self._send(story, "message", f"/api/v1/claims/{story.case}/messages", _json(message))

    def _send(self, story: Story, what: str, path: str, content: tuple[str, bytes]) -> Any:
        """Repeat under one key until the server says it has it."""
        headers = {
            "Authorization": f"Bearer {self.bearer}",
            "Idempotency-Key": f"{what}-{story.number}",
            "Content-Type": content[0],
        }
        for _attempt in range(ATTEMPTS):
            try:
                status, body = self._once(path, content[1], headers)
            except (OSError, http.client.HTTPException):  # killed, or not there yet
                time.sleep(0.05)
                continue
            if status == 201:
                story.acknowledged.append(what)
                return json.loads(body)
            if status not in AGAIN:
                raise AssertionError(f"{what} {story.number}: {status} {body.decode()}")
            time.sleep(0.05)
        raise AssertionError(f"{what} {story.number} was never acknowledged")

    def _once(self, path: str, content: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", path, content, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def _json(body: dict[str, Any]) -> tuple[str, bytes]:
    return "application/json", json.dumps(body).encode()


def _multipart(story: Story) -> tuple[str, bytes]:
    edge = "kill-test-edge"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{story.number}.png"\r\n'
    content_type = "Content-Type: image/png\r\n\r\n"
    return f"multipart/form-data; boundary={edge}", (
        head + content_type
    ).encode() + story.photo + f"\r\n--{edge}--\r\n".encode()
