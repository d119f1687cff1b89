"""Forms that lead to a customer: finding them, and saying what it is for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anpei.advice.catalogue import customer_view
from anpei.workbench.forms import WorkbenchForm, line


class FindForm(WorkbenchForm):
    text = line(
        label=_("Phone, ID number or whole name"),
        required=True,
        help_text=_("Exactly as it is; parts of a number or a name find nobody."),
    )


class LookForm(WorkbenchForm):
    purpose = forms.ChoiceField(label=_("What for"))
    about = line(
        label=_("Case number, or one sentence"),
        required=True,
        help_text=_("To settle a case: its number. Else a sentence; the customer reads it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((one.code, str(one.name)) for one in customer_view().purposes),
        ]
