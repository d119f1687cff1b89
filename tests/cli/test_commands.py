"""The small commands, called as the command line calls them."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from anpei.accounts.models import Staff
from anpei.audit.models import Event, Seal
from anpei.cli.main import cli
from anpei.core import clock
from anpei.jobs.models import Job, JobState
from anpei.organisation.models import Unit


def call(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli, arguments, input=typed)


def test_every_command_is_explained_in_one_line() -> None:
    result = call("--help")
    assert result.exit_code == 0
    listed = [line.split(maxsplit=1) for line in result.output.partition("Commands:\n")[2].splitlines()]
    assert [name for name, _ in listed] == sorted(cli.commands)
    assert [name for name, sentence in listed if not sentence.endswith(".") or sentence.endswith("...")] == []


def test_keys_are_fresh_each_time_and_of_full_length() -> None:
    printed = [dict(line.split("=", 1) for line in call("keys").output.splitlines()) for _ in range(2)]
    assert set(printed[0]) == {"ANPEI_SECRET_KEY", "ANPEI_DATA_KEYS", "ANPEI_HASH_KEY"}
    assert len(base64.b64decode(printed[0]["ANPEI_DATA_KEYS"])) == 32
    assert [name for name in printed[0] if printed[0][name] == printed[1][name]] == []


@pytest.mark.django_db
def test_the_first_unit_and_its_administrator_come_from_the_command_line() -> None:
    assert (
        call(
            "unit", "create", "HO", "--name", "总公司", "--kind", "head_office", "--region", "110000"
        ).exit_code
        == 0
    )
    password = "correct horse battery"
    result = call(
        *("staff", "create", "admin", "--name", "Admin", "--role", "administrator", "--unit", "HO"),
        *("--employee-no", "0001", "--password", password),
    )
    assert result.output == "admin can log in.\n"
    staff = Staff.objects.get(username="admin")
    assert staff.check_password(password)
    assert staff.unit == Unit.objects.get(code="HO")


@pytest.mark.django_db
def test_staff_of_an_unknown_unit_are_refused_with_the_next_step() -> None:
    result = call(
        *("staff", "create", "admin", "--name", "Admin", "--role", "administrator", "--unit", "HO"),
        *("--employee-no", "0001", "--password", "correct horse battery"),
    )
    assert result.exit_code == 1
    assert result.output == "Error: There is no unit HO: open it with `anpei unit create`.\n"


@pytest.mark.django_db
def test_a_parked_job_is_listed_and_queued_again() -> None:
    job = Job.objects.create(
        task="payments.instruct",
        run_at=clock.now(),
        state=JobState.PARKED,
        attempts=8,
        last_error="Traceback\nValueError: no account",
    )
    assert "ValueError: no account" in call("jobs", "list").output
    assert call("jobs", "retry", str(job.pk)).output == "1 jobs are queued again.\n"
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    again = call("jobs", "retry", str(job.pk))
    assert (again.exit_code, again.output) == (
        1,
        f"0 jobs are queued again.\nError: Not parked, left as they are: {job.pk}.\n",
    )


def test_retrying_needs_numbers_or_all_but_not_both() -> None:
    assert call("jobs", "retry").exit_code == 2
    assert call("jobs", "retry", "7", "--all").exit_code == 2


@pytest.mark.django_db
def test_a_sound_record_verifies_and_a_changed_row_is_named() -> None:
    call("unit", "create", "HO", "--name", "总公司", "--kind", "head_office", "--region", "110000")
    call("audit", "seal")
    assert Seal.objects.count() == 1
    sound = call("audit", "verify")
    assert sound.exit_code == 0
    assert sound.output.splitlines() == [
        "1 events in 1 chains, 1 seals: nothing was changed, removed or slipped in.",
        f"Last seal {Seal.objects.get().hash}: note it elsewhere, and a seal cut off later shows.",
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Event._meta.db_table} SET actor_name = 'somebody else'")
    changed = call("audit", "verify")
    assert changed.exit_code == 1
    assert f"audit.event {Event.objects.get().pk} (" in changed.output


def test_demo_data_is_refused_in_production(settings: Any) -> None:
    settings.DEMO = False
    result = call("demo")
    assert result.exit_code == 1
    assert "this needs ANPEI_MODE=demo" in result.output


def test_a_faulty_product_file_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("code: [")
    result = call("terms", "check", str(file))
    assert result.exit_code == 1
    assert result.output.startswith(f"{file}:") or result.output.startswith("broken.yaml:")
