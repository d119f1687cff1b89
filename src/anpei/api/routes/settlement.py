"""The money of a case, from receipts to the decision and what a customer says to it."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query

from anpei.accounts import actions as accounts
from anpei.accounts.addresses import client_ip
from anpei.accounts.models import CodePurpose
from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import claims as show_claim
from anpei.api.presenters import money as show
from anpei.api.routes.papers import attachment
from anpei.api.schemas.base import Number, Position, RowId
from anpei.api.schemas.claims import ClaimOut, ReasonIn
from anpei.api.schemas.settlement import (
    AdvanceIn,
    AdvanceOut,
    AnswerObjectionIn,
    CodeIn,
    CodeOut,
    DecisionOut,
    ExcludeIn,
    ExpenseLineOut,
    ObjectIn,
    ObjectionOut,
    ProposeIn,
    ReceiptIn,
    ReceiptOut,
    RegisterIn,
    ReserveIn,
    RunOut,
    SendBackIn,
    SignIn,
    WhatIfIn,
    WorkedOut,
)
from anpei.claims.models import Claim
from anpei.claims.notices import recipient
from anpei.core.errors import Invalid, NotFound, Refused
from anpei.documents import queries as papers
from anpei.documents import vault
from anpei.engine.facts import BadFacts
from anpei.settlement import actions
from anpei.settlement.actions import LineForm, ReceiptForm
from anpei.settlement.models import Advance, ExpenseLine, Objection, Receipt

settlement = Operations("settlement")


# ---- registration and reserve ----


@settlement.post("/claims/{number}/register", S.CLAIMS_HANDLE, answer=ClaimOut, permission=P.RESERVE_SET)
def register_claim(call: Call, number: Number, data: RegisterIn) -> ClaimOut:
    """Register an accepted claim with its opening reserve; the work on the amount begins."""
    actions.register_case(call.claim(number), reserve_fen=data.reserve_fen, by=call.by)
    return show_claim.case(call, call.claim(number))


@settlement.change(
    "PUT", "/claims/{number}/reserve", S.CLAIMS_HANDLE, answer=ClaimOut, permission=P.RESERVE_SET
)
def change_reserve(call: Call, number: Number, data: ReserveIn) -> ClaimOut:
    """Set the outstanding reserve, with the reason."""
    actions.change_reserve(call.claim(number), reserve_fen=data.reserve_fen, reason=data.reason, by=call.by)
    return show_claim.case(call, call.claim(number))


# ---- receipts and their lines ----


@settlement.read(
    "/claims/{number}/receipts", S.CLAIMS_READ, answer=list[ReceiptOut], permission=P.HEALTH_VIEW, signed=True
)
def list_receipts(call: Call, number: Number) -> list[ReceiptOut]:
    """List the receipts with their lines."""
    return [show.receipt(one) for one in call.claim(number).receipts.prefetch_related("lines")]


@settlement.post(
    "/claims/{number}/receipts",
    S.CLAIMS_HANDLE,
    answer=ReceiptOut,
    status=201,
    permission=P.SETTLEMENT_ASSESS,
)
def add_receipt(call: Call, number: Number, data: ReceiptIn) -> ReceiptOut:
    """Enter a receipt with its payer split and lines."""
    claim = call.claim(number)
    return show.receipt(actions.add_receipt(claim, form=_form(claim, data), by=call.by))


@settlement.read(
    "/claims/{number}/receipts/{receipt_id}",
    S.CLAIMS_READ,
    answer=ReceiptOut,
    permission=P.HEALTH_VIEW,
    signed=True,
)
def get_receipt(call: Call, number: Number, receipt_id: RowId) -> ReceiptOut:
    """Read one receipt."""
    return show.receipt(_receipt(call.claim(number), receipt_id))


@settlement.change(
    "PUT",
    "/claims/{number}/receipts/{receipt_id}",
    S.CLAIMS_HANDLE,
    answer=ReceiptOut,
    permission=P.SETTLEMENT_ASSESS,
)
def update_receipt(call: Call, number: Number, receipt_id: RowId, data: ReceiptIn) -> ReceiptOut:
    """Replace a receipt and its lines; an exclusion signed on a line has to be signed again."""
    claim = call.claim(number)
    return show.receipt(
        actions.update_receipt(_receipt(claim, receipt_id), form=_form(claim, data), by=call.by)
    )


@settlement.change(
    "DELETE",
    "/claims/{number}/receipts/{receipt_id}",
    S.CLAIMS_HANDLE,
    answer=None,
    status=204,
    permission=P.SETTLEMENT_ASSESS,
)
def remove_receipt(
    call: Call, number: Number, receipt_id: RowId, reason: Annotated[str, Query(..., max_length=200)]
) -> None:
    """Take a receipt out, with the reason."""
    actions.remove_receipt(_receipt(call.claim(number), receipt_id), reason=reason, by=call.by)


@settlement.post(
    "/claims/{number}/lines/{line_id}/exclude",
    S.CLAIMS_HANDLE,
    answer=ExpenseLineOut,
    permission=P.SETTLEMENT_REFUSE,
)
def exclude_line(call: Call, number: Number, line_id: RowId, data: ExcludeIn) -> ExpenseLineOut:
    """Find an item not covered: signed by name, with clause and reason."""
    line = _line(call.claim(number), line_id)
    return show.line(
        actions.exclude_line(
            line, excluded_fen=data.excluded_fen, clause=data.clause, reason=data.reason, by=call.by
        )
    )


@settlement.post(
    "/claims/{number}/lines/{line_id}/include",
    S.CLAIMS_HANDLE,
    answer=ExpenseLineOut,
    permission=P.SETTLEMENT_ASSESS,
)
def include_line(call: Call, number: Number, line_id: RowId, data: ReasonIn) -> ExpenseLineOut:
    """Take an exclusion back: the item counts in full again."""
    return show.line(actions.include_line(_line(call.claim(number), line_id), reason=data.reason, by=call.by))


# ---- calculation ----


@settlement.read(
    "/claims/{number}/calculations", S.CLAIMS_READ, answer=list[RunOut], permission=P.HEALTH_VIEW, signed=True
)
def list_calculations(call: Call, number: Number) -> list[RunOut]:
    """List the calculations, the latest first, each with its tree of steps."""
    return [show.run(one) for one in call.claim(number).runs.select_related("made_by")]


@settlement.post(
    "/claims/{number}/calculations",
    S.CLAIMS_HANDLE,
    answer=RunOut,
    status=201,
    permission=P.SETTLEMENT_CALCULATE,
)
def calculate_claim(call: Call, number: Number) -> RunOut:
    """Calculate what the terms pay on the receipts entered, and keep the working."""
    return show.run(actions.calculate(call.claim(number), by=call.by))


@settlement.post(
    "/claims/{number}/what-if",
    S.CLAIMS_HANDLE,
    answer=WorkedOut,
    permission=P.SETTLEMENT_CALCULATE,
    keyed=False,
)
def try_out(call: Call, number: Number, data: WhatIfIn) -> WorkedOut:
    """Calculate with some inputs changed. Nothing is stored, so no idempotency key is needed."""
    try:
        return show.worked(actions.try_out(call.claim(number), changes=data.changes))
    except BadFacts as refusal:
        raise Invalid(fields={place or "changes": words for place, words in refusal.places}) from None


# ---- decision ----


@settlement.read(
    "/claims/{number}/decisions",
    S.CLAIMS_READ,
    answer=list[DecisionOut],
    permission=P.CLAIM_VIEW,
    signed=True,
)
def list_decisions(call: Call, number: Number) -> list[DecisionOut]:
    """List the decisions, the latest first, with who signed."""
    return [
        show.decision(one)
        for one in call.claim(number).decisions.select_related("run", "made_by", "approved_by")
    ]


@settlement.post(
    "/claims/{number}/decisions", S.CLAIMS_HANDLE, answer=DecisionOut, status=201, permission=P.CLAIM_VIEW
)
def propose_decision(call: Call, number: Number, data: ProposeIn) -> DecisionOut:
    """Propose a decision on the latest calculation, for somebody else to sign.

    A reduced payment and a refusal need the clause, the reason in words for the customer, and what would change it.
    """
    claim = call.claim(number)
    return show.decision(actions.propose(claim, run=claim.runs.first(), by=call.by, **data.model_dump()))


@settlement.post(
    "/claims/{number}/decisions/{decision}/approve",
    S.CLAIMS_APPROVE,
    answer=DecisionOut,
    permission=P.CLAIM_APPROVE,
)
def approve_decision(call: Call, number: Number, decision: Position, data: SignIn) -> DecisionOut:
    """Sign a proposal. Never by who prepared it or worked on the case, and inside one's authority."""
    proposal = call.decision(call.claim(number), decision)
    actions.approve(proposal, comment=data.comment, by=call.by)
    return show.decision(call.decision(call.claim(number), decision))


@settlement.post(
    "/claims/{number}/decisions/{decision}/send-back",
    S.CLAIMS_APPROVE,
    answer=DecisionOut,
    permission=P.CLAIM_APPROVE,
)
def send_back_decision(call: Call, number: Number, decision: Position, data: SendBackIn) -> DecisionOut:
    """Return a proposal to its maker with what is to be looked at again."""
    actions.send_back(call.decision(call.claim(number), decision), comment=data.comment, by=call.by)
    return show.decision(call.decision(call.claim(number), decision))


@settlement.read(
    "/claims/{number}/decisions/{decision}/letter",
    S.CLAIMS_READ,
    answer=None,
    file="application/pdf",
    permission=P.HEALTH_VIEW,
    signed=True,
)
def download_letter(call: Call, number: Number, decision: Position) -> HttpResponse:
    """Fetch the decision letter (PDF, Chinese)."""
    found = call.decision(call.claim(number), decision)
    if not found.letter_sha256:
        raise NotFound(
            "letter.not_ready", _("The letter is not written yet. It follows minutes after the approval.")
        )
    return attachment(vault.read_hash(found.letter_sha256), "application/pdf", f"{number}-{decision}.pdf")


@settlement.post(
    "/claims/{number}/decisions/{decision}/agreement-code",
    S.CLAIMS_HANDLE,
    answer=CodeOut,
    status=201,
    permission=P.MESSAGE_SEND,
)
def send_agreement_code(call: Call, number: Number, decision: Position) -> CodeOut:
    """Send the customer a one-time code by which they agree to an offered amount."""
    claim = call.claim(number)
    call.decision(claim, decision)
    requested = accounts.request_code(
        phone=_phone_of_insured(claim), ip=client_ip(call.request), by=call.by, purpose=CodePurpose.SIGN
    )
    return CodeOut(expires_at=requested.expires_at, shown_code=requested.shown_code)


@settlement.change(
    "PUT",
    "/claims/{number}/decisions/{decision}/agreement",
    S.CLAIMS_HANDLE,
    answer=DecisionOut,
    permission=P.MESSAGE_SEND,
)
def agree_to_decision(call: Call, number: Number, decision: Position, data: CodeIn) -> DecisionOut:
    """Record the customer's agreement to an offered amount, proved by the code on their phone."""
    claim = call.claim(number)
    found = call.decision(claim, decision)
    # Every guess counts, so the code is checked before any transaction begins.
    accounts.verify_code(phone=_phone_of_insured(claim), code=data.code, purpose=CodePurpose.SIGN)
    assert claim.insured is not None  # _phone_of_insured
    actions.agree(found, by=claim.insured.actor)
    return show.decision(call.decision(claim, decision))


# ---- objections and advances ----


@settlement.read(
    "/claims/{number}/objections",
    S.CLAIMS_READ,
    answer=list[ObjectionOut],
    permission=P.CLAIM_VIEW,
    signed=True,
)
def list_objections(call: Call, number: Number) -> list[ObjectionOut]:
    """List the objections and their answers."""
    return [
        show.objection(call, one)
        for one in call.claim(number).objections.select_related("decision", "reviewer")
    ]


@settlement.post(
    "/claims/{number}/objections",
    S.CLAIMS_REPORT,
    S.CLAIMS_HANDLE,
    answer=ObjectionOut,
    status=201,
    permission=P.MESSAGE_SEND,
    signed=False,
)
def object_to_decision(call: Call, number: Number, data: ObjectIn) -> ObjectionOut:
    """Pass on that the customer disagrees; somebody who did not decide looks at it."""
    return show.objection(call, actions.object_to(call.claim(number), text=data.text, by=call.by))


@settlement.post(
    "/claims/{number}/objections/{objection_id}/answer",
    S.CLAIMS_APPROVE,
    answer=ObjectionOut,
    permission=P.OBJECTION_REVIEW,
)
def answer_objection(
    call: Call, number: Number, objection_id: RowId, data: AnswerObjectionIn
) -> ObjectionOut:
    """Answer an objection with reasons; never by who decided."""
    found = _objection(call.claim(number), objection_id)
    return show.objection(
        call, actions.answer_objection(found, upheld=data.upheld, answer=data.answer, by=call.by)
    )


@settlement.post(
    "/claims/{number}/advances",
    S.CLAIMS_HANDLE,
    answer=AdvanceOut,
    status=201,
    permission=P.SETTLEMENT_CALCULATE,
)
def propose_advance(call: Call, number: Number, data: AdvanceIn) -> AdvanceOut:
    """Propose to pay what is certain already, before the rest is known."""
    return show.advance(
        actions.propose_advance(
            call.claim(number), amount_fen=data.amount_fen, reason=data.reason, by=call.by
        )
    )


@settlement.post(
    "/claims/{number}/advances/{advance_id}/approve",
    S.CLAIMS_APPROVE,
    answer=AdvanceOut,
    permission=P.CLAIM_APPROVE,
)
def approve_advance(call: Call, number: Number, advance_id: RowId, data: SignIn) -> AdvanceOut:
    """Sign an advance as its second person."""
    return show.advance(
        actions.approve_advance(
            _advance(call.claim(number), advance_id), comment=data.comment[:300], by=call.by
        )
    )


@settlement.post(
    "/claims/{number}/advances/{advance_id}/send-back",
    S.CLAIMS_APPROVE,
    answer=AdvanceOut,
    permission=P.CLAIM_APPROVE,
)
def send_back_advance(call: Call, number: Number, advance_id: RowId, data: SendBackIn) -> AdvanceOut:
    """Return an advance to its maker."""
    return show.advance(
        actions.return_advance(_advance(call.claim(number), advance_id), comment=data.comment, by=call.by)
    )


def _form(claim: Claim, data: ReceiptIn) -> ReceiptForm:
    values = data.model_dump(exclude={"lines", "paper"})
    lines = tuple(LineForm(**line.model_dump()) for line in data.lines)
    return ReceiptForm(
        lines=lines, paper=papers.get_paper(claim, data.paper) if data.paper else None, **values
    )


def _receipt(claim: Claim, receipt_id: int) -> Receipt:
    found = claim.receipts.filter(pk=receipt_id).first()
    if found is None:
        raise NotFound("receipt.unknown", _("There is no such receipt on this case."))
    return found


def _line(claim: Claim, line_id: int) -> ExpenseLine:
    found = (
        ExpenseLine.objects.filter(pk=line_id, receipt__claim=claim).select_related("receipt__claim").first()
    )
    if found is None:
        raise NotFound("line.unknown", _("There is no such item on this case."))
    return found


def _objection(claim: Claim, objection_id: int) -> Objection:
    found = claim.objections.select_related("decision__claim").filter(pk=objection_id).first()
    if found is None:
        raise NotFound("objection.unknown", _("There is no such objection on this case."))
    return found


def _advance(claim: Claim, advance_id: int) -> Advance:
    found = claim.advances.filter(pk=advance_id).first()
    if found is None:
        raise NotFound("advance.unknown", _("There is no such advance on this case."))
    return found


def _phone_of_insured(claim: Claim) -> str:
    """The phone of the insured person or the guardian: nobody else agrees to an amount."""
    to = recipient(claim)
    if to.kind != "party" or not to.address:
        raise Refused(
            "agreement.no_phone",
            _("No phone of the insured person is known. Please ask them to agree in the app or in writing."),
        )
    return to.address
