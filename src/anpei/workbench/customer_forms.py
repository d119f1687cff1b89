"""Forms that lead to a customer: finding them, and saying what it is for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anpei.advice.catalogue import customer_view
from anpei.messages.channels import WAYS_OUT
from anpei.workbench.forms import WorkbenchForm, line


class FindForm(WorkbenchForm):
    text = line(
        label=_("Phone, ID number or whole name"),
        required=True,
        help_text=_("Exactly as it is; parts of a number or a name find nobody."),
    )


class ReachForm(WorkbenchForm):
    """How the customer asked to be reached; what cannot be is said by the actions."""

    channel = forms.ChoiceField(label=_("Which way"), choices=[(one.value, one.label) for one in WAYS_OUT])
    email = line(label=_("E-mail address"))
    language = forms.ChoiceField(label=_("Language"), choices=[("zh-hans", "中文"), ("en", "English")])
    hours = forms.ChoiceField(
        label=_("At which hours"),
        choices=[
            ("house", _("Not in the quiet hours of the house")),
            ("own", _("Not in hours of their own")),
            ("any", _("At any hour")),
        ],
    )
    quiet_from = line(label=_("Own quiet hours from"), help_text="22:00")
    quiet_until = line(label=_("Own quiet hours until"), help_text="07:30")
    notices = forms.ChoiceField(
        label=_("Notices of danger"), choices=[("all", _("All of them")), ("serious", _("Serious ones only"))]
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
