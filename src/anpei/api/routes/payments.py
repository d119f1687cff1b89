"""Money out: the account, the transfers, what the bank says, and the closed file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import claims as show_claim
from anpei.api.presenters import money as show
from anpei.api.routes.papers import attachment
from anpei.api.schemas.base import Number, RowId
from anpei.api.schemas.claims import ClaimOut
from anpei.api.schemas.payments import (
    BankAnswerIn,
    BankBookedOut,
    InstructionOut,
    PayeeIn,
    PayeeOut,
    PaymentsOut,
    VerifyPayeeIn,
)
from anpei.api.signatures import BankSignature
from anpei.archive import actions as archive_actions
from anpei.archive import queries as archive_queries
from anpei.claims.models import Claim
from anpei.core.errors import Invalid, NotFound
from anpei.documents import vault
from anpei.parties.models import Party
from anpei.payments import actions, queries
from anpei.payments.bank import Answer
from anpei.payments.models import Instruction, Payee
from anpei.settlement.entitlement import of_latest

payments = Operations("payments")


@payments.read("/claims/{number}/payments", S.PAYMENTS_READ, answer=PaymentsOut, permission=P.PAYMENT_VIEW)
def get_payments(call: Call, number: Number) -> PaymentsOut:
    """Read who is paid and where each transfer stands."""
    claim = call.claim(number)
    payees = claim.payees.select_related("party", "account").order_by("id")
    return PaymentsOut(
        entitlements=[show.entitlement(call, one) for one in of_latest(claim)],
        payees=[show.payee(call, one) for one in payees],
        instructions=[show.instruction(one) for one in queries.of_claim(claim)],
    )


@payments.change(
    "PUT",
    "/claims/{number}/payee",
    S.CLAIMS_HANDLE,
    S.PAYMENTS_WRITE,
    answer=PayeeOut,
    permission=P.PAYMENT_PREPARE,
)
def set_payee(call: Call, number: Number, data: PayeeIn) -> PayeeOut:
    """Set the account the money goes to. It has to be in the payee's own name; a change after approval voids the approval."""
    claim = call.claim(number)
    values = data.model_dump(exclude={"party"})
    return show.payee(
        call, actions.set_payee(claim, party=_payee_person(call, claim, data.party), by=call.by, **values)
    )


@payments.post(
    "/claims/{number}/payees/{payee_id}/verify",
    S.CLAIMS_HANDLE,
    S.PAYMENTS_WRITE,
    answer=PayeeOut,
    permission=P.PAYMENT_PREPARE,
)
def verify_payee(call: Call, number: Number, payee_id: RowId, data: VerifyPayeeIn) -> PayeeOut:
    """Record that identity and relation of a payee were checked."""
    found = _payee(call.claim(number), payee_id)
    return show.payee(
        call,
        actions.verify_payee(
            found, identity_checked=data.identity_checked, relation=data.relation, by=call.by
        ),
    )


@payments.post(
    "/claims/{number}/payments/{instruction_id}/release",
    S.PAYMENTS_WRITE,
    answer=InstructionOut,
    permission=P.PAYMENT_RELEASE,
)
def release_payment(call: Call, number: Number, instruction_id: RowId) -> InstructionOut:
    """Let a large payment go to the bank; never by who prepared, verified or approved it."""
    return show.instruction(actions.release(_instruction(call.claim(number), instruction_id), by=call.by))


@payments.post(
    "/claims/{number}/payments/try-again",
    S.PAYMENTS_WRITE,
    S.CLAIMS_HANDLE,
    answer=list[InstructionOut],
    permission=P.PAYMENT_PREPARE,
)
def send_payment_again(call: Call, number: Number) -> list[InstructionOut]:
    """Send money that came back to the same account once more."""
    return [show.instruction(one) for one in actions.try_again(call.claim(number), by=call.by)]


@payments.post("/claims/{number}/archive", S.CLAIMS_HANDLE, answer=ClaimOut, permission=P.CLAIM_CLOSE)
def archive_claim(call: Call, number: Number) -> ClaimOut:
    """File a finished claim now; by itself it is filed some days after the end."""
    archive_actions.archive(call.claim(number), by=call.by)
    return show_claim.case(call, call.claim(number))


@payments.read(
    "/claims/{number}/archive",
    S.CLAIMS_READ,
    answer=None,
    file="application/zip",
    permission=P.ARCHIVE_VIEW,
    signed=True,
)
def download_archive(call: Call, number: Number) -> HttpResponse:
    """Fetch the closed file: one zip with every paper, letter, figure and event, and a manifest with the hash of each."""
    bundle = archive_queries.latest(call.claim(number))
    if bundle is None:
        raise NotFound("archive.none", _("This case is not filed yet."))
    return attachment(vault.read(bundle.file), "application/zip", f"{number}-{bundle.sequence}.zip")


@payments.router.post(
    "/bank/answers",
    auth=BankSignature(),
    response=BankBookedOut,
    operation_id="take_bank_answer",
    summary="Take an answer of the bank",
    description=(
        "For the bank's system, signed as webhooks are, with the shared secret `ANPEI_BANK_SECRET`. "
        "`message_id` is the idempotency key."
    ),
)
def take_bank_answer(request: HttpRequest, data: BankAnswerIn) -> BankBookedOut:
    answer = Answer(
        message_id=data.message_id,
        key=data.key,
        status=data.status,
        at=data.at,
        bank_ref=data.bank_ref,
        reason=data.reason,
        raw=data.model_dump(mode="json"),
    )
    return BankBookedOut(booked=actions.take_answer(answer))


def _payee_person(call: Call, claim: Claim, party_id: int | None) -> Party:
    if party_id is not None and party_id not in {
        claim.insured_id,
        claim.insured.guardian_id if claim.insured else None,
    }:
        return call.party(party_id)
    wanted = party_id or claim.insured_id
    found = Party.objects.filter(pk=wanted).first() if wanted else None
    if found is None:
        raise Invalid(
            fields={"party": _("The insured person is not known yet. Please find the policy first.")}
        )
    return found


def _payee(claim: Claim, payee_id: int) -> Payee:
    found = queries.active_payees(claim).filter(pk=payee_id).first()
    if found is None:
        raise NotFound("payee.unknown", _("There is no such payee on this case."))
    return found


def _instruction(claim: Claim, instruction_id: int) -> Instruction:
    found = queries.of_claim(claim).filter(pk=instruction_id).first()
    if found is None:
        raise NotFound("payment.unknown", _("There is no such payment on this case."))
    return found
