"""A small standing cast: one head office, two branches, and one person of each role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils import translation

from anpei.accounts import actions
from anpei.accounts.models import Staff
from anpei.accounts.roles import ROLES
from anpei.core.actor import Actor
from anpei.organisation.actions import create
from anpei.organisation.models import Unit, UnitKind

SYSTEM = Actor.system("tests")
PASSWORD = "quiet-river-stone"


@dataclass(frozen=True)
class House:
    head: Unit
    sichuan: Unit
    chengdu: Unit
    hubei: Unit


def hire(username: str, role: str, unit: Unit) -> Staff:
    return actions.create_staff(
        username=username,
        display_name=username.title(),
        role=role,
        unit=unit,
        employee_no=f"E-{username}",
        password=PASSWORD,
        by=SYSTEM,
    )


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def house(db: None) -> House:
    def unit(code: str, kind: UnitKind, parent: Unit | None) -> Unit:
        return create(code=code, name=code, kind=kind, parent=parent, region_code="510100", by=SYSTEM)

    head = unit("HQ", UnitKind.HEAD_OFFICE, None)
    sichuan = unit("SC", UnitKind.BRANCH, head)
    return House(
        head=head,
        sichuan=sichuan,
        chengdu=unit("SC-CD", UnitKind.SUB_BRANCH, sichuan),
        hubei=unit("HB", UnitKind.BRANCH, head),
    )


@pytest.fixture
def people(house: House) -> dict[str, Staff]:
    """Everybody at the Sichuan branch, by role."""
    return {role: hire(role, role, house.sichuan) for role in ROLES}
