"""The case page: one URL a section, one URL for every command."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits, require
from anpei.archive import queries as archive
from anpei.claims import queries as claims
from anpei.core.errors import NotFound, Refused
from anpei.deadlines import presenters as clock_views
from anpei.documents import actions as documents
from anpei.documents import copies, vault
from anpei.documents import queries as papers
from anpei.enquiries.story import folded
from anpei.settlement import letters
from anpei.settlement import queries as settlements
from anpei.workbench import acting, commands
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.commands import COMMANDS, Sent
from anpei.workbench.desk import Desk
from anpei.workbench.presenters import cases, steps
from anpei.workbench.sections import SECTIONS, TIMELINE_SHOWN, Section, clauses_of
from anpei.workbench.shell import page

SEES_CASES = (P.CLAIM_VIEW, P.CLAIM_REPORT)
IN_MENU = ("assign", "complex", "guide", "delay", "withdraw", "close", "reopen", "refer")


@staff_page(*SEES_CASES)
@require_GET
def case(request: StaffRequest, number: str, section: str = "overview") -> HttpResponse:
    return show(request, Desk(claims.get_for_staff(request.user, number), request.user), section)


@staff_page(*SEES_CASES)
@require_POST
def command(request: StaffRequest, number: str, name: str) -> HttpResponse:
    """Do one thing to a case. A refusal comes back to its section with everything typed and a 4xx status."""
    desk = Desk(claims.get_for_staff(request.user, number), request.user)
    if name not in COMMANDS:
        raise NotFound("command.unknown", _("There is no such action."))
    asked = COMMANDS[name]
    require(request.user, asked.permission)
    target = request.POST.get("target", "")
    form = commands.fresh(desk, name, target, request.POST, request.FILES)
    back = request.POST.get("back", "") if request.POST.get("back", "") in SECTIONS else asked.section
    if not form.is_valid():
        return _came_back(request, desk, name, target, form, back, 422)
    try:
        done = asked.run(desk, Sent(form.cleaned_data, target, request.POST, request.FILES))
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _came_back(request, desk, name, target, form, back, refused.status)
    if desk.revealed or desk.caller:
        return show(request, desk, back)
    messages.success(request, done)
    return redirect("workbench:case", number=number, section=back)


def _came_back(
    request: StaffRequest, desk: Desk, name: str, target: str, form: Any, section: str, status: int
) -> HttpResponse:
    fresh = Desk(
        claims.get_for_staff(request.user, desk.claim.number), request.user, refused={(name, target): form}
    )
    return show(request, fresh, section, status=status, refused=(name, target, form))


def show(
    request: StaffRequest,
    desk: Desk,
    code: str,
    *,
    status: int = 200,
    refused: tuple[str, str, Any] | None = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """One section of a case. ``more`` is what else its template shows this time."""
    section = SECTIONS.get(code)
    if section is None:
        raise NotFound("section.unknown", _("There is no such section."))
    if section.permission:
        require(desk.staff, section.permission)
    claim = desk.claim
    badges = clock_views.for_staff("claim", claim.pk)
    context: dict[str, Any] = {
        "desk": desk,
        "claim": claim,
        "code": code,
        "section": section,
        "sections": _visible(desk),
        "row": cases.row_of(claim, desk.seen, badges, 0),
        "stages": cases.stages_of(claim),
        "badges": badges[:3],
        "clauses": clauses_of(desk),
        "next": steps.next_of(desk),
        "calls": list(
            claim.call_requests.filter(done_at__isnull=True).select_related("assignee").order_by("due_at")
        ),
        "events": folded(claims.timeline(claim, restricted=desk.restricted, limit=TIMELINE_SHOWN))[::-1],
        "related_count": claims.related(claim, claims.for_staff(desk.staff)).filter(kind="duplicate").count(),
        "guide": papers.guide_of(claim),
        "refused_form": refused,
        "opened": _opened(request, refused),
        **section.read(desk),
        **(more or {}),
    }
    return page(request, f"workbench/case/{code}.html", context, here="queue", status=status)


def _opened(request: StaffRequest, refused: tuple[str, str, Any] | None) -> str:
    """The form of the menu that stands open: the one that came back, or the one a link asks for (``?open=delay``)."""
    name = refused[0] if refused else request.GET.get("open", "")
    return name if name in IN_MENU else ""


def _visible(desk: Desk) -> list[Section]:
    return [
        section
        for section in SECTIONS.values()
        if (section.permission is None or permits(desk.staff, section.permission)) and section.concerns(desk)
    ]


@staff_page(*SEES_CASES)
@require_GET
def paper(request: StaffRequest, number: str, paper_id: int) -> HttpResponse:
    """A paper with the viewer's name on it. Who opened it is recorded; health papers open only to roles that need them."""
    claim = claims.get_for_staff(request.user, number)
    found = papers.get_paper(claim, paper_id)
    require(request.user, P.HEALTH_VIEW)
    if found.file is None:
        raise NotFound("paper.no_file", _("This paper is on paper only; there is no picture of it."))
    documents.note_viewed(found, by=request.user.actor)
    copy = copies.for_viewer(found.file, by=request.user.actor, case=claim.number)
    answer = HttpResponse(copy.content, content_type=copy.media_type)
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    )
    return answer


@staff_page(P.CLAIM_VIEW)
@require_GET
def mandate_paper(request: StaffRequest, number: str, ref: str) -> HttpResponse:
    """The picture of a power of attorney, with the viewer's name on it."""
    desk = Desk(claims.get_for_staff(request.user, number), request.user)
    mandate = acting.mandate_of(desk, ref)
    file = papers.stored(mandate.document_sha256)
    if file is None:
        raise NotFound("paper.no_file", _("This paper is on paper only; there is no picture of it."))
    copy = copies.for_viewer(file, by=request.user.actor, case=ref)
    answer = HttpResponse(copy.content, content_type=copy.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    )
    return answer


@staff_page(P.CLAIM_VIEW)
@require_GET
def letter(request: StaffRequest, number: str) -> HttpResponse:
    """The decision letter of the decision that holds, as PDF. It names the diagnosis, so it needs health data."""
    claim = claims.get_for_staff(request.user, number)
    require(request.user, P.HEALTH_VIEW)
    decision = settlements.valid_decision(claim)
    if decision is None:
        raise NotFound("letter.none", _("There is no decision that holds at the moment."))
    return _download(letters.decision_letter(decision), "application/pdf", f"{claim.number}.pdf", inline=True)


@staff_page(P.CLAIM_VIEW)
@require_GET
def supplement_letter(request: StaffRequest, number: str, sequence: int) -> HttpResponse:
    """A supplement notice as it was sent, PDF."""
    claim = claims.get_for_staff(request.user, number)
    notice = claim.supplement_notices.filter(sequence=sequence).exclude(letter_sha256="").first()
    if notice is None:
        raise NotFound("letter.none", _("This letter has not been written yet."))
    content = vault.read_hash(notice.letter_sha256)
    return _download(content, "application/pdf", f"{claim.number}-supplement-{sequence}.pdf", inline=True)


@staff_page(P.ARCHIVE_VIEW)
@require_GET
def bundle(request: StaffRequest, number: str) -> HttpResponse:
    """The archived file of the case, one zip."""
    claim = claims.get_for_staff(request.user, number)
    require(request.user, P.HEALTH_VIEW)
    found = archive.latest(claim)
    if found is None:
        raise NotFound("bundle.none", _("This case has not been archived yet."))
    return _download(vault.read(found.file), "application/zip", f"{claim.number}.zip")


def _download(content: bytes, media_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
