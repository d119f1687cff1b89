"""The same number, the same file or a picture that looks the same on another case. Evidence for staff, never a verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anpei.claims.models import Claim
from anpei.claims.states import ClaimState
from anpei.documents.checks.check import Check, Outcome
from anpei.documents.models import FileReading, Paper, PaperPart, PaperState
from anpei.documents.understood import Understood, UnderstoodPart

SAME = 6
"""As ``recognition.likeness.SAME``, which comes with libraries a page does not need."""


def run(claim: Claim, found: Understood) -> Iterator[Check]:
    yield from _numbers(claim, [part for part in found.parts if part.row.number_hash])
    yield from _files(claim, found)


def _numbers(claim: Claim, parts: list[UnderstoodPart]) -> Iterator[Check]:
    hashes = {part.row.number_hash for part in parts}
    if not hashes:
        return
    used: dict[str, set[str]] = defaultdict(set)
    rows = (
        PaperPart.objects.filter(number_hash__in=hashes, paper__state=PaperState.RECEIVED)
        .exclude(paper__claim=claim)
        .exclude(paper__claim__state=ClaimState.CLOSED)
        .values_list("number_hash", "paper__claim__number")
    )
    for number_hash, number in rows:
        used[number_hash].add(number)
    for part in parts:
        cases = tuple(sorted(used[part.row.number_hash]))
        field = part.get("number")
        yield _check("elsewhere.number", cases, (part.row.pk,), (field.pk,) if field else ())


def _files(claim: Claim, found: Understood) -> Iterator[Check]:
    mine = {file.paper.file_id: file for file in found.files if file.paper.file_id}
    if not mine:
        return
    same: dict[int, set[str]] = defaultdict(set)
    for file_id, number in (
        _papers_elsewhere(claim).filter(file__in=mine).values_list("file", "claim__number")
    ):
        same[file_id].add(number)
    alike = _alike(claim, list(mine))
    for file_id, file in mine.items():
        parts = tuple(part.row.pk for part in file.parts)
        if not parts:
            continue
        if same[file_id]:
            yield _check("elsewhere.file", tuple(sorted(same[file_id])), parts, ())
        elif alike[file_id]:
            yield _check("elsewhere.picture", tuple(sorted(alike[file_id])), parts, ())
        else:
            yield _check("elsewhere.file", (), parts, ())


def _alike(claim: Claim, files: list[int]) -> dict[int, set[str]]:
    """Cases with a picture that differs in few bits, by file. Candidates share one quarter of the fingerprint."""
    found: dict[int, set[str]] = defaultdict(set)
    for mine in FileReading.objects.filter(file__in=files).exclude(likeness="").defer("result"):
        quarters = Q(quarter_1=mine.quarter_1) | Q(quarter_2=mine.quarter_2)
        quarters |= Q(quarter_3=mine.quarter_3) | Q(quarter_4=mine.quarter_4)
        candidates = FileReading.objects.filter(quarters).exclude(file__in=files).exclude(likeness="")
        near = [
            other_file
            for other_file, other in candidates.values_list("file", "likeness")
            if _distance(mine.likeness, other) <= SAME
        ]
        if near:
            found[mine.file_id].update(
                _papers_elsewhere(claim).filter(file__in=near).values_list("claim__number", flat=True)
            )
    return found


def _distance(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _papers_elsewhere(claim: Claim) -> QuerySet[Paper]:
    return (
        Paper.objects.filter(state=PaperState.RECEIVED)
        .exclude(claim=claim)
        .exclude(claim__state=ClaimState.CLOSED)
    )


def _check(code: str, cases: tuple[str, ...], parts: tuple[int, ...], fields: tuple[int, ...]) -> Check:
    if not cases:
        return Check(code, Outcome.PASS, _("none found"), parts, fields)
    note = ngettext("also on %(cases)s", "also on %(cases)s", len(cases)) % {"cases": ", ".join(cases)}
    return Check(code, Outcome.FAIL, note, parts, fields, cases)
