from pathlib import Path

from anpei.accounts.roles_table import render

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"


def test_page_of_roles_is_current() -> None:
    assert PAGE.read_text() == render(), "run: python -m anpei.accounts.roles_table > docs/roles.md"
