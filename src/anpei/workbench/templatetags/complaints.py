"""Small marks of the complaint pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from anpei.workbench.complaint_commands import COMMANDS

register = template.Library()


@register.filter
def hundredths(value: int | None) -> str:
    """A rate in hundredths with two decimals; a dash where there was nothing to divide by."""
    return "–" if value is None else f"{value // 100}.{value % 100:02d}"


@register.filter
def tenths(value: int | None) -> str:
    """Days given in tenths; a dash where nothing was answered."""
    return "–" if value is None else f"{value // 10}.{value % 10}"


@register.filter
def legal_basis(source: str) -> str:
    """Where a rule comes from, as the library of clocks writes it; a rule of the house in the reader's language."""
    return source.replace("company rule", _("company rule"))


@register.inclusion_tag("workbench/complaint/command.html", takes_context=True)
def act(
    context: dict[str, Any],
    name: str,
    button: str,
    target: object = "",
    key: str = "",
    style: str = "btn-sm2",
) -> dict[str, Any]:
    """The button of one command with its form behind it, where this person may use it now; else nothing."""
    shown = name in context["can"]
    mine = context["refused_name"] == name and context["refused_target"] == str(target)
    form = context["refused"] if mine else context["forms"].get(name.replace("-", "_"))
    return {
        "shown": shown and name in COMMANDS,
        "complaint": context["complaint"],
        "csrf_token": context.get("csrf_token"),
        "request": context["request"],
        "name": name,
        "button": button,
        "target": target,
        "key": key,
        "style": style,
        "form": form,
        "open": mine,
    }
