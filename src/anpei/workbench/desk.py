"""One case on one person's desk: the case, what this person may do, and the forms as they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from anpei.accounts.masking import Purpose, View, view
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits
from anpei.claims.models import Claim
from anpei.workbench import commands
from anpei.workbench.forms import WorkbenchForm


@dataclass
class Desk:
    claim: Claim
    staff: Staff
    refused: dict[tuple[str, str], Any] = field(default_factory=dict)
    """Forms that came back, by command and target, with what was typed and what was wrong."""
    caller: Any = None
    """What somebody who calls is to the case, looked up just now."""
    revealed: dict[str, str] = field(default_factory=dict)
    """Personal values shown once, after a logged reveal."""

    @cached_property
    def seen(self) -> View:
        return view(self.staff, Purpose.CASE)

    @cached_property
    def contact(self) -> View:
        return view(self.staff, Purpose.CONTACT)

    @property
    def health(self) -> bool:
        return P.HEALTH_VIEW in self.staff.permissions

    @property
    def restricted(self) -> bool:
        return P.RESTRICTED_VIEW in self.staff.permissions

    @property
    def holds(self) -> frozenset[P]:
        return self.staff.permissions

    def offers(self, name: str) -> bool:
        """Whether the command's button is shown: permitted to the role and possible where the case stands."""
        command = commands.COMMANDS[name]
        return permits(self.staff, command.permission) and (
            not command.states or self.claim.state in command.states
        )

    def form(self, name: str, target: str = "") -> WorkbenchForm:
        """The command's form as it was refused, or a fresh one."""
        if (name, target) in self.refused:
            return self.refused[name, target]
        return commands.fresh(self, name, target)
