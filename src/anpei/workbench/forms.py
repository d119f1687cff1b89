"""Forms of the workbench. They read what was typed into plain values; the actions decide whether it is possible."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import PersonalField
from anpei.accounts.scopes import Scope
from anpei.claims.models import Care, Casualty, Claim, CloseReason, DeathCause, Nature, Relation
from anpei.organisation.models import Unit
from anpei.settlement.models import Outcome, PropertyKind, Receipt
from anpei.terms.papers import LABELS, PaperKind
from anpei.values.money import MoneyError, format_yuan, parse_yuan

LONG = 4000


class YuanField(forms.CharField):
    """An amount typed in yuan ("1,234.50"), cleaned to integer fen; None when left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                attrs={"class": "form-control num", "inputmode": "decimal", "placeholder": "0.00"}
            ),
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: object) -> object:
        return format_yuan(value) if isinstance(value, int) else value

    def clean(self, value: object) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_yuan(text)
        except MoneyError:
            raise ValidationError(_("Please write an amount such as 1234.50."), code="money") from None


class StaffChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Staff) -> str:
        return f"{obj.display_name} · {obj.role_class.name} · {obj.unit.label}"


MOST_COLLEAGUES = 30  # a list longer than this is no list: it is searched


class ColleagueSearch(forms.CharField):
    """One of many people, by user name, staff number or part of the name; cleaned to the person."""

    def __init__(self, people: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(max_length=60, help_text=_("Name, user name or staff number."), **kwargs)
        self.people = people

    def clean(self, value: Any) -> Staff | None:
        text = super().clean(value)
        if not text:
            return None
        exact = self.people.filter(Q(username__iexact=text) | Q(employee_no__iexact=text)).first()
        if exact is not None:
            return exact
        found = list(self.people.filter(display_name__icontains=text)[: MOST_COLLEAGUES + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("Nobody of this name may do this here."), code="nobody")
        names = ", ".join(f"{one.display_name} {one.username} ({one.unit.label})" for one in found[:8])
        raise ValidationError(
            _("Several people: %(names)s. Please write the user name.") % {"names": names}, code="several"
        )


def offer_people(form: WorkbenchForm, name: str, people: QuerySet[Staff]) -> None:
    """A few people are chosen from a list, many are searched."""
    known = form.fields[name]
    if people[: MOST_COLLEAGUES + 1].count() <= MOST_COLLEAGUES:
        known.queryset = people  # type: ignore[attr-defined]
        return
    form.fields[name] = ColleagueSearch(people, label=known.label, required=known.required)
    form.fields[name].widget.attrs.setdefault("class", "form-control")
    form._bound_fields_cache.pop(name, None)  # type: ignore[attr-defined]  # Django keeps the field it made first


class CasualtyField(forms.ChoiceField):
    """What became of others; a report of anything else does not say, which is not known yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Casualty.choices, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        return super().clean(value) or Casualty.UNKNOWN


class WorkbenchForm(forms.Form):
    """Every control in the house style; required is checked on the server, beside the field."""

    use_required_attribute = False
    line_errors: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for bound in self:
            widget = bound.field.widget
            if isinstance(widget, forms.Select):
                widget.attrs.setdefault("class", "form-select")
            elif not isinstance(
                widget,
                (
                    forms.CheckboxInput,
                    forms.RadioSelect,
                    forms.CheckboxSelectMultiple,
                    forms.HiddenInput,
                    forms.FileInput,
                ),
            ):
                widget.attrs.setdefault("class", "form-control")

    def refuse(self, message: object, fields: dict[str, Any]) -> None:
        """Put a refusal of an action where the person can see it: beside the field, else above the form."""
        self.line_errors = {name: str(words) for name, words in fields.items() if name.startswith("lines.")}
        fields = {name: words for name, words in fields.items() if name not in self.line_errors}
        known = {name: words for name, words in fields.items() if name in self.fields}
        for name, words in known.items():
            self.add_error(name, str(words))
        for name, words in fields.items():
            if name not in known:
                self.add_error(None, str(words))
        if not fields and not self.line_errors:
            self.add_error(None, str(message))


def words(rows: int = 2, **kwargs: Any) -> forms.CharField:
    """A text of a few lines. Length is the action's business, up to a limit that no honest text reaches."""
    kwargs.setdefault("required", False)
    return forms.CharField(
        widget=forms.Textarea(attrs={"rows": rows, "class": "form-control"}), max_length=LONG, **kwargs
    )


def line(**kwargs: Any) -> forms.CharField:
    kwargs.setdefault("required", False)
    kwargs.setdefault("max_length", 200)
    return forms.CharField(**kwargs)


def date_field(**kwargs: Any) -> forms.DateField:
    kwargs.setdefault("required", False)
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"), **kwargs
    )


def moment_field(**kwargs: Any) -> forms.DateTimeField:
    kwargs.setdefault("required", False)
    widget = forms.DateTimeInput(
        attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"
    )
    return forms.DateTimeField(widget=widget, **kwargs)


class NoFields(WorkbenchForm):
    """A single button."""


class ReasonForm(WorkbenchForm):
    reason = words(label=_("Reason"))


class NoteForm(WorkbenchForm):
    note = words(label=_("Why, in words the customer will read"))


class CommentForm(WorkbenchForm):
    comment = words(label=_("Comment"))


class CheckPaperForm(WorkbenchForm):
    problem = line(
        label=_("What is wrong with the picture"), help_text=_("Speak of the picture, not of the person.")
    )
    fix = line(label=_("How to put it right, or what will do instead"))


class AddPaperForm(WorkbenchForm):
    kind = forms.ChoiceField(label=_("Paper"), choices=[])
    why = line(label=_("Why it is needed"), help_text=_("The customer reads it."))
    clause = line(label=_("Clause"), max_length=20)

    def __init__(self, *args: Any, lang: str = "zh", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(str(kind), LABELS[kind].in_(lang)) for kind in PaperKind]  # type: ignore[attr-defined]


class ReceiveForm(WorkbenchForm):
    """Papers that came over the counter or by courier, without a file."""

    items = forms.MultipleChoiceField(
        label=_("What came"), widget=forms.CheckboxSelectMultiple, required=False
    )
    origin = forms.ChoiceField(
        label=_("How"),
        choices=[("counter", _("Counter")), ("courier", _("Courier")), ("pickup", _("Home pick-up"))],
    )
    tracking = line(label=_("Courier number"), max_length=60)
    note = line(label=_("Note"))


class UploadForm(WorkbenchForm):
    item = forms.ChoiceField(label=_("Paper"), required=False)
    file = forms.FileField(
        label=_("Photo or PDF"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )


class SupplementForm(WorkbenchForm):
    new_fact = words(label=_("New fact that could not be seen at the first list"))
    signed_by = StaffChoice(label=_("Supervisor who signs"), queryset=Staff.objects.none(), required=False)


class CompleteReportForm(WorkbenchForm):
    nature = forms.ChoiceField(label=_("What happened"), choices=Nature.choices)
    casualty = CasualtyField(label=_("People hurt (road, liability)"))
    care = forms.ChoiceField(label=_("Treatment"), choices=Care.choices)
    event_on = date_field(label=_("Date of the event"))
    event_place = line(label=_("Place"))
    cause = line(label=_("Cause"))
    hospital = line(label=_("Hospital"), max_length=120)
    diagnosis = line(label=_("Diagnosis"))
    claimed_fen = YuanField(label=_("Amount claimed (yuan)"), required=False)


class IdentifyForm(WorkbenchForm):
    policy_number = line(label=_("Policy number"), max_length=40)
    id_number = line(label=_("ID number of the insured person"), max_length=30)


class AssignForm(WorkbenchForm):
    handler = StaffChoice(label=_("Colleague"), queryset=Staff.objects.none())
    reason = line(label=_("Reason"))


class GuideForm(WorkbenchForm):
    guide = StaffChoice(label=_("Who accompanies the customer"), queryset=Staff.objects.none())


class DelayForm(WorkbenchForm):
    new_date = date_field(label=_("New date"))
    reason = words(label=_("Reason, in one sentence the customer reads"))


class CloseForm(WorkbenchForm):
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[
            (CloseReason.DUPLICATE, CloseReason.DUPLICATE.label),
            (CloseReason.MISDIRECTED, CloseReason.MISDIRECTED.label),
        ],
    )
    merged_into = line(label=_("Case that goes on (for a duplicate)"), max_length=24)
    note = words(label=_("Why, in words the customer will read"))


class OverrideForm(WorkbenchForm):
    condition = forms.CharField(widget=forms.HiddenInput, max_length=120)
    outcome = forms.ChoiceField(
        label=_("Finding"),
        choices=[
            ("pass", _("Met")),
            ("fail", _("Not met")),
            ("cut", _("Partly reduced")),
            ("unknown", _("Not known yet")),
        ],
    )
    reason = words(label=_("Reason"), help_text=_("It stays on the case under your name."))


class SurveyOrderForm(WorkbenchForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("survey", _("Survey")), ("investigation", _("Investigation"))]
    )
    assignee = StaffChoice(label=_("Who goes"), queryset=Staff.objects.none(), required=False)
    reason = line(label=_("Why it is necessary"), max_length=300)
    questions = words(label=_("What has to be found out"))


class ReceiptHeadForm(WorkbenchForm):
    setting = forms.ChoiceField(
        label=_("Kind"), choices=[("inpatient", _("Inpatient")), ("outpatient", _("Outpatient or emergency"))]
    )
    code = line(label=_("Receipt code"), max_length=20)
    number = line(label=_("Receipt number"), max_length=30)
    hospital = line(label=_("Hospital"), max_length=120)
    issued_on = date_field(label=_("Issued on"))
    admitted_on = date_field(label=_("Admitted on"))
    discharged_on = date_field(label=_("Discharged on"))
    total_fen = YuanField(label=_("Total"), required=False)
    social_fen = YuanField(label=_("Paid by social insurance"), required=False)
    other_fen = YuanField(label=_("Paid by others"), required=False)
    account_fen = YuanField(label=_("From the personal account"), required=False)
    social_settled = forms.BooleanField(
        label=_("Settled with social insurance"), required=False, initial=True
    )
    hospital_class = forms.ChoiceField(
        label=_("Class of the hospital"),
        choices=[("", "–"), *Receipt._meta.get_field("hospital_class").choices],  # type: ignore[misc]
        required=False,
    )
    designated = forms.NullBooleanField(
        label=_("Hospital named in the contract"),
        required=False,
        widget=forms.Select(choices=[("", _("not looked at")), ("true", _("yes")), ("false", _("no"))]),
    )
    emergency = forms.BooleanField(label=_("An emergency"), required=False)


class ExcludeLineForm(WorkbenchForm):
    excluded_fen = YuanField(
        label=_("Amount not covered"), required=False, help_text=_("Empty: the whole item.")
    )
    clause = line(label=_("Clause"), max_length=20)
    reason = line(label=_("Why, in words the customer will read"))


class InjuryForm(WorkbenchForm):
    item = line(label=_("Item of the standard"), max_length=20)
    grade = forms.TypedChoiceField(
        label=_("Grade"),
        choices=[("", "—"), *((grade, str(grade)) for grade in range(1, 11))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    appraised_on = date_field(label=_("Date of the appraisal"))
    paper = forms.ChoiceField(label=_("Appraisal paper"), required=False)


class LossItemForm(WorkbenchForm):
    benefit = forms.ChoiceField(label=_("Benefit"))
    kind = forms.ChoiceField(label=_("Kind of property"), choices=PropertyKind.choices)
    name = line(label=_("What it is"), max_length=120)
    sum_insured_fen = YuanField(label=_("Sum insured of the item"), required=False)
    replacement_fen = YuanField(label=_("Cost of the same thing new"), required=False)
    value_fen = YuanField(label=_("Value at the loss, or agreed"), required=False)
    used_months = forms.IntegerField(label=_("Months in use"), required=False)
    repair_fen = YuanField(label=_("Cost of repair"), required=False)
    loss_fen = YuanField(label=_("Lost beyond repair"), required=False)
    totally_lost = forms.BooleanField(label=_("Totally lost"), required=False)
    salvage_fen = YuanField(label=_("Worth of what is left"), required=False)
    salvage_kept = forms.BooleanField(
        label=_("The customer keeps what is left"), required=False, initial=True
    )
    recovered_fen = YuanField(label=_("Already had from whoever is liable"), required=False)


class LossCostForm(WorkbenchForm):
    benefit = forms.ChoiceField(label=_("Benefit"))
    mitigation_fen = YuanField(label=_("Saving things and limiting the loss"), required=False)
    survey_fen = YuanField(label=_("Survey and appraisal"), required=False)
    debris_fen = YuanField(label=_("Clearing the debris"), required=False)


class DeathForm(WorkbenchForm):
    died_on = date_field(label=_("Day of the death"))
    cause_of_death = forms.ChoiceField(
        label=_("Cause of the death"), choices=[("", _("Not known yet")), *DeathCause.choices], required=False
    )


class ReserveForm(WorkbenchForm):
    reserve_fen = YuanField(label=_("Outstanding reserve (yuan)"))
    reason = line(label=_("Reason"), max_length=120)


class RegisterForm(WorkbenchForm):
    reserve_fen = YuanField(label=_("Opening reserve (yuan)"), required=False)


class ProposeForm(WorkbenchForm):
    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome.choices)
    amount_fen = YuanField(
        label=_("Agreed amount (yuan)"), required=False, help_text=_("Only where an amount was negotiated.")
    )
    undisputed_fen = YuanField(label=_("Paid meanwhile (yuan)"), required=False)
    clause = line(label=_("Clause"), max_length=20)
    reason = words(label=_("Why, in words the customer will read"))
    would_change = words(label=_("What would change this result"))


class AdvanceForm(WorkbenchForm):
    amount_fen = YuanField(label=_("Amount (yuan)"), required=False)
    reason = line(label=_("What makes this part certain already"), max_length=300)


class PayeeForm(WorkbenchForm):
    capacity = forms.ChoiceField(
        label=_("Who is paid"),
        choices=[
            ("insured", _("Insured person")),
            ("beneficiary", _("Beneficiary")),
            ("claimant", _("Injured or damaged side")),
            ("guardian", _("Guardian")),
            ("authorised", _("Authorised person")),
        ],
    )
    entitlement = forms.ChoiceField(label=_("Which part of the result"), required=False)
    holder_name = line(label=_("Name on the account"), max_length=80)
    number = line(label=_("Account number"), max_length=40)
    bank_name = line(label=_("Bank"), max_length=80)
    id_number = line(
        label=_("ID number of that person"),
        max_length=30,
        help_text=_("Not needed for the insured person or the guardian."),
    )
    authority_reason = line(
        label=_("Why this person may be paid"), help_text=_("Only for an authorised person.")
    )


class VerifyPayeeForm(WorkbenchForm):
    identity_checked = line(label=_("Document you looked at"))
    relation = line(label=_("What the payee is to the insured person"))


class MessageForm(WorkbenchForm):
    text = words(rows=3, label=_("Message"))
    to_reporter = forms.BooleanField(
        label=_("To the person who reported it"),
        required=False,
        help_text=_("Nothing about the policy or the amount: that belongs to the insured person."),
    )


class ContactForm(WorkbenchForm):
    medium = forms.ChoiceField(
        label=_("How"),
        choices=[
            ("call", _("Call")),
            ("visit", _("Visit")),
            ("counter", _("Counter")),
            ("note", _("Internal note")),
        ],
    )
    with_whom = line(label=_("With whom"), max_length=80)
    text = words(label=_("What was said"))


class CallForm(WorkbenchForm):
    phone = line(label=_("Phone"), max_length=20)
    topic = line(label=_("About"))
    due_at = moment_field(label=_("Promised for"))


class CallMadeForm(WorkbenchForm):
    outcome = line(label=_("What was said, in one sentence"), max_length=400)


class ReferForm(WorkbenchForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("fraud", _("Suspected fraud")), ("aml", _("Suspected money laundering"))]
    )
    text = words(rows=3, label=_("What you noticed"))


class ObjectionForm(WorkbenchForm):
    text = words(rows=3, label=_("What the customer says, in their words"))


class AnswerObjectionForm(WorkbenchForm):
    upheld = forms.ChoiceField(
        label=_("Result"),
        choices=[("", "—"), ("yes", _("Decision changes")), ("no", _("Decision stands"))],
        required=False,
    )
    answer = words(rows=4, label=_("Reasons, in words the customer will read"))


class RevealForm(WorkbenchForm):
    field = forms.ChoiceField(choices=PersonalField.choices, widget=forms.HiddenInput)
    reason = line(label=_("Why you need it"))


class IntakeForm(WorkbenchForm):
    """The whole report on one screen; everything but a way to reach the caller may be missing."""

    story = words(rows=3, label=_("The caller's own words"))
    insured_name = line(label=_("Person concerned"), max_length=80)
    insured_id_number = line(label=_("ID number of that person"), max_length=30)
    reporter_name = line(label=_("Caller"), max_length=80)
    reporter_relation = forms.ChoiceField(label=_("Caller is"), choices=Relation.choices)
    reporter_phone = line(label=_("Mobile"), max_length=20)
    policy_number = line(label=_("Policy number"), max_length=40)
    nature = forms.ChoiceField(label=_("What happened"), choices=Nature.choices, initial=Nature.UNKNOWN)
    care = forms.ChoiceField(label=_("Treatment"), choices=Care.choices, initial=Care.UNKNOWN)
    casualty = CasualtyField(label=_("People hurt (road, liability)"), initial=Casualty.UNKNOWN)
    plate = line(label=_("Number plate of the insured vehicle"), max_length=20)
    event_on = date_field(label=_("When"))
    event_time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "form-control"}),
    )
    event_place = line(label=_("Where"))
    cause = line(label=_("How it happened"))
    hospital = line(label=_("Hospital"), max_length=120)
    diagnosis = line(label=_("Injury or illness"))
    claimed_fen = YuanField(label=_("Amount so far (yuan)"), required=False)


class PhotoForm(WorkbenchForm):
    file = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    place = line(label=_("Place"))
    caption = line(label=_("What it shows"))
    latitude = forms.CharField(required=False, widget=forms.HiddenInput, max_length=24)
    longitude = forms.CharField(required=False, widget=forms.HiddenInput, max_length=24)


class StatementForm(WorkbenchForm):
    person = line(label=_("Who said it"), max_length=80)
    role = line(label=_("A witness, the doctor, a colleague?"), max_length=60)
    text = words(rows=3, label=_("What was said"))


class SurveyReportForm(WorkbenchForm):
    findings = words(rows=5, label=_("What you found"))
    conclusion = forms.ChoiceField(
        label=_("Conclusion"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("confirmed", _("The event is as reported")),
            ("differs", _("The event differs from the report")),
            ("unclear", _("Remains unclear")),
        ],
    )


class StaffForm(WorkbenchForm):
    username = line(label=_("User name"), max_length=60)
    display_name = line(label=_("Name"), max_length=60)
    employee_no = line(label=_("Employee number"), max_length=30)
    role = forms.ChoiceField(label=_("Role"))
    unit: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(label=_("Unit"), queryset=None)
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        required=False,
    )


class ApiClientForm(WorkbenchForm):
    name = line(label=_("Name of the system"), max_length=80)
    unit: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        label=_("Unit"), queryset=None, help_text=_("It reaches the cases of this unit and those below.")
    )
    signs_for = StaffChoice(
        label=_("Signs for"),
        queryset=Staff.objects.none(),
        required=False,
        empty_label=_("Nobody: it reports and reads"),
        help_text=_("It then acts as this person, with their role and authority."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="client-%s")
        people = Staff.objects.filter(is_active=True).select_related("unit")
        self.fields["unit"].queryset = Unit.objects.order_by("path")  # type: ignore[attr-defined]
        self.fields["signs_for"].queryset = people.order_by("unit__path", "username")  # type: ignore[attr-defined]


class AuthorityForm(WorkbenchForm):
    staff = StaffChoice(label=_("Colleague"), queryset=Staff.objects.none())
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("pay", _("Payment")),
            ("refuse", _("Refusal")),
            ("agree", _("Agreed amount")),
            ("advance", _("Advance payment")),
        ],
    )
    level = forms.IntegerField(label=_("Level"), min_value=1, max_value=9)
    limit_fen = YuanField(label=_("Up to (yuan)"))
    valid_to = date_field(label=_("Last day"))


class HolidayForm(WorkbenchForm):
    file = forms.FileField(
        label=_("Holiday table (CSV: day, kind, name, source)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


def claim_initial(claim: Claim) -> dict[str, Any]:
    """What is known of the report, for the form that completes it."""
    names = ("nature", "care", "event_on", "event_place", "cause", "hospital", "diagnosis", "claimed_fen")
    return {name: getattr(claim, name) for name in names}
