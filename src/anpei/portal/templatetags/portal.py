"""Small pieces of markup and wording that portal templates share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from anpei.care import catalogue
from anpei.care.events.extras import PASSED
from anpei.care.models import ServiceRequest
from anpei.policies.models import Policy
from anpei.portal.presenters import wording
from anpei.values.identifiers import mask_name
from anpei.values.money import format_yuan

register = template.Library()


@register.simple_tag
def icon(name: str, small: bool = False) -> SafeString:
    """A drawn sign from the sprite in ``portal/parts/sprite.html``, hidden from readers: words always stand beside it."""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="#i-{}"/></svg>', " i--s" if small else "", name
    )


@register.filter
def yuan(fen: int | None) -> str:
    return "" if fen is None else format_yuan(fen)


@register.filter
def product_of(policy: Policy) -> str:
    """What a contract is called, in the reader's language."""
    return wording.product_name(policy.product_version.product)


@register.filter
def day(value: date | datetime | None) -> str:
    """11月25日, 25 Nov."""
    return wording.day(value) if value else ""


@register.filter
def day_week(value: date | datetime | None) -> str:
    """11月25日（周三）, Wed 25 Nov."""
    return wording.day_week(value) if value else ""


@register.filter
def day_year(value: date | datetime | None) -> str:
    return wording.day_year(value) if value else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    return wording.weekday(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """今天 09:40, 11月19日 15:06."""
    return wording.moment(value) if value else ""


@register.filter
def masked_name(name: str) -> str:
    """王*: how somebody is called on a page of another person."""
    return mask_name(name)


@register.filter
def iso(value: date | datetime | None) -> str:
    return value.isoformat() if value else ""


@register.filter
def errors_of(errors: dict[str, Any] | None, name: str) -> Any:
    return (errors or {}).get(name, "")


@register.filter
def value_of(values: dict[str, Any] | None, name: str) -> Any:
    return (values or {}).get(name, "")


@register.filter
def service_name(row: ServiceRequest) -> str:
    return str(catalogue.service(row.kind).name)


@register.filter
def passed_words(names: list[str]) -> str:
    """What a provider was given, in words."""
    return str(_(", ")).join(str(PASSED[name]) for name in names)


@register.filter
def extra_icon(kind: str) -> str:
    """The sign of a value-added service; a heart where none is drawn for it."""
    signs = {
        "health_call": "phone",
        "second_opinion": "hospital",
        "legal_call": "law",
        "legal_consult": "law",
        "roadside": "car",
    }
    return signs.get(kind, "heart")


@register.filter
def tel(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")
