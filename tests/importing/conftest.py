from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.settlement import cast

from anpei.importing import actions
from anpei.importing.actions import Result
from anpei.importing.findings import Finding
from anpei.policies.models import InsuredMember

Write = Callable[..., Path]
Run = Callable[..., Result]


@pytest.fixture
def house(db: None, frozen_clock: datetime) -> cast.House:
    return cast.open_house()


@pytest.fixture
def member(house: cast.House) -> InsuredMember:
    return cast.insure(house, cast.person())


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A CSV of some rows under a name."""

    def made(name: str, *rows: Sequence[Any], encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as stream:
            csv.writer(stream, delimiter=delimiter).writerows(rows)
        return path

    return made


@pytest.fixture
def run(house: cast.House) -> Run:
    """Import files for the whole house, or as a trial."""

    def done(*paths: Path, dry_run: bool = False, **more: Any) -> Result:
        return actions.import_files(paths, dry_run=dry_run, by=cast.SYSTEM, **more)

    return done


def refusals(result: Result) -> list[tuple[int, str, str]]:
    """(row, column, code) of everything not taken."""
    return [(one.row, one.column, one.code) for one in result.rejected]


def only(result: Result) -> Finding:
    found = list(result.rejected)
    assert len(found) == 1, found
    return found[0]
