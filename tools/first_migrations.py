"""Write each app's first migration: ``.venv/bin/python tools/first_migrations.py``. For use before the first release.

Django's own ``makemigrations`` adds constraints and indexes one by one after the tables; each addition makes Django
build all related models again, and SQLite copy the table: two thirds of the time a new database takes. Here a table
comes whole, after the tables of its app that it points to.
"""

from __future__ import annotations

import os
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import django
from django.apps import AppConfig, apps
from django.db.migrations import CreateModel, Migration
from django.db.migrations.state import ModelState
from django.db.migrations.writer import MigrationWriter
from django.db.models import Model
from django.utils import translation

OWN = "anpei."
FIRST = "0001_initial"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anpei.settings")
    django.setup()
    for app in own_apps():
        path_of(app).write_text(written(app))
    return 0


def own_apps() -> list[AppConfig]:
    """The apps that have tables."""
    return [app for app in apps.get_app_configs() if app.name.startswith(OWN) and list(app.get_models())]


def path_of(app: AppConfig) -> Path:
    return Path(app.path) / "migrations" / f"{FIRST}.py"


def written(app: AppConfig) -> str:
    """The file: all tables of an app as they are now, each with its indexes and constraints."""

    class First(Migration):
        initial = True
        dependencies = [(label, FIRST) for label in sorted(_apps_pointed_to(app))]
        operations = [_table(model) for model in _in_order(app)]

    with translation.override(None):  # names of choices as they stand in the code
        return MigrationWriter(First(FIRST, app.label), include_header=False).as_string()


def _table(model: type[Model]) -> CreateModel:
    state = ModelState.from_model(model)
    return CreateModel(
        state.name,
        list(state.fields.items()),
        options=state.options,
        bases=state.bases,
        managers=state.managers,
    )


def _in_order(app: AppConfig) -> list[type[Model]]:
    """Each model after those of its own app that it points to; a circle is an error of the sorter."""
    graph = {
        model: {to for to in _pointed_to(model) if to._meta.app_label == app.label}
        for model in app.get_models()
    }
    return list(TopologicalSorter(graph).static_order())


def _apps_pointed_to(app: AppConfig) -> set[str]:
    return {to._meta.app_label for model in app.get_models() for to in _pointed_to(model)} - {app.label}


def _pointed_to(model: type[Model]) -> set[type[Model]]:
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return {field.related_model for field in fields if field.related_model} - {model}


if __name__ == "__main__":
    sys.exit(main())
