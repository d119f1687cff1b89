"""``anpei jobs``: look after background work."""

from __future__ import annotations

import click

from anpei.cli import project


@click.group()
def jobs() -> None:
    """Background work: see the queue, retry what was parked."""


@jobs.command("list")
def list_jobs() -> None:
    """Show how long work waits and which jobs are parked with which error."""
    project.load()
    from rich.console import Console
    from rich.table import Table

    from anpei.jobs import queries

    health = queries.health()
    click.echo(
        f"Oldest waiting job: {int(health.oldest_waiting.total_seconds())} s. Parked: {health.parked}."
    )
    if not health.parked:
        return
    table = Table("Job", "Task", "Attempts", "Last error", box=None)
    for job in queries.parked():
        table.add_row(str(job.pk), job.task, str(job.attempts), job.last_error.strip().rpartition("\n")[2])
    Console().print(table)


@jobs.command()
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Every parked job.")
def retry(numbers: tuple[int, ...], everything: bool) -> None:
    """Put parked jobs back into the queue."""
    if bool(numbers) == everything:
        raise click.UsageError("Name the jobs (`anpei jobs list` shows them), or say --all.")
    project.load()
    from anpei.jobs import actions, queries

    chosen = list(queries.parked() if everything else queries.parked().filter(pk__in=numbers))
    missing = sorted(set(numbers) - {job.pk for job in chosen})
    for job in chosen:
        actions.retry(job)
    click.echo(f"{len(chosen)} jobs are queued again.")
    if missing:
        raise click.ClickException(f"Not parked, left as they are: {', '.join(map(str, missing))}.")
