"""What every test shares: the two databases, the browser, the clock. The people are in ``cast.py``."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from anpei.cli.catalogues import compile_changed

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ["tests.cast"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_configure() -> None:
    compile_changed()


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgres") and not _on_postgres():
        _skip_or_fail("ANPEI_REQUIRE_POSTGRES", "needs PostgreSQL: set ANPEI_DATABASE_URL=postgresql://…")
    if item.get_closest_marker("browser") and chromium_path() is None:
        _skip_or_fail("ANPEI_REQUIRE_BROWSER", "needs Chromium: install it or set CHROMIUM to its path")


def chromium_path() -> str | None:
    """The Chromium to drive: ``CHROMIUM``, else the first of the usual names on this machine."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def _on_postgres() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


def _skip_or_fail(variable: str, reason: str) -> None:
    """CI sets the variable, so that nothing is skipped there unnoticed."""
    if os.environ.get(variable) == "1":
        pytest.fail(f"{variable}=1, but this test {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def house_language() -> None:
    """Every test begins in the language of the house, whatever the one before spoke."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture
def frozen_clock() -> Iterator[datetime]:
    """The clock stands at Monday 16 November 2026, 10:00 in Shanghai; ``core.clock.at`` moves it further."""
    from anpei.core import clock

    moment = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
    with clock.at(moment):
        yield moment


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database for several connections: PostgreSQL as it is, SQLite as a file with the settings of the product."""
    from django.db import connection

    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        yield
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    file = tmp_path / "database.sqlite3"
    with closing(sqlite3.connect(file)) as copy:
        memory.backup(copy)
    connection.connection, connection.settings_dict["NAME"] = None, str(file)
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = memory, name


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for all browser tests; each test opens its own context."""
    from playwright.sync_api import sync_playwright

    # Playwright's loop lives in this thread, and Django refuses database calls beside a loop unless told.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test")
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=flags)
        yield browser
        browser.close()
