"""``anpei audit``."""

from __future__ import annotations

import click

from anpei.cli import project


@click.group()
def audit() -> None:
    """The chain of events: prove it, seal it."""


@audit.command()
def verify() -> None:
    """Recompute every hash; name each row that was changed, added or removed by hand."""
    project.load()
    from anpei.audit.verify import verify as verify_chains

    report = verify_chains()
    for finding in report.findings:
        click.echo(f"{finding.row}: {finding.text} [{finding.code}]")
    counted = f"{report.events} events in {report.chains} chains, {report.seals} seals"
    if not report.sound:
        raise click.ClickException(
            f"{len(report.findings)} findings in {counted}: the record was changed by hand."
        )
    click.echo(f"{counted}: nothing was changed, removed or slipped in.")
    if report.head:
        click.echo(f"Last seal {report.head}: note it elsewhere, and a seal cut off later shows.")


@audit.command()
def seal() -> None:
    """Seal the present heads of all cases into the global chain now (the worker does so every minute)."""
    project.load()
    from anpei.audit.actions import seal as seal_heads

    seal_heads()
    click.echo("Sealed.")
