"""A product of one's own in real processes, on the database of the test run: started, killed, looked at."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120


class Stage:
    """On SQLite a file of its own; on PostgreSQL the test database (needs ``transaction=True``)."""

    def __init__(self, folder: Path, *, settings_module: str = "tests.kill.scene_settings") -> None:
        self.journal = folder / "journal"
        self.journal.touch()
        on_postgres = connection.vendor == "postgresql"
        self._environment = {
            **os.environ,
            "ANPEI_MODE": "demo",
            "ANPEI_DATA_DIR": str(folder / "var"),
            "ANPEI_DATABASE_URL": _postgres_url() if on_postgres else f"sqlite:///{folder / 'stage.sqlite3'}",
            "ANPEI_SECRET_KEY": settings.SECRET_KEY,
            "ANPEI_DATA_KEYS": ",".join(settings.ANPEI_DATA_KEYS),
            "ANPEI_HASH_KEY": settings.ANPEI_HASH_KEY,
            "DJANGO_SETTINGS_MODULE": settings_module,
            "STAGE_JOURNAL": str(self.journal),
        }
        (folder / "var" / "static").mkdir(parents=True)
        self.port = _free_port()
        if not on_postgres:
            self.ask("migrate")

    def ask(self, *command: str) -> Any:
        """Run a command of the scene to its end; gives its answer."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.kill.scene", *command],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self._start("tests.kill.scene", "work")

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """A process that goes on until it is killed."""
        return self._start("tests.kill.scene", *command)

    def attempt(self, *command: str) -> int:
        """Run a command that may be killed from within; gives how it ended."""
        return self._start("tests.kill.scene", *command).wait(PATIENCE_SECONDS)

    def start_server(self) -> subprocess.Popen[bytes]:
        """Granian as the product runs it, on this stage's port; answers when it is given."""
        server = self._start(
            *(
                "granian",
                "--interface",
                "wsgi",
                "--no-ws",
                "--log-level",
                "critical",
                "--port",
                str(self.port),
            ),
            *("--blocking-threads", "1" if connection.vendor == "sqlite" else "4", "anpei.wsgi:application"),
        )
        self.wait_until(lambda: self._answers(server))
        return server

    def journalled(self, who: str) -> list[str]:
        return [
            line.split()[1] for line in self.journal.read_text().splitlines() if line.startswith(who + " ")
        ]

    def wait_until(self, reached: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not reached():
            assert time.monotonic() < end, "it took too long"
            time.sleep(0.01)

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        # A session of its own, so that it can be killed together with what it started.
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _answers(self, server: subprocess.Popen[bytes]) -> bool:
        assert server.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 for the process and everything it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postgres_url() -> str:
    given = connection.settings_dict
    user, password = quote(given["USER"] or ""), quote(given["PASSWORD"] or "")
    login = f"{user}:{password}@" if user else ""
    port = f":{given['PORT']}" if given["PORT"] else ""
    query = f"?host={quote(given['HOST'], safe='')}" if given["HOST"].startswith("/") else ""
    host = "" if query else given["HOST"]
    return f"postgresql://{login}{host}{port}/{given['NAME']}{query}"
