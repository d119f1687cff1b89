"""What can be done to a case from its page: one entry a command, each calling one action.

A command names the permission it needs (checked again on every POST), the section it belongs to, its form, and the
states in which its button is offered. Whether it is possible is the action's decision, never this table's.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, get_args

from django.forms import ChoiceField
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from anpei.accounts import actions as accounts
from anpei.accounts.permissions import Permission as P
from anpei.accounts.queries import staff_with
from anpei.claims import actions as claims
from anpei.claims import queries as claim_queries
from anpei.claims.models import ItemState
from anpei.claims.states import BEFORE_DECISION, FINAL, OPEN
from anpei.claims.states import ClaimState as S
from anpei.core import clock
from anpei.core.errors import Invalid, NotFound
from anpei.documents import actions as documents
from anpei.documents import queries as paper_queries
from anpei.engine.coverage import Answer
from anpei.parties import queries as parties
from anpei.payments import actions as payments
from anpei.policies import queries as policies
from anpei.settlement import actions as settlement
from anpei.settlement.entitlement import INSURED, of_latest
from anpei.settlement.models import ExpenseLine, LossItem
from anpei.settlement.models import Outcome as DecisionOutcome
from anpei.settlement.queries import property_benefits
from anpei.surveys import actions as surveys
from anpei.surveys.queries import get_of_claim
from anpei.values.money import format_yuan
from anpei.workbench import acting, acting_forms, forms, payees, receipts

if TYPE_CHECKING:
    from anpei.workbench.desk import Desk

UNDER_WORK = (S.ACCEPTED, S.ASSESSING)
UNDECIDED = tuple(BEFORE_DECISION)


@dataclass(frozen=True)
class Sent:
    """What came with a POST: cleaned values, the id of the thing it is about, and the raw fields."""

    values: dict[str, Any]
    target: str
    raw: QueryDict
    files: MultiValueDict[str, Any]


@dataclass(frozen=True)
class Command:
    permission: P
    section: str
    run: Callable[[Desk, Sent], str]  # does it and returns the sentence shown afterwards
    form: type[forms.WorkbenchForm] = forms.NoFields
    states: tuple[str, ...] = ()


def fresh(
    desk: Desk, name: str, target: str = "", data: QueryDict | None = None, files: Any = None
) -> forms.WorkbenchForm:
    """The form of a command for this case, empty or bound to ``data``; choices are those this person may pick."""
    command = COMMANDS[name]
    arguments: dict[str, Any] = {"auto_id": f"{name}-{target}-%s" if target else f"{name}-%s"}
    if command.form is forms.AddPaperForm:
        arguments["lang"] = get_language() or "zh"
    if data is None and (initial := INITIAL.get(name)):
        arguments["initial"] = initial(desk, target)
    form = command.form(data, files, **arguments)
    if tune := TUNED.get(name):
        tune(desk, form)
    return form


# ---- report and person ----


def _complete(desk: Desk, sent: Sent) -> str:
    changes = {
        name: value for name, value in sent.values.items() if not (name == "diagnosis" and not desk.health)
    }
    claims.complete_report(desk.claim, by=desk.staff.actor, **changes)
    return _("Report updated.")


def _identify(desk: Desk, sent: Sent) -> str:
    policy = policies.by_number(sent.values["policy_number"])
    if policy is None:
        raise Invalid(fields={"policy_number": _("There is no policy with this number.")})
    person = (
        parties.by_id_number(sent.values["id_number"]) if sent.values["id_number"] else desk.claim.insured
    )
    member = policies.member_of_policy(policy, person, desk.claim.event_on) if person else None
    if member is None:
        raise Invalid(fields={"id_number": _("This policy does not insure a person with this ID number.")})
    claims.identify(desk.claim, member=member, by=desk.staff.actor)
    return _("Policy found. The list of papers now follows its terms.")


def _reveal(desk: Desk, sent: Sent) -> str:
    name = sent.values["field"]
    accounts.reveal(
        staff=desk.staff,
        subject="claim",
        subject_id=desk.claim.pk,
        field=name,
        reason=sent.values["reason"],
        by=desk.staff.actor,
    )
    person = desk.claim.insured
    values = {
        "name": person.name if person else desk.claim.insured_name_given,
        "phone": (person.phone if person else "") or desk.claim.reporter_phone,
        "identity": person.id_number if person else "",
        "address": person.address if person else "",
        "account": ", ".join(
            payee.account.number for payee in desk.claim.payees.filter(active=True).select_related("account")
        ),
    }
    desk.revealed[name] = values[name] or _("not recorded")
    return _("Shown once and logged.")


# ---- papers ----


def _item(desk: Desk, target: str) -> Any:
    item = desk.claim.checklist.filter(pk=target).first() if target.isdigit() else None
    if item is None:
        raise NotFound("item.unknown", _("This paper is not on the list of this case."))
    return item


def _confirm_paper(desk: Desk, sent: Sent) -> str:
    claims.check_item(_item(desk, sent.target), in_order=True, by=desk.staff.actor)
    return _("Paper confirmed.")


def _fix_paper(desk: Desk, sent: Sent) -> str:
    claims.check_item(_item(desk, sent.target), in_order=False, by=desk.staff.actor, **sent.values)
    return _("Noted. The supplement notice will ask for it.")


def _waive_paper(desk: Desk, sent: Sent) -> str:
    claims.waive_item(_item(desk, sent.target), reason=sent.values["reason"], by=desk.staff.actor)
    return _("This paper is not needed any more.")


def _add_paper(desk: Desk, sent: Sent) -> str:
    claims.add_item(desk.claim, by=desk.staff.actor, **sent.values)
    return _("Added to the list.")


def _receive(desk: Desk, sent: Sent) -> str:
    items = list(desk.claim.checklist.filter(pk__in=sent.values["items"]))
    rest = {name: sent.values[name] for name in ("origin", "tracking", "note")}
    documents.receive_original(desk.claim, items=items, by=desk.staff.actor, **rest)
    return _("Receipt recorded. The customer is told.")


def _upload(desk: Desk, sent: Sent) -> str:
    file = sent.values["file"]
    if file is None:
        raise Invalid(fields={"file": _("Please choose a file.")})
    item = _item(desk, sent.values["item"]) if sent.values["item"] else None
    documents.hand_in(
        desk.claim, content=file.read(), filename=file.name, by=desk.staff.actor, origin="staff", item=item
    )
    return _("File kept with the case.")


def _sort(desk: Desk, sent: Sent) -> str:
    paper = paper_queries.get_paper(desk.claim, int(sent.target) if sent.target.isdigit() else 0)
    documents.sort_into(paper, item=_item(desk, sent.raw.get("item", "")), by=desk.staff.actor)
    return _("Sorted.")


def _take_proposals(desk: Desk, sent: Sent) -> str:
    asks = documents.note_proposals(desk.claim, by=desk.staff.actor)
    return ngettext(
        "%(count)d paper noted. The supplement notice will ask for it.",
        "%(count)d papers noted. The supplement notice will ask for them.",
        len(asks),
    ) % {"count": len(asks)}


def _supplement(desk: Desk, sent: Sent) -> str:
    claims.send_supplement_notice(desk.claim, by=desk.staff.actor, **sent.values)
    return _("Supplement notice sent. The clock stands still until the papers come.")


def _accept(desk: Desk, sent: Sent) -> str:
    claims.accept(desk.claim, by=desk.staff.actor)
    return _("Accepted. The customer is told.")


# ---- cover ----


def _review(desk: Desk, sent: Sent) -> str:
    answers: dict[str, Answer] = {
        name.removeprefix("answer-"): cast(Answer, value)
        for name, value in sent.raw.items()
        if name.startswith("answer-") and value in get_args(Answer)
    }
    claims.review_coverage(desk.claim, answers=answers, by=desk.staff.actor)
    return _("Coverage checked.")


def _latest_review(desk: Desk) -> Any:
    review = desk.claim.coverage_reviews.first()
    if review is None:
        raise NotFound("coverage.none", _("Coverage has not been checked yet."))
    return review


def _override(desk: Desk, sent: Sent) -> str:
    claims.override_condition(_latest_review(desk), by=desk.staff.actor, **sent.values)
    return _("Finding recorded under your name.")


def _confirm_cover(desk: Desk, sent: Sent) -> str:
    claims.confirm_coverage(_latest_review(desk), by=desk.staff.actor)
    return _("Coverage confirmed.")


# ---- survey ----


def _order_survey(desk: Desk, sent: Sent) -> str:
    if sent.values["assignee"] is None:
        raise Invalid(fields={"assignee": _("Please choose who goes.")})
    surveys.order(desk.claim, by=desk.staff.actor, **sent.values)
    return _("Survey ordered.")


def _cancel_survey(desk: Desk, sent: Sent) -> str:
    survey = get_of_claim(desk.claim, int(sent.target) if sent.target.isdigit() else 0)
    surveys.cancel(survey, reason=sent.values["reason"], by=desk.staff.actor)
    return _("Survey cancelled.")


# ---- money ----


def _register(desk: Desk, sent: Sent) -> str:
    settlement.register_case(desk.claim, reserve_fen=sent.values["reserve_fen"], by=desk.staff.actor)
    return _("Registered. The review begins.")


def _change_reserve(desk: Desk, sent: Sent) -> str:
    settlement.change_reserve(desk.claim, by=desk.staff.actor, **sent.values)
    return _("Reserve changed.")


def _receipt(desk: Desk, target: str) -> Any:
    receipt = desk.claim.receipts.filter(pk=target).first() if target.isdigit() else None
    if receipt is None:
        raise NotFound("receipt.unknown", _("There is no such receipt on this case."))
    return receipt


def _save_receipt(desk: Desk, sent: Sent) -> str:
    form = receipts.read(sent.values, sent.raw)
    if sent.target:
        settlement.update_receipt(_receipt(desk, sent.target), form=form, by=desk.staff.actor)
        return _("Receipt corrected.")
    settlement.add_receipt(desk.claim, form=form, by=desk.staff.actor)
    return _("Receipt entered.")


def _enter_receipt(desk: Desk, sent: Sent) -> str:
    part = paper_queries.get_part(desk.claim, int(sent.target) if sent.target.isdigit() else 0)
    settlement.enter_from_paper(desk.claim, part=part, by=desk.staff.actor)
    return _("Receipt entered from its paper. Please check the categories.")


def _remove_receipt(desk: Desk, sent: Sent) -> str:
    settlement.remove_receipt(_receipt(desk, sent.target), reason=sent.values["reason"], by=desk.staff.actor)
    return _("Receipt taken out.")


def _line(desk: Desk, target: str) -> ExpenseLine:
    row = (
        ExpenseLine.objects.filter(pk=target, receipt__claim=desk.claim).first() if target.isdigit() else None
    )
    if row is None:
        raise NotFound("line.unknown", _("There is no such item on this case."))
    return row


def _exclude_line(desk: Desk, sent: Sent) -> str:
    settlement.exclude_line(_line(desk, sent.target), by=desk.staff.actor, **sent.values)
    return _("Reduction recorded under your name.")


def _include_line(desk: Desk, sent: Sent) -> str:
    settlement.include_line(_line(desk, sent.target), reason=sent.values["reason"], by=desk.staff.actor)
    return _("The item counts in full again.")


def _add_injury(desk: Desk, sent: Sent) -> str:
    chosen = sent.values["paper"]
    paper = paper_queries.get_paper(desk.claim, int(chosen)) if chosen else None
    settlement.add_injury(desk.claim, by=desk.staff.actor, **{**sent.values, "paper": paper})
    return _("Injury entered under your name.")


def _remove_injury(desk: Desk, sent: Sent) -> str:
    injury = desk.claim.injuries.filter(pk=sent.target).first() if sent.target.isdigit() else None
    if injury is None:
        raise NotFound("injury.unknown", _("There is no such injury on this case."))
    settlement.remove_injury(injury, reason=sent.values["reason"], by=desk.staff.actor)
    return _("Injury taken out.")


def _enter_loss_item(desk: Desk, sent: Sent) -> str:
    replaces = _loss_item(desk, sent.target) if sent.target else None
    form = settlement.LossItemForm(**sent.values)
    settlement.enter_loss_item(desk.claim, form=form, replaces=replaces, by=desk.staff.actor)
    return _("The loss list is up to date.")


def _remove_loss_item(desk: Desk, sent: Sent) -> str:
    item = _loss_item(desk, sent.target)
    settlement.remove_loss_item(item, reason=sent.values["reason"], by=desk.staff.actor)
    return _("The loss list is up to date.")


def _exclude_loss(desk: Desk, sent: Sent) -> str:
    settlement.exclude_loss(_loss_item(desk, sent.target), by=desk.staff.actor, **sent.values)
    return _("Reduction recorded under your name.")


def _set_loss_costs(desk: Desk, sent: Sent) -> str:
    settlement.set_loss_costs(desk.claim, by=desk.staff.actor, **sent.values)
    return _("The loss list is up to date.")


def _loss_item(desk: Desk, target: str) -> LossItem:
    item = desk.claim.loss_items.filter(pk=target).first() if target.isdigit() else None
    if item is None:
        raise NotFound("loss_item.unknown", _("There is no such item on the loss list of this case."))
    return item


def _state_death(desk: Desk, sent: Sent) -> str:
    claims.complete_report(desk.claim, by=desk.staff.actor, **sent.values)
    return _("Report updated.")


def _calculate(desk: Desk, sent: Sent) -> str:
    run = settlement.calculate(desk.claim, by=desk.staff.actor)
    return _("Calculation %(number)d is ready.") % {"number": run.number}


def _propose(desk: Desk, sent: Sent) -> str:
    values = dict(sent.values)
    agreed = values["outcome"] == DecisionOutcome.PAY_AGREED
    settlement.propose(
        desk.claim,
        by=desk.staff.actor,
        run=desk.claim.runs.first(),
        outcome=values["outcome"],
        amount_fen=values["amount_fen"] if agreed else None,
        undisputed_fen=values["undisputed_fen"] or 0 if agreed else 0,
        clause=values["clause"],
        reason=values["reason"],
        would_change=values["would_change"],
    )
    return _("Proposed. Somebody else checks it now.")


def _propose_advance(desk: Desk, sent: Sent) -> str:
    settlement.propose_advance(
        desk.claim,
        amount_fen=sent.values["amount_fen"] or 0,
        reason=sent.values["reason"],
        by=desk.staff.actor,
    )
    return _("Advance proposed. A second person approves it.")


def _set_payee(desk: Desk, sent: Sent) -> str:
    payees.record(desk.claim, sent.values, by=desk.staff.actor)
    return _("Account recorded.")


def _verify_payee(desk: Desk, sent: Sent) -> str:
    payee = desk.claim.payees.filter(pk=sent.target, active=True).first() if sent.target.isdigit() else None
    if payee is None:
        raise NotFound("payee.unknown", _("There is no such payee on this case."))
    payments.verify_payee(payee, by=desk.staff.actor, **sent.values)
    return _("Payee verified.")


def _agree(desk: Desk, sent: Sent) -> str:
    decision = desk.claim.decisions.filter(pk=sent.target).first() if sent.target.isdigit() else None
    if decision is None:
        raise NotFound("decision.unknown", _("There is no such decision on this case."))
    settlement.agree(decision, by=desk.staff.actor)
    return _("Agreement recorded. The payment is on its way.")


def _try_again(desk: Desk, sent: Sent) -> str:
    payments.try_again(desk.claim, by=desk.staff.actor)
    return _("The payment is sent once more.")


def _object(desk: Desk, sent: Sent) -> str:
    settlement.object_to(desk.claim, text=sent.values["text"], by=desk.staff.actor)
    return _("Objection recorded. Somebody who did not decide answers it.")


# ---- people and talk ----


def _write(desk: Desk, sent: Sent) -> str:
    claims.write_to_customer(desk.claim, by=desk.staff.actor, **sent.values)
    return _("Message sent.")


def _note_contact(desk: Desk, sent: Sent) -> str:
    claims.note_contact(desk.claim, by=desk.staff.actor, **sent.values)
    return _("Contact recorded.")


def _promise_call(desk: Desk, sent: Sent) -> str:
    phone = (
        sent.values["phone"]
        or (desk.claim.insured.phone if desk.claim.insured else "")
        or desk.claim.reporter_phone
    )
    claims.ask_to_call(
        by=desk.staff.actor,
        phone=phone,
        topic=sent.values["topic"],
        claim=desk.claim,
        origin="promise",
        due_at=sent.values["due_at"],
    )
    return _("Call promised.")


def _call_made(desk: Desk, sent: Sent) -> str:
    call = desk.claim.call_requests.filter(pk=sent.target).first() if sent.target.isdigit() else None
    if call is None:
        raise NotFound("call.unknown", _("There is no such call on this case."))
    claims.call_made(call, outcome=sent.values["outcome"], by=desk.staff.actor)
    return _("Call recorded.")


# ---- where the case goes ----


def _assign(desk: Desk, sent: Sent) -> str:
    claims.assign(desk.claim, by=desk.staff.actor, **sent.values)
    return _("Handed over to %(name)s.") % {"name": sent.values["handler"].display_name}


def _complex(desk: Desk, sent: Sent) -> str:
    claims.declare_complex(desk.claim, reason=sent.values["reason"], by=desk.staff.actor)
    return _("Declared complex. The customer is told why and until when.")


def _guide(desk: Desk, sent: Sent) -> str:
    documents.assign_guide(desk.claim, guide=sent.values["guide"], by=desk.staff.actor)
    return _("%(name)s accompanies the customer.") % {"name": sent.values["guide"].display_name}


def _delay(desk: Desk, sent: Sent) -> str:
    if sent.values["new_date"] is None:
        raise Invalid(fields={"new_date": _("Please choose the new date.")})
    claims.announce_delay(desk.claim, by=desk.staff.actor, **sent.values)
    return _("The customer is told the reason and the new date.")


def _withdraw(desk: Desk, sent: Sent) -> str:
    claims.withdraw(desk.claim, note=sent.values["note"], by=desk.staff.actor)
    return _("Withdrawn. It can be taken up again at any time.")


def _close(desk: Desk, sent: Sent) -> str:
    goes_on = None
    if sent.values["merged_into"]:
        goes_on = (
            claim_queries.for_staff(desk.staff)
            .filter(number=sent.values["merged_into"].strip().upper())
            .first()
        )
        if goes_on is None:
            raise Invalid(fields={"merged_into": _("There is no such case, or it belongs to another unit.")})
    claims.close(
        desk.claim,
        reason=sent.values["reason"],
        note=sent.values["note"],
        merged_into=goes_on,
        by=desk.staff.actor,
    )
    return _("Closed. The customer is told why, and it can be reopened.")


def _reopen(desk: Desk, sent: Sent) -> str:
    claims.reopen(desk.claim, reason=sent.values["reason"], by=desk.staff.actor)
    return _("Open again.")


def _refer(desk: Desk, sent: Sent) -> str:
    claims.refer(desk.claim, by=desk.staff.actor, **sent.values)
    return _("Reported to compliance. Nobody else sees it.")


COMMANDS: dict[str, Command] = {
    "complete": Command(P.CLAIM_HANDLE, "report", _complete, forms.CompleteReportForm, UNDECIDED),
    "identify": Command(P.CLAIM_HANDLE, "policy", _identify, forms.IdentifyForm, UNDECIDED),
    "reveal": Command(P.PERSONAL_REVEAL, "report", _reveal, forms.RevealForm),
    "confirm-paper": Command(P.CLAIM_HANDLE, "papers", _confirm_paper, states=UNDECIDED),
    "fix-paper": Command(P.CLAIM_HANDLE, "papers", _fix_paper, forms.CheckPaperForm, UNDECIDED),
    "waive-paper": Command(P.CLAIM_HANDLE, "papers", _waive_paper, forms.ReasonForm, UNDECIDED),
    "add-paper": Command(P.CLAIM_HANDLE, "papers", _add_paper, forms.AddPaperForm, UNDECIDED),
    "receive": Command(P.PAPER_RECEIVE, "papers", _receive, forms.ReceiveForm, tuple(OPEN)),
    "upload": Command(P.PAPER_RECEIVE, "papers", _upload, forms.UploadForm, tuple(OPEN)),
    "sort": Command(P.CLAIM_HANDLE, "papers", _sort, states=UNDECIDED),
    "take-proposals": Command(P.CLAIM_HANDLE, "papers", _take_proposals, states=UNDECIDED),
    "supplement": Command(
        P.CLAIM_HANDLE,
        "papers",
        _supplement,
        forms.SupplementForm,
        (S.REPORTED, S.SUPPLEMENT, S.ACCEPTED, S.ASSESSING),
    ),
    "accept": Command(P.CLAIM_HANDLE, "papers", _accept, states=(S.REPORTED, S.SUPPLEMENT)),
    "review": Command(P.CLAIM_HANDLE, "coverage", _review, states=UNDECIDED),
    "override": Command(P.CLAIM_HANDLE, "coverage", _override, forms.OverrideForm, UNDECIDED),
    "confirm-cover": Command(P.CLAIM_HANDLE, "coverage", _confirm_cover, states=UNDECIDED),
    "order-survey": Command(
        P.SURVEY_DISPATCH,
        "survey",
        _order_survey,
        forms.SurveyOrderForm,
        (S.REPORTED, S.SUPPLEMENT, S.ACCEPTED, S.ASSESSING),
    ),
    "cancel-survey": Command(P.SURVEY_DISPATCH, "survey", _cancel_survey, forms.ReasonForm),
    "register": Command(P.RESERVE_SET, "reserves", _register, forms.RegisterForm, (S.ACCEPTED,)),
    "change-reserve": Command(P.RESERVE_SET, "reserves", _change_reserve, forms.ReserveForm, tuple(OPEN)),
    "enter-receipt": Command(P.SETTLEMENT_ASSESS, "calculation", _enter_receipt, states=UNDER_WORK),
    "save-receipt": Command(
        P.SETTLEMENT_ASSESS, "calculation", _save_receipt, forms.ReceiptHeadForm, UNDER_WORK
    ),
    "remove-receipt": Command(
        P.SETTLEMENT_ASSESS, "calculation", _remove_receipt, forms.ReasonForm, UNDER_WORK
    ),
    "exclude-line": Command(
        P.SETTLEMENT_REFUSE, "calculation", _exclude_line, forms.ExcludeLineForm, UNDER_WORK
    ),
    "include-line": Command(P.SETTLEMENT_ASSESS, "calculation", _include_line, forms.ReasonForm, UNDER_WORK),
    "add-injury": Command(P.SETTLEMENT_ASSESS, "calculation", _add_injury, forms.InjuryForm, UNDER_WORK),
    "loss-item": Command(
        P.SETTLEMENT_ASSESS, "calculation", _enter_loss_item, forms.LossItemForm, UNDER_WORK
    ),
    "remove-loss-item": Command(
        P.SETTLEMENT_ASSESS, "calculation", _remove_loss_item, forms.ReasonForm, UNDER_WORK
    ),
    "exclude-loss": Command(
        P.SETTLEMENT_REFUSE, "calculation", _exclude_loss, forms.ExcludeLineForm, UNDER_WORK
    ),
    "loss-costs": Command(
        P.SETTLEMENT_ASSESS, "calculation", _set_loss_costs, forms.LossCostForm, UNDER_WORK
    ),
    "remove-injury": Command(
        P.SETTLEMENT_ASSESS, "calculation", _remove_injury, forms.ReasonForm, UNDER_WORK
    ),
    "death": Command(P.CLAIM_HANDLE, "calculation", _state_death, forms.DeathForm, UNDECIDED),
    "calculate": Command(P.SETTLEMENT_CALCULATE, "calculation", _calculate, states=(S.ASSESSING,)),
    "propose": Command(P.SETTLEMENT_CALCULATE, "decision", _propose, forms.ProposeForm, (S.ASSESSING,)),
    "advance": Command(
        P.SETTLEMENT_CALCULATE,
        "decision",
        _propose_advance,
        forms.AdvanceForm,
        (S.ACCEPTED, S.ASSESSING, S.APPROVAL),
    ),
    "payee": Command(P.PAYMENT_PREPARE, "payment", _set_payee, forms.PayeeForm, tuple(OPEN)),
    "verify-payee": Command(P.PAYMENT_PREPARE, "payment", _verify_payee, forms.VerifyPayeeForm, tuple(OPEN)),
    "agree": Command(P.CLAIM_HANDLE, "decision", _agree, states=(S.AGREEMENT,)),
    "try-again": Command(P.PAYMENT_PREPARE, "payment", _try_again, states=(S.PAYMENT_RETURNED,)),
    "object": Command(
        P.MESSAGE_SEND,
        "decision",
        _object,
        forms.ObjectionForm,
        (S.AGREEMENT, S.PAYING, S.PAYMENT_RETURNED, S.PAID, S.REFUSED, S.ARCHIVED),
    ),
    "mandate": Command(P.MANDATE_RECORD, "mandates", acting.record_mandate, acting_forms.MandateForm),
    "accept-mandate": Command(P.MANDATE_CHECK, "mandates", acting.accept_mandate),
    "refuse-mandate": Command(P.MANDATE_CHECK, "mandates", acting.refuse_mandate, forms.ReasonForm),
    "end-mandate": Command(P.MANDATE_RECORD, "mandates", acting.end_mandate),
    "heir": Command(
        P.MANDATE_RECORD, "mandates", acting.record_heir, acting_forms.HeirRecordForm, tuple(OPEN)
    ),
    "accept-heir": Command(P.MANDATE_CHECK, "mandates", acting.accept_heir),
    "refuse-heir": Command(P.MANDATE_CHECK, "mandates", acting.refuse_heir, forms.ReasonForm),
    "end-heir": Command(P.MANDATE_CHECK, "mandates", acting.end_heir, forms.ReasonForm),
    "caller": Command(P.MESSAGE_SEND, "mandates", acting.say_who_calls, acting_forms.CallerForm),
    "message": Command(P.MESSAGE_SEND, "contacts", _write, forms.MessageForm),
    "contact": Command(P.MESSAGE_SEND, "contacts", _note_contact, forms.ContactForm),
    "promise-call": Command(P.MESSAGE_SEND, "contacts", _promise_call, forms.CallForm),
    "call-made": Command(P.MESSAGE_SEND, "contacts", _call_made, forms.CallMadeForm),
    "assign": Command(P.CLAIM_ASSIGN, "overview", _assign, forms.AssignForm, tuple(OPEN)),
    "complex": Command(P.CLAIM_COMPLEX, "overview", _complex, forms.ReasonForm, UNDECIDED),
    "guide": Command(P.CLAIM_ASSIGN, "overview", _guide, forms.GuideForm, tuple(OPEN)),
    "delay": Command(P.CLAIM_HANDLE, "overview", _delay, forms.DelayForm, tuple(OPEN)),
    "withdraw": Command(P.CLAIM_CLOSE, "overview", _withdraw, forms.NoteForm, UNDECIDED),
    "close": Command(P.CLAIM_CLOSE, "overview", _close, forms.CloseForm, UNDECIDED),
    "reopen": Command(P.CLAIM_REOPEN, "overview", _reopen, forms.ReasonForm, tuple(FINAL)),
    "refer": Command(P.RESTRICTED_REFER, "overview", _refer, forms.ReferForm),
}


def _tune_items(desk: Desk, form: forms.WorkbenchForm) -> None:
    from anpei.claims.wording import paper_name

    field = form.fields.get("items") or form.fields["item"]
    listed = desk.claim.checklist.exclude(state__in=[ItemState.WAIVED, ItemState.HELD])
    choices = [(str(item.pk), paper_name(item.kind)) for item in listed]
    field.choices = choices if "items" in form.fields else [("", _("Not sorted yet")), *choices]  # type: ignore[attr-defined]


def _tune_people(name: str, permission: P) -> Callable[[Desk, forms.WorkbenchForm], None]:
    def tune(desk: Desk, form: forms.WorkbenchForm) -> None:
        unit = desk.staff.unit if not desk.staff.unit.is_head_office else None
        forms.offer_people(form, name, staff_with(permission, unit=unit))

    return tune


def _tune_signers(desk: Desk, form: forms.WorkbenchForm) -> None:
    form.fields["signed_by"].queryset = staff_with(P.SUPPLEMENT_SECOND).exclude(pk=desk.staff.pk)  # type: ignore[attr-defined]


def _tune_appraisal(desk: Desk, form: forms.WorkbenchForm) -> None:
    from anpei.claims.wording import paper_name

    form.fields["paper"].choices = [  # type: ignore[attr-defined]
        ("", "—"),
        *(
            (
                str(paper.pk),
                paper_name(paper.item.kind) if paper.item else f"{_('Not sorted yet')} {paper.pk}",
            )
            for paper in paper_queries.papers_of(desk.claim)
        ),
    ]


def _tune_benefits(desk: Desk, form: forms.WorkbenchForm) -> None:
    language = get_language() or "zh-hans"
    form.fields["benefit"].choices = [  # type: ignore[attr-defined]
        (benefit.code, benefit.name.in_(language)) for benefit in property_benefits(desk.claim)
    ]


def _tune_parts(desk: Desk, form: forms.WorkbenchForm) -> None:
    """The parts of the result are offered where it belongs to others than the insured person."""
    parts = of_latest(desk.claim)
    if all(one.key == INSURED for one in parts):
        del form.fields["entitlement"]
        return
    field = cast("ChoiceField", form.fields["entitlement"])
    shown = [(one.key, f"{desk.seen.name(one.name)} · {format_yuan(one.amount_fen)}") for one in parts]
    field.choices = [("", _("The whole result")), *shown]


TUNED: dict[str, Callable[[Desk, forms.WorkbenchForm], None]] = {
    "receive": _tune_items,
    "upload": _tune_items,
    "supplement": _tune_signers,
    "add-injury": _tune_appraisal,
    "loss-item": _tune_benefits,
    "loss-costs": _tune_benefits,
    "payee": _tune_parts,
    "mandate": acting.tune_principals,
    "save-receipt": receipts.ask_what_counts,
    "assign": _tune_people("handler", P.CLAIM_HANDLE),
    "guide": _tune_people("guide", P.HEALTH_VIEW),
    "order-survey": _tune_people("assignee", P.SURVEY_DO),
}

INITIAL: dict[str, Callable[[Desk, str], dict[str, Any]]] = {
    "mandate": lambda _desk, _target: {"from_on": clock.today(), "cases": acting_forms.ONE},
    "complete": lambda desk, _target: forms.claim_initial(desk.claim),
    "death": lambda desk, _target: {
        "died_on": desk.claim.died_on,
        "cause_of_death": desk.claim.cause_of_death,
    },
    "change-reserve": lambda desk, _target: {"reserve_fen": desk.claim.reserve_fen},
    "register": lambda desk, _target: {"reserve_fen": settlement.suggest_reserve(desk.claim)},
    "payee": lambda desk, _target: {
        "holder_name": desk.seen.name(desk.claim.insured.name) if desk.claim.insured else ""
    },
    "save-receipt": lambda desk, target: receipts.initial(desk, target),
    "loss-item": lambda desk, target: model_to_dict(_loss_item(desk, target)) if target else {},
    "exclude-loss": lambda desk, target: (
        {"clause": _loss_item(desk, target).excluded_clause} if target else {}
    ),
    "override": lambda _desk, target: {"condition": target},
    "reveal": lambda _desk, target: {"field": target},
}


def new_key() -> str:
    """A fresh idempotency key for a form that opens something new."""
    return secrets.token_urlsafe(24)
