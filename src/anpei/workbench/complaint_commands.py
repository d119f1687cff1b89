"""Everything that can be done to one complaint from its page: one name, one form, one action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.complaints import actions as complaints
from anpei.complaints import queries, references
from anpei.complaints.models import Complaint, Decision, Extension, Finding, Remedy
from anpei.complaints.states import AT_WORK, OPEN, REOPENED_FROM
from anpei.complaints.states import ComplaintState as S
from anpei.core.errors import Invalid, NotFound
from anpei.workbench import complaint_forms as forms
from anpei.workbench.forms import WorkbenchForm


@dataclass(frozen=True)
class Sent:
    """What came with a command: the cleaned form, the row it is about, who pressed it."""

    values: dict[str, Any]
    target: str
    staff: Staff

    @property
    def by(self) -> Any:
        return self.staff.actor


Run = Callable[[Complaint, Sent], str]
HANDLER, SIGNER, REVIEWER, ANY = "handler", "signer", "reviewer", "any"


@dataclass(frozen=True)
class Command:
    form: type[Any]
    run: Run
    who: str  # whose button it is; the action decides
    states: tuple[S, ...]


def _call(complaint: Complaint, sent: Sent) -> str:
    complaints.note_contact(complaint, by=sent.by, **sent.values)
    return _("Recorded.")


def _write(complaint: Complaint, sent: Sent) -> str:
    complaints.write(complaint, text=sent.values["text"], by=sent.by)
    return _("Sent.")


def _progress(complaint: Complaint, sent: Sent) -> str:
    complaints.tell_progress(complaint, text=sent.values["text"], by=sent.by)
    return _("The complainant has been told.")


def _finding(complaint: Complaint, sent: Sent) -> str:
    complaints.add_finding(complaint, by=sent.by, **sent.values)
    return _("Written down.")


def _judge(verdict: str) -> Run:
    def run(complaint: Complaint, sent: Sent) -> str:
        complaints.judge(_row(complaint.findings, sent.target, Finding), verdict=verdict, by=sent.by)
        return _("Judged.")

    return run


def _evidence(complaint: Complaint, sent: Sent) -> str:
    file = sent.values["file"]
    if file is None:
        raise Invalid(fields={"file": _("Please choose a file.")})
    complaints.add_evidence(complaint, content=file.read(), title=sent.values["title"], by=sent.by)
    return _("File kept.")


def _ask(complaint: Complaint, sent: Sent) -> str:
    complaints.ask_complainant(complaint, by=sent.by, **sent.values)
    return _("Asked.")


def _assign(complaint: Complaint, sent: Sent) -> str:
    complaints.assign(complaint, by=sent.by, **sent.values)
    return _("Handed over.")


def _name_staff(complaint: Complaint, sent: Sent) -> str:
    complaints.name_staff(complaint, people=list(sent.values["people"]), by=sent.by)
    return _("They stand aside.")


def _ask_staff(complaint: Complaint, sent: Sent) -> str:
    complaints.ask_staff(complaint, by=sent.by, **sent.values)
    return _("Asked. They see the question, not the complaint.")


def _extend(complaint: Complaint, sent: Sent) -> str:
    extension = complaints.ask_extension(complaint, reason=sent.values["reason"], by=sent.by)
    if extension.approval_needed:
        return _("Asked for. Somebody else decides.")
    return _("The new date holds, and the complainant has been told.")


def _grant(complaint: Complaint, sent: Sent) -> str:
    extension = _row(complaint.extensions, sent.target, Extension)
    complaints.grant_extension(extension, comment=sent.values["comment"], by=sent.by)
    return _("The new date holds, and the complainant has been told.")


def _refuse(complaint: Complaint, sent: Sent) -> str:
    extension = _row(complaint.extensions, sent.target, Extension)
    complaints.refuse_extension(extension, comment=sent.values["comment"], by=sent.by)
    return _("The date stays.")


def _answer(complaint: Complaint, sent: Sent) -> str:
    values = sent.values
    remedies = [
        complaints.RemedyForm(
            rule.code, values[f"text_{rule.code}"], values.get("amount_fen") if rule.money else None
        )
        for rule in complaint.rules.remedies
        if values[f"take_{rule.code}"]
    ]
    given = {name: values[name] for name in ("outcome", "facts", "basis")}
    complaints.propose_answer(complaint, remedies=remedies, by=sent.by, **given)
    return _("Put before a second person.")


def _sign(complaint: Complaint, sent: Sent) -> str:
    decision = _row(complaint.decisions, sent.target, Decision)
    complaints.sign_answer(decision, comment=sent.values["comment"], by=sent.by)
    return _("Signed and sent.")


def _return(complaint: Complaint, sent: Sent) -> str:
    decision = _row(complaint.decisions, sent.target, Decision)
    complaints.return_answer(decision, comment=sent.values["comment"], by=sent.by)
    return _("Sent back.")


def _remedy(complaint: Complaint, sent: Sent) -> str:
    remedy = _row(Remedy.objects.filter(decision__complaint=complaint), sent.target, Remedy)
    complaints.mark_remedy_done(remedy, what=sent.values["text"], by=sent.by)
    return _("Noted.")


def _mediation(complaint: Complaint, sent: Sent) -> str:
    complaints.note_mediation(complaint, by=sent.by, **sent.values)
    return _("Noted.")


def _regulator(complaint: Complaint, sent: Sent) -> str:
    complaints.report_to_regulator(complaint, by=sent.by)
    return _("Reported back.")


def _take_review(complaint: Complaint, sent: Sent) -> str:
    complaints.take_review(complaint, by=sent.by)
    return _("The review is yours.")


def _review(complaint: Complaint, sent: Sent) -> str:
    complaints.decide_review(complaint, by=sent.by, **sent.values)
    return _("Decided and sent.")


def _cause(complaint: Complaint, sent: Sent) -> str:
    points_at = complaint.rules.cause_points_at(sent.values["kind"])
    typed = sent.values.pop("reference")
    key = references.only(points_at, typed, complaint=complaint) if points_at else ""
    complaints.name_cause(complaint, reference=key, by=sent.by, **sent.values)
    return _("Followed until it is changed.")


def _major(complaint: Complaint, sent: Sent) -> str:
    complaints.declare_major(complaint, by=sent.by, **sent.values)
    return _("Declared. The head office leads it.")


def _situation(complaint: Complaint, sent: Sent) -> str:
    complaints.log_situation(complaint, text=sent.values["text"], by=sent.by)
    return _("Written down.")


def _report_major(complaint: Complaint, sent: Sent) -> str:
    complaints.report_major(complaint, by=sent.by)
    return _("Reported.")


def _decline(complaint: Complaint, sent: Sent) -> str:
    complaints.decline(complaint, by=sent.by, **sent.values)
    return _("The complainant has been told why.")


def _merge(complaint: Complaint, sent: Sent) -> str:
    into = queries.for_staff(sent.staff).filter(number=sent.values["into"].strip().upper()).first()
    if into is None:
        raise Invalid(fields={"into": _("There is no such complaint.")})
    complaints.merge(complaint, into=into, by=sent.by)
    return _("Joined.")


def _withdraw(complaint: Complaint, sent: Sent) -> str:
    complaints.withdraw(complaint, words=sent.values["words"], by=sent.by)
    return _("Ended, in the complainant's words.")


def _reopen(complaint: Complaint, sent: Sent) -> str:
    complaints.reopen(complaint, reason=sent.values["reason"], by=sent.by)
    return _("Open again.")


_LOOKED_INTO = (S.RECEIVED, S.INVESTIGATING)
COMMANDS: dict[str, Command] = {
    "call": Command(forms.ContactForm, _call, HANDLER, OPEN),
    "write": Command(forms.TextForm, _write, HANDLER, OPEN),
    "progress": Command(forms.TextForm, _progress, HANDLER, AT_WORK),
    "finding": Command(forms.FindingForm, _finding, HANDLER, _LOOKED_INTO),
    "true": Command(forms.Nothing, _judge("true"), HANDLER, _LOOKED_INTO),
    "false": Command(forms.Nothing, _judge("false"), HANDLER, _LOOKED_INTO),
    "evidence": Command(forms.EvidenceForm, _evidence, HANDLER, (*AT_WORK, S.REVIEW)),
    "ask": Command(forms.AskForm, _ask, HANDLER, _LOOKED_INTO),
    "assign": Command(forms.AssignForm, _assign, ANY, AT_WORK),
    "name-staff": Command(forms.NameStaffForm, _name_staff, HANDLER, AT_WORK),
    "ask-staff": Command(forms.AskStaffForm, _ask_staff, HANDLER, AT_WORK),
    "extend": Command(forms.ReasonForm, _extend, HANDLER, AT_WORK),
    "grant": Command(forms.CommentForm, _grant, SIGNER, AT_WORK),
    "refuse": Command(forms.CommentForm, _refuse, SIGNER, AT_WORK),
    "answer": Command(forms.AnswerForm, _answer, HANDLER, _LOOKED_INTO),
    "sign": Command(forms.CommentForm, _sign, SIGNER, (S.SIGNING,)),
    "return": Command(forms.CommentForm, _return, SIGNER, (S.SIGNING,)),
    "remedy": Command(forms.TextForm, _remedy, HANDLER, (S.ANSWERED, S.REVIEW, S.CLOSED)),
    "mediation": Command(forms.MediationForm, _mediation, HANDLER, OPEN),
    "regulator": Command(forms.Nothing, _regulator, HANDLER, tuple(S)),
    "take-review": Command(forms.Nothing, _take_review, REVIEWER, (S.REVIEW,)),
    "review": Command(forms.ReviewDecisionForm, _review, REVIEWER, (S.REVIEW,)),
    "cause": Command(forms.CauseForm, _cause, HANDLER, tuple(S)),
    "major": Command(forms.MajorForm, _major, HANDLER, AT_WORK),
    "situation": Command(forms.TextForm, _situation, HANDLER, tuple(S)),
    "report-major": Command(forms.Nothing, _report_major, HANDLER, tuple(S)),
    "decline": Command(forms.DeclineForm, _decline, HANDLER, _LOOKED_INTO),
    "merge": Command(forms.MergeForm, _merge, HANDLER, _LOOKED_INTO),
    "withdraw": Command(forms.WordsForm, _withdraw, HANDLER, AT_WORK),
    "reopen": Command(forms.ReasonForm, _reopen, ANY, REOPENED_FROM),
}


def fresh(
    name: str, complaint: Complaint, data: Any = None, files: Any = None, target: str = ""
) -> WorkbenchForm:
    """The form of a command; ids are unique on the page."""
    made: WorkbenchForm = COMMANDS[name].form(complaint, data, files, auto_id=f"{name}{target}-%s")
    return made


def _row(rows: Any, target: str, kind: type[Any]) -> Any:
    found = rows.filter(pk=int(target)).first() if target.isdigit() and len(target) < 19 else None
    if found is None:
        raise NotFound("complaint.row", _("There is no such entry on this complaint."))
    assert isinstance(found, kind)
    return found
