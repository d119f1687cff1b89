"""What a product covers and what not, before anybody buys: read, tried with own numbers, asked about, acknowledged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anpei.claims.roster import default_unit
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Refused
from anpei.disclosure import actions, printing, queries, trying
from anpei.disclosure.composing import SECTIONS, Disclosure, compose
from anpei.disclosure.models import ReadThrough
from anpei.enquiries.models import Enquiry
from anpei.portal.pages import open_page, page
from anpei.portal.presenters import asking, wording
from anpei.portal.visitor import visitor_of
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.retrieval import meaning

KEPT = "portal_readings"
MOST_READINGS = 10


@require_GET
@open_page
def products_page(request: HttpRequest) -> HttpResponse:
    """Every product on sale, each with its page."""
    rows = [
        {
            "code": one.product.code,
            "name": wording.product_name(one.product),
            "version": one.version,
        }
        for one in queries.on_sale()
    ]
    return page(request, "portal/products.html", {"products": rows})


@require_http_methods(["GET", "POST"])
@open_page
def disclosure_page(request: HttpRequest, code: str) -> HttpResponse:
    """The page of one product. Reading it is kept from the first look; numbers tried are not."""
    version = products.published(code)
    if request.method == "GET":
        meaning.warm()
    reading = _reading(request, version)
    context = _context(request, version, reading)
    if request.method == "GET":
        return page(request, "portal/disclosure.html", context)
    example, typed = context["example"], _typed(request, context["fields"])
    context["fields"] = typed
    try:
        given = {field.name: field.value for field in typed}
        context["tried"] = trying.tried(version, example, given, _language()) if example else ()
    except Refused as refused:
        return page(
            request, "portal/disclosure.html", context | {"errors": refused.fields}, status=refused.status
        )
    return page(request, "portal/disclosure.html", context)


@require_GET
@open_page
def disclosure_pdf(request: HttpRequest, code: str) -> HttpResponse:
    shown = compose(products.published(code), _language())
    answer = HttpResponse(printing.pdf(shown, at=clock.now()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{code}-{shown.version}.pdf"'
    return answer


@require_POST
@open_page
def seconds(request: HttpRequest, token: str) -> HttpResponse:
    """What the page measured so far; sent while it is open and when it is left."""
    reading = queries.by_token(token)
    typed = {part: request.POST.get(part, "") for part in SECTIONS}
    given = {
        part: int(value)
        for part, value in typed.items()
        if value.isascii() and value.isdigit() and len(value) < 7
    }
    actions.note_seconds(reading, seconds=given)
    return HttpResponse(status=204)


@require_POST
@open_page
def ask(request: HttpRequest, token: str) -> HttpResponse:
    reading = queries.by_token(token)
    version = reading.text.product_version
    question = request.POST.get("question", "")
    try:
        asked = actions.ask(reading, question=question, by=_actor(request, reading))
    except Refused as refused:
        context = _context(request, version, reading)
        context |= {"errors": refused.fields, "values": {"question": question}}
        context["refusal"] = "" if refused.fields else refused.message
        return page(request, "portal/disclosure.html", context, status=refused.status)
    return redirect(f"{_address(reading)}#q{asked.pk}")


@require_POST
@open_page
def acknowledge(request: HttpRequest, token: str) -> HttpResponse:
    reading = queries.by_token(token)
    said = {name: request.POST.get(name) == "yes" for name in ("read", "exclusions", "unseen")}
    try:
        actions.acknowledge(reading, said=said, by=_actor(request, reading))
    except Refused as refused:
        context = _context(request, reading.text.product_version, reading)
        context |= {
            "errors": refused.fields,
            "refusal": "" if refused.fields else refused.message,
            "said": said,
        }
        return page(request, "portal/disclosure.html", context, status=refused.status)
    notes.success(request, _("Thank you. What you read is kept word for word, with the time."))
    return redirect(f"{_address(reading)}#done")


@require_GET
@open_page
def reading_page(request: HttpRequest, token: str) -> HttpResponse:
    """A reading that goes on: the adviser's tablet, or the page after a question."""
    reading = queries.by_token(token)
    return page(request, "portal/disclosure.html", _context(request, reading.text.product_version, reading))


def _context(request: HttpRequest, version: ProductVersion, reading: ReadThrough) -> dict[str, Any]:
    shown = Disclosure.from_json(reading.text.content)
    examples = products.terms(version).examples
    chosen = request.POST.get("example") or request.GET.get("example")
    example = next((one for one in examples if one.name == chosen), examples[0] if examples else None)
    rows = (
        Enquiry.objects.filter(reading__reading=reading).select_related("person", "replied_by").order_by("id")
    )
    return {
        "shown": shown,
        "reading": reading,
        "face_to_face": reading.adviser is not None,
        "example": example,
        "fields": trying.fields(version, example, _language()) if example else [],
        "turns": asking.turns(rows),
        "values": {},
        "callback": "",
        "contact": "",
    }


def _typed(request: HttpRequest, fields: list[trying.Field]) -> list[trying.Field]:
    return [replace(field, value=request.POST.get(field.name, field.value)) for field in fields]


def _reading(request: HttpRequest, version: ProductVersion) -> ReadThrough:
    """The reading of this browser, of this text; another language or version is another text, and another reading."""
    kept: dict[str, str] = dict(request.session.get(KEPT, {}))
    name = f"{version.pk}:{_language()}"
    if name in kept:
        found = (
            ReadThrough.objects.filter(token=kept[name])
            .select_related("text__product_version", "adviser")
            .first()
        )
        if found is not None:
            return found
    visitor = visitor_of(request)
    person = visitor.person if visitor else None
    reading = actions.begin(
        version,
        language=_language(),
        by=visitor.actor if visitor else Actor(kind="customer", id="visitor", name=""),
        unit=default_unit(),
        party=person,
        phone_hash=visitor.phone_hash if visitor else "",
    )
    kept[name] = reading.token
    request.session[KEPT] = dict(list(kept.items())[-MOST_READINGS:])
    return reading


def _actor(request: HttpRequest, reading: ReadThrough) -> Actor:
    visitor = visitor_of(request)
    return (
        visitor.actor if visitor else Actor(kind="customer", id=f"reading:{reading.pk}", name=reading.reader)
    )


def _address(reading: ReadThrough) -> str:
    return reverse("portal:reading", args=[reading.token])


def _language() -> str:
    return get_language() or "zh-hans"
