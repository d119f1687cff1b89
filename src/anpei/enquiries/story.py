"""Questions in the story of a case: several answered one after the other are one line with a count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from django.utils.translation import ngettext

from anpei.audit.queries import Item

ANSWERED = "enquiry.answered"


def folded(items: Iterable[Item]) -> list[Item]:
    """The same timeline; neighbouring questions answered automatically stand there once, at the moment of the last."""
    lines: list[Item] = []
    for answered, group in groupby(items, key=lambda item: item.type == ANSWERED):
        run = list(group)
        lines += [_counted(run)] if answered and len(run) > 1 else run
    return lines


def _counted(run: list[Item]) -> Item:
    words = ngettext(
        "%(count)d question was asked, and the answer found",
        "%(count)d questions were asked, and the answers found",
        len(run),
    )
    return replace(max(run, key=lambda item: item.at), text=words % {"count": len(run)})
