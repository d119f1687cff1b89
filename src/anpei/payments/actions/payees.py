"""Who is paid, into which account, and how we know."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.claims.clocks import restart_queue_clock
from anpei.claims.models import Claim
from anpei.claims.queries import locked, represented
from anpei.claims.states import FINAL
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.mandates.models import Mandate
from anpei.mandates.queries import to_collect
from anpei.parties import actions as parties
from anpei.parties.models import BankAccount, ConsentPurpose, LegalBasis, Party
from anpei.parties.queries import has_consent
from anpei.payments import events
from anpei.payments.actions.instructions import cancel_ready, instruct
from anpei.payments.models import InstructionState, Payee
from anpei.payments.rules import same_name
from anpei.settlement.actions import void_approval
from anpei.settlement.entitlement import INSURED, of_latest
from anpei.settlement.queries import valid_decision

WHOLE_BP = 10_000
CAPACITIES = ("insured", "beneficiary", "claimant", "guardian", "authorised")


def set_payee(
    claim: Claim,
    *,
    party: Party,
    holder_name: str,
    account_number: str,
    bank_name: str,
    by: Actor,
    capacity: str = "insured",
    authority_reason: str = "",
    share_bp: int = WHOLE_BP,
    entitlement: str = "",
) -> Payee:
    """Record where the money goes. The account must be in the payee's own name.

    With the whole share the payee becomes the only one; with less it stands beside the others. With ``entitlement``
    the payee gets exactly that part of the result (``settlement.entitlement``), beside those of other parts. A change after
    approval voids the approval: somebody signs again before money leaves. Raises Invalid (fields), Refused
    ("payee.name_mismatch", "payee.in_flight", "payee.consent") and Forbidden.
    """
    _require_may_set(claim, party, by)
    _require_capacity(claim, party, capacity, authority_reason, share_bp)
    if not same_name(holder_name, party.name):
        raise Refused(
            "payee.name_mismatch",
            _(
                "We can only pay into an account in the person's own name, so that the money surely arrives. "
                "Please choose another account, or call us."
            ),
            fields={"holder_name": _("This name and the name of the person to be paid are not the same.")},
        )
    with transaction.atomic():
        claim = locked(claim.pk)
        if claim.state in FINAL:
            raise Refused(
                "payee.too_late", _("This case is finished. Please call us if the account was wrong.")
            )
        _require_legal_basis(party, by)
        account = parties.add_account(
            party=party, holder_name=holder_name, number=account_number, bank_name=bank_name, by=by
        )
        entitlement = entitlement or _own_part(claim, by)
        if capacity == "authorised":
            power = _power_to_collect(claim, party, entitlement)
            authority_reason = f"{power.ref} · {authority_reason.strip() or power.document}"
        if entitlement:
            share_bp = _share_of_part(claim, entitlement)
        earlier = list(claim.payees.filter(active=True).select_related("account"))
        same = _unchanged(earlier, party, account, capacity, share_bp, entitlement)
        if same is not None:
            return same
        _require_nothing_in_flight(claim)
        first = not claim.payees.exists()
        _retire(claim, earlier, party, share_bp, entitlement)
        payee = Payee.objects.create(
            claim=claim,
            party=party,
            account=account,
            capacity=capacity,
            authority_reason=authority_reason.strip()[:200],
            share_bp=share_bp,
            entitlement=entitlement,
            name_matches=True,
        )
        _verify_by_rule(claim, payee)
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.PayeeSet(payee=payee.pk, last4=account.last4, changed=not first),
            by=by,
        )
        deadlines.stop(
            rule="account.silence", subject="claim", subject_id=claim.pk, at=clock.now(), outcome="met"
        )
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
        restart_queue_clock(claim)
        _after_change(claim, payee, first=first, by=by)
    return payee


def verify_payee(payee: Payee, *, identity_checked: str, relation: str, by: Actor) -> Payee:
    """A person checked identity and relation (Anti-Money-Laundering Law art. 28 to 30): which document, which relation."""
    require(by, Permission.PAYMENT_PREPARE)
    person = signing(by)
    errors = {}
    if not identity_checked.strip():
        errors["identity_checked"] = _("Which document did you look at?")
    if not relation.strip():
        errors["relation"] = _("What is the payee to the insured person?")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        claim = locked(payee.claim_id)
        changed = Payee.objects.filter(pk=payee.pk, active=True, verified_at__isnull=True).update(
            verified_by=person,
            verified_at=clock.now(),
            verified_how="person",
            verification={
                **payee.verification,
                "identity": identity_checked.strip(),
                "relation": relation.strip(),
            },
        )
        if changed != 1:
            raise Refused("payee.verified", _("This payee has been verified or replaced already."))
        payee.refresh_from_db()
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.PayeeVerified(payee=payee.pk, how="person"),
            by=by,
        )
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
        instruct(claim, by=by)
    return payee


def _require_may_set(claim: Claim, party: Party, by: Actor) -> None:
    if by.kind == "customer":
        own = {str(claim.insured_id), str(claim.insured.guardian_id) if claim.insured else ""}
        if not {by.id, by.for_id} & (own - {"", "None"} | {str(party.pk)}):
            raise Forbidden("payee.not_yours", _("Only the person who is paid can choose the account."))
        return
    if by.kind in {"staff", "agent"}:
        require(by, Permission.PAYMENT_PREPARE)


def _require_capacity(
    claim: Claim, party: Party, capacity: str, authority_reason: str, share_bp: int
) -> None:
    errors = {}
    if capacity not in CAPACITIES:
        errors["capacity"] = _("Insured person, beneficiary, guardian or authorised person?")
    if capacity == "insured" and party.pk != claim.insured_id:
        errors["capacity"] = _("This is not the insured person. In which capacity is the money received?")
    if capacity == "guardian" and (claim.insured is None or claim.insured.guardian_id != party.pk):
        errors["capacity"] = _("This person is not recorded as the guardian.")
    if not 0 < share_bp <= WHOLE_BP:
        errors["share_bp"] = _("Between 0 and 100 %.")
    if errors:
        raise Invalid(fields=errors)


def _power_to_collect(claim: Claim, party: Party, entitlement: str) -> Mandate:
    """The checked paper by which whoever owns this part lets ``party`` receive it; without one nobody else is paid."""
    principals = represented(claim)
    if entitlement and entitlement != INSURED:
        names = {one.key: one.name.strip() for one in of_latest(claim)}
        heirs = claim.heirs.filter(person__in=principals).select_related("person")
        principals = [heir.person_id for heir in heirs if heir.person.name == names.get(entitlement)]
    power = to_collect(principals, agent_id=party.pk, claim_id=claim.pk)
    if power is None:
        raise Refused(
            "payee.no_power",
            _(
                "No checked power of attorney lets this person receive the money. "
                "Please record it under Mandates and heirs and have a colleague check it."
            ),
            fields={"capacity": _("There is no power of attorney to receive money on file.")},
        )
    return power


def _require_legal_basis(party: Party, by: Actor) -> None:
    """Account data are sensitive: a separate yes of the person, or the contract's need recorded (PIPL art. 13, 29)."""
    if has_consent(party, ConsentPurpose.BANK_DATA):
        return
    if by.kind == "customer":
        raise Refused(
            "payee.consent",
            _("Please agree first that we use this account to pay you. We use it for nothing else."),
        )
    parties.give_consent(
        party=party,
        purpose=ConsentPurpose.BANK_DATA,
        basis=LegalBasis.CONTRACT,
        text_version="contract",
        channel=by.kind,
        by=by,
    )


def _unchanged(
    earlier: list[Payee],
    party: Party,
    account: BankAccount,
    capacity: str,
    share_bp: int,
    entitlement: str,
) -> Payee | None:
    wanted = (party.pk, account.pk, capacity, share_bp, entitlement)
    for payee in earlier:
        known = (payee.party_id, payee.account_id, payee.capacity, payee.share_bp, payee.entitlement)
        if known == wanted:
            return payee
    return None


def _require_nothing_in_flight(claim: Claim) -> None:
    flying = claim.instructions.filter(state=InstructionState.SENT).select_related("payee__account").first()
    if flying is not None:
        raise Refused(
            "payee.in_flight",
            _(
                "The money is on its way to the account ending in %(last4)s. Should it come back, you can choose another one."
            )
            % {"last4": flying.payee.account.last4},
        )


def _own_part(claim: Claim, by: Actor) -> str:
    """Who names an account for themself gets their own part where others have one (Insurance Law art. 65)."""
    if by.kind == "customer" and any(one.key != INSURED for one in of_latest(claim)):
        return INSURED
    return ""


def _share_of_part(claim: Claim, entitlement: str) -> int:
    """The part of the result in basis points, for people to read; the transfer takes the fen of the part itself."""
    parts = {one.key: one.amount_fen for one in of_latest(claim)}
    if entitlement not in parts:
        raise Invalid(
            fields={"entitlement": _("The result has no such part. Please choose one of those shown.")}
        )
    return max(parts[entitlement] * WHOLE_BP // sum(parts.values()), 1)


def _retire(claim: Claim, earlier: list[Payee], party: Party, share_bp: int, entitlement: str) -> None:
    """The whole share replaces everybody; a share or a part of the result replaces the same person or part, and stands
    beside others of its own kind alone.
    """
    if entitlement:
        gone = [
            payee.pk
            for payee in earlier
            if payee.party_id == party.pk or payee.entitlement in ("", entitlement)
        ]
        claim.payees.filter(pk__in=gone).update(active=False)
        return
    gone = [
        payee.pk
        for payee in earlier
        if share_bp == WHOLE_BP
        or payee.party_id == party.pk
        or payee.share_bp == WHOLE_BP
        or payee.entitlement
    ]
    claim.payees.filter(pk__in=gone).update(active=False)
    rest = claim.payees.filter(active=True).aggregate(total=Sum("share_bp"))["total"] or 0
    if rest + share_bp > WHOLE_BP:
        raise Invalid(fields={"share_bp": _("The shares come to more than 100 %.")})


def _verify_by_rule(claim: Claim, payee: Payee) -> None:
    """The insured person, known with identity document and phone, on an account in the same name: verified at once.

    Everybody else waits for a person to look. Every payee is verified, whatever the amount (regulations §7.1).
    """
    party = payee.party
    checks = {
        "account_name": True,
        "is_insured": party.pk == claim.insured_id,
        "identity_known": bool(party.id_type and party.id_number),
        "phone_known": bool(party.phone),
    }
    payee.verification = checks
    if all(checks.values()):
        payee.verified_how, payee.verified_at = "rule", clock.now()
    payee.save(update_fields=["verification", "verified_how", "verified_at"])
    if payee.verified_at:
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.PayeeVerified(payee=payee.pk, how="rule"),
            by=Actor.system("payee-check"),
        )


def _after_change(claim: Claim, payee: Payee, *, first: bool, by: Actor) -> None:
    decision = valid_decision(claim)
    if decision is None or not decision.amount_fen:
        instruct(claim, by=by)  # an advance may be waiting for an account
        return
    if first and payee.capacity == "insured":
        # Nothing that was approved has changed: the insured person names an account for the first time.
        instruct(claim, by=by)
        return
    cancel_ready(claim, by=by)
    void_approval(decision, reason=gettext_noop("The payee or account changed after approval"), by=by)
