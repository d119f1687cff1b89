"""Ideas and the reasons that hold them back, in the words of the page's language."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anpei.advice.catalogue import Suggestion, advice
from anpei.advice.models import Idea
from anpei.advice.suggesting import Held
from anpei.values.money import format_yuan

HELD = {
    "minor": gettext_lazy("not of age: the guardian is the one to be told"),
    "no_marketing_consent": gettext_lazy("no consent to offers"),
    "no_health_consent": gettext_lazy("no consent to use health data from claims; they were not looked at"),
    "not_interested": gettext_lazy("the customer is not interested"),
    "dismissed": gettext_lazy("the customer put it away"),
    "nothing_sold": gettext_lazy("no product on sale closes it"),
    "covered_already": gettext_lazy("covered already"),
    "age_unknown": gettext_lazy("the age is not known"),
    "age_limits": gettext_lazy("no product takes on a person of this age"),
    "means_not_asked": gettext_lazy("not asked yet whether another premium fits"),
    "means_no": gettext_lazy("another premium does not fit now, or the customer would rather not say"),
}

FORMATS = {  # Chinese, then English
    "month": ("Y年n月", "F Y"),  # Chinese is meant: a date format
    "day": ("Y年n月j日", "j F Y"),  # Chinese is meant: a date format
}


def held(one: Held) -> str:
    """Why something is not shown, with the day it ends where there is one."""
    words = (
        _("a hard time: %(why)s") % {"why": one.words}
        if one.code.startswith("protected_")
        else str(HELD[one.code])
    )
    return _("%(why)s, until %(day)s") % {"why": words, "day": one.until.isoformat()} if one.until else words


def why(suggestion: Suggestion, figures: dict[str, Any]) -> str:
    """The reason as a sentence, from the figures it rests on."""
    return str(suggestion.why).format(**{name: _figure(name, value) for name, value in figures.items()})


def idea(row: Idea) -> dict[str, Any] | None:
    """An idea as it was shown: title, reason, what to do; None where the rule is no longer in the set."""
    suggestion = advice().suggestion(row.code)
    if suggestion is None:
        return None
    product = row.product_version.product if row.product_version else None
    return {
        "row": row,
        "title": str(suggestion.title),
        "why": why(suggestion, json.loads(row.figures)),
        "advice": str(suggestion.advice) if suggestion.advice else "",
        "product": product,
        "product_name": (product.name_en if _english() else product.name) if product else "",
    }


def _figure(name: str, value: Any) -> str:
    if name in ("claimed", "amount"):
        return format_yuan(value)
    if name in ("month", "day"):
        return date_format(date.fromisoformat(value), FORMATS[name][_english()])
    if isinstance(value, dict):
        return str(value["en" if _english() else "zh"])
    return str(value)


def _english() -> bool:
    return (get_language() or "").startswith("en")
