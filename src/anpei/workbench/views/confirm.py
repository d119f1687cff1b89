"""The confirm page: a paper's picture and its fields side by side, one paper after the other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits, require
from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.claims.states import BEFORE_DECISION
from anpei.core.errors import NotFound, Refused
from anpei.deadlines import presenters as clock_views
from anpei.documents import actions, pictures, wording
from anpei.documents import queries as papers
from anpei.documents.models import FieldState, PartField
from anpei.documents.understood import Understood, UnderstoodPart, understood
from anpei.terms.papers import LABELS, PaperKind
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.desk import Desk
from anpei.workbench.presenters import papers as show
from anpei.workbench.shell import page

TYPED = "value-"


@staff_page(P.CLAIM_VIEW)
@require_GET
def confirm_next(request: StaffRequest, number: str) -> HttpResponse:
    """The next paper of the case with a field nobody has looked at; the list of papers when there is none."""
    claim = claims.get_for_staff(request.user, number)
    return _onward(claim, understood(claim), after=0)


@staff_page(P.CLAIM_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: StaffRequest, number: str, part_id: int) -> HttpResponse:
    """One paper. A refusal comes back with everything typed and what is wrong beside its field."""
    claim = claims.get_for_staff(request.user, number)
    require(request.user, P.HEALTH_VIEW)
    papers.get_part(claim, part_id)
    if request.method != "POST":
        return _shown(request, claim, part_id)
    require(request.user, P.CLAIM_HANDLE)
    try:
        errors = _save_typed(request, part_id)
        if not errors:
            _carry_out(request, claim, part_id)
    except Refused as refused:
        messages.error(request, str(refused.message))
        return _shown(request, claim, part_id, status=refused.status)
    if errors:
        return _shown(request, claim, part_id, errors=errors, status=422)
    return _after(request, claim, part_id)


@staff_page(P.CLAIM_VIEW)
@require_GET
def page_picture(request: StaffRequest, number: str, paper_id: int, page_number: int) -> HttpResponse:
    """A page of a paper, upright, for looking at. Who looked is recorded; the original stays as it came."""
    claim = claims.get_for_staff(request.user, number)
    paper = papers.get_paper(claim, paper_id)
    require(request.user, P.HEALTH_VIEW)
    drawn = pictures.page(paper.file, page_number, papers.turned(paper, page_number)) if paper.file else None
    if drawn is None:
        raise NotFound("paper.no_page", _("There is no such page."))
    actions.note_viewed(paper, by=request.user.actor)
    answer = HttpResponse(drawn, content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=600"
    return answer


def _shown(
    request: StaffRequest,
    claim: Claim,
    part_id: int,
    *,
    errors: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    refused = show.Refusal(_typed(request), errors or {})
    found = understood(claim)
    part = next(one for one in found.parts if one.row.pk == part_id)
    desk = Desk(claim, request.user)
    language = get_language() or "zh"
    context: dict[str, Any] = {
        "claim": claim,
        "desk": desk,
        "name": desk.seen.name(claim.insured.name if claim.insured else claim.insured_name_given),
        "badges": clock_views.for_staff("claim", claim.pk)[:1],
        "shown": show.present(claim, found, part, refused),
        "strip": show.strip(found, part_id),
        "at": request.GET.get("at", ""),
        "kinds": [(kind.value, LABELS[kind].in_(language)) for kind in PaperKind],
        "may": permits(request.user, P.CLAIM_HANDLE) and claim.state in BEFORE_DECISION,
        "next": _next(found, part_id),
        "item": part.row.item or part.row.paper.item,
    }
    return page(request, "workbench/confirm.html", context, here="queue", status=status)


def _typed(request: HttpRequest) -> dict[int, str]:
    return {
        int(name.removeprefix(TYPED)): str(text)
        for name, text in request.POST.items()
        if name.startswith(TYPED) and name.removeprefix(TYPED).isdigit()
    }


def _save_typed(request: StaffRequest, part_id: int) -> dict[int, str]:
    """What was changed in any field is kept, whichever button was pressed; gives what is wrong by field."""
    errors: dict[int, str] = {}
    given = _typed(request)
    for field in PartField.objects.filter(part_id=part_id).select_related("part__paper"):
        typed = given.get(field.pk)
        if typed is None or typed.strip() == wording.shown(field.kind, field.value):
            continue
        try:
            actions.confirm_field(field, typed=typed, by=request.user.actor)
        except Refused as refused:
            errors[field.pk] = str(refused.fields.get("value", refused.message))
    return errors


def _carry_out(request: StaffRequest, claim: Claim, part_id: int) -> None:
    by = request.user.actor
    part = papers.get_part(claim, part_id)
    wanted = request.POST.get("field", "")
    if request.POST.get("do") == "kind":
        actions.say_kind(part, kind=request.POST.get("kind", ""), by=by)
        messages.success(request, _("Noted what this paper is."))
    elif wanted:
        field = papers.get_field(claim, int(wanted) if wanted.isdigit() else 0)
        if field.state == FieldState.PROPOSED:
            actions.confirm_field(field, by=by)
    else:
        actions.confirm_consistent(part, by=by)


def _after(request: StaffRequest, claim: Claim, part_id: int) -> HttpResponse:
    """Stay on the paper while a field is left, else go to the next paper."""
    found = understood(claims.get_for_staff(request.user, claim.number))
    part = next(one for one in found.parts if one.row.pk == part_id)
    left = show.to_look(part)
    if left:
        if not request.POST.get("field") and request.POST.get("do") != "kind":
            text = ngettext("%(count)d field to look at", "%(count)d fields to look at", left)
            messages.info(request, text % {"count": left})
        return HttpResponseRedirect(_url(claim, part_id))
    messages.success(request, _("%(paper)s confirmed.") % {"paper": show.part_name(part)})
    return _onward(claim, found, after=part_id)


def _onward(claim: Claim, found: Understood, *, after: int) -> HttpResponse:
    waiting = _next(found, after)
    if waiting is None:
        return redirect("workbench:case", number=claim.number, section="papers")
    return HttpResponseRedirect(_url(claim, waiting.row.pk))


def _next(found: Understood, after: int) -> UnderstoodPart | None:
    """The next paper with something to look at, from the one after ``after`` round to the first."""
    ids = [part.row.pk for part in found.parts]
    start = ids.index(after) + 1 if after in ids else 0
    ordered = [*found.parts[start:], *found.parts[:start]]
    return next((part for part in ordered if part.row.pk != after and show.to_look(part)), None)


def _url(claim: Claim, part_id: int) -> str:
    return reverse("workbench:confirm", args=[claim.number, part_id])
