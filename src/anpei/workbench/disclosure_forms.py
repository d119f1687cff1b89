"""Forms around disclosure and the return visit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anpei.disclosure import catalogue
from anpei.disclosure.models import WAYS
from anpei.workbench.forms import WorkbenchForm, YuanField, date_field, line, words


class PresentForm(WorkbenchForm):
    product = line(label=_("Product"), max_length=40, widget=forms.HiddenInput)
    reader = line(label=_("Who sits with you"), max_length=80)


class ContractForm(WorkbenchForm):
    policy = line(
        label=_("Policy number"),
        max_length=40,
        help_text=_("The contract that was bought after this reading; it is named once and stays."),
    )


class DeliveryForm(WorkbenchForm):
    policy = line(label=_("Policy number"), max_length=40)
    way = forms.ChoiceField(label=_("How it was received"), required=False, choices=WAYS)
    received_on = date_field(label=_("Received on"))


class VisitForm(WorkbenchForm):
    """The script as it is read out: one yes or no a question, and the problem in a sentence."""

    problem = words(rows=2, label=_("A problem, in the customer's words"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {
            one.code: forms.ChoiceField(
                label=str(one.text),
                help_text=str(one.why),
                required=False,
                choices=[("yes", _("Yes")), ("no", _("No"))],
                widget=forms.RadioSelect,
            )
            for one in catalogue.script().questions
        }
        self.fields = {**asked, **self.fields}


class SolutionForm(WorkbenchForm):
    solution = words(rows=3, label=_("What was done about it"))


class MindForm(WorkbenchForm):
    policy = line(label=_("Policy number"), max_length=40)
    words = words(rows=2, label=_("What they said, if anything"))


class EndForm(WorkbenchForm):
    cost_fen = YuanField(
        label=_("Cost kept (yuan)"),
        required=False,
        help_text=_("Empty: nothing is kept, all of it goes back."),
    )


class KeepForm(WorkbenchForm):
    note = words(
        rows=2, label=_("What the holder said"), help_text=_("In their words; they read that it was kept.")
    )


class PaidBackForm(WorkbenchForm):
    paid_on = date_field(label=_("The money left on"), help_text=_("Empty: today."))
