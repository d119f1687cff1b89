"""A bank to practise with: it pays, returns, delays, fails and answers twice, always the same for the same account.

The last three digits of the account choose the behaviour, so that a demo and a test can ask for it. Its books are
rows of their own, written outside our transactions: a killed worker finds a bank that remembers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from anpei.core import clock
from anpei.payments.bank import Answer, BankUnavailable, Transfer
from anpei.payments.models import SimulatedTransfer

PLANS = {
    "901": "wrong_name",
    "902": "closed",
    "903": "slow",  # paid a day later
    "904": "echo",  # the same message twice
    "905": "repeat",  # the same news under two message numbers
    "906": "deaf",  # unreachable at the first two calls, nothing arrived
    "907": "silent",  # the order arrives, the answer is lost at the first call
    "908": "late_return",  # paid first, sent back a day later
}
REASONS = {
    "wrong_name": "户名不符",  # Chinese is meant: the bank's own words
    "closed": "账户已销户",  # Chinese is meant: the bank's own words
    "late_return": "收款行退汇",  # Chinese is meant: the bank's own words
}
DELAY = timedelta(days=1)
DEAF_CALLS = 2


class SimulatedBank:
    def send(self, transfer: Transfer) -> Sequence[Answer]:
        row = self._entered(transfer)
        SimulatedTransfer.objects.filter(pk=row.pk).update(calls=F("calls") + 1)
        if row.plan == "deaf" and row.calls < DEAF_CALLS:
            raise BankUnavailable("no connection")
        if row.plan == "silent" and row.calls == 0:
            raise BankUnavailable("the line broke before the answer")
        return self.poll([transfer.key])

    def poll(self, keys: Sequence[str]) -> Sequence[Answer]:
        answers: list[Answer] = []
        for row in SimulatedTransfer.objects.filter(key__in=keys).order_by("id"):
            if row.plan != "deaf" or row.calls > DEAF_CALLS:
                answers += _answers(row)
        return answers

    def _entered(self, transfer: Transfer) -> SimulatedTransfer:
        """The order in the books, once per key; a second order under a key with other data is a fault of ours."""
        try:
            with transaction.atomic():
                return SimulatedTransfer.objects.create(
                    key=transfer.key,
                    amount_fen=transfer.amount_fen,
                    holder_name=transfer.holder_name,
                    last4=transfer.account_number[-4:],
                    plan=PLANS.get(transfer.account_number[-3:], "pay"),
                    bank_ref=f"SIM{transfer.key}"[:60],
                    received_at=clock.now(),
                    calls=0,
                )
        except IntegrityError:
            row = SimulatedTransfer.objects.get(key=transfer.key)
        if (row.amount_fen, row.last4) != (transfer.amount_fen, transfer.account_number[-4:]):
            raise ValueError(f"key {transfer.key} was used for another transfer")
        return row


def _answers(row: SimulatedTransfer) -> list[Answer]:
    accepted = _answer(row, "accepted", row.received_at)
    if row.plan in {"wrong_name", "closed"}:
        return [accepted, _answer(row, "returned", row.received_at, reason=REASONS[row.plan])]
    if row.plan == "slow" and clock.now() < row.received_at + DELAY:
        return [accepted]
    paid = _answer(row, "paid", row.received_at)
    if row.plan == "echo":
        return [accepted, paid, paid]
    if row.plan == "repeat":
        return [accepted, paid, _answer(row, "paid", row.received_at, suffix="-2")]
    if row.plan == "late_return" and clock.now() >= row.received_at + DELAY:
        return [accepted, paid, _answer(row, "returned", row.received_at + DELAY, reason=REASONS[row.plan])]
    return [accepted, paid]


def _answer(
    row: SimulatedTransfer, status: str, at: datetime, *, reason: str = "", suffix: str = ""
) -> Answer:
    return Answer(
        message_id=f"{row.bank_ref}-{status}{suffix}"[:60],
        key=row.key,
        status=status,  # type: ignore[arg-type]
        at=at,
        bank_ref=row.bank_ref,
        reason=reason,
        raw={"status": status, "ref": row.bank_ref, "reason": reason, "amount_fen": row.amount_fen},
    )
