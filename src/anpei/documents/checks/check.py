"""One comparison and what came of it. A check shows evidence; what it means, a person says."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anpei.values.money import format_yuan


class Outcome(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


LABELS: dict[str, str | Promise] = {
    "sum.payers": gettext_lazy("Payers add up to the total"),
    "sum.own": gettext_lazy("Own share and costs outside insurance are what the person paid"),
    "sum.lines": gettext_lazy("Items add up to the total"),
    "sum.bill": gettext_lazy("Itemised bill comes to the receipts"),
    "person.name": gettext_lazy("Name is that of the insured"),
    "person.identity": gettext_lazy("Identity number is that of the insured"),
    "date.cover": gettext_lazy("Dates lie inside the cover"),
    "date.stay": gettext_lazy("Stay and receipt fit together"),
    "date.valid": gettext_lazy("Valid on the day of the event"),
    "elsewhere.number": gettext_lazy("Number is on no other case"),
    "elsewhere.file": gettext_lazy("File is on no other case"),
    "elsewhere.picture": gettext_lazy("No picture like it on another case"),
    "issuer": gettext_lazy("Verified with the issuer"),
}


@dataclass(frozen=True)
class Check:
    """``parts`` and ``fields`` are the rows it compared. ``note`` says in a few words what stood against what."""

    code: str
    outcome: Outcome
    note: str = ""
    parts: tuple[int, ...] = ()
    fields: tuple[int, ...] = ()
    cases: tuple[str, ...] = field(default=())
    """Numbers of the other cases it found; for staff only."""

    @property
    def label(self) -> str:
        return str(LABELS[self.code])


def equal_sums(left_fen: int, right_fen: int) -> tuple[Outcome, str]:
    same = left_fen == right_fen
    sign = "=" if same else "≠"
    return (
        Outcome.PASS if same else Outcome.FAIL,
        f"{format_yuan(left_fen)} {sign} {format_yuan(right_fen)}",
    )


def day_note(label: str, day: str, against: str) -> str:
    return _("%(label)s %(day)s, %(against)s") % {"label": label, "day": day, "against": against}
