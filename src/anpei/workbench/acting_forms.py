"""Forms for mandates, beneficiaries and heirs, and for who is calling."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Capacity, EstateBecause, HeirProof
from anpei.mandates.models import Power, Relation
from anpei.workbench.forms import WorkbenchForm, date_field, line

ONE, ALL = "one", "all"


class MandateForm(WorkbenchForm):
    principal = forms.ChoiceField(label=_("Who lets somebody act"))
    agent_name = line(label=_("Who acts"), max_length=40)
    agent_phone = line(label=_("Mobile they log in with"), max_length=20)
    relation = forms.ChoiceField(label=_("What they are to the person"), choices=Relation.choices)
    id_number = line(
        label=_("ID number of who acts"), max_length=30, help_text=_("Needed where they receive the money.")
    )
    cases = forms.ChoiceField(
        label=_("For which case"), choices=[(ONE, _("This case")), (ALL, _("All cases of the person"))]
    )
    from_on = date_field(label=_("First day"))
    until_on = date_field(label=_("Last day"))
    document = line(
        label=_("The paper and its date"), max_length=200, help_text=_("Power of attorney, notarised or not")
    )
    file = forms.FileField(label=_("Picture of it"), required=False)
    powers = forms.MultipleChoiceField(
        label=_("May do"),
        required=False,
        choices=[(one.value, one.label) for one in Power if one != Power.SEE],
        widget=forms.CheckboxSelectMultiple,
    )


class HeirRecordForm(WorkbenchForm):
    name = line(label=_("Name"), max_length=80)
    id_number = line(label=_("ID number"), max_length=30)
    phone = line(label=_("Mobile they log in with"), max_length=20)
    relation = line(label=_("What they were to the person who died"), max_length=40)
    capacity = forms.ChoiceField(label=_("Receives as"), choices=Capacity.choices)
    estate_because = forms.ChoiceField(
        label=_("Why it goes to the heirs"),
        required=False,
        choices=[("", _("Not for a beneficiary")), *EstateBecause.choices],
        help_text=_("Insurance Law art. 42"),
    )
    proof = forms.ChoiceField(label=_("Proven by"), choices=HeirProof.choices)
    document = line(label=_("The paper and its date"), max_length=200)


class CallerForm(WorkbenchForm):
    phone = line(label=_("The number that calls"), max_length=20)
