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
from anpei.documents.actions.telling import tell as tell_of
from anpei.documents.models import Paper
from anpei.documents.understood import understood
from anpei.mandates.models import Power
from anpei.portal.pages import customer_page, page
from anpei.portal.presenters import papers as lists
from anpei.portal.presenters import reported
from anpei.portal.presenters.capture import sending_words
from anpei.portal.presenters.journey import case_name
from anpei.portal.presenters.understood import cards_of
from anpei.portal.views.progress import POLL_SECONDS, own_case
from anpei.portal.visitor import Visitor

MOST_AT_ONCE = 30
SOON_SECONDS = 2


def mark_of(version: int, state: str) -> str:
    """What a page has seen of a case: every change of a paper or its reading counts the version up."""
    return f"{version}-{state}"


@require_http_methods(["GET", "POST"])
@customer_page
def papers_page(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    claim = queries.get_for_visitor(visitor.phone_hash, number)
    helping = visitor.access(claim).standing is Standing.REPORTER
    if not helping:
        visitor.require(claim, Power.PAPERS)
    if request.method == "GET":
        return _list(request, claim, helping=helping)
    try:
        item = None if helping else _item(claim, request.POST.get("item", ""))
        replaces = None if helping else _replaced(claim, request.POST.get("replaces", ""))
        kept, known, errors = _take(request, claim, item=item, replaces=replaces, by=visitor.actor_in(claim))
    except Refused as refused:
        return _list(request, claim, helping=helping, refusal=refused.message, status=refused.status)
    if kept:
        notes.success(
            request,
            ngettext("%(count)d file has arrived safely.", "%(count)d files have arrived safely.", kept)
            % {"count": kept},
        )
    if known:
        notes.info(
            request,
            _("%(names)s: this very picture was here already. It is kept once.")
            % {"names": _(", ").join(known)},
        )
    back = (
        "portal:supplement" if request.POST.get("back") == "supplement" and not helping else "portal:papers"
    )
    if not errors:
        return redirect(back, number)
    claim.refresh_from_db()
    at = (
        item.kind if item and _still_asked(item) else ""
    )  # else its own form is gone: the words stand at the top
    if back == "portal:supplement":
        return _supplement(request, claim, upload_errors={at: " ".join(errors)}, status=422)
    return _list(request, claim, helping=helping, upload_errors={at: " ".join(errors)}, status=422)


@require_safe
@customer_page
def live(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    """What was understood so far and what is missing. 204 while nothing has changed: one statement, no page."""
    seen = queries.visible_state(visitor.phone_hash, number)
    if seen is not None and request.GET.get("seen") == mark_of(*seen):
        return HttpResponse(status=204)
    claim = own_case(visitor, number, Power.PAPERS)
    if request.GET.get("page") == "supplement":
        context = {**_asked(claim), "upload_back": "supplement"}
        return page(request, "portal/parts/pile_supplement.html", {**context, "swap": True})
    context = {**_understood(claim), "upload_back": "papers"}
    return page(request, "portal/parts/pile.html", {**context, "swap": True})


@require_POST
@customer_page
def tell(request: HttpRequest, visitor: Visitor, number: str, paper_id: int) -> HttpResponse:
    """The customer says what a paper is, that it was read correctly, or what stands there instead."""
    claim = own_case(visitor, number, Power.PAPERS)
    paper = papers.get_paper(claim, paper_id)
    back = request.POST.get("back", "")
    kind = request.POST.get("kind", "")
    part = _whole_number(request.POST.get("part", ""))
    try:
        if part:
            tell_of(
                papers.get_part(claim, part), kind=kind, values=_told(request), by=visitor.actor_in(claim)
            )
        elif (item := _item(claim, kind)) is not None:
            documents.sort_into(paper, item=item, by=visitor.actor_in(claim))
    except Refused as refused:
        again: dict[str, Any] = {
            "refusal": "" if refused.fields else refused.message,
            "status": refused.status,
            "tell_errors": refused.fields,
            "told": request.POST,
            "telling": part,
        }
        if back == "supplement":
            return _supplement(request, claim, **again)
        return _list(request, claim, helping=False, **again)
    notes.success(request, _("Thank you. We have noted it beside the picture."))
    return redirect("portal:supplement" if back == "supplement" else "portal:papers", number)


@require_safe
@customer_page
def supplement_page(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    claim = own_case(visitor, number, Power.PAPERS)
    if not claim.supplement_notices.exists():
        return redirect("portal:papers", number)
    return _supplement(request, claim)


@require_safe
@customer_page
def supplement_letter(request: HttpRequest, visitor: Visitor, number: str, sequence: int) -> HttpResponse:
    """The supplement notice as it was sent, PDF."""
    claim = own_case(visitor, number, Power.PAPERS)
    notice = claim.supplement_notices.filter(sequence=sequence).exclude(letter_sha256="").first()
    if notice is None:
        raise NotFound(
            "letter.not_ready",
            _(
                "The letter is being written. It is here in a few minutes; "
                "everything it asks for is on the page already."
            ),
        )
    response = HttpResponse(vault.read_hash(notice.letter_sha256), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{claim.number}-supplement-{sequence}.pdf"'
    return response


@require_safe
@customer_page
def picture(request: HttpRequest, visitor: Visitor, number: str, paper_id: int) -> HttpResponse:
    """The small picture of an own paper; ``?full`` the original."""
    claim = own_case(visitor, number, Power.PAPERS)
    paper = papers.get_paper(claim, paper_id)
    if paper.file is None:
        raise NotFound("paper.no_file", _("This one came on paper. There is no picture of it."))
    if "full" in request.GET:
        documents.note_viewed(paper, by=visitor.actor_in(claim))
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
    claim = own_case(visitor, number, Power.PAPERS)
    paper = papers.get_paper(claim, paper_id)
    try:
        documents.take_back(paper, by=visitor.actor_in(claim))
    except Refused as refused:
        return _list(request, claim, helping=False, refusal=refused.message, status=refused.status)
    notes.success(request, _("Taken back. You can send another one at any time."))
    return redirect("portal:papers", number)


def _take(
    request: HttpRequest, claim: Claim, *, item: ChecklistItem | None, replaces: Paper | None, by: Actor
) -> tuple[int, list[str], list[str]]:
    """Keep every file that can be read; those that cannot are named with the reason, and the others are not lost.

    Gives how many are new, the names of those that were here already, and the reasons.
    """
    files = [file for file in request.FILES.getlist("files") if isinstance(file, UploadedFile)]
    if not files:
        return 0, [], [_("No photo was chosen yet. Please choose one or several.")]
    if len(files) > MOST_AT_ONCE:
        return (
            0,
            [],
            [
                _("These are more than %(most)d files. Please send them in two parts.")
                % {"most": MOST_AT_ONCE}
            ],
        )
    kept, known, errors = 0, [], []
    for file in files:
        name = file.name or ""
        try:
            handed = documents.hand_in(
                claim,
                content=file.read(settings.UPLOAD_MAX_BYTES + 1),
                filename=name,
                by=by,
                item=item,
                replaces=replaces,
            )
            if handed.known:
                known.append(name)
            else:
                kept += 1
        except Refused as refused:
            if "file" not in refused.fields:
                raise
            errors.append(_("%(name)s: %(reason)s") % {"name": name, "reason": refused.fields["file"]})
    return kept, known, errors


def _item(claim: Claim, kind: str) -> ChecklistItem | None:
    return claim.checklist.filter(kind=kind).first() if kind else None


def _still_asked(item: ChecklistItem) -> bool:
    item.refresh_from_db(fields=["state"])
    return item.state in lists.MISSING


def _replaced(claim: Claim, paper_id: str) -> Paper | None:
    number = _whole_number(paper_id)
    return papers.get_paper(claim, number) if number else None


def _told(request: HttpRequest) -> dict[int, str]:
    """What was typed beside each field, by its id; an empty box says nothing."""
    return {
        number: text
        for name, text in request.POST.items()
        if name.startswith("field-") and isinstance(text, str) and text.strip()
        if (number := _whole_number(name.removeprefix("field-")))
    }


def _whole_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def _list(
    request: HttpRequest, claim: Claim, *, helping: bool, status: int = 200, **extra: Any
) -> HttpResponse:
    shared = {"upload_back": "papers", "sending_words": sending_words()}
    if helping:
        context = {**reported.receipt(claim), **shared, **extra}
        return page(request, "portal/papers_helper.html", context, status=status)
    context = {**_understood(claim), **shared, **extra}
    return page(request, "portal/papers.html", context, status=status)


def _supplement(request: HttpRequest, claim: Claim, *, status: int = 200, **extra: Any) -> HttpResponse:
    context = {**_asked(claim), "upload_back": "supplement", "sending_words": sending_words()}
    return page(request, "portal/supplement.html", {**context, **extra}, status=status)


def _asked(claim: Claim) -> dict[str, Any]:
    """What the last notice asked for: what of it is still wanted, and what came since."""
    context = _understood(claim)
    notice = claim.supplement_notices.select_related("sent_by").last()
    asked = {entry["kind"] for entry in notice.items} if notice else set()
    since = notice.sent_at if notice else claim.reported_at
    return context | {
        "notice": notice,
        "wanted": context["missing"],
        "cards": [card for card in context["cards"] if card.at >= since],
        "settled": [
            need.name for need in context["needs"] if need.kind not in asked and need.state == "confirmed"
        ],
    }


def _understood(claim: Claim) -> dict[str, Any]:
    found = understood(claim)
    needs = lists.needs_of(claim)
    return {
        "claim": claim,
        "full": True,
        "name": case_name(claim),
        "contact": claim.handler.display_name if claim.handler else "",
        "needs": needs,
        "cards": cards_of(claim, found),
        "waiting": found.waiting,
        "counts": lists.counts(needs),
        "missing": [need for need in needs if need.state in lists.MISSING],
        "not_asked": [need.name for need in needs if need.state in ("held", "waived")],
        "mark": mark_of(claim.version, claim.state),
        "poll": SOON_SECONDS if found.waiting else POLL_SECONDS,
    }
