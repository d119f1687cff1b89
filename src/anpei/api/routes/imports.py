"""Importing a book from files: the same reading, checking and writing as the command line and the workbench."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query
from ninja.errors import HttpError

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.schemas.base import MOST_ROWS, RowId
from anpei.api.schemas.imports import FindingsOut, ImportFileOut, ImportFindingOut, ImportOut
from anpei.core.errors import Invalid
from anpei.importing import actions, queries
from anpei.importing.models import ImportRun

imports = Operations("imports")

UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "dry_run": {"type": "string", "enum": ["true", "false"], "default": "true"},
                    },
                }
            }
        },
    }
}


@imports.post(
    "/imports",
    S.IMPORTS_WRITE,
    answer=ImportOut,
    status=202,
    permission=P.IMPORT_RUN,
    signed=False,
    extra=UPLOAD_BODY,
)
def import_book(call: Call) -> ImportOut:
    """Import CSV or Excel files, or try it out: `dry_run` is true unless you send `false`.

    Small files are done in the answer; larger ones go on in the background, and the import is asked for by its id.
    Good rows are taken and bad ones reported; the same files again change nothing.
    """
    if call.request.content_type != "multipart/form-data":
        raise HttpError(415, "content type")
    trial = call.request.POST.get("dry_run", "true")
    if trial not in ("true", "false"):
        raise Invalid(fields={"dry_run": _("true or false is needed.")})
    uploads = [
        actions.Upload(name=(file.name or "")[-120:], chunks=file.chunks(), size=file.size or 0)
        for file in call.request.FILES.getlist("files")
    ]
    return _shown(actions.submit(uploads, dry_run=trial == "true", by=call.by, unit=call.client.unit))


@imports.post(
    "/imports/{import_id}/carry-out",
    S.IMPORTS_WRITE,
    answer=ImportOut,
    status=202,
    permission=P.IMPORT_RUN,
    signed=False,
)
def carry_out_import(call: Call, import_id: RowId) -> ImportOut:
    """Import the files of a finished trial, as they were then."""
    return _shown(actions.carry_out(_found(call, import_id), by=call.by))


@imports.read("/imports/{import_id}", S.IMPORTS_WRITE, answer=ImportOut, permission=P.IMPORT_RUN)
def get_import(call: Call, import_id: RowId) -> ImportOut:
    """Read how far an import is and what came of it."""
    return _shown(_found(call, import_id))


@imports.read("/imports/{import_id}/findings", S.IMPORTS_WRITE, answer=FindingsOut, permission=P.IMPORT_RUN)
def list_findings(
    call: Call,
    import_id: RowId,
    skip: Annotated[int, Query(0, ge=0, le=10**7)],
    size: Annotated[int, Query(100, ge=1, le=MOST_ROWS)],
) -> FindingsOut:
    """List what was not taken, what changed and what to look at, in the order of the rows."""
    found = list(islice(queries.findings(_found(call, import_id)), skip, skip + size + 1))
    shown = [
        ImportFindingOut(
            reason=one.reason,
            **{name: getattr(one, name) for name in ImportFindingOut.model_fields if name != "reason"},
        )
        for one in found[:size]
    ]
    return FindingsOut(findings=shown, next=str(skip + size) if len(found) > size else "")


def _found(call: Call, import_id: int) -> ImportRun:
    return queries.get(queries.for_unit(call.client.unit), import_id)


def _shown(run: ImportRun) -> ImportOut:
    return ImportOut(
        id=run.pk,
        dry_run=run.dry_run,
        state=run.state,
        files=[ImportFileOut(**one) for one in run.files],
        counts=run.counts,
        created_at=run.created_at,
        finished_at=run.finished_at,
        failure=run.failure,
    )
