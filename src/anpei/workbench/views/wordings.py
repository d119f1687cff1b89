"""The words of messages: what each says, new words tried on real cases, published by a second person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits, require
from anpei.claims import queries as claims
from anpei.complaints import queries as complaints
from anpei.complaints import references
from anpei.complaints.models import PointsAt
from anpei.core.errors import NotFound, Refused
from anpei.messages import editing, queries, templates
from anpei.messages.models import Message, Wording, WordingState
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.forms import WorkbenchForm, line, words
from anpei.workbench.presenters import causes
from anpei.workbench.shell import page

SHOWN_CASES = 3
MAY_SEE = (P.WORDING_WRITE, P.WORDING_PUBLISH)


class WordingForm(WorkbenchForm):
    """One text a language; the names carry the code of the language, as the refusals do."""

    reason = line(label=gettext_lazy("Why the text changes"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, label in (("zh-hans", gettext_lazy("Chinese")), ("en", gettext_lazy("English"))):
            field = words(rows=5, label=label)
            field.widget.attrs |= {"lang": language, "spellcheck": "false"}
            self.fields[f"text-{language}"] = field
        self.order_fields(["text-zh-hans", "text-en", "reason"])

    @property
    def texts(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"text-{language}"] for language in templates.LANGUAGES}


@staff_page(*MAY_SEE)
@require_GET
def wordings(request: StaffRequest) -> HttpResponse:
    """Every message there is, with the words in use. The list is as long as the catalogue, whatever the book."""
    current = {
        (row.template, row.state): row
        for row in Wording.objects.filter(state__in=[WordingState.IN_USE, WordingState.DRAFT])
    }
    pointing = complaints.open_causes_by_key(request.user, PointsAt.LETTER)
    rows = [
        {
            "template": name,
            "title": templates.title(name),
            "text": _mine(row.texts if (row := current.get((name, WordingState.IN_USE))) else shipped),
            "in_use": current.get((name, WordingState.IN_USE)),
            "draft": current.get((name, WordingState.DRAFT)),
            "causes": pointing.get(references.MESSAGE + name, 0),
        }
        for name, shipped in templates.catalogue().items()
    ]
    drafts = sum(row["draft"] is not None for row in rows)
    return page(request, "workbench/wordings.html", {"rows": rows, "drafts": drafts}, here="wordings")


@staff_page(*MAY_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: StaffRequest, template: str) -> HttpResponse:
    """One message: its words, how plain they are, how they read in real cases. Saving makes a draft."""
    _known(template)
    if request.method != "POST":
        return _show(request, template)
    require(request.user, P.WORDING_WRITE)
    form = WordingForm(request.POST)
    if not form.is_valid():
        return _show(request, template, form, status=422)
    if request.POST.get("do") == "check":
        return _show(request, template, form)
    try:
        editing.draft(
            template=template, texts=form.texts, reason=form.cleaned_data["reason"], by=request.user.actor
        )
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _show(request, template, form, status=refused.status)
    messages.success(request, _("Kept as a draft. A colleague reads and publishes it."))
    return redirect("workbench:wording", template=template)


@staff_page(*MAY_SEE)
@require_POST
def act(request: StaffRequest, template: str, version: int, name: str) -> HttpResponse:
    """Publish a draft, or take it back."""
    _known(template)
    row = Wording.objects.filter(template=template, version=version).first()
    if row is None or name not in STEPS:
        raise NotFound("wording.unknown", _("There is no such draft."))
    step, done = STEPS[name]
    try:
        step(row, by=request.user.actor)
    except Refused as refused:
        messages.error(request, str(refused.message))
        return _show(request, template, status=refused.status)
    messages.success(request, str(done))
    return redirect("workbench:wording", template=template)


def _show(
    request: StaffRequest, template: str, form: WordingForm | None = None, status: int = 200
) -> HttpResponse:
    history = list(
        Wording.objects.filter(template=template)
        .select_related("written_by", "published_by")
        .order_by("-version")
    )
    draft = next((row for row in history if row.state == WordingState.DRAFT), None)
    in_use = queries.words_in_use(template) or templates.shipped(template)
    texts = form.texts if form and form.is_bound and form.is_valid() else draft.texts if draft else in_use
    form = form or WordingForm(initial={f"text-{language}": text for language, text in texts.items()})
    context = {
        "template": template,
        "title": templates.title(template),
        "variables": sorted(templates.variables(template)),
        "form": form,
        "shipped": _mine(templates.shipped(template)),
        "draft": draft,
        "history": [(row, _mine(row.texts)) for row in history],
        "pointing": causes.views(
            complaints.open_causes_of(request.user, PointsAt.LETTER, references.MESSAGE + template),
            request.user,
        ),
        "checks": [_check(request, one) for one in editing.check(template, texts)],
        "may_write": permits(request.user, P.WORDING_WRITE),
        "may_publish": permits(request.user, P.WORDING_PUBLISH),
        "own": draft is not None and draft.written_by_id == request.user.pk,
    }
    return page(request, "workbench/wording.html", context, here="wordings", status=status)


def _check(request: StaffRequest, found: editing.Check) -> dict[str, Any]:
    """The findings, and the first cases this person may see: what stands in them is the customer's."""
    reached = _reached(request, [one.message for one in found.tried])
    seen = [one for one in found.tried if one.message.subject_id in reached]
    return {
        "found": found,
        "language": _("Chinese") if found.language == "zh-hans" else _("English"),
        "cases": [
            {"text": one.text, "parts": one.parts, "number": reached[one.message.subject_id or 0]}
            for one in seen[:SHOWN_CASES]
        ],
        "tried": len(found.tried),
    }


def _reached(request: StaffRequest, tried: list[Message]) -> dict[int, str]:
    if not permits(request.user, P.CLAIM_VIEW):
        return {}
    ids = [one.subject_id for one in tried if one.subject == "claim" and one.subject_id is not None]
    return dict(claims.for_staff(request.user).filter(pk__in=ids).values_list("pk", "number"))


def _mine(texts: dict[str, str]) -> str:
    """The text in the language of the page."""
    return texts["en" if get_language() == "en" else "zh-hans"]


def _known(template: str) -> None:
    if template not in templates.catalogue():
        raise NotFound("wording.unknown_template", _("There is no such message."))


STEPS = {
    "publish": (editing.publish, gettext_lazy("In use from the next message on.")),
    "discard": (editing.discard, gettext_lazy("Taken back. The words in use stay as they are.")),
}
