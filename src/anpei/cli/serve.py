"""``anpei serve`` and ``anpei worker``."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterable

import click

from anpei.cli import project
from anpei.cli.supervisor import Child, Supervisor

READY_SECONDS = 60.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Server processes; 1 on SQLite, else one per core."
)
@click.option("--threads", type=click.IntRange(1, 64), help="Threads per process; 1 on SQLite, else 4.")
@click.option("--no-worker", is_flag=True, help="Serve only; run `anpei worker` elsewhere.")
def serve(host: str, port: int, workers: int | None, threads: int | None, no_worker: bool) -> None:
    """Serve portal, workbench and API, with the workers beside."""
    os.environ["PORT"] = str(port)  # the address in messages follows it, in the servers and in the workers
    project.load()
    from django.conf import settings
    from django.db import connection

    from anpei.jobs.registry import LANES

    _refuse_taken_port(host, port)
    _prepare(demo=settings.DEMO)
    on_sqlite = connection.vendor == "sqlite"
    connection.close()
    children = [
        Child(
            "The server",
            [
                *(
                    sys.executable,
                    "-m",
                    "granian",
                    "--interface",
                    "wsgi",
                    "--no-ws",
                    "--log-level",
                    "warning",
                ),
                *("--host", host, "--port", str(port)),
                *("--workers", str(workers or (1 if on_sqlite else os.cpu_count() or 1))),
                # SQLite has one writer: a second thread would only wait, and sometimes for too long.
                *("--blocking-threads", str(threads or (1 if on_sqlite else 4))),
                *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
                "anpei.wsgi:application",
            ],
        )
    ]
    if not no_worker:
        children += _workers(LANES)
    supervisor = Supervisor(children, tell=lambda line: click.echo(line, err=True))
    supervisor.run(started=lambda: _announce(supervisor, host, port, demo=settings.DEMO))
    click.echo("Stopped.")


@click.command()
@click.option("--lane", help="Do the work of one lane alone, in this process: main or reading.")
def worker(lane: str | None) -> None:
    """Run the workers: one for everything, one that reads papers."""
    project.load()
    from anpei.accounts.checks import refuse_unsafe_start
    from anpei.jobs.registry import LANES, MAIN
    from anpei.jobs.worker import Worker

    refuse_unsafe_start()
    if lane is None:
        Supervisor(_workers(LANES), tell=lambda line: click.echo(line, err=True)).run(started=lambda: None)
    elif lane in LANES:
        Worker(lanes=(lane,), mortal=lane != MAIN).run()
    else:
        raise click.UsageError(f"There is no lane {lane!r}. There are: {', '.join(LANES)}.")


def _workers(lanes: Iterable[str]) -> list[Child]:
    """One process a lane, so that none waits for another."""
    return [
        Child(f"The {lane} worker", [sys.executable, "-m", "anpei.cli.main", "worker", "--lane", lane])
        for lane in lanes
    ]


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} on {host} cannot be used ({error.strerror}): "
                f"choose another one, like PORT={port + 1}."
            ) from error


def _prepare(*, demo: bool) -> None:
    """A demo updates its own tables. Production is checked, and its tables wait for a person."""
    from django.core.management import call_command

    from anpei.accounts.checks import refuse_unsafe_start

    if demo:
        project.migrate()
        return
    refuse_unsafe_start()
    if pending := project.pending_migrations():
        raise click.ClickException(
            f"{len(pending)} migrations are not applied yet: run `anpei migrate` first."
        )
    call_command("collectstatic", interactive=False, verbosity=0)


def _announce(supervisor: Supervisor, host: str, port: int, *, demo: bool) -> None:
    if not _answers(supervisor, host, port):
        return
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1"} else host
    root = f"http://{shown}:{port}"
    click.echo(f"\n  Portal     {root}/\n  Workbench  {root}/staff/\n  API        {root}/api/docs\n")
    if demo:
        from anpei.cli.demo import print_logins

        print_logins()
    click.echo("Ctrl-C stops everything; the data stays.")


def _answers(supervisor: Supervisor, host: str, port: int) -> bool:
    """Wait until the server accepts connections; False when it died or was stopped meanwhile."""
    target = "127.0.0.1" if host == "0.0.0.0" else host
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and not supervisor.stopping and supervisor.children[0].running():
        try:
            socket.create_connection((target, port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False
