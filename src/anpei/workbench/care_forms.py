"""Forms of the care desk."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.care import catalogue
from anpei.care.catalogue import Question
from anpei.care.measures import Narrow
from anpei.organisation.models import Unit
from anpei.products.models import Product
from anpei.workbench.forms import StaffChoice, WorkbenchForm, YuanField, line, moment_field, words
from anpei.workbench.periods import PeriodForm


class FiguresForm(PeriodForm):
    """Which answers figures are made of: a period, and if wanted one unit with those below it, and one product."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    product = forms.ChoiceField(label=_("Product"), required=False)

    def __init__(self, asked: QueryDict, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(asked, *args, **kwargs)
        self._units = {one.code: one for one in units}
        everything = [("", _("All"))]
        for name, known in (
            ("unit", [(one.code, one.label) for one in units]),
            ("product", [(one.code, one.label) for one in Product.objects.order_by("code")]),
        ):
            self.fields[name].choices = everything + known  # type: ignore[attr-defined]

    @property
    def narrow(self) -> Narrow:
        chosen = self.cleaned_data if self.is_valid() else {}
        return Narrow(unit=self._units.get(chosen.get("unit", "")), product=chosen.get("product", ""))

    def query(self, **besides: str) -> str:
        """What is chosen as the query of an address, with something more or something else."""
        chosen = {"from_on": self.span.from_on.isoformat(), "until_on": self.span.until_on.isoformat()}
        named = self.cleaned_data if self.is_valid() else {}
        chosen |= {name: named.get(name, "") for name in self.fields if name not in chosen}
        return urlencode({name: value for name, value in (chosen | besides).items() if value})


class AnswersForm(FiguresForm):
    occasion = forms.ChoiceField(label=_("Occasion"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.code, str(one.name)) for one in catalogue.followups().policies]
        self.fields["occasion"].choices = [("", _("All")), *known]  # type: ignore[attr-defined]

    @property
    def chosen_occasion(self) -> str:
        return str(self.cleaned_data["occasion"]) if self.is_valid() else ""


class OfferForm(WorkbenchForm):
    kind = forms.ChoiceField(label=_("What we offer"))
    reason = words(label=_("Why, in one sentence"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (one.kind, str(one.name)) for one in catalogue.services().services
        ]


class PlanForm(WorkbenchForm):
    person = StaffChoice(Staff.objects.none(), label=_("Who does it"), empty_label=None)
    appointment_at = moment_field(label=_("When"))
    place = line(label=_("Where"))
    granted_because = line(
        label=_("Why it is granted"), help_text=_("Only where no rule gives a right to it.")
    )

    def __init__(self, *args: Any, people: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class FinishForm(WorkbenchForm):
    result = words(label=_("What came of it"))
    cost_fen = YuanField(label=_("Cost (yuan)"), required=False)


class DeclineForm(WorkbenchForm):
    reason = words(label=_("Why not, and what we do instead"), help_text=_("The customer reads it."))


class ReplyForm(WorkbenchForm):
    reply = words(rows=3, label=_("What you told the customer"), help_text=_("They read it on their page."))
    change = line(label=_("What we do differently"), max_length=300)


def phone_form(questions: tuple[Question, ...], *args: Any, **kwargs: Any) -> WorkbenchForm:
    """The questionnaire as a form for the person on the phone."""
    form = WorkbenchForm(*args, **kwargs)
    for question in questions:
        form.fields[question.id] = _field(question)
    return form


def _field(question: Question) -> forms.Field:
    label = str(question.text)
    if question.kind == "text":
        return words(rows=3, label=label)
    options = [(one.code, str(one.text)) for one in question.options]
    if question.kind == "several":
        return forms.MultipleChoiceField(
            label=label, choices=options, required=False, widget=forms.CheckboxSelectMultiple
        )
    if question.kind == "faces":
        options = [(str(score), str(score)) for score in range(1, 6)]
    elif question.kind == "score":
        options = [(str(score), str(score)) for score in range(11)]
    return forms.ChoiceField(label=label, choices=options, required=False, widget=forms.RadioSelect)
