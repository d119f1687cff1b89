"""One real case as a mould: its rows, read once, with what has to change in which column."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Model

from anpei.archive.models import Bundle
from anpei.audit import hashing
from anpei.audit.models import Chain, Event
from anpei.care.models import Followup, ServiceRequest
from anpei.claims.models import Claim
from anpei.core.canonical import canonical_json
from anpei.core.clock import local_date
from anpei.deadlines.models import Clock
from anpei.demo.bulk.columns import SPECIAL
from anpei.demo.bulk.copy import Copy, Op, RowPattern, prepared
from anpei.demo.bulk.family import rows_of
from anpei.documents.models import Paper, StoredFile
from anpei.parties.models import BankAccount, Party
from anpei.payments.models import Instruction, Payee
from anpei.settlement import adjudication
from anpei.settlement.models import Advance, CalculationRun, Decision, ExpenseLine, Objection, Receipt
from anpei.surveys.models import Survey

SUBJECTS: dict[str, type[Model]] = {"claim": Claim, "party": Party}
# Event fields that hold the id of a row.
EVENT_IDS: dict[str, type[Model]] = {
    "advance": Advance,
    "bundle": Bundle,
    "clock_id": Clock,
    "decision": Decision,
    "followup": Followup,
    "instruction": Instruction,
    "line": ExpenseLine,
    "objection": Objection,
    "paper": Paper,
    "payee": Payee,
    "receipt": Receipt,
    "run": CalculationRun,
    "service": ServiceRequest,
    "survey": Survey,
}
# Ends of periods stand at fixed hours; everything else of a copy moves by some minutes as well.
FIXED_HOURS = frozenset(
    {
        "ask_at",
        "ends_at",
        "due_at",
        "internal_due_at",
        "next_due_at",
        "warn_at",
        "delay_at",
        "send_after",
        "warned_at",
        "delay_flagged_at",
        "escalated_at",
    }
)
NEVER_MOVED = frozenset({"birth_on"})
_DATES = r"(?P<iso>\b20\d\d-\d\d-\d\d)|(?P<zh>\d{1,2}月\d{1,2}日)"


class Pattern:
    """One real case as a mould."""

    def __init__(self, claim: Claim, *, sheet: StoredFile) -> None:
        self.claim, self.sheet = claim, sheet
        self.reported_on = local_date(claim.reported_at)
        self.state = claim.state
        rows = rows_of(claim)
        self.rows = {model: found for model, found in rows.items() if found}
        self.ranks = {
            model: {row.pk: rank for rank, row in enumerate(found)} for model, found in self.rows.items()
        }
        self.events = {
            subject: list(Event.objects.filter(subject=subject, subject_id=pk).order_by("seq"))
            for subject, pk in self._subjects()
        }
        self.words = self._words()
        self._finder = re.compile(
            "|".join([*map(re.escape, sorted(self.words, key=len, reverse=True)), _DATES])
        )
        self.patterns = {
            model: [self._pattern(model, row) for row in found] for model, found in self.rows.items()
        }

    def _subjects(self) -> list[tuple[str, int]]:
        return [("claim", self.claim.pk), ("party", _required(self.claim.insured_id))]

    def _words(self) -> dict[str, str]:
        """Words of this case that name somebody or something, with the name of what stands in their place."""
        claim, insured = self.claim, self.claim.insured
        assert insured is not None and claim.policy is not None
        words = {
            claim.number: "claim_number",
            claim.policy.number: "policy_number",
            insured.name: "name",
            insured.id_number: "id",
            insured.address: "address",
        }
        if insured.phone:
            words[insured.phone] = "phone"
        if claim.reporter_phone and claim.reporter_phone != insured.phone:
            words |= {claim.reporter_phone: "reporter_phone", claim.reporter_name: "reporter_name"}
        for place, account in enumerate(self.rows.get(BankAccount, [])):
            words |= {
                account.number: f"card {place}",
                f"尾号 {account.last4}": f"ending {place}",
                f"尾号{account.last4}": f"ending {place}",
            }
        for decision in self.rows.get(Decision, []):
            if decision.letter_sha256:
                words[decision.letter_sha256] = "letter"
        return {word: name for word, name in words.items() if word}

    # -- columns

    def _pattern(self, model: type[Model], row: Model) -> RowPattern:
        pattern = RowPattern(values=[])
        for column, fld in enumerate(model._meta.concrete_fields):
            value = getattr(row, fld.attname)
            pattern.values.append(prepared(fld, value))
            op = self._op(model, fld, value, row)
            if op is not None:
                pattern.changes.append((column, op))
        return pattern

    def _op(self, model: type[Model], fld: Any, value: Any, row: Any) -> Op | None:
        if value is None or value == "":
            return None
        special = SPECIAL.get((model, fld.name))
        if special is not None:
            return special(self, row)
        if fld.primary_key:
            return self._id(model, value)
        if fld.is_relation:
            target = fld.related_model
            return self._id(target, value) if self.has(target, value) else None
        if fld.name == "subject_id" and row.subject in SUBJECTS:
            return self._id(SUBJECTS[row.subject], value)
        if isinstance(fld, models.DateTimeField):
            still = fld.name in FIXED_HOURS
            return lambda copy: prepared(
                fld, value + timedelta(days=copy.days) + (timedelta(0) if still else copy.jitter)
            )
        if isinstance(fld, models.DateField):
            return (
                None
                if fld.name in NEVER_MOVED
                else lambda copy: prepared(fld, value + timedelta(days=copy.days))
            )
        if isinstance(fld, models.JSONField):
            return self._json(fld, value, row)
        if isinstance(fld, models.CharField | models.TextField):
            text = self._text(value)
            return (lambda copy: prepared(fld, text(copy))) if text else None
        return None

    def has(self, model: type[Model], pk: Any) -> bool:
        return pk in self.ranks.get(model, ())

    def moved(self, model: type[Model], pk: int, copy: Copy) -> int:
        """The id in the copy of what is row ``pk`` here."""
        return copy.ids[model] + self.ranks[model][pk]

    def _id(self, model: type[Model], value: int) -> Op:
        return lambda copy: self.moved(model, value, copy)

    def _json(self, fld: Any, value: Any, row: Model) -> Op | None:
        tagged = _with_tagged_ids(row, fld.name) if isinstance(row, CalculationRun) else value
        # As text, which is how both databases take JSON.
        return self._text(json.dumps(tagged, ensure_ascii=False), extra=self._tags())

    def _tags(self) -> dict[str, tuple[type[Model], int]]:
        return {
            _tag(model, str(row.pk)): (model, row.pk)
            for model in (Receipt, ExpenseLine)
            for row in self.rows.get(model, [])
        }

    def _text(
        self, text: str, extra: dict[str, tuple[type[Model], int]] | None = None
    ) -> Callable[[Copy], str] | None:
        """The text with its words, dates and ids replaced for a copy, or None when nothing in it changes."""
        finder = (
            re.compile("|".join([*map(re.escape, extra), self._finder.pattern])) if extra else self._finder
        )
        parts: list[str | Callable[[Copy], str]] = []
        end = 0
        for match in finder.finditer(text):
            parts += [text[end : match.start()], self._part(match, extra or {})]
            end = match.end()
        if not parts:
            return None
        parts.append(text[end:])
        return lambda copy: "".join(part if isinstance(part, str) else part(copy) for part in parts)

    def _part(self, match: re.Match[str], extra: dict[str, tuple[type[Model], int]]) -> Callable[[Copy], str]:
        found = match.group()
        if match.lastgroup == "iso":
            day = _day(found)
            return (
                (lambda copy: (day + timedelta(days=copy.days)).isoformat()) if day else (lambda _copy: found)
            )
        if match.lastgroup == "zh":
            return self._chinese_day(found)
        if found in extra:
            model, pk = extra[found]
            return lambda copy: str(self.moved(model, pk, copy))
        name = self.words[found]
        return lambda copy: copy.words[name]

    def _chinese_day(self, found: str) -> Callable[[Copy], str]:
        month, day = (int(part) for part in re.findall(r"\d+", found))
        near = self.reported_on
        years = [
            candidate
            for year in (near.year - 1, near.year, near.year + 1)
            if (candidate := _valid(year, month, day))
        ]
        if not years:
            return lambda _copy: found
        meant = min(years, key=lambda candidate: abs((candidate - near).days))

        def moved(copy: Copy) -> str:
            there = meant + timedelta(days=copy.days)
            return f"{there.month}月{there.day}日"

        return moved

    # -- the chain of events

    def made_events(self, copy: Copy, first_id: int) -> tuple[list[Event], list[Chain]]:
        events: list[Event] = []
        chains: list[Chain] = []
        for (subject, pk), model in zip(self._subjects(), SUBJECTS.values(), strict=True):
            chain = Chain(subject=subject, subject_id=self.moved(model, pk, copy))
            for place, old in enumerate(self.events[subject]):
                row = self._made_event(old, chain, copy, first_id + len(events))
                if place == 0:
                    chain.created_at = row.at
                events.append(row)
            if chain.length:
                chains.append(chain)
        return events, chains

    def _made_event(self, old: Event, chain: Chain, copy: Copy, pk: int) -> Event:
        private = self._replaced(hashing.personal_payload(old) or {}, copy)
        salt = f"{pk:064x}" if private else None
        row = Event(
            pk=pk,
            subject=chain.subject,
            subject_id=chain.subject_id,
            seq=chain.length + 1,
            type=old.type,
            audience=old.audience,
            actor_kind=old.actor_kind,
            actor_id=self._copied(old.actor_id, copy) if old.actor_kind == "customer" else old.actor_id,
            actor_name=old.actor_name,
            actor_role=old.actor_role,
            for_id=self._copied(old.for_id, copy),
            at=old.at + timedelta(days=copy.days) + copy.jitter,
            request_id=old.request_id,
            data=self._event_data(old, copy),
            personal=hashing.personal_text(private) if salt else None,
            personal_salt=salt,
            personal_hash=hashing.personal_hash(salt, private) if salt else "",
            prev_hash=chain.head,
        )
        row.hash = hashing.event_hash(row)
        chain.length, chain.head, chain.unsealed = row.seq, row.hash, True
        return row

    def _copied(self, person: str, copy: Copy) -> str:
        """The copy's insured person in the place of the one of the pattern; anybody else stays."""
        insured = self.claim.insured_id
        return str(self.moved(Party, int(person), copy)) if insured and person == str(insured) else person

    def _event_data(self, old: Event, copy: Copy) -> dict[str, Any]:
        data = self._replaced(old.data, copy)
        for name, model in EVENT_IDS.items():
            if self.has(model, data.get(name)):
                data[name] = self.moved(model, data[name], copy)
        if "last4" in data:
            data["last4"] = self.card_of(data["last4"], copy)[-4:]
        if "sha256" in data and old.type != "claim.material":
            data["sha256"] = copy.words["letter"]
        return data

    def card_of(self, last4: str, copy: Copy) -> str:
        """The copy's card in the place of the one that ends so here."""
        places = [place for place, account in enumerate(self.rows[BankAccount]) if account.last4 == last4]
        return copy.words[f"card {places[-1]}"]

    def _replaced(self, value: dict[str, Any], copy: Copy) -> dict[str, Any]:
        text = canonical_json(value).decode()
        filled = self._text(text)
        result: dict[str, Any] = json.loads(filled(copy)) if filled else json.loads(text)
        return result


def _with_tagged_ids(run: CalculationRun, column: str) -> Any:
    """Inputs or working of a calculation with ids of receipts and lines that cannot be taken for anything else.

    The working names them inside longer names, so it is worked out again from the tagged inputs.
    """
    inputs = deepcopy(run.inputs)
    for receipt in inputs["receipts"]:
        receipt["id"] = _tag(Receipt, receipt["id"])
    for line in inputs["lines"]:
        line["id"], line["receipt"] = _tag(ExpenseLine, line["id"]), _tag(Receipt, line["receipt"])
    return inputs if column == "inputs" else adjudication.run(run.claim, inputs).result


# Digits alone, as the ids themselves: the working calls a row by its place where its name is only a number.
_TAGS: dict[type[Model], str] = {Receipt: "70707071", ExpenseLine: "70707072"}


def _tag(model: type[Model], pk: str) -> str:
    return f"{_TAGS[model]}{int(pk):012d}"


def _required(pk: int | None) -> int:
    assert pk is not None  # only cases of a known person are copied
    return pk


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
