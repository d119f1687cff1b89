"""``anpei serve`` as a person starts it: real processes, a real port, a new SQLite database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ANPEI = [sys.executable, "-m", "anpei.cli.main"]
PATIENCE_SECONDS = 90

pytestmark = pytest.mark.slow


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANPEI_", "DJANGO_"))}
    return {**kept, "ANPEI_DATA_DIR": str(tmp_path / "var"), "PORT": str(port), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def served(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    command = [*ANPEI, "serve"]
    with subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE) as process:
        watchdog = threading.Timer(PATIENCE_SECONDS, process.kill)
        watchdog.start()
        yield process
        watchdog.cancel()
        process.kill()


def read_until(process: subprocess.Popen[str], last: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if last in line:
            return lines
    raise AssertionError(f"ended before it said {last!r}: {lines}")


def test_it_prints_its_addresses_and_stops_when_asked(
    served: subprocess.Popen[str], environment: dict[str, str]
) -> None:
    root = f"http://localhost:{environment['PORT']}"
    lines = read_until(served, "Ctrl-C stops everything")
    assert [line for line in lines if root in line] == [
        f"Portal     {root}/",
        f"Workbench  {root}/staff/",
        f"API        {root}/api/docs",
    ]
    served.send_signal(signal.SIGTERM)
    assert served.wait(PATIENCE_SECONDS) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(environment["PORT"]))) != 0


def test_a_taken_port_is_refused_with_another_to_try(environment: dict[str, str]) -> None:
    port = int(environment["PORT"])
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        finished = subprocess.run(
            [*ANPEI, "serve"], env=environment, text=True, capture_output=True, timeout=PATIENCE_SECONDS
        )
    assert finished.returncode == 1
    assert finished.stderr == (
        f"Error: Port {port} on 127.0.0.1 cannot be used (Address already in use): "
        f"choose another one, like PORT={port + 1}.\n"
    )
    assert finished.stdout == ""


def test_production_without_keys_says_what_to_set(environment: dict[str, str]) -> None:
    finished = subprocess.run(
        [*ANPEI, "serve"],
        env={**environment, "ANPEI_MODE": "production"},
        text=True,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
    )
    assert finished.returncode == 1
    assert "Set ANPEI_SECRET_KEY, ANPEI_DATA_KEYS, ANPEI_HASH_KEY" in finished.stderr
    assert "Traceback" not in finished.stderr
