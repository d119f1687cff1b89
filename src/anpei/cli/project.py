"""Load the Django project for a command."""

from __future__ import annotations

import os


def load() -> None:
    """Compile translations that changed, then set Django up. Call it before importing any app."""
    from anpei.cli.catalogues import compile_changed

    compile_changed()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anpei.settings")

    import django

    django.setup()


def pending_migrations() -> list[str]:
    """Names of migrations that the database has not seen, in order, like ``claims.0001_initial``."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
