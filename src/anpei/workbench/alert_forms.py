"""Forms of risk alerts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anpei.alerts import catalogue, wording
from anpei.alerts.actions import AlertForm
from anpei.alerts.models import Alert, Level
from anpei.products.models import Product
from anpei.workbench import places
from anpei.workbench.forms import WorkbenchForm, line, moment_field, words
from anpei.workbench.templatetags.workbench import business_line


class WhichForm(WorkbenchForm):
    """Which danger it is."""

    peril = forms.ChoiceField(label=_("Danger"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["peril"].choices = [(one.code, str(one.name)) for one in catalogue.library().perils]  # type: ignore[attr-defined]


class StartForm(WhichForm):
    """What it is about: the library's words are taken for it."""

    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)


class DraftForm(WorkbenchForm):
    areas = line(
        label=_("Where"),
        max_length=600,
        help_text=_("Names or codes of 2, 4 or 6 digits, apart by blanks; empty means everywhere."),
    )
    starts_at = moment_field(label=_("From"))
    ends_at = moment_field(label=_("Until"))
    lines = forms.MultipleChoiceField(
        label=_("Lines of business"), widget=forms.CheckboxSelectMultiple, required=False
    )
    products = forms.MultipleChoiceField(
        label=_("Products"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen: all products of the lines."),
    )
    who = forms.ChoiceField(label=_("Who is at risk"))
    zh_title = line(label=_("Title, Chinese"))
    en_title = line(label=_("Title, English"))
    zh_coming = words(rows=3, label=_("What is coming, Chinese"))
    en_coming = words(rows=3, label=_("What is coming, English"))
    zh_before = words(rows=6, label=_("Before, Chinese"), help_text=_("A step a line."))
    en_before = words(rows=6, label=_("Before, English"), help_text=_("A step a line."))
    zh_during = words(rows=4, label=_("While it lasts, Chinese"))
    en_during = words(rows=4, label=_("While it lasts, English"))
    zh_after = words(rows=4, label=_("Afterwards, Chinese"))
    en_after = words(rows=4, label=_("Afterwards, English"))
    zh_report = words(rows=2, label=_("How to report, Chinese"))
    en_report = words(rows=2, label=_("How to report, English"))

    def __init__(self, *args: Any, peril: catalogue.Peril, level: str, **kwargs: Any) -> None:
        self.peril, self.level = peril, level
        super().__init__(*args, **kwargs)
        products = Product.objects.filter(line__in=peril.lines).order_by("line", "code")
        choices = {
            "lines": [(code, business_line(code)) for code in peril.lines],
            "products": [(one.code, one.label) for one in products],
            "who": [(one.code, str(one.name)) for one in catalogue.library().people],
        }
        for name, field in self.fields.items():
            if (language := name.partition("_")[0]) in ("zh", "en"):
                field.widget.attrs["lang"] = language
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]

    def refuse(self, message: object, fields: dict[str, Any]) -> None:
        """A name that means no place, or several, is explained as such."""
        unclear = places.problem(self.cleaned_data["areas"])
        super().refuse(message, fields | ({"areas": unclear} if unclear else {}))

    def given(self) -> AlertForm:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return AlertForm(
            peril=self.peril.code,
            level=self.level,
            areas=places.codes_of(data["areas"]),
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            lines=data["lines"],
            products=data["products"],
            who=data["who"],
            words={
                short: {
                    **{name: data[f"{short}_{name}"] for name in wording.TEXTS},
                    **{name: data[f"{short}_{name}"].splitlines() for name in wording.STEPS},
                }
                for short in wording.LANGUAGES
            },
        )


class WithdrawForm(WorkbenchForm):
    because = line(label=_("Why it is withdrawn"), max_length=300)


def initial_words(said: dict[str, wording.Said]) -> dict[str, str]:
    """Words of an alert, field by field."""
    texts = {f"{short}_{name}": said[short][name] for short in wording.LANGUAGES for name in wording.TEXTS}
    steps = {
        f"{short}_{name}": "\n".join(said[short][name])
        for short in wording.LANGUAGES
        for name in wording.STEPS
    }
    return texts | steps


def initial_with(alert: Alert, peril: catalogue.Peril) -> dict[str, Any]:
    """A warning of a danger that somebody has named now: its own words, the library's advice around them."""
    own = {
        short: {name: said[name] for name in ("title", "coming") if said[name]}
        for short, said in alert.words.items()
    }
    words = wording.with_warning(wording.from_library(peril, alert.level), own)
    return initial_of(alert) | {"lines": peril.lines} | initial_words(words)


def initial_of(alert: Alert) -> dict[str, Any]:
    """An alert as it stands, to be changed."""
    return {
        "areas": " ".join(alert.areas),
        "starts_at": alert.starts_at,
        "ends_at": alert.ends_at,
        "lines": alert.lines,
        "products": alert.products,
        "who": alert.who,
        **initial_words(alert.words),
    }
