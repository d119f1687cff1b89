"""``anpei check``."""

from __future__ import annotations

import click

from anpei.cli import project


@click.command()
def check() -> None:
    """Check the settings; in production, also that they are safe."""
    project.load()
    from django.conf import settings
    from django.core.management import call_command

    call_command("check", deploy=not settings.DEMO, fail_level="WARNING")
