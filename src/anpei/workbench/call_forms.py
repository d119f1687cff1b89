"""Forms of the call desk and the duty roster."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anpei.accounts.models import Staff
from anpei.hotline.measures import By
from anpei.hotline.models import KnownBy
from anpei.workbench.forms import StaffChoice, WorkbenchForm, date_field, line, moment_field, words

# In a context of their own: without it they would replace the names of days in every date Django writes.
WEEKDAYS = [
    (0, pgettext_lazy("roster", "Mon")),
    (1, pgettext_lazy("roster", "Tue")),
    (2, pgettext_lazy("roster", "Wed")),
    (3, pgettext_lazy("roster", "Thu")),
    (4, pgettext_lazy("roster", "Fri")),
    (5, pgettext_lazy("roster", "Sat")),
    (6, pgettext_lazy("roster", "Sun")),
]
FIGURES_BY: list[tuple[By, Any]] = [("day", _("By day")), ("week", _("By week")), ("unit", _("By unit"))]


class ReachedForm(WorkbenchForm):
    note = words(label=_("What was said, in one sentence"))


class NotReachedForm(WorkbenchForm):
    note = line(label=_("What you heard"), help_text=_("Rang, busy, switched off, wrong person."))
    next_at = moment_field(
        label=_("Next attempt"),
        help_text=_("Empty: in two hours, and never at night. They get a text message."),
    )


class GiveUpForm(WorkbenchForm):
    note = line(label=_("Why it ends here"))


class LinkForm(WorkbenchForm):
    """Whose call it was; the people are those the number is known for, and one found by the search of cases."""

    party = forms.ChoiceField(label=_("Who was on the line"), widget=forms.RadioSelect)
    known_by = forms.ChoiceField(
        label=_("How you made sure"), choices=KnownBy.choices, widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = people  # type: ignore[attr-defined]


class ReasonLineForm(WorkbenchForm):
    reason = line(label=_("Reason"), help_text=_("Kept with your name."))


class AssignInboundForm(WorkbenchForm):
    party = forms.ChoiceField(label=_("Whose message it is"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = people  # type: ignore[attr-defined]


class AnswerForm(WorkbenchForm):
    text = words(rows=4, label=_("Your answer"))


class _TimeField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time", "class": "form-control"}, format="%H:%M")
        super().__init__(widget=widget, **kwargs)


class PlanShiftsForm(WorkbenchForm):
    person = StaffChoice(Staff.objects.none(), label=_("Who"), empty_label=None)
    from_on = date_field(label=_("First day"), required=True)
    until_on = date_field(label=_("Last day"), required=True)
    begins = _TimeField(label=_("From"), initial=time(8))
    ends = _TimeField(
        label=_("To"), initial=time(16), help_text=_("Earlier than the beginning: it ends the next day.")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On"),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        initial=[number for number, _name in WEEKDAYS],
    )

    def __init__(self, *args: Any, people: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class SubstituteForm(WorkbenchForm):
    person = StaffChoice(Staff.objects.none(), label=_("Who stands in"), empty_label=None)
    reason = line(label=_("Reason"), help_text=_("Kept with your name."))

    def __init__(self, *args: Any, people: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class PeriodForm(WorkbenchForm):
    from_on = date_field(label=_("From"), required=True)
    until_on = date_field(label=_("Until"), required=True)
    by = forms.ChoiceField(label=_("Rows"), choices=FIGURES_BY)
