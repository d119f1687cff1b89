"""``docs/roles.md``, written from the roles in code: ``python -m anpei.accounts.roles_table`` prints it."""

from __future__ import annotations

from django.utils import translation

from anpei.accounts.permissions import Permission
from anpei.accounts.roles import ROLES, Role

_HEAD = """# Roles

Generated from `src/anpei/accounts/roles.py`; do not edit. Refresh with
`python -m anpei.accounts.roles_table > docs/roles.md`. A test fails when this page is out of date.

Whatever the role: rows are limited to one's own unit and those below (head office sees all units), personal
data is masked unless role and page need it in clear, and nobody approves their own work.
"""


def render() -> str:
    """The page as Markdown: each role with its sentence in English and Chinese, then who holds what."""
    return "\n".join([_HEAD, *(_section(role) for role in ROLES.values()), _matrix()])


def _section(role: type[Role]) -> str:
    with translation.override("zh-hans"):
        chinese_name, chinese = str(role.name), str(role.sentence)
    with translation.override("en"):
        clear = ", ".join(sorted(str(field.label) for field in role.clear)) or "nothing"
        return (
            f"## {role.name} {chinese_name} (`{role.code}`)\n\n{role.sentence}\n\n{chinese}\n\n"
            f"In clear where the page needs it: {clear}.\n"
        )


def _matrix() -> str:
    with translation.override("en"):
        lines = ["## Who may do what\n", "| permission | meaning | roles |", "|---|---|---|"]
        for permission in Permission:
            holders = ", ".join(code for code, role in ROLES.items() if permission in role.permissions)
            lines.append(f"| `{permission.value}` | {permission.label} | {holders} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anpei.settings")
    django.setup()
    print(render(), end="")


if __name__ == "__main__":
    main()
