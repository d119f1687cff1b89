"""Names of administrative divisions, as far as the imported table knows them; what it does not know stays a code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language

from anpei.core import clock
from anpei.organisation.models import Division

PREFIX = re.compile(r"[1-9]\d(\d\d){0,2}", re.ASCII)
MOST = 12
# Names of the official table that only hold a level together and are never said.
FILLERS = ("市辖区", "县")  # Chinese is meant: names of the table
BESIDE = ("省直辖县级行政区划", "自治区直辖县级行政区划")  # Chinese is meant: names of the table


@dataclass(frozen=True)
class Place:
    """A division as it is shown. ``code``: as kept, 2, 4 or 6 digits; ``name`` is empty where the table does not know it."""

    code: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.code}" if self.name else self.code


def places(codes: Iterable[str]) -> dict[str, Place]:
    """Each code with its full name, province first. One statement, however many codes; none where there is no code."""
    wanted = dict.fromkeys(code for code in codes if code)
    if not wanted:
        return {}
    rows = Division.objects.filter(code__in={level for code in wanted for level in _levels(code)})
    known = {row.code: row for row in rows}
    return {code: Place(code, _full_name(code, known)) for code in wanted}


def place(code: str) -> Place | None:
    """One code with its name; None for no code at all."""
    return places([code]).get(code)


def search(text: str, *, most: int = MOST) -> list[Place]:
    """Divisions in use whose code begins with the text or whose name holds it, in the order of their codes."""
    text = text.strip()
    if not text:
        return []
    alike = Q(name__contains=text) | Q(name_en__icontains=text) | Q(code__startswith=text)
    found = (
        Division.objects.exclude(valid_until__lt=clock.today())
        .filter(alike)
        .order_by("code")
        .values_list("code", flat=True)[:most]
    )
    return list(places(trimmed(code) for code in found).values())


def named(text: str) -> list[Place]:
    """Which divisions in use somebody means who writes a name: those called exactly so, in short or in full."""
    found = search(text, most=100)
    exact = [one for one in found if _said(one.name) == _said(text)]
    if exact:
        return exact
    codes = Division.objects.filter(Q(name=text.strip()) | Q(name_en__iexact=text.strip()))
    own = {trimmed(code) for code in codes.values_list("code", flat=True)}
    return [one for one in found if one.code in own]


def trimmed(code: str) -> str:
    """510100 stands for all of 5101, 510000 for all of 51."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def _levels(code: str) -> list[str]:
    """Province, city and county of a code, as six digits; each once."""
    whole = code.ljust(6, "0")
    return list(dict.fromkeys((f"{whole[:2]}0000", f"{whole[:4]}00", whole)))


def _full_name(code: str, known: dict[str, Division]) -> str:
    levels = _levels(code)
    if levels[-1] not in known:
        return ""
    rows = [
        known[level]
        for level in levels
        if level in known and (level == levels[-1] or known[level].name not in (*FILLERS, *BESIDE))
    ]
    if (get_language() or "").startswith("en") and all(row.name_en for row in rows):
        return ", ".join(row.name_en for row in reversed(rows))
    return "".join(row.name for row in rows)


def _said(name: str) -> str:
    return re.sub(r"[\s,，]", "", name).lower()  # Chinese is meant: a comma people type
