"""``anpei advice``: what customers are entitled to and have not claimed."""

from __future__ import annotations

import json
from datetime import date

import click

from anpei.cli import project

LOOKED_BACK = 5  # years: the longest limitation of the Insurance Law, art. 26


@click.group()
def advice() -> None:
    """What customers could have and do not know of."""


@advice.command()
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Events from this day on; the last five years when left out.",
)
@click.option("--tell", is_flag=True, help="Write to the customers, about each policy once.")
@click.option("--dry-run", is_flag=True, help="Say what would be found and keep nothing.")
@click.option("--json", "as_json", is_flag=True)
def entitlements(since: object, tell: bool, dry_run: bool, as_json: bool) -> None:
    """Look through past cases for other policies the same event comes under, with the last day to claim each.

    Insurance Law art. 26: two years from the day the event is known, five for life insurance.
    """
    if tell and dry_run:
        raise click.UsageError("--tell and --dry-run contradict each other.")
    project.load()
    from anpei.advice import book
    from anpei.core import clock
    from anpei.values.dates import add_years

    first: date = since.date() if hasattr(since, "date") else add_years(clock.today(), -LOOKED_BACK)
    found = book.look_through(since=first, tell=tell, keep=not dry_run)
    if as_json:
        rows = [
            {"claim": case, "policy": policy, "claim_by_on": until.isoformat()}
            for case, policy, until in found.open
        ]
        said = {
            "since": first.isoformat(),
            "cases": found.cases,
            "contracts": dict(found.contracts),
            "open": rows,
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    for case, policy, until in found.open:
        click.echo(f"{until}  {case}  {policy}")
    counts = ", ".join(f"{count} {state}" for state, count in sorted(found.contracts.items())) or "none"
    click.echo(f"{found.cases} cases since {first}; other policies: {counts}.")
