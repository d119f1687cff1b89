"""Papers, receipts, calculations, decisions and payments as answers."""

from __future__ import annotations

from anpei.api.access import Call
from anpei.api.schemas.papers import PaperOut, UploadOut
from anpei.api.schemas.payments import EntitledOut, InstructionOut, PayeeOut
from anpei.api.schemas.settlement import (
    AdvanceOut,
    DecisionOut,
    ExpenseLineOut,
    InjuryOut,
    ObjectionOut,
    ReceiptOut,
    RunOut,
    SignatureOut,
    WorkedOut,
)
from anpei.documents.actions.uploads import LARGEST_PIECE
from anpei.documents.models import Paper, Upload
from anpei.payments.models import Instruction, Payee
from anpei.settlement.adjudication import Worked
from anpei.settlement.entitlement import Entitled
from anpei.settlement.models import Advance, CalculationRun, Decision, ExpenseLine, Injury, Objection, Receipt


def paper(one: Paper) -> PaperOut:
    file = one.file
    return PaperOut(
        id=one.pk,
        kind=one.item.kind if one.item else None,
        filename=one.filename,
        origin=one.origin,
        state=one.state,
        media_type=file.media_type if file else None,
        pages=file.pages if file else None,
        size=file.size if file else None,
        sha256=file.sha256 if file else None,
        received_at=one.received_at,
    )


def upload(one: Upload) -> UploadOut:
    return UploadOut(
        token=one.token,
        offset=one.received,
        size=one.size,
        largest_piece=LARGEST_PIECE,
        expires_at=one.expires_at,
        paper=one.paper_id,
        known=one.known,
    )


def receipt(one: Receipt) -> ReceiptOut:
    names = (
        "setting", "code", "number", "hospital", "issued_on", "admitted_on", "discharged_on",
        "total_fen", "social_fen", "other_fen", "account_fen", "social_settled", "hospital_class", "designated", "emergency",
    )  # fmt: skip
    return ReceiptOut(
        id=one.pk,
        lines=[line(each) for each in one.lines.all()],
        **{name: getattr(one, name) for name in names},
    )


def line(one: ExpenseLine) -> ExpenseLineOut:
    names = (
        "item",
        "category",
        "amount_fen",
        "nrdl_class",
        "first_pay_bp",
        "item_code",
        "drug_list",
        "excluded_fen",
        "excluded_clause",
        "excluded_reason",
    )
    return ExpenseLineOut(id=one.pk, **{name: getattr(one, name) for name in names})


def injury(one: Injury) -> InjuryOut:
    names = ("item", "grade", "standard_code", "appraised_on")
    return InjuryOut(
        id=one.pk,
        paper=one.paper_id,
        rated_by=one.rated_by.display_name,
        **{name: getattr(one, name) for name in names},
    )


def worked(one: Worked) -> WorkedOut:
    return WorkedOut(
        engine_version=one.engine_version,
        claimed_fen=one.claimed_fen,
        payable_fen=one.payable_fen,
        result=one.result,
    )


def run(one: CalculationRun) -> RunOut:
    return RunOut(
        number=one.number,
        engine_version=one.engine_version,
        claimed_fen=one.claimed_fen,
        payable_fen=one.payable_fen,
        result=one.result,
        made_by=one.made_by.display_name,
        made_at=one.made_at,
    )


def decision(one: Decision) -> DecisionOut:
    names = (
        "number", "outcome", "amount_fen", "undisputed_fen", "clause", "reason", "would_change", "appeal",
        "state", "made_at", "approved_at", "agreement_needed", "agreed_at", "void_reason",
    )  # fmt: skip
    return DecisionOut(
        run=one.run.number if one.run else None,
        made_by=one.made_by.display_name,
        approved_by=one.approved_by.display_name if one.approved_by else None,
        letter=bool(one.letter_sha256),
        signatures=[
            SignatureOut(
                by=each.by.display_name,
                level=each.level,
                verdict=each.verdict,
                comment=each.comment,
                at=each.at,
            )
            for each in one.signatures.select_related("by").order_by("id")
        ],
        **{name: getattr(one, name) for name in names},
    )


def objection(call: Call, one: Objection) -> ObjectionOut:
    """What the customer wrote may speak of illness: only for who sees health data."""
    return ObjectionOut(
        id=one.pk,
        decision=one.decision.number,
        text=one.text if call.masked.health else None,
        state=one.state,
        reviewer=one.reviewer.display_name if one.reviewer else "",
        raised_at=one.raised_at,
        due_at=one.due_at,
        answer=one.answer,
        answered_at=one.answered_at,
    )


def advance(one: Advance) -> AdvanceOut:
    return AdvanceOut(
        id=one.pk,
        amount_fen=one.amount_fen,
        reason=one.reason,
        state=one.state,
        made_by=one.made_by.display_name,
        made_at=one.made_at,
        answered_by=one.answered_by.display_name if one.answered_by else None,
        answered_at=one.answered_at,
    )


def entitlement(call: Call, one: Entitled) -> EntitledOut:
    return EntitledOut(key=one.key, name=call.masked.name(one.name), amount_fen=one.amount_fen)


def payee(call: Call, one: Payee) -> PayeeOut:
    """The account number never leaves: its last four digits tell two accounts apart."""
    return PayeeOut(
        id=one.pk,
        capacity=one.capacity,
        name=call.masked.name(one.party.name),
        bank_name=one.account.bank_name,
        last4=one.account.last4,
        share_bp=one.share_bp,
        verified=one.verified_at is not None,
        verified_how=one.verified_how,
        active=one.active,
    )


def instruction(one: Instruction) -> InstructionOut:
    names = (
        "part",
        "amount_fen",
        "state",
        "needs_release",
        "released_at",
        "sent_at",
        "settled_at",
        "return_reason",
    )
    return InstructionOut(
        id=one.pk, last4=one.payee.account.last4, **{name: getattr(one, name) for name in names}
    )
