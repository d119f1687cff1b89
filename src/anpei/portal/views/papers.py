"""Handing in papers: photos and PDF, per item or unsorted, replaced or taken back; what is wrong is said next to the field."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages as notes
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anpei.claims import queries
from anpei.claims.models import ChecklistItem, Claim
from anpei.claims.queries import Standing
from anpei.core.actor import Actor
from anpei.core.errors import NotFound, Refused
from anpei.documents import actions as documents
from anpei.documents import pictures, vault
from anpei.documents import queries as papers
from anpei.documents.models import Paper
from anpei.portal.pages import customer_page, page
from anpei.portal.presenters import papers as lists
from anpei.portal.presenters import reported
from anpei.portal.presenters.journey import case_name
from anpei.portal.views.progress import own_case
from anpei.portal.visitor import Visitor

MOST_AT_ONCE = 30


@require_http_methods(["GET", "POST"])
@customer_page
def papers_page(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    claim = queries.get_for_visitor(visitor.phone_hash, number)
    helping = queries.standing(claim, visitor.phone_hash) is Standing.REPORTER
    if request.method == "GET":
        return _list(request, claim, helping=helping)
    try:
        item = None if helping else _item(claim, request.POST.get("item", ""))
        replaces = None if helping else _replaced(claim, request.POST.get("replaces", ""))
        kept, errors = _take(request, claim, item=item, replaces=replaces, by=visitor.actor_in(claim))
    except Refused as refused:
        return _list(request, claim, helping=helping, refusal=refused.message, status=refused.status)
    if kept:
        notes.success(
            request,
            ngettext("%(count)d file has arrived safely.", "%(count)d files have arrived safely.", kept)
            % {"count": kept},
        )
    back = (
        "portal:supplement" if request.POST.get("back") == "supplement" and not helping else "portal:papers"
    )
    if not errors:
        return redirect(back, number)
    claim.refresh_from_db()
    at = request.POST.get("item", "") if item else ""
    if back == "portal:supplement":
        return _supplement(request, claim, upload_errors={at: " ".join(errors)}, status=422)
    return _list(request, claim, helping=helping, upload_errors={at: " ".join(errors)}, status=422)


@require_safe
@customer_page
def supplement_page(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    claim = own_case(visitor, number)
    if not claim.supplement_notices.exists():
        return redirect("portal:papers", number)
    return _supplement(request, claim)


@require_safe
@customer_page
def supplement_letter(request: HttpRequest, visitor: Visitor, number: str, sequence: int) -> HttpResponse:
    """The supplement notice as it was sent, PDF."""
    claim = own_case(visitor, number)
    notice = claim.supplement_notices.filter(sequence=sequence).exclude(letter_sha256="").first()
    if notice is None:
        raise NotFound(
            "letter.not_ready",
            _(
                "The letter is being written. It is here in a few minutes; "
                "everything it asks for is on the page already."
            ),
        )
    response = HttpResponse(vault.path_of(notice.letter_sha256).read_bytes(), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{claim.number}-supplement-{sequence}.pdf"'
    return response


@require_safe
@customer_page
def picture(request: HttpRequest, visitor: Visitor, number: str, paper_id: int) -> HttpResponse:
    """The small picture of an own paper; ``?full`` the original."""
    paper = papers.get_paper(own_case(visitor, number), paper_id)
    if paper.file is None:
        raise NotFound("paper.no_file", _("This one came on paper. There is no picture of it."))
    if "full" in request.GET:
        response = HttpResponse(vault.read(paper.file), content_type=paper.file.media_type)
        response["Content-Disposition"] = f'inline; filename="paper-{paper.pk}"'
        response["Content-Security-Policy"] = "sandbox"
        return response
    small = pictures.thumbnail(paper.file)
    if small is None:
        raise NotFound("paper.no_picture", _("There is no small picture of this paper."))
    return HttpResponse(small, content_type="image/jpeg")


@require_POST
@customer_page
def take_back(request: HttpRequest, visitor: Visitor, number: str, paper_id: int) -> HttpResponse:
    claim = own_case(visitor, number)
    paper = papers.get_paper(claim, paper_id)
    try:
        documents.take_back(paper, by=visitor.actor_in(claim))
    except Refused as refused:
        return _list(request, claim, helping=False, refusal=refused.message, status=refused.status)
    notes.success(request, _("Taken back. You can send another one at any time."))
    return redirect("portal:papers", number)


def _take(
    request: HttpRequest, claim: Claim, *, item: ChecklistItem | None, replaces: Paper | None, by: Actor
) -> tuple[int, list[str]]:
    """Keep every file that can be read; those that cannot are named with the reason, and the others are not lost."""
    files = [file for file in request.FILES.getlist("files") if isinstance(file, UploadedFile)]
    if not files:
        return 0, [_("No photo was chosen yet. Please choose one or several.")]
    if len(files) > MOST_AT_ONCE:
        return 0, [
            _("These are more than %(most)d files. Please send them in two parts.") % {"most": MOST_AT_ONCE}
        ]
    kept, errors = 0, []
    for file in files:
        name = file.name or ""
        try:
            documents.hand_in(
                claim,
                content=file.read(settings.UPLOAD_MAX_BYTES + 1),
                filename=name,
                by=by,
                item=item,
                replaces=replaces,
            )
            kept += 1
        except Refused as refused:
            if "file" not in refused.fields:
                raise
            errors.append(_("%(name)s: %(reason)s") % {"name": name, "reason": refused.fields["file"]})
    return kept, errors


def _item(claim: Claim, kind: str) -> ChecklistItem | None:
    return claim.checklist.filter(kind=kind).first() if kind else None


def _replaced(claim: Claim, paper_id: str) -> Paper | None:
    return (
        papers.get_paper(claim, int(paper_id))
        if paper_id.isascii() and paper_id.isdecimal() and len(paper_id) < 18
        else None
    )


def _list(
    request: HttpRequest, claim: Claim, *, helping: bool, status: int = 200, **extra: Any
) -> HttpResponse:
    if helping:
        return page(
            request,
            "portal/papers_helper.html",
            {**reported.receipt(claim), "upload_back": "papers", **extra},
            status=status,
        )
    return page(
        request, "portal/papers.html", {**_shared(claim), "upload_back": "papers", **extra}, status=status
    )


def _supplement(request: HttpRequest, claim: Claim, *, status: int = 200, **extra: Any) -> HttpResponse:
    context = _shared(claim)
    notice = claim.supplement_notices.select_related("sent_by").last()
    asked = {entry["kind"] for entry in notice.items} if notice else set()
    wanted = [need for need in context["needs"] if need.state in lists.MISSING]
    context |= {
        "notice": notice,
        "wanted": wanted,
        "arrived": [
            need for need in context["needs"] if need.kind in asked and need.state not in lists.MISSING
        ],
        "settled": [
            need.name for need in context["needs"] if need.kind not in asked and need.state == "confirmed"
        ],
        "upload_back": "supplement",
    }
    return page(request, "portal/supplement.html", {**context, **extra}, status=status)


def _shared(claim: Claim) -> dict[str, Any]:
    needs, loose = lists.needs_of(claim)
    return {
        "claim": claim,
        "full": True,
        "name": case_name(claim),
        "contact": claim.handler.display_name if claim.handler else "",
        "needs": needs,
        "loose": loose,
        "counts": lists.counts(needs),
        "missing": [need for need in needs if need.state in lists.MISSING],
        "here": [need for need in needs if need.state in ("received", "confirmed")],
        "not_asked": [need.name for need in needs if need.state in ("held", "waived")],
    }
