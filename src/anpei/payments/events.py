"""What can happen to the money on its way, in both wordings. Account numbers never appear, only the last four digits."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event
from anpei.payments.models import InstructionState
from anpei.values.money import format_yuan


@event("payment.payee_set", audience=Audience.CUSTOMER)
class PayeeSet:
    payee: int
    last4: str
    changed: bool

    def customer(self) -> str:
        return _("The account ending in %(last4)s is on record") % {"last4": self.last4}

    def staff(self) -> str:
        words = (
            _("Account changed, ending in %(last4)s")
            if self.changed
            else _("Account recorded, ending in %(last4)s")
        )
        return words % {"last4": self.last4}


@event("payment.payee_verified", audience=Audience.STAFF)
class PayeeVerified:
    payee: int
    how: str

    def customer(self) -> str:
        return _("We checked the account")

    def staff(self) -> str:
        return _("Payee verified by rule") if self.how == "rule" else _("Payee verified by a person")


@event("payment.account_wanted", audience=Audience.CUSTOMER)
class AccountWanted:
    amount_fen: int

    def customer(self) -> str:
        return _("%(amount)s yuan are reserved for you. Tell us where to pay them, whenever it suits you") % {
            "amount": format_yuan(self.amount_fen)
        }

    def staff(self) -> str:
        return _("Waiting for an account: %(amount)s") % {"amount": format_yuan(self.amount_fen)}


@event("payment.instructed", audience=Audience.STAFF)
class PaymentInstructed:
    instruction: int
    amount_fen: int
    part: str
    needs_release: bool

    def customer(self) -> str:
        return _("The payment is being prepared")

    def staff(self) -> str:
        words = (
            _("Payment of %(amount)s waits for release")
            if self.needs_release
            else _("Payment of %(amount)s prepared")
        )
        return words % {"amount": format_yuan(self.amount_fen)}


@event("payment.released", audience=Audience.STAFF)
class PaymentReleased:
    instruction: int
    amount_fen: int

    def customer(self) -> str:
        return _("The payment is being prepared")

    def staff(self) -> str:
        return _("Payment of %(amount)s released") % {"amount": format_yuan(self.amount_fen)}


@event("payment.cancelled", audience=Audience.STAFF)
class PaymentCancelled:
    instruction: int
    amount_fen: int

    def customer(self) -> str:
        return _("The payment is prepared again")

    def staff(self) -> str:
        return _("Payment of %(amount)s cancelled before sending") % {"amount": format_yuan(self.amount_fen)}


@event("payment.sent", audience=Audience.CUSTOMER)
class PaymentSent:
    instruction: int
    amount_fen: int
    last4: str

    def customer(self) -> str:
        return _("%(amount)s yuan are on the way to the account ending in %(last4)s") % {
            "amount": format_yuan(self.amount_fen), "last4": self.last4
        }  # fmt: skip

    def staff(self) -> str:
        return _("%(amount)s sent to the bank, account ending in %(last4)s") % {
            "amount": format_yuan(self.amount_fen), "last4": self.last4
        }  # fmt: skip


@event("payment.arrived", audience=Audience.CUSTOMER)
class PaymentArrived:
    """One transfer arrived; ``payment.paid`` follows when everything has."""

    instruction: int
    amount_fen: int
    part: str

    def customer(self) -> str:
        return _("%(amount)s yuan arrived") % {"amount": format_yuan(self.amount_fen)}

    def staff(self) -> str:
        return _("Bank confirms %(amount)s") % {"amount": format_yuan(self.amount_fen)}


@event("payment.paid", audience=Audience.CUSTOMER)
class ClaimPaid:
    amount_fen: int

    def customer(self) -> str:
        return _("Everything is paid: %(amount)s yuan") % {"amount": format_yuan(self.amount_fen)}

    def staff(self) -> str:
        return _("Paid in full: %(amount)s") % {"amount": format_yuan(self.amount_fen)}


@event("payment.returned", audience=Audience.CUSTOMER)
class PaymentReturned:
    instruction: int
    amount_fen: int
    reason: str

    def customer(self) -> str:
        return _(
            "The bank sent the money back. It is not your fault, and %(amount)s yuan stay reserved for you"
        ) % {"amount": format_yuan(self.amount_fen)}

    def staff(self) -> str:
        return _("Returned by the bank: %(reason)s") % {"reason": self.reason}


@event("payment.contradiction", audience=Audience.STAFF)
class BankContradiction:
    instruction: int
    status: str
    stands: str

    def customer(self) -> str:
        return _("We ask the bank about one message")

    def staff(self) -> str:
        return _("The bank says “%(status)s”, our books say “%(stands)s”. "
            "Please clear it with the bank; nothing was paid again") % {
            "status": InstructionState(self.status).label, "stands": InstructionState(self.stands).label
        }  # fmt: skip


@event("payment.overpaid", audience=Audience.STAFF)
class Overpaid:
    paid_fen: int
    due_fen: int

    def customer(self) -> str:
        return _("We look at the result once more")

    def staff(self) -> str:
        return _("More paid (%(paid)s) than decided (%(due)s). Please talk to the customer") % {
            "paid": format_yuan(self.paid_fen), "due": format_yuan(self.due_fen)
        }  # fmt: skip
