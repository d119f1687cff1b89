"""``anpei keys``."""

from __future__ import annotations

import click


@click.command()
def keys() -> None:
    """Print fresh secret keys as environment variables.

    Keep them safe: encrypted data cannot be read without them.
    """
    from anpei.core.environment import fresh_secrets

    fresh = fresh_secrets()
    click.echo(f"ANPEI_SECRET_KEY={fresh.django_key}")
    click.echo(f"ANPEI_DATA_KEYS={','.join(fresh.data_keys)}")
    click.echo(f"ANPEI_HASH_KEY={fresh.hash_key}")
