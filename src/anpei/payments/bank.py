"""What we say to a bank and hear from it. An adapter is a folder or module with these two calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from anpei.values.money import Fen

Status = Literal["accepted", "paid", "returned"]


@dataclass(frozen=True)
class Transfer:
    """One order to pay. The bank carries out a ``key`` once, however often it is sent."""

    key: str
    amount_fen: Fen
    holder_name: str
    account_number: str
    bank_name: str
    purpose: str


@dataclass(frozen=True)
class Answer:
    """One message of the bank about a transfer; the same ``message_id`` is the same message."""

    message_id: str
    key: str
    status: Status
    at: datetime
    bank_ref: str = ""
    reason: str = ""
    raw: dict[str, Any] = field(default_factory=dict)


class BankUnavailable(Exception):
    """Nobody knows whether the order arrived. Sending the same key again is safe."""


class Bank(Protocol):
    def send(self, transfer: Transfer) -> Sequence[Answer]:
        """Hand in an order; what the bank says at once. Raises BankUnavailable."""

    def poll(self, keys: Sequence[str]) -> Sequence[Answer]:
        """What the bank has said about these orders so far. Raises BankUnavailable."""


def adapter() -> Bank:
    """The bank of this installation (setting ``BANK_ADAPTER``): the simulator unless configured otherwise."""
    bank: Bank = import_string(getattr(settings, "BANK_ADAPTER", "anpei.payments.simulator.SimulatedBank"))()
    return bank
