"""Starting an import or a trial and seeing it through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require
from anpei.audit.actions import record
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.importing import keeping, queries
from anpei.importing.events import ImportFailed, ImportFinished, ImportStarted
from anpei.importing.findings import Kind
from anpei.importing.models import ImportRun, RunState
from anpei.importing.runner import FILES, Overtaken, Runner, book_for
from anpei.importing.sources import CHUNK, sha256_of
from anpei.importing.tables import BY_CODE
from anpei.jobs import actions as jobs
from anpei.organisation.models import Unit

TASK = "importing.run"
INLINE_BYTES = 256 * 1024  # larger uploads are worked on in the background
TAKEOVER = timedelta(minutes=10)  # when a worker looks after a small upload that was cut off
SLICE_ROWS = 50_000  # rows one background job handles before it hands over to the next
MOST_FILES = 20
KEEP = timedelta(days=7)  # how long the files of a trial wait for the import


@dataclass(frozen=True)
class Upload:
    """A file somebody sent: its name as they know it, its content in pieces, its size in bytes."""

    name: str
    chunks: Iterable[bytes]
    size: int


@dataclass(frozen=True)
class Result:
    """What came of an import. Prints as a short summary; ``rejected`` are the findings of rows not taken."""

    run: ImportRun

    @property
    def rejected(self) -> queries.Findings:
        return queries.Findings(self.run, Kind.REJECTED)

    @property
    def changed(self) -> queries.Findings:
        return queries.Findings(self.run, Kind.CHANGED)

    @property
    def notices(self) -> queries.Findings:
        return queries.Findings(self.run, Kind.NOTICE)

    def __str__(self) -> str:
        lines = [_("Trial run: nothing was written.") if self.run.dry_run else _("Import done.")]
        for code, counts in self.run.counts.items():
            lines.append(
                _(
                    "%(table)s: %(created)d new, %(updated)d changed, %(unchanged)d as before, %(rejected)d not taken"
                )
                % {"table": table_name(code), **counts}
            )
        return "\n".join(lines)


def table_name(code: str) -> str:
    """A table as people call it, both names: 客户 (customers)."""
    return _("Files") if code == FILES else f"{BY_CODE[code].zh} ({code})"


def import_files(files: Sequence[Path], *, dry_run: bool, by: Actor, unit: Unit | None = None) -> Result:
    """Import files from disk, here and now; ``dry_run`` checks everything and writes nothing but its report.

    ``unit`` limits what may be written to that unit and those below. Stopped half-way, the same call again
    completes the work: rows that are there already change nothing.
    """
    named = [(Path(path), Path(path).name) for path in files]
    listed = [{"name": name, "sha256": sha256_of(path), "size": path.stat().st_size} for path, name in named]
    run = _start(listed, kept=[], dry_run=dry_run, by=by, unit=unit)
    Runner(run, named, book_for(run, by)).go()
    _finish(run, by)
    return Result(run)


def submit(uploads: Sequence[Upload], *, dry_run: bool, by: Actor, unit: Unit | None) -> ImportRun:
    """Take uploaded files. Small ones are done when this returns; larger ones wait for a worker."""
    _check_uploads(uploads)
    listed, kept = [], []
    for upload in uploads:
        copy, sha256, size = keeping.keep(upload.chunks)
        listed.append({"name": upload.name, "sha256": sha256, "size": size})
        kept.append({"copy": copy, "name": upload.name, "sha256": sha256})
    run = _start(listed, kept=kept, dry_run=dry_run, by=by, unit=unit)
    return _do_or_leave(run)


def carry_out(trial: ImportRun, *, by: Actor) -> ImportRun:
    """Import the files of a trial, as they were then."""
    _require(by)
    if not trial.dry_run or trial.state != RunState.DONE:
        raise Refused("import.no_trial", _("This is not a finished trial run."))
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=trial.pk)
        if not locked.kept:
            raise Refused(
                "import.files_gone",
                _("The files of this trial run are no longer here. Please send them again."),
            )
        run = _start(locked.files, kept=locked.kept, dry_run=False, by=by, unit=trial.unit)
        ImportRun.objects.filter(pk=trial.pk).update(kept=[])
    return _do_or_leave(run)


def proceed(run: ImportRun) -> None:
    """Work on a run from where it stands; hands over to another job after a slice. Safe to call twice."""
    if run.over:
        return
    by = Actor(kind=run.by_kind, id=run.by_id, name=run.by_name, role=run.by_role)
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
    try:
        with keeping.opened(run.kept) as files:
            done = Runner(run, files, book_for(run, by)).go(SLICE_ROWS)
    except Overtaken:
        return
    except FileNotFoundError:
        _fail(run, _("The files of this import are no longer here. Please send them again."), by)
        return
    if done:
        _finish(run, by)
    else:
        jobs.enqueue(task=TASK, args={"run_id": run.pk})


def forget_old_files() -> int:
    """Delete the files of trials that nobody carried out, and copies that no import names; gives how many trials."""
    before = clock.now() - KEEP
    old = list(ImportRun.objects.filter(dry_run=True, created_at__lt=before).exclude(kept=[]))
    for run in old:
        keeping.forget(run.kept)
    ImportRun.objects.filter(pk__in=[run.pk for run in old]).update(kept=[])
    named = {
        one["copy"]
        for kept in ImportRun.objects.exclude(kept=[]).values_list("kept", flat=True)
        for one in kept
    }
    keeping.forget_unnamed(named, before=before)
    return len(old)


def most_bytes() -> int:
    """Largest file taken by upload, in bytes (``ANPEI_IMPORT_MAX_MB``, default 200)."""
    return int(getattr(settings, "ANPEI_IMPORT_MAX_MB", 200)) * CHUNK


def _start(
    listed: list[dict[str, object]],
    *,
    kept: list[dict[str, str]],
    dry_run: bool,
    by: Actor,
    unit: Unit | None,
) -> ImportRun:
    _require(by)
    with transaction.atomic():
        run = ImportRun.objects.create(
            dry_run=dry_run,
            files=listed,
            kept=kept,
            unit=unit,
            by_kind=by.kind,
            by_id=by.id,
            by_name=by.name[:120],
            by_role=by.role,
        )
        started = ImportStarted(
            files=[str(one["name"]) for one in listed],
            sha256=[str(one["sha256"]) for one in listed],
            dry_run=dry_run,
        )
        record(subject="import", subject_id=run.pk, event=started, by=by, new_chain=True)
        if kept:
            wait = TAKEOVER if _is_small(run) else timedelta(0)
            jobs.enqueue(task=TASK, args={"run_id": run.pk}, run_at=clock.now() + wait)
    return run


def _require(by: Actor) -> None:
    # A client of its own (kind "api") holds no role: its scope was asked for at the door.
    if by.kind != "api":
        require(by, Permission.IMPORT_RUN)


def _do_or_leave(run: ImportRun) -> ImportRun:
    """Small files are worked on at once; the job written with the run takes over if that is cut off."""
    if _is_small(run):
        proceed(run)
    run.refresh_from_db()
    return run


def _is_small(run: ImportRun) -> bool:
    return sum(int(one["size"]) for one in run.files) <= INLINE_BYTES


def _finish(run: ImportRun, by: Actor) -> None:
    with transaction.atomic():
        changed = ImportRun.objects.filter(pk=run.pk).exclude(state=RunState.DONE)
        keep = run.kept if run.dry_run else []
        if not changed.update(state=RunState.DONE, finished_at=clock.now(), kept=keep):
            return
        ended = ImportFinished(
            dry_run=run.dry_run,
            created=run.created_rows,
            updated=run.updated_rows,
            unchanged=run.unchanged_rows,
            rejected=run.rejected_rows,
        )
        record(subject="import", subject_id=run.pk, event=ended, by=by)
    if not run.dry_run:
        keeping.forget(run.kept)
    run.refresh_from_db()


def _fail(run: ImportRun, reason: str, by: Actor) -> None:
    with transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(
            state=RunState.FAILED, failure=reason[:200], finished_at=clock.now(), kept=[]
        )
        record(subject="import", subject_id=run.pk, event=ImportFailed(reason=reason), by=by)


def _check_uploads(uploads: Sequence[Upload]) -> None:
    if not uploads:
        raise Invalid(fields={"files": _("Please choose at least one file.")})
    if len(uploads) > MOST_FILES:
        raise Invalid(fields={"files": _("At most %(most)d files at once.") % {"most": MOST_FILES}})
    for upload in uploads:
        if upload.size > most_bytes():
            raise Invalid(
                fields={
                    "files": _("“%(name)s” is larger than %(most)d MB. Please split it.")
                    % {"name": upload.name, "most": most_bytes() // CHUNK}
                }
            )
