"""A database and a data folder of one's own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SERVER = os.environ.get("ANPEI_BENCH_POSTGRES", "postgresql://postgres@127.0.0.1:5432")


@contextmanager
def postgres() -> Iterator[None]:
    """Django set up on an empty, migrated PostgreSQL database; child processes inherit its address."""
    name = f"anpei_bench_{os.getpid()}"
    folder = Path(tempfile.mkdtemp(prefix="anpei-bench-"))
    _administer(f'CREATE DATABASE "{name}"')
    try:
        os.environ |= {
            "ANPEI_MODE": "demo",
            "ANPEI_DATABASE_URL": f"{SERVER}/{name}",
            "ANPEI_DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "anpei.settings",
        }
        from anpei.cli import project

        project.load()
        project.migrate()
        yield
        from django.db import connections

        connections.close_all()
    finally:
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(folder)


def _administer(statement: str) -> None:
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(statement)
