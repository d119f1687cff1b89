"""Background work of accounts."""

from __future__ import annotations

from anpei.accounts import actions
from anpei.jobs.registry import task


@task("accounts.forget_code")
def forget_code(*, code_id: int) -> None:
    """Empty the encrypted copy of a one-time code when it has run out."""
    actions.forget_code(code_id=code_id)
