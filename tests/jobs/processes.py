"""Real processes on a real database, for what threads on a test database cannot show: races and kills."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


class Stage:
    """A database of its own: a SQLite file, or the PostgreSQL test database (needs ``transaction=True``)."""

    def __init__(self, folder: Path) -> None:
        self.journal = folder / "journal"
        self.journal.touch()
        url = (
            _postgres_url() if connection.vendor == "postgresql" else f"sqlite:///{folder / 'stage.sqlite3'}"
        )
        self._environment = {
            **os.environ,
            "ANPEI_DATABASE_URL": url,
            "ANPEI_SECRET_KEY": settings.SECRET_KEY,
            "ANPEI_DATA_KEYS": ",".join(settings.ANPEI_DATA_KEYS),
            "ANPEI_HASH_KEY": settings.ANPEI_HASH_KEY,
            "DJANGO_SETTINGS_MODULE": "tests.jobs.scene_settings",
            "STAGE_JOURNAL": str(self.journal),
        }
        if connection.vendor == "sqlite":
            self.run("prepare")

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.scene", *command],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str) -> str:
        return self.output(self.start(*command))

    def output(self, process: subprocess.Popen[str]) -> str:
        written, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0
        return written.strip()

    def lines(self, word: str) -> list[int]:
        """The numbers the journal has for ``word``, in order of writing."""
        entries = [line.split() for line in self.journal.read_text().splitlines()]
        return [int(entry[1]) for entry in entries if entry[0] == word]

    def wait_until(self, reached: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not reached():
            assert time.monotonic() < end, self.journal.read_text()
            time.sleep(0.005)


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE_SECONDS)


def _postgres_url() -> str:
    given = connection.settings_dict
    user, password = quote(given["USER"] or ""), quote(given["PASSWORD"] or "")
    login = f"{user}:{password}@" if user else ""
    port = f":{given['PORT']}" if given["PORT"] else ""
    query = f"?host={quote(given['HOST'], safe='')}" if given["HOST"].startswith("/") else ""
    host = "" if query else given["HOST"]
    return f"postgresql://{login}{host}{port}/{given['NAME']}{query}"
