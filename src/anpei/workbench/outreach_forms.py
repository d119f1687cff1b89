"""Forms of visits, gatherings, value-added services and their budgets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.care import programme
from anpei.care.models import BudgetKind, GatheringKind, GatheringPurpose
from anpei.core import clock
from anpei.disclosure.queries import on_sale
from anpei.organisation.models import Unit
from anpei.workbench import places
from anpei.workbench.forms import (
    StaffChoice,
    WorkbenchForm,
    YuanField,
    line,
    moment_field,
    offer_people,
    words,
)

LINES = (
    ("accident", _("Accident")),
    ("health", _("Health")),
    ("group_health", _("Group health")),
    ("life", _("Life")),
    ("property", _("Property")),
    ("liability", _("Liability")),
    ("motor", _("Motor")),
)


class ProposeVisitForm(WorkbenchForm):
    why = words(label=_("Why should we go"), help_text=_("For colleagues; the customer does not read it."))


class AnswerForm(WorkbenchForm):
    answer = forms.ChoiceField(
        label=_("The customer says"),
        choices=[("yes", _("Yes, come")), ("later", _("Ask later")), ("no", _("No, do not come"))],
        required=False,
        widget=forms.RadioSelect,
    )


class VisitPlanForm(WorkbenchForm):
    person = StaffChoice(Staff.objects.none(), label=_("Who goes"), empty_label=None)
    appointment_at = moment_field(label=_("When"))
    place = line(label=_("Where"))
    gift = line(label=_("What we bring"))
    gift_fen = YuanField(label=_("Worth (yuan)"), required=False)

    def __init__(self, *args: Any, people: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self, "person", people)

    def clean_gift_fen(self) -> int:
        return self.cleaned_data["gift_fen"] or 0


class VisitFinishForm(WorkbenchForm):
    learnt = words(rows=3, label=_("What we learnt"))
    gift_fen = YuanField(
        label=_("What the gift came to (yuan)"), required=False, help_text=_("Empty: as planned.")
    )
    care_note = line(
        label=_("What everybody should know to be kind"), help_text=_("Hearing, living alone, mourning.")
    )


class DropForm(WorkbenchForm):
    reason = line(label=_("Why we do not go"), max_length=300)


class ProductPageForm(WorkbenchForm):
    product = forms.ChoiceField(label=_("They asked about"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].choices = [  # type: ignore[attr-defined]
            (one.product.code, one.product.label) for one in on_sale()
        ]


class GatheringForm(WorkbenchForm):
    title = line(label=_("Title"), max_length=200)
    about = words(label=_("What happens there"), help_text=_("The customer reads it."))
    kind = forms.ChoiceField(label=_("Kind"), choices=GatheringKind.choices)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=GatheringPurpose.choices)
    place = line(label=_("Where"), max_length=200)
    starts_at = moment_field(label=_("Begins"))
    ends_at = moment_field(label=_("Ends"))
    sign_up_until = moment_field(label=_("Sign up until"), help_text=_("Empty: until it begins."))
    capacity = forms.IntegerField(label=_("Places"), required=False)
    planned_fen = YuanField(label=_("Planned cost (yuan)"), required=False)
    lines = forms.MultipleChoiceField(
        label=_("For holders of"), choices=LINES, required=False, widget=forms.CheckboxSelectMultiple
    )
    area = line(
        label=_("At home in"), max_length=40, help_text=_("Name or code of one place; empty means anywhere.")
    )
    age_from = forms.IntegerField(label=_("Age from"), required=False)
    age_to = forms.IntegerField(label=_("Age to"), required=False)

    def clean_area(self) -> str:
        codes = places.codes_of(self.cleaned_data["area"])
        if wrong := places.problem(self.cleaned_data["area"]):
            raise forms.ValidationError(wrong)
        if len(codes) > 1:
            raise forms.ValidationError(_("One place, please."))
        return codes[0] if codes else ""

    def clean_planned_fen(self) -> int:
        return self.cleaned_data["planned_fen"] or 0


class CapacityForm(WorkbenchForm):
    capacity = forms.IntegerField(label=_("Places"))


class HoldForm(WorkbenchForm):
    cost_fen = YuanField(label=_("What it cost (yuan)"), required=False)
    result = words(label=_("How it was"))

    def clean_cost_fen(self) -> int:
        return self.cleaned_data["cost_fen"] or 0


class CancelForm(WorkbenchForm):
    reason = line(
        label=_("Why it does not take place"), max_length=400, help_text=_("Those who signed up read it.")
    )
    cost_fen = YuanField(label=_("Spent all the same (yuan)"), required=False)

    def clean_cost_fen(self) -> int:
        return self.cleaned_data["cost_fen"] or 0


class CallerForm(WorkbenchForm):
    """Somebody who calls to sign up."""

    phone = line(label=_("Mobile"), max_length=20)
    name = line(label=_("Name"), max_length=40)


class ExtraOrderForm(WorkbenchForm):
    policy = line(label=_("Policy"), max_length=40)
    name = line(label=_("Name of the insured person"), help_text=_("Only for a policy of several people."))
    kind = forms.ChoiceField(label=_("Service"))
    words = words(label=_("In their words"))
    consent = forms.BooleanField(label=_("Agrees that the provider learns of their health"), required=False)
    consent_by = line(label=_("Who agreed on the phone"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (one.kind, str(one.name)) for one in programme.extras().extras
        ]


class ArrangeForm(WorkbenchForm):
    appointment_at = moment_field(label=_("When"))


class BudgetForm(WorkbenchForm):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), empty_label=None)
    kind = forms.ChoiceField(label=_("For"), choices=BudgetKind.choices)
    year = forms.IntegerField(label=_("Year"))
    amount_fen = YuanField(label=_("Amount (yuan)"))

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["unit"].label_from_instance = lambda unit: unit.label  # type: ignore[attr-defined]
        self.fields["year"].initial = clock.today().year
