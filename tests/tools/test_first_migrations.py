"""A new database is made from whole tables, so that nobody waits for one."""

from __future__ import annotations

import pytest
from django.apps import AppConfig
from django.db.migrations import CreateModel
from django.db.migrations.loader import MigrationLoader
from tools.first_migrations import own_apps, path_of, written


@pytest.mark.parametrize("app", own_apps(), ids=lambda app: app.label)
def test_the_first_migration_is_what_the_tool_writes(app: AppConfig) -> None:
    assert path_of(app).read_text() == written(app), "run .venv/bin/python tools/first_migrations.py"


def test_nothing_is_added_to_a_table_after_it_was_made() -> None:
    shipped = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    labels = {app.label for app in own_apps()}
    added = [
        (label, type(operation).__name__)
        for (label, _name), migration in shipped.items()
        if label in labels
        for operation in migration.operations
        if not isinstance(operation, CreateModel)
    ]
    assert added == []
