"""Eight clients in a process of their own: ``python -m bench.load`` reads a task as JSON, prints what it saw.

Task: {"port", "seconds", "fresh_key", "lanes": [[{"method", "path", "headers", "body"}, …], …]}; one connection per
lane, requests in turn. Answer: {"seconds", "milliseconds": […], "statuses": {code: count}}.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

CLIENTS = 8


@dataclass(frozen=True)
class Seen:
    """What the clients saw; times in milliseconds."""

    seconds: float
    milliseconds: list[float]
    statuses: dict[str, int]

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds

    def quantile(self, share: float) -> float:
        return quantile(self.milliseconds, share)


def quantile(values: list[float], share: float) -> float:
    """The value below which this share of all lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def run(*, port: int, seconds: float, requests: list[dict[str, Any]], fresh_key: bool = False) -> Seen:
    """Have ``requests`` sent by the clients, each its own part of them, for some seconds."""
    lanes = [requests[lane::CLIENTS] for lane in range(CLIENTS)]
    task = json.dumps({"port": port, "seconds": seconds, "fresh_key": fresh_key, "lanes": lanes})
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"], input=task, capture_output=True, text=True, check=True
    )
    return Seen(**json.loads(done.stdout))


class Lane(threading.Thread):
    """One client with one connection. A part of the requests that runs out ends it early."""

    def __init__(self, task: dict[str, Any], requests: list[dict[str, Any]], gate: threading.Barrier) -> None:
        super().__init__()
        self.requests, self.gate, self.repeat = requests, gate, not task["fresh_key"]
        self.seconds: float = task["seconds"]
        self.connection = HTTPConnection("127.0.0.1", task["port"], timeout=60)
        self.milliseconds: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.ended = 0.0

    def run(self) -> None:
        self.gate.wait()
        end = time.perf_counter() + self.seconds
        turn = 0
        while (began := time.perf_counter()) < end and (self.repeat or turn < len(self.requests)):
            self._send(self.requests[turn % len(self.requests)])
            self.milliseconds.append((time.perf_counter() - began) * 1_000)
            turn += 1
        self.ended = time.perf_counter()

    def _send(self, request: dict[str, Any]) -> None:
        headers = dict(request["headers"])
        if not self.repeat:
            headers["Idempotency-Key"] = uuid.uuid4().hex
        self.connection.request(request["method"], request["path"], request.get("body"), headers)
        response = self.connection.getresponse()
        response.read()
        self.statuses[str(response.status)] += 1


def main() -> None:
    task = json.load(sys.stdin)
    gate = threading.Barrier(len(task["lanes"]) + 1)
    lanes = [Lane(task, requests, gate) for requests in task["lanes"]]
    for lane in lanes:
        lane.start()
    gate.wait()
    began = time.perf_counter()
    for lane in lanes:
        lane.join()
    statuses = sum((lane.statuses for lane in lanes), Counter())
    json.dump(
        {
            "seconds": max(lane.ended for lane in lanes) - began,
            "milliseconds": [one for lane in lanes for one in lane.milliseconds],
            "statuses": statuses,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
