"""Forms of the complaint pages. The choices come from the rule set a complaint is handled by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anpei.accounts.models import Staff
from anpei.complaints import references, rules, wording
from anpei.complaints.models import Channel, Complaint, Finding, From, Role, Verdict
from anpei.complaints.ruleset import RuleSet
from anpei.terms.papers import LABELS, PaperKind
from anpei.workbench.forms import StaffChoice, WorkbenchForm, YuanField, date_field, line, words


class StaffChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Staff) -> str:
        return f"{obj.display_name} · {obj.role_class.name} · {obj.unit.label}"


def _people() -> Any:
    return Staff.objects.filter(is_active=True).select_related("unit").order_by("unit__path", "username")


class TakeForm(WorkbenchForm):
    """What a desk writes down. What the case says already is not asked."""

    channel = forms.ChoiceField(label=_("How it reached us"))
    claim = line(label=_("Case number, if there is one"), max_length=40)
    policy = line(label=_("Or the policy number"), max_length=40)
    standing = forms.ChoiceField(choices=From.choices, label=_("Who complains"), initial=From.INSURED)
    name = line(label=_("Name"), help_text=_("Empty: as on the case."), max_length=80)
    phone = line(label=_("Phone"), help_text=_("Empty: as on the case."), max_length=20)
    mandate = line(label=_("What authorises them"), max_length=120)
    people = forms.IntegerField(label=_("How many people"), initial=1, min_value=1, required=False)
    kind = forms.ChoiceField(label=_("What it is about"), required=False)
    text = words(4, label=_("In their own words"))
    wish = words(2, label=_("What they would like"))
    about = StaffChoices(
        Staff.objects.none(),
        label=_("People it is about"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 4}),
        help_text=_("They stand aside and do not see it."),
    )
    regulator_case_no = line(label=_("Case number of the regulator"), max_length=60)
    regulator_due_on = date_field(label=_("Report back by"))

    def __init__(self, rule_set: RuleSet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_hand = [choice for choice in Channel.choices if choice[0] not in (Channel.PORTAL, Channel.API)]
        self.fields["channel"].choices = by_hand  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "–"), *wording.choices(rule_set, "kinds")]  # type: ignore[attr-defined]
        self.fields["about"].queryset = _people()  # type: ignore[attr-defined]


class _About(WorkbenchForm):
    """A form about one complaint."""

    def __init__(self, complaint: Complaint, *args: Any, **kwargs: Any) -> None:
        self.complaint = complaint
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Choices that depend on the complaint."""

    def choose(self, field: str, group: str, *, empty: bool = False) -> None:
        found = wording.choices(self.complaint.rules, group)
        self.fields[field].choices = [("", "–"), *found] if empty else found  # type: ignore[attr-defined]


class Nothing(_About):
    """A single button."""


class ReasonForm(_About):
    reason = words(label=_("Reason"))


class CommentForm(_About):
    comment = words(label=_("Comment"))


class TextForm(_About):
    text = words(3, label=_("Text"))


class ContactForm(_About):
    medium = forms.ChoiceField(
        choices=[("call", _("Call")), ("visit", _("Visit")), ("counter", _("Counter"))], label=_("How")
    )
    text = words(3, label=_("What was said"))


class FindingForm(_About):
    text = words(label=_("What was found"))
    basis = line(label=_("Article or clause"), max_length=120)


class EvidenceForm(_About):
    title = line(label=_("What it is"), max_length=120)
    file = forms.FileField(label=_("File"), required=False)


class AskForm(_About):
    papers = forms.MultipleChoiceField(
        label=_("Papers"), required=False, widget=forms.SelectMultiple(attrs={"size": 5})
    )
    question = words(label=_("A question"))

    def prepare(self) -> None:
        from django.utils.translation import get_language

        held = rules.papers_on_file(self.complaint)
        language = get_language() or "zh-hans"
        self.fields["papers"].choices = [  # type: ignore[attr-defined]
            (kind.value, LABELS[kind].in_(language)) for kind in PaperKind if kind.value not in held
        ]


class AssignForm(_About):
    handler = StaffChoice(Staff.objects.none(), label=_("To whom"))
    reason = line(label=_("Why"), max_length=300)

    def prepare(self) -> None:
        free = [one.pk for one in rules.free_handlers(self.complaint)]
        self.fields["handler"].queryset = _people().filter(pk__in=free)  # type: ignore[attr-defined]


class NameStaffForm(_About):
    people = StaffChoices(
        Staff.objects.none(), label=_("People it is about"), widget=forms.SelectMultiple(attrs={"size": 6})
    )

    def prepare(self) -> None:
        self.fields["people"].queryset = _people()  # type: ignore[attr-defined]


class AskStaffForm(_About):
    person = StaffChoice(Staff.objects.none(), label=_("Whom"))
    question = words(label=_("What you would like to know"))

    def prepare(self) -> None:
        parts = self.complaint.parts.filter(role=Role.RECUSED, stated_at__isnull=True)
        aside = parts.values("staff")
        self.fields["person"].queryset = _people().filter(pk__in=aside)  # type: ignore[attr-defined]


class DeclineForm(_About):
    code = forms.ChoiceField(label=_("Reason"))
    note_to = words(label=_("Why, in words the complainant reads"))

    def prepare(self) -> None:
        self.choose("code", "declines")


class MergeForm(_About):
    into = line(label=_("Number of the earlier complaint"), max_length=24)


class WordsForm(_About):
    words = words(label=_("The words it was taken back in"))


class AnswerForm(_About):
    """The answer, drafted from the findings that were judged; remedies as boxes with a sentence each."""

    outcome = forms.ChoiceField(label=_("Result"))
    facts = words(5, label=_("What was found"))
    basis = words(2, label=_("What it rests on"))

    def prepare(self) -> None:
        self.choose("outcome", "outcomes")
        found = list(self.complaint.findings.filter(verdict=Verdict.TRUE))
        self.fields["facts"].initial = "\n".join(_sentence(one) for one in found)
        self.fields["basis"].initial = "; ".join(dict.fromkeys(one.basis for one in found if one.basis))
        for rule in self.complaint.rules.remedies:
            name = dict(wording.choices(self.complaint.rules, "remedies"))[rule.code]
            self.fields[f"take_{rule.code}"] = forms.BooleanField(label=name, required=False)
            self.fields[f"text_{rule.code}"] = line(label=name, max_length=500)
            self.fields[f"text_{rule.code}"].widget.attrs |= {"class": "form-control", "aria-label": name}
            if rule.money:
                self.fields["amount_fen"] = YuanField(label=_("Yuan"), required=False)

    @property
    def remedies(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField | None]]:
        """(box, sentence, amount or None) of each remedy, for the page."""
        return [
            (self[f"take_{rule.code}"], self[f"text_{rule.code}"], self["amount_fen"] if rule.money else None)
            for rule in self.complaint.rules.remedies
        ]


class ReviewDecisionForm(_About):
    outcome = forms.ChoiceField(label=_("Result"))
    facts = words(4, label=_("What was found"))
    basis = words(2, label=_("What it rests on"))

    def prepare(self) -> None:
        self.choose("outcome", "outcomes")


class MediationForm(_About):
    organisation = line(label=_("Organisation"), max_length=120)
    held_on = date_field(label=_("Day"), required=True)
    outcome = forms.ChoiceField(
        choices=[("planned", _("Arranged")), ("agreed", _("Agreed")), ("failed", _("Not agreed"))],
        label=_("Result"),
    )
    text = words(label=_("What came of it"))


class TargetPicker(forms.Widget):
    """Words to search with and a list to pick from, filled by the server as one types; without scripts the words are
    sent, and what fits them alone is taken.
    """

    template_name = "workbench/complaint/picker.html"
    url = ""
    kind_id = ""
    offered: Callable[[str], Any] = staticmethod(lambda _typed: None)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return data.get(name) or data.get(f"{name}_words", "")

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        found = self.offered(value) if value else None
        picked = next((one for one in found.rows if one.key == value), None) if found else None
        shown = picked.title if picked else value or ""
        return context | {
            "url": self.url,
            "kind_id": self.kind_id,
            "found": found,
            "picked": value,
            "shown": shown,
        }


@dataclass(frozen=True)
class Offered:
    """What a kind of cause can point at, for the list: ``pickable`` is False where there is nothing to pick."""

    pickable: bool
    rows: list[references.Target]
    more: bool = False


def offered_targets(complaint: Complaint, kind: str, typed: str) -> Offered:
    points_at = complaint.rules.cause_points_at(kind)
    if not points_at:
        return Offered(False, [])
    if typed and (one := references.get(points_at, typed.strip())):
        return Offered(True, [one])
    found = references.search(points_at, typed, complaint=complaint)
    return Offered(True, found[: references.OFFERED], len(found) > references.OFFERED)


class CauseForm(_About):
    kind = forms.ChoiceField(label=_("Kind of cause"))
    reference = line(
        label=_("What it points at"),
        max_length=120,
        widget=TargetPicker(),
        help_text=_("Some words of its name, in either language; then pick from the list."),
    )
    text = words(label=_("Why it happened"))
    action = line(label=_("What will be changed"), max_length=300)
    owner = StaffChoice(Staff.objects.none(), label=_("Who changes it"))
    due_on = date_field(label=pgettext_lazy("due", "By"))

    def prepare(self) -> None:
        self.choose("kind", "causes")
        self.fields["owner"].queryset = _people()  # type: ignore[attr-defined]
        picker = self.fields["reference"].widget
        assert isinstance(picker, TargetPicker)
        picker.url = reverse("workbench:cause_targets", args=[self.complaint.number])
        picker.kind_id = self.auto_id % "kind" if isinstance(self.auto_id, str) else ""
        picker.offered = self._offered

    def _offered(self, typed: str) -> Any:
        """What the list shows when the page comes back: what fits the words, or the one thing that was picked."""
        kind = self["kind"].value() or ""
        return offered_targets(self.complaint, str(kind), typed)


class MajorForm(_About):
    criteria = forms.MultipleChoiceField(label=_("Criteria"), widget=forms.CheckboxSelectMultiple)
    lead = StaffChoice(Staff.objects.none(), label=_("Who leads it"))

    def prepare(self) -> None:
        self.choose("criteria", "criteria")
        aside = self.complaint.parts.filter(role=Role.RECUSED).values("staff")
        roles = ("complaints", "compliance", "manager")
        head = _people().filter(unit__kind="head_office", role__in=roles).exclude(pk__in=aside)
        self.fields["lead"].queryset = head  # type: ignore[attr-defined]


class FixForm(WorkbenchForm):
    what = line(label=_("What was changed"), max_length=300)


class DenyForm(WorkbenchForm):
    reason = line(label=_("What is still missing"), max_length=300)
    due_on = date_field(label=pgettext_lazy("due", "By"))


class ViewForm(WorkbenchForm):
    text = words(4, label=_("Your view, in your own words"))


class PeriodForm(WorkbenchForm):
    from_on = date_field(label=_("From"), required=True)
    to_on = date_field(label=_("To"), required=True)


def _sentence(finding: Finding) -> str:
    return wording.finding(finding.code, finding.facts, finding.text)
