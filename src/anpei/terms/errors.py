"""What is wrong with a product file, said so that its author can mend it."""

from __future__ import annotations


class TermsError(Exception):
    """A refusal of a product file.

    ``line`` counts from 1 (0 where a whole file is meant), ``path`` is dotted with list positions in brackets
    (``benefits[0].clause``), ``allowed`` names what would be accepted there. ``others`` holds every further
    finding in the same file, so that one run of the check shows them all.
    """

    def __init__(
        self,
        *,
        file: str,
        line: int,
        path: str,
        message: str,
        allowed: tuple[str, ...] = (),
        others: tuple[TermsError, ...] = (),
    ) -> None:
        self.file = file
        self.line = line
        self.path = path
        self.message = message
        self.allowed = allowed
        self.others = others
        super().__init__(str(self))

    def __str__(self) -> str:
        told = f"{self.file}:{self.line}: {self.path or '(file)'}: {self.message}"
        if self.allowed:
            told += f" Allowed: {', '.join(self.allowed)}."
        return told

    @property
    def all(self) -> tuple[TermsError, ...]:
        """This finding and every other one of the same file, in file order."""
        return tuple(sorted((self, *self.others), key=lambda found: found.line))
