"""Every write about the money on its way. Nothing here pays twice: keys, locks and the bank's own memory hold that."""

from anpei.payments.actions.bank import mark_sent, release, take_answer
from anpei.payments.actions.instructions import instruct, try_again
from anpei.payments.actions.payees import set_payee, verify_payee

__all__ = ["instruct", "mark_sent", "release", "set_payee", "take_answer", "try_again", "verify_payee"]
