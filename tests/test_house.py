"""The rules of the house that a machine can keep: order of imports, wording, lock files without hosts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from anpei.cli import messages

ROOT = Path(__file__).resolve().parent.parent
LOCKS = [
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-bootstrap.lock",
    "package-lock.json",
    ".npmrc",
]
PINNED = re.compile(r"^[a-z0-9._-]+==\S+( ;.*)? \\$", re.MULTILINE)


def test_every_import_goes_downward() -> None:
    command = [sys.executable, "-m", "importlinter.cli", "lint", "--no-cache"]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stdout


def test_every_text_has_its_translation() -> None:
    found = messages.problems()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_host(name: str) -> None:
    assert re.findall(r"[a-z]+://\S+|--(?:extra-)?index-url|--find-links", (ROOT / name).read_text()) == []


@pytest.mark.parametrize("name", [name for name in LOCKS if name.startswith("requirements")])
def test_every_python_package_is_pinned_with_hashes(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if not line.startswith((" ", "#"))]
    assert lines
    assert [line for line in lines if not PINNED.match(line)] == []


def test_every_front_end_package_is_pinned_with_its_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_the_runtime_lock_is_part_of_the_development_lock() -> None:
    assert _pins("requirements.lock") - _pins("requirements-dev.lock") == set()


def _pins(name: str) -> set[str]:
    return {match.group().split(" ")[0] for match in PINNED.finditer((ROOT / name).read_text())}


def test_every_setting_is_described() -> None:
    code = "".join(file.read_text() for file in [ROOT / "src/anpei/settings.py", ROOT / ".ci/run"])
    described = (ROOT / "docs/settings.md").read_text()
    named = set(re.findall(r"\bANPEI_[A-Z]+(?:_[A-Z]+)*\b", code))
    assert {name for name in named if f"`{name}`" not in described} == set()


@pytest.mark.django_db
def test_migrations_make_what_the_models_say() -> None:
    call_command(
        "makemigrations", check=True, dry_run=True, verbosity=0
    )  # leaves with SystemExit where they differ
