"""The disclosure as PDF: the same sections as the page, from the same text, printed with its hash."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from importlib.resources import as_file, files

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from anpei.disclosure.composing import Disclosure
from anpei.settlement.letters import font_folder


def pdf(shown: Disclosure, *, at: datetime) -> bytes:
    """The same text and moment give the same bytes."""
    with translation.override(shown.language):
        data = {
            **asdict(shown),
            "sha256": shown.sha256,
            "words": {
                "heading": _("Before you buy"),
                "clause": _("Clause"),
                "text": _("The Chinese text of the contract decides."),
                "shown": _("Text %(hash)s") % {"hash": shown.sha256[:16]},
                "important": _("Please read this part with care."),
            },
        }
    with as_file(files("anpei.library") / "letters") as folder:
        made = typst.compile(
            str(folder / "disclosure.typ"),
            root=str(folder),
            font_paths=[font_folder()],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=int(at.timestamp()),
        )
    assert isinstance(made, bytes)
    return made
