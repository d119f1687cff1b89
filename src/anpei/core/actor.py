"""Who does something: staff, a customer, an agent, an API client, or a named part of the system."""

from __future__ import annotations

from dataclasses import dataclass, replace

KINDS = frozenset({"staff", "customer", "agent", "api", "system"})


@dataclass(frozen=True)
class Actor:
    kind: str  # one of KINDS
    id: str
    name: str  # as shown to people
    role: str = ""
    for_id: str = (
        ""  # for whom it is done, where that is somebody else: id of the person, as in their own actor
    )
    for_name: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Actor kind {self.kind!r}: expected one of {', '.join(sorted(KINDS))}.")
        if not self.id:
            raise ValueError("An actor needs an id: nothing is done by nobody.")

    @classmethod
    def system(cls, name: str) -> Actor:
        """A named part of the system: ``Actor.system("deadline-watch")``."""
        return cls(kind="system", id=name, name=name)

    def acting_for(self, principal: Actor) -> Actor:
        """The same person, doing it for somebody who gave them the power to (委托)."""
        return replace(self, for_id=principal.id, for_name=principal.name)

    @property
    def is_person_outside(self) -> bool:
        """Whether the name is that of a customer or agent: personal data that may have to be erased."""
        return self.kind in {"customer", "agent"}
