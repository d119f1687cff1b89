"""The product behind a real socket, and the browsers of the people who use it: a phone and desks."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.browser.watch import Watch
from tests.cast import Cast

from anpei.accounts.models import Staff
from anpei.core import clock
from anpei.jobs.worker import drain

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

# Pictures are drawn from a demo insurer, which takes a while to make: only when somebody asks for them.
collect_ignore = [] if os.environ.get("ANPEI_SHOTS") else ["test_pictures.py"]

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
}  # fmt: skip
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PATIENCE_MS = 30_000  # a bound for a page that never comes, not a promise of speed
PASSWORD = "eight umbrellas at noon"


class Served:
    """The running insurer. ``now`` is its clock: every request and every background job sees it.

    SQLite keeps the test database in memory, on one connection that all threads share, so there requests take
    turns; on PostgreSQL each thread has its own and they really run at once.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.address = ""
        default = connections["default"]
        self.shared = {default.alias: default} if default.vendor == "sqlite" else {}
        self._alone: AbstractContextManager[Any] = threading.RLock() if self.shared else nullcontext()

    def application(self, _files: object) -> Callable[..., Iterable[bytes]]:
        """The product as WSGI, at the insurer's time."""
        handler = WSGIHandler()

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            with self.turn():
                return handler(environ, start_response)

        return answer

    @contextmanager
    def turn(self) -> Iterator[None]:
        """At the insurer's time, and alone where the connection is shared."""
        with self._alone, clock.at(self.now):
            yield

    def work(self, later: timedelta = timedelta(0)) -> None:
        """Let the time pass and the background work be done."""
        self.now += later
        with self.turn():
            drain(strict=True)


@contextmanager
def serving(now: datetime) -> Iterator[Served]:
    """Whatever is in the database, on a port of its own."""
    made = Served(now)
    for one in made.shared.values():
        one.inc_thread_sharing()  # never taken back: threads that close their sockets late still touch it
    server = LiveServerThread("127.0.0.1", made.application, connections_override=made.shared)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    made.address = f"http://127.0.0.1:{server.port}"
    try:
        yield made
    finally:
        server.terminate()


@pytest.fixture
def served(transactional_db: None, cast: Cast, frozen_clock: datetime) -> Iterator[Served]:
    """The insurer of ``cast``, running."""
    with serving(frozen_clock) as made:
        yield made


@pytest.fixture
def watch() -> Iterator[Watch]:
    made = Watch()
    yield made
    assert made.complaints == []


@pytest.fixture
def browse(chromium: Browser, served: Served, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser of its own for a person: cookies and storage are theirs alone. Arguments as Playwright takes them."""
    with ExitStack() as open_contexts:

        def fresh(**options: Any) -> BrowserContext:
            context = chromium.new_context(base_url=served.address, **({"locale": "zh-CN"} | options))
            context.set_default_timeout(PATIENCE_MS)
            open_contexts.callback(context.close)
            return watch.over(context)

        yield fresh


@pytest.fixture
def pick_up_phone(browse: Callable[..., BrowserContext]) -> Callable[..., Phone]:
    def pick_up(**options: Any) -> Phone:
        return Phone(browse(**(PHONE | options)).new_page())

    return pick_up


@pytest.fixture
def phone(pick_up_phone: Callable[..., Phone]) -> Phone:
    return pick_up_phone()


@pytest.fixture
def sit_down(browse: Callable[..., BrowserContext], served: Served) -> Callable[..., Desk]:
    """A desk for one of the staff, logged in by user name and password."""

    def sit(staff: Staff, **options: Any) -> Desk:
        with served.turn():
            staff.set_password(PASSWORD)
            staff.save(update_fields=["password"])
        desk = Desk(browse(**(DESK | options)).new_page())
        desk.log_in(staff.username, PASSWORD)
        return desk

    return sit
