"""The supervisor with small stand-in processes: a real process each, so that signals are real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SUPERVISED = """
import sys
from anpei.cli.supervisor import Child, Supervisor
note = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\\\n'); time.sleep(600)"
folder = sys.argv[1]
children = [Child(name, [sys.executable, "-c", note, f"{folder}/{name}"]) for name in ("server", "worker")]
tell = lambda line: print(line, flush=True)
Supervisor(children, tell=tell).run(started=lambda: tell("started"))
"""
PATIENCE_SECONDS = 20


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", SUPERVISED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def pids(note: Path) -> list[int]:
    return [int(line) for line in note.read_text().splitlines()] if note.exists() else []


def alive(pid: int) -> bool:
    try:
        return f"{pid} (" in Path(f"/proc/{pid}/stat").read_text() and "Z" not in _state(pid)
    except FileNotFoundError:
        return False


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_one_signal_stops_every_child(
    supervised: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    notes = [tmp_path / "server", tmp_path / "worker"]
    assert eventually(lambda: all(pids(note) for note in notes))
    supervised.send_signal(number)
    assert supervised.wait(PATIENCE_SECONDS) == 0
    assert [pid for note in notes for pid in pids(note) if alive(pid)] == []


def test_a_killed_child_is_started_again_and_said(supervised: subprocess.Popen[str], tmp_path: Path) -> None:
    note = tmp_path / "worker"
    assert eventually(lambda: len(pids(note)) == 1)
    os.kill(pids(note)[0], signal.SIGKILL)
    assert eventually(lambda: len(pids(note)) == 2)
    assert alive(pids(note)[1])
    supervised.terminate()
    assert supervised.stdout is not None
    assert supervised.stdout.read() == "started\nworker ended with code -9; starting it again in 1 s\n"


@pytest.mark.skipif(
    sys.platform != "linux", reason="only the Linux kernel tells children of their parent's death"
)
def test_children_of_a_killed_supervisor_end_too(supervised: subprocess.Popen[str], tmp_path: Path) -> None:
    notes = [tmp_path / "server", tmp_path / "worker"]
    assert eventually(lambda: all(pids(note) for note in notes))
    supervised.kill()
    supervised.wait(PATIENCE_SECONDS)
    assert eventually(lambda: not any(alive(pid) for note in notes for pid in pids(note)))
