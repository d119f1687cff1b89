"""Small marks of the workbench: icons, money, clock badges, pass and fail marks, fields with their error."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms, template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anpei.claims.wording import paper_name
from anpei.core import clock
from anpei.values.dates import local_date
from anpei.values.money import format_yuan

register = template.Library()

# Drawings inside the round or square mark; "unknown" is a question mark instead.
_STROKES = {
    "pass": "M2.5 6.3l2.4 2.4 4.6-5",
    "cut": "M3 6h6",
    "na": "M4 6h4",
    "fail": "M3.2 3.2l5.6 5.6M8.8 3.2l-5.6 5.6",
}
_CLASSES = {"pass": "", "fail": " fail", "cut": " cut", "na": " na", "unknown": " unk"}


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """One drawing of the shared sprite; decoration only, the word beside it carries the meaning."""
    return format_html(
        '<svg class="ic {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        size,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
def mark(outcome: str) -> SafeString:
    """pass, fail, cut (partly reduced), na or unknown: a shape with its word in the tooltip."""
    words = {
        "pass": _("Met"),
        "fail": _("Not met"),
        "cut": _("Partly reduced"),
        "na": _("Does not apply"),
        "unknown": _("Not known yet"),
    }
    kind = outcome if outcome in words else "unknown"
    inside = (
        mark_safe("?")
        if kind == "unknown"
        else format_html('<svg viewBox="0 0 12 12"><path d="{}"/></svg>', _STROKES[kind])
    )
    return format_html(
        '<span class="mk{}" role="img" aria-label="{}" title="{}">{}</span>',
        _CLASSES[kind],
        words[kind],
        words[kind],
        inside,
    )


@register.filter
def yuan(fen: int | str | None) -> str:
    """Fen as yuan with two decimals and a true minus sign; a dash for nothing."""
    return "–" if not isinstance(fen, int) else format_yuan(fen).replace("-", "−")


@register.filter
def paper(kind: str) -> str:
    """The name of a kind of paper."""
    return paper_name(kind)


@register.simple_tag
def figure(fen: int | None, origin: Any = "") -> SafeString:
    """An amount; a link to its box on the paper where it was read from one."""
    if not origin:
        return format_html("{}", yuan(fen))
    title = _("%(what)s on the paper") % {"what": origin.label}
    return format_html('<a class="to-fig" href="{}" title="{}">{}</a>', origin.url, title, yuan(fen))


@register.simple_tag
def figure_of_line(line: Any, figures: dict[str, Any]) -> SafeString:
    return figure(line.amount_fen, figures.get(str(line.pk), ""))


@register.filter
def percent(bp: int) -> str:
    """Basis points as a percentage: 8000 is 80%."""
    whole, rest = divmod(bp, 100)
    return f"{whole}.{rest:02d}%".replace(".00%", "%")


@register.filter
def category(code: str) -> str:
    """The engine's category of a receipt item in words."""
    words = {
        "drug": _("Drugs"),
        "material": _("Materials"),
        "surgery": _("Surgery"),
        "exam": _("Examination"),
        "treatment": _("Treatment"),
        "bed": _("Bed"),
        "nursing": _("Nursing"),
    }
    return words.get(code, _("Other"))


@register.filter
def business_line(code: str) -> str:
    """The line of business of a product in words."""
    names = {
        "accident": _("Accident"),
        "health": _("Health"),
        "group_health": _("Group health"),
        "life": _("Life"),
        "property": _("Property"),
        "liability": _("Liability"),
        "motor": _("Motor"),
    }
    return names.get(code, code)


@register.filter
def lasting(seconds: int | None) -> str:
    """A span in its largest fitting units: 48 s, 3 min 20 s, 2 h 05 min; a dash for none."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return _("%(seconds)d s") % {"seconds": seconds}
    if seconds < 3600:
        return _("%(minutes)d min %(seconds)02d s") % {"minutes": seconds // 60, "seconds": seconds % 60}
    return _("%(hours)d h %(minutes)02d min") % {"hours": seconds // 3600, "minutes": seconds % 3600 // 60}


@register.filter
def moment(value: datetime | None) -> str:
    """Today 10:21, yesterday 16:40, 10-27 16:30, or the full date in another year."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    days = (clock.today() - local.date()).days
    hour = local.strftime("%H:%M")
    if days == 0:
        return _("today %(time)s") % {"time": hour}
    if days == 1:
        return _("yesterday %(time)s") % {"time": hour}
    if local.year == clock.today().year:
        return f"{local:%m-%d} {hour}"
    return f"{local:%Y-%m-%d} {hour}"


@register.filter
def day(value: date | datetime | None) -> str:
    """The date as everybody writes it: 2026-11-24."""
    if value is None:
        return "–"
    return (local_date(value) if isinstance(value, datetime) else value).isoformat()


@register.filter
def weekday(value: date) -> str:
    # Translators: a Django date format, for example "Tuesday 24 November".
    return date_format(value, _("l j F"))


@register.inclusion_tag("workbench/parts/clock.html")
def clock_badge(badge: Any, bare: bool = False) -> dict[str, Any]:
    return {"badge": badge, "bare": bare}


@register.inclusion_tag("workbench/parts/field.html")
def field(bound: forms.BoundField, wide: bool = False, label: str = "") -> dict[str, Any]:
    """A labelled control with its help and, beside it, what is wrong with what was typed."""
    widget = bound.field.widget
    return {
        "field": bound,
        "wide": wide,
        "label": label or bound.label,
        "single_box": isinstance(widget, forms.CheckboxInput),
        "choices": isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)),
    }


@register.simple_tag(takes_context=True)
def form_of(context: dict[str, Any], name: str, target: object = "") -> forms.Form:
    """The form of a case command: fresh, or as it was sent when it was refused."""
    return context["desk"].form(name, str(target))


@register.filter
def may(desk: Any, command: str) -> bool:
    """Whether this person may use a command on this case now."""
    return desk.offers(command)


@register.filter
def width(part: int, whole: int) -> str:
    """Share of a bar as a percentage for a style attribute, always with a point."""
    return f"{part * 100 / whole:.2f}" if whole else "0"


@register.filter
def at_index(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else ""


@register.inclusion_tag("workbench/parts/clause.html", takes_context=True)
def clause(context: dict[str, Any], number: str) -> dict[str, Any]:
    """The number of a clause that opens its text and its plain words; needs ``clauses`` in the context."""
    found = (context.get("clauses") or {}).get(number)
    opened = context["request"].__dict__.setdefault("clauses_shown", iter(range(1, 100_000)))
    return {
        "number": number,
        "clause": found,
        "plain": found.plain.in_(get_language() or "zh") if found else "",
        "anchor": next(opened),
    }
