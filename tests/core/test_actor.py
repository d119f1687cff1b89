from __future__ import annotations

import pytest

from anpei.core.actor import Actor


def test_a_part_of_the_system_has_its_name_as_id() -> None:
    assert Actor.system("deadline-watch") == Actor("system", "deadline-watch", "deadline-watch", "")


def test_nobody_does_nothing() -> None:
    with pytest.raises(ValueError, match="nobody"):
        Actor("staff", "", "")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="kind 'robot'"):
        Actor("robot", "1", "R")


@pytest.mark.parametrize(
    ("kind", "outside"),
    [("customer", True), ("agent", True), ("staff", False), ("api", False), ("system", False)],
)
def test_names_of_people_outside_are_personal(kind: str, outside: bool) -> None:
    assert Actor(kind, "1", "王芳").is_person_outside is outside
