"""Shares as people write them: percent on the page, basis points behind it."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?\s*%?")


def parse_percent(text: str) -> int:
    """Basis points of ``80``, ``62.5`` or ``62.5 %``. ValueError for anything else, and above 100."""
    match = _PERCENT.fullmatch(text.strip())
    if match is None or not match[0].isascii():
        raise ValueError(text)
    bp = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    if bp > 10_000:
        raise ValueError(text)
    return bp


def format_percent(bp: int) -> str:
    """Basis points as the number of percent: 6250 is ``62.5``."""
    whole, rest = divmod(bp, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


class PercentField(forms.CharField):
    """A share typed in percent, cleaned to basis points."""

    def prepare_value(self, value: object) -> object:
        return format_percent(value) if isinstance(value, int) else value

    def clean(self, value: object) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_percent(text)
        except ValueError:
            words = _("Please write a percentage between 0 and 100, such as 80 or 62.5.")
            raise ValidationError(words, code="percent") from None
