from __future__ import annotations

from pathlib import Path

import pytest

from anpei.core.environment import Environment, SettingError, fresh_secrets


def test_missing_variables_give_their_defaults() -> None:
    env = Environment({})
    assert env.text("A", default="x") == "x"
    assert env.items("A", default=["x"]) == ["x"]
    assert env.flag("A", default=True) is True
    assert env.number("A", default=14) == 14
    assert env.choice("A", ["demo", "production"], default="demo") == "demo"


def test_items_are_split_at_commas_and_trimmed() -> None:
    assert Environment({"A": " a, b ,,c"}).items("A", default=[]) == ["a", "b", "c"]


@pytest.mark.parametrize("raw", ["", "-1", "1.5", "ten", "１２"])
def test_a_number_that_is_none_stops_the_start_and_names_the_variable(raw: str) -> None:
    with pytest.raises(SettingError, match="ANPEI_DAYS"):
        Environment({"ANPEI_DAYS": raw}).number("ANPEI_DAYS", default=1)


def test_a_flag_that_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(SettingError, match="expected yes or no"):
        Environment({"A": "maybe"}).flag("A", default=False)


def test_a_choice_outside_the_list_is_refused_with_the_list() -> None:
    with pytest.raises(SettingError, match="demo, production"):
        Environment({"ANPEI_MODE": "prod"}).choice("ANPEI_MODE", ["demo", "production"], default="demo")


def test_a_postgresql_address_is_taken_apart_with_its_password_decoded() -> None:
    database = Environment({"U": "postgresql://me:p%40ss@db:5433/book?sslmode=require"}).database(
        "U", default_path=Path("x")
    )
    assert (database["USER"], database["PASSWORD"], database["HOST"], database["PORT"], database["NAME"]) == (
        "me",
        "p@ss",
        "db",
        "5433",
        "book",
    )
    assert database["OPTIONS"] == {"sslmode": "require"}


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(SettingError, match="sqlite"):
        Environment({"U": "mysql://x/y"}).database("U", default_path=Path("x"))


def test_demo_keys_are_made_once_and_kept_private(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    first = Environment({}).secrets(file, may_generate=True)
    assert Environment({}).secrets(file, may_generate=True) == first
    assert file.stat().st_mode & 0o777 == 0o600


def test_production_never_makes_its_own_keys(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="ANPEI_SECRET_KEY, ANPEI_DATA_KEYS, ANPEI_HASH_KEY"):
        Environment({}).secrets(tmp_path / "keys.json", may_generate=False)


def test_half_a_set_of_keys_is_refused_even_in_the_demo(tmp_path: Path) -> None:
    fresh = fresh_secrets()
    with pytest.raises(SettingError, match="ANPEI_DATA_KEYS, ANPEI_HASH_KEY"):
        Environment({"ANPEI_SECRET_KEY": fresh.django_key}).secrets(tmp_path / "keys.json", may_generate=True)
