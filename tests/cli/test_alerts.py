"""``anpei alerts``: a folder of messages in the order of their names, each with what became of it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result
from tests.alerts.test_feed import message, reference
from tests.cast import Cast

from anpei.alerts.models import Alert
from anpei.cli.alerts import alerts


def run(*arguments: str) -> Result:
    return CliRunner().invoke(alerts, list(arguments))


def test_a_folder_is_taken_in_and_a_bad_one_does_not_stop_the_others(cast: Cast, tmp_path: Path):
    (tmp_path / "1.xml").write_bytes(message())
    (tmp_path / "2.xml").write_bytes(message("EX-2", severity="Unknown"))
    (tmp_path / "3.xml").write_bytes(message("EX-3", "Cancel", references=reference("EX-1")))
    (tmp_path / "notes.txt").write_text("not for us")

    done = run("import", str(tmp_path))

    alert = Alert.objects.get()
    assert done.exit_code == 1
    assert f"1.xml: Alert EX-1, alert {alert.pk} is draft" in done.output
    assert "2.xml:" in done.output and "severity:" in done.output
    assert f"3.xml: Cancel EX-3, alert {alert.pk} is withdrawn" in done.output
    assert (alert.state, alert.unit) == ("withdrawn", cast.head_office)
    again = run("import", str(tmp_path / "1.xml"))
    assert (again.exit_code, again.output) == (0, f"1.xml: was here before, alert {alert.pk}\n")
    assert f"{alert.pk}  withdrawn  orange  typhoon  9902" in run("list").output


def test_checking_keeps_nothing(cast: Cast, tmp_path: Path):
    file = tmp_path / "one.xml"
    file.write_bytes(message())

    done = run("import", "--check", str(file))

    assert done.output == "one.xml: Alert EX-1: typhoon orange, 9902, until 2026-11-18 12:00 UTC\n"
    assert not Alert.objects.exists()


def test_a_unit_can_be_named(cast: Cast, tmp_path: Path):
    file = tmp_path / "one.xml"
    file.write_bytes(message())

    assert run("import", "--unit", "B9", str(file)).exit_code == 1
    assert run("import", "--unit", "B1", str(file)).exit_code == 0
    assert Alert.objects.get().unit == cast.branch


def test_an_empty_folder_is_said(cast: Cast, tmp_path: Path):
    done = run("import", str(tmp_path))

    assert (done.exit_code, "no .xml file" in done.output) == (1, True)
