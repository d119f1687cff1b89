"""Columns of a copy that are no plain move of a date, an id or a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from anpei.archive.models import Bundle
from anpei.claims.models import CallRequest, Claim
from anpei.demo.bulk.copy import Op, prepared
from anpei.messages.models import Message
from anpei.parties import queries as parties
from anpei.parties.models import BankAccount, Party
from anpei.payments.models import BankAnswer, Instruction, SimulatedTransfer
from anpei.policies.models import AccumulatorEntry
from anpei.settlement.models import Decision

if TYPE_CHECKING:
    from anpei.demo.bulk.pattern import Pattern


def _hash_of(word: str, hashed: Callable[[str], str]) -> Callable[[Pattern, Any], Op]:
    return lambda _pattern, _row: lambda copy: hashed(copy.words[word])


def _reporter_hash(pattern: Pattern, row: Any) -> Op:
    word = "phone" if row.reporter_phone == row.insured.phone else "reporter_phone"
    return lambda copy: parties.phone_hash(copy.words[word])


def _source(pattern: Pattern, row: Any) -> Op:
    """``decision:12`` or ``reversal:12``."""
    kind, _, pk = row.source.partition(":")
    return lambda copy: f"{kind}:{pattern.moved(Decision, int(pk), copy)}"


def _recipient(pattern: Pattern, row: Any) -> Op:
    model = Party if row.recipient_kind == "party" else Claim
    return lambda copy: str(pattern.moved(model, int(row.recipient_id), copy))


def _dedupe(pattern: Pattern, row: Any) -> Op:
    before, _, rest = row.dedupe.partition(f":{pattern.claim.pk}:")
    return lambda copy: f"{before}:{pattern.moved(Claim, pattern.claim.pk, copy)}:{rest}"


def _new_key(column: str) -> Callable[[Pattern, Any], Op]:
    """A key that must be unique: the pattern's with the number of this copy's case in place of its own."""

    def special(pattern: Pattern, row: Any) -> Op:
        text = getattr(row, column)
        return lambda copy: text.replace(pattern.claim.number, copy.claim_number)

    return special


def _sheet(column: str) -> Callable[[Pattern, Any], Op]:
    return lambda pattern, _row: lambda _copy: getattr(pattern.sheet, column)


def _caller_hash(_pattern: Pattern, row: CallRequest) -> Op:
    """Whoever of this copy's people the call was wanted by."""
    claim = row.claim
    assert claim is not None and claim.insured is not None
    word = "phone" if row.phone == claim.insured.phone else "reporter_phone"
    return lambda copy: parties.phone_hash(copy.words[word]) if word in copy.words else row.phone_hash


SPECIAL: dict[tuple[type[Model], str], Callable[[Pattern, Any], Op]] = {
    (Party, "name_hash"): _hash_of("name", parties.name_hash),
    (Party, "id_hash"): _hash_of("id", parties.id_hash),
    (Party, "phone_hash"): _hash_of("phone", parties.phone_hash),
    (Party, "birth_on"): lambda _p, _r: (
        lambda copy: prepared(Party._meta.get_field("birth_on"), copy.person.born_on)
    ),
    (Party, "sex"): lambda _p, _r: lambda copy: copy.person.sex,
    (Party, "region_code"): lambda _p, _r: lambda copy: copy.person.resident_id[:6],
    (BankAccount, "number_hash"): lambda pattern, row: (
        lambda copy: parties.account_hash(pattern.card_of(row.last4, copy))
    ),
    (BankAccount, "last4"): lambda pattern, row: lambda copy: pattern.card_of(row.last4, copy)[-4:],
    (SimulatedTransfer, "last4"): lambda pattern, row: lambda copy: pattern.card_of(row.last4, copy)[-4:],
    (SimulatedTransfer, "key"): _new_key("key"),
    (SimulatedTransfer, "bank_ref"): _new_key("bank_ref"),
    (Instruction, "key"): _new_key("key"),
    (Instruction, "bank_ref"): _new_key("bank_ref"),
    (BankAnswer, "message_id"): _new_key("message_id"),
    (Claim, "reporter_phone_hash"): _reporter_hash,
    (CallRequest, "phone_hash"): _caller_hash,
    (AccumulatorEntry, "source"): _source,
    (Message, "dedupe"): _dedupe,
    (Message, "recipient_id"): _recipient,
    (Bundle, "file"): _sheet("pk"),
    (Bundle, "manifest_sha256"): _sheet("sha256"),
    (Decision, "letter_sha256"): _sheet("sha256"),
}
