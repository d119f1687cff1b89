"""Importing a book: choose files, read the trial's report, carry it out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anpei.accounts.permissions import Permission as P
from anpei.core.errors import Invalid
from anpei.importing import actions, queries
from anpei.importing.findings import Kind
from anpei.importing.models import ImportRun
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.csv_files import csv_file
from anpei.workbench.shell import page

SHOWN = 200  # findings of a kind on the page; the report as a file has them all
LISTED = 50


@staff_page(P.IMPORT_RUN)
@require_http_methods(["GET", "POST"])
def import_list(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return _list(request)
    uploads = [
        actions.Upload(name=(file.name or "")[-120:], chunks=file.chunks(), size=file.size or 0)
        for file in request.FILES.getlist("files")
    ]
    try:
        run = actions.submit(uploads, dry_run=True, by=request.user.actor, unit=request.user.unit)
    except Invalid as refused:
        return _list(request, refused)
    return redirect("workbench:import_run", run.pk)


@staff_page(P.IMPORT_RUN)
@require_GET
def import_run(request: StaffRequest, run_id: int) -> HttpResponse:
    run = _found(request, run_id)
    context = {
        "run": run,
        "counts": [(actions.table_name(code), counts) for code, counts in run.counts.items()],
        "remarks": [
            {
                "kind": kind,
                "label": Kind(kind).label,
                "found": list(islice(queries.findings(run, kind), SHOWN)),
            }
            for kind in Kind.values
        ],
        "shown": SHOWN,
        "may_carry_out": run.dry_run
        and run.over
        and bool(run.kept)
        and run.created_rows + run.updated_rows > 0,
    }
    return page(request, "workbench/import_run.html", context, here="imports")


@staff_page(P.IMPORT_RUN)
@require_POST
def carry_out(request: StaffRequest, run_id: int) -> HttpResponse:
    run = actions.carry_out(_found(request, run_id), by=request.user.actor)
    return redirect("workbench:import_run", run.pk)


@staff_page(P.IMPORT_RUN)
@require_GET
def report(request: StaffRequest, run_id: int) -> StreamingHttpResponse:
    """Every finding as CSV, one at a time."""
    run = _found(request, run_id)
    return csv_file(f"import-{run.pk}", _rows(run))


def _rows(run: ImportRun) -> Iterator[list[Any]]:
    yield [_("Kind"), _("File"), _("Sheet"), _("Row"), _("Column"), _("Value"), _("Reason")]
    for one in queries.findings(run):
        yield [
            str(Kind(one.kind).label),
            one.file,
            one.sheet,
            one.row,
            one.column,
            one.value,
            str(one.reason),
        ]


def _found(request: StaffRequest, run_id: int) -> ImportRun:
    return queries.get(queries.for_staff(request.user), run_id)


def _list(request: StaffRequest, refused: Invalid | None = None) -> HttpResponse:
    context = {"runs": queries.for_staff(request.user)[:LISTED], "refused": refused}
    return page(
        request, "workbench/imports.html", context, here="imports", status=refused.status if refused else 200
    )
