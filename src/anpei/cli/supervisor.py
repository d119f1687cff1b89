"""Keep a few processes running as one: all stop together, one that dies is started again."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

GRACE_SECONDS = 8.0  # a process that is asked to stop may finish what it holds
LONGEST_WAIT_SECONDS = 30.0  # between restarts of a process that keeps dying
STABLE_SECONDS = 10.0  # after this long a process counts as well again
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    start_after: float = field(default=0.0)

    def start(self) -> None:
        self.started = time.monotonic()
        # An own session: Ctrl-C in the terminal reaches the supervisor alone, which then stops all in order.
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=_die_with_parent())

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Runs children until SIGTERM, SIGINT or SIGHUP. ``tell`` receives one line for each restart."""

    def __init__(self, children: list[Child], *, tell: Callable[[str], None]) -> None:
        self.children = children
        self.tell = tell
        self.stopping = False

    def run(self, *, started: Callable[[], None]) -> None:
        """Start every child, call ``started`` once, then watch until asked to stop."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            for child in self.children:
                child.start()
            started()
            while not self.stopping:
                self._watch()
                time.sleep(0.2)
        finally:
            self._stop_all()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _watch(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.running():
                continue
            if child.process is not None:
                child.failures = 0 if now - child.started > STABLE_SECONDS else child.failures + 1
                wait = min(2.0**child.failures - 1, LONGEST_WAIT_SECONDS)
                child.start_after = now + wait
                self.tell(
                    f"{child.name} ended with code {child.process.returncode}; "
                    f"starting it again in {wait:.0f} s"
                )
                child.process = None
            elif now >= child.start_after:
                child.start()

    def _stop_all(self) -> None:
        running = [child.process for child in self.children if child.process and child.running()]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel stops the children of a supervisor that was killed outright."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return ask_kernel
