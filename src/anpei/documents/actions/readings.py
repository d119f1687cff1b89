"""Reading by machine: each file once for each version of the reader; what was read becomes a proposal on the case."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from itertools import count

from django.db import transaction
from django.db.models import F

from anpei.audit.actions import record
from anpei.claims.actions import note_material
from anpei.claims.models import ChecklistItem, Claim
from anpei.claims.queries import locked
from anpei.claims.states import BEFORE_DECISION
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.documents import events, numbers, vault
from anpei.documents.models import FileReading, Paper, PaperPart, PaperState, PartField, ReadState, StoredFile
from anpei.documents.reader import Reader, readable, reader
from anpei.jobs.actions import enqueue
from anpei.jobs.worker import Later
from anpei.recognition.errors import Unreadable
from anpei.recognition.reading import Field, Part, Reading

MOST_ATTEMPTS = 3
SURE_OF_KIND_BP = 6_000
"""Below it nothing is sorted: a wrong place costs more looking than none."""
LONGEST_REASON = 300
LONGEST_ENGINE = 60
LEASE = timedelta(minutes=3)
LOOK_AGAIN = timedelta(seconds=10)
BY = Actor.system("reading")


def want_reading(paper: Paper) -> None:
    """Have the file of a paper read in the background, if this transaction commits and a reader is there."""
    engine = reader()
    if engine is None or paper.file is None or not readable(paper.file.media_type):
        return
    FileReading.objects.get_or_create(file=paper.file, engine=engine.engine)
    enqueue(task="documents.read", args={"paper": paper.pk})


def read_paper(paper: Paper, *, by: Actor = BY) -> FileReading | None:
    """Read the file of a paper, or take what was read in it before, and propose it on the case.

    An attempt is written down before it begins, so a file that kills the process is parked after three as well.
    Raises what the reader raised while attempts are left.
    """
    engine = reader()
    if engine is None or paper.file is None:
        return None
    held = _begin(paper.file, engine)
    if held.state == ReadState.READING:
        _read(held, paper.file, engine)
    if held.state == ReadState.READ:
        propose(paper, held, by=by)
    return held


def take_reading(paper: Paper, *, reading: Reading, by: Actor) -> list[PaperPart]:
    """What somebody else read in a file, named by ``reading.engine``: kept and proposed as one of our own would be."""
    assert paper.file is not None
    held, _created = FileReading.objects.get_or_create(
        file=paper.file,
        engine=reading.engine[:LONGEST_ENGINE],
        defaults={
            "state": ReadState.READ,
            "started_at": clock.now(),
            "finished_at": clock.now(),
            "result": json.dumps(reading.to_json(), ensure_ascii=False),
            "pages": reading.to_json()["pages"],
        },
    )
    return propose(paper, held, by=by)


def propose(paper: Paper, held: FileReading, *, by: Actor = BY) -> list[PaperPart]:
    """Rows of the parts and fields of a reading, each part sorted into the list of the case. Once for each paper."""
    found = Reading.from_json(json.loads(held.result))
    with transaction.atomic():
        claim = locked(paper.claim_id)
        paper = Paper.objects.select_related("item").get(pk=paper.pk)
        if paper.state != PaperState.RECEIVED or paper.parts_proposed_at:
            return list(paper.parts.all())
        items = {item.kind: item for item in claim.checklist.all()}
        parts = [
            _part(paper, held, position, one, items.get(one.kind)) for position, one in enumerate(found.parts)
        ]
        PartField.objects.bulk_create(
            field for row, one in zip(parts, found.parts, strict=True) for field in _fields(row, one)
        )
        Paper.objects.filter(pk=paper.pk).update(parts_proposed_at=clock.now())
        _sort(claim, paper, parts, by=by)
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.PaperRead(paper=paper.pk, kinds=[part.kind for part in parts], engine=held.engine),
            by=by,
        )
        Claim.objects.filter(pk=claim.pk).update(version=F("version") + 1)
    return parts


def _begin(file: StoredFile, engine: Reader) -> FileReading:
    """The reading, in state READING when this attempt is to be made."""
    with transaction.atomic():
        made, _created = FileReading.objects.get_or_create(file=file, engine=engine.engine)
        held = FileReading.objects.select_for_update().get(pk=made.pk)
        if held.state in (ReadState.READ, ReadState.PARKED):
            return held
        if held.state == ReadState.READING and held.started_at and held.started_at > clock.now() - LEASE:
            raise Later(LOOK_AGAIN)  # handed in for two cases at once: another process is at it
        if held.attempts >= MOST_ATTEMPTS:
            held.state, held.finished_at = ReadState.PARKED, clock.now()
            held.reason = held.reason or "The reader stopped in the middle."
        else:
            held.state, held.started_at = ReadState.READING, clock.now()
            held.attempts += 1
        held.save()
        _tell_cases(file)
    return held


def _read(held: FileReading, file: StoredFile, engine: Reader) -> None:
    try:
        content = vault.read(file)
        found = engine.read(content, file.media_type)
    except Unreadable as unreadable:
        _park(held, unreadable.code)  # it will not read better the next time
        return
    except Exception as error:
        _note_failure(held, error)
        if held.state != ReadState.PARKED:
            raise
        return
    _note_likeness(held, content)
    held.state, held.finished_at, held.reason = ReadState.READ, clock.now(), ""
    held.result = json.dumps(found.to_json(), ensure_ascii=False)
    held.pages = found.to_json()["pages"]
    held.save()


def _note_likeness(held: FileReading, content: bytes) -> None:
    """A fingerprint of the picture, whole and in quarters: two that differ in few bits share one quarter as a rule."""
    from anpei.recognition.likeness import fingerprint  # heavy, and only the reading process needs it

    with suppress(Unreadable):
        held.likeness = fingerprint(content)
        quarters = (held.likeness[start : start + 4] for start in range(0, 16, 4))
        held.quarter_1, held.quarter_2, held.quarter_3, held.quarter_4 = (int(one, 16) for one in quarters)


def _note_failure(held: FileReading, error: Exception) -> None:
    reason = f"{type(error).__name__}: {error}"[:LONGEST_REASON]
    if held.attempts >= MOST_ATTEMPTS:
        _park(held, reason)
        return
    held.state, held.reason = ReadState.QUEUED, reason
    held.save()


def _park(held: FileReading, reason: str) -> None:
    held.state, held.finished_at, held.reason = ReadState.PARKED, clock.now(), reason
    with transaction.atomic():
        held.save()
        _tell_cases(held.file)


def _tell_cases(file: StoredFile) -> None:
    """Open pages of the cases this file belongs to look again."""
    cases = Paper.objects.filter(file=file, state=PaperState.RECEIVED).values("claim")
    Claim.objects.filter(pk__in=cases).update(version=F("version") + 1)


def _part(
    paper: Paper, held: FileReading, position: int, found: Part, item: ChecklistItem | None
) -> PaperPart:
    sure = found.confidence_bp >= SURE_OF_KIND_BP
    return PaperPart.objects.create(
        paper=paper,
        reading=held,
        item=item if sure else None,
        position=position,
        read_kind=found.kind,
        kind=found.kind if sure else "",
        kind_confidence_bp=found.confidence_bp,
        side=found.side,
        first_page=found.pages[0],
        last_page=found.pages[1],
        region=found.region.to_json() if found.region else None,
        findings=json.dumps([one.to_json() for one in found.findings], ensure_ascii=False),
        number_hash=numbers.hash_of({one.name: str(one.value or "") for one in found.fields}),
    )


def _fields(part: PaperPart, found: Part) -> list[PartField]:
    position = count()
    head = [_field(part, next(position), None, one) for one in found.fields]
    rows = [_field(part, next(position), row, one) for row, line in enumerate(found.lines) for one in line]
    return head + rows


def _field(part: PaperPart, position: int, row: int | None, found: Field) -> PartField:
    value = "" if found.value is None else str(found.value)
    return PartField(
        part=part,
        position=position,
        row=row,
        name=found.name,
        kind=found.kind,
        read_text=found.text,
        read_value=value,
        value=value,
        confidence_bp=found.confidence_bp,
        box=found.box.to_json() if found.box else None,
    )


def _sort(claim: Claim, paper: Paper, parts: list[PaperPart], *, by: Actor) -> None:
    """What nobody has sorted goes where the reading says. What a person said stays, whatever was read."""
    if claim.state not in BEFORE_DECISION:
        return
    read = {part.item.pk: part.item for part in parts if part.item}
    if paper.item is None and len(read) == 1:
        (item,) = read.values()
        Paper.objects.filter(pk=paper.pk).update(item=item)
    fits = (
        paper.item is None or paper.item.pk in read
    )  # else a person and the reading disagree: the person holds
    came = [item for item in read.values() if item.pk != paper.item_id]
    if fits and came:
        # It reached us when it was handed in, not when it was read.
        note_material(claim, items=came, by=by, at=paper.received_at)
