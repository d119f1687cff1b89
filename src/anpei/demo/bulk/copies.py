"""Writing many copies, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from django.db.models import Max

from anpei.audit.models import Event
from anpei.claims.models import Claim
from anpei.demo import papers, people
from anpei.demo.bulk.copy import Copy
from anpei.demo.bulk.family import can_be_copied
from anpei.demo.bulk.pattern import Pattern
from anpei.demo.bulk.writer import Writer
from anpei.documents import vault
from anpei.documents.models import StoredFile
from anpei.parties.models import BankAccount
from anpei.policies.models import Policy

FIRST_NUMBER = 1_000_000  # running numbers of the people of copies; the book's lie below
BATCH = 500  # copies written at a time
CARD_STRIDE = 20_000_000  # between the first and the second card of a person


def copy_cases(
    patterns: Sequence[Pattern],
    deltas: Iterable[tuple[int, int]],
    *,
    seed: int | str,
    done: Callable[[int], None] = lambda _count: None,
) -> int:
    """Write one copy for each (index of the pattern, whole days to move it by; 7 keeps the weekdays). Gives how many.

    ``done`` is called with the number of each batch that is in the database.
    """
    writer, source = Writer(), Random(f"{seed} copies")
    number = _next_number()
    taken = set(Claim.objects.order_by("pk").values_list("number", flat=True)[:5_000])
    waiting = total = 0
    for index, days in deltas:
        _copy(patterns[index], days, number, writer, source, taken)
        number, waiting, total = number + 1, waiting + 1, total + 1
        if waiting == BATCH:
            writer.flush()
            done(waiting)
            waiting = 0
    writer.finish()
    done(waiting)
    return total


def _copy(pattern: Pattern, days: int, number: int, writer: Writer, source: Random, taken: set[str]) -> None:
    ids = {model: writer.take(model, len(pattern.rows[model])) for model in pattern.rows}
    person = people.person(number)
    reporter = people.person(number + 4_000_000)
    made = Copy(
        person=person,
        reporter=reporter,
        claim_number=_claim_number(pattern.reported_on + timedelta(days=days), number, taken),
        policy_number=f"QC{number:014d}",
        days=days,
        jitter=-timedelta(seconds=source.randrange(2_700)),
        ids=ids,
        words={},
    )
    made.words.update(
        claim_number=made.claim_number, policy_number=made.policy_number, name=person.name, id=person.resident_id,
        address=person.address,
        phone=person.phone, reporter_phone=reporter.phone, reporter_name=reporter.name, letter=pattern.sheet.sha256,
    )  # fmt: skip
    for place, account in enumerate(pattern.rows.get(BankAccount, [])):
        # The last three digits are the bank simulator's plan, which the rest of the case has followed.
        card = people.planned_card(number + place * CARD_STRIDE, account.number[-3:])
        made.words.update({f"card {place}": card, f"ending {place}": f"尾号 {card[-4:]}"})
    for model, rows in pattern.patterns.items():
        for row in rows:
            writer.add(model, row.made(made))
    count = sum(map(len, pattern.events.values()))
    events, chains = pattern.made_events(made, writer.take(Event, count))
    for happened in (*events, *chains):
        writer.add_row(happened)


def _claim_number(day: date, number: int, taken: set[str]) -> str:
    """Six digits that look drawn and never meet among a million copies of one day; 3^18 and 10^6 share no factor."""
    serial = number * 387_420_489 % 1_000_000
    while (ref := f"AP{day:%Y%m%d}-{serial:06d}") in taken:
        serial = (serial + 1) % 1_000_000
    return ref


def _next_number() -> int:
    last = Policy.objects.filter(number__startswith="QC0", number__lt="QC1").aggregate(last=Max("number"))[
        "last"
    ]
    return int(last[2:]) + 1 if last else FIRST_NUMBER


def sheet() -> StoredFile:
    """What stands for the letters and bundles of copies: a page that says it is a specimen."""
    return vault.store(papers.specimen("批量生成的示例赔案，通知书与档案未逐件制作"), "application/pdf")


def patterns_of(claims: Iterable[Claim]) -> list[Pattern]:
    shared = sheet()
    return [Pattern(claim, sheet=shared) for claim in claims if can_be_copied(claim)]


def weeks_back(
    patterns: Sequence[Pattern], count: int, *, earliest: date, seed: int | str
) -> Iterator[tuple[int, int]]:
    """``count`` copies of the patterns, each as often, moved back by whole weeks, not before ``earliest``.

    Every round has an order of its own: people's districts go round, too, and one kind of case would always meet one.
    """
    source, turns = Random(f"{seed} weeks"), Random(f"{seed} turns")
    order = list(range(len(patterns)))
    for turn in range(count):
        if turn % len(order) == 0:
            turns.shuffle(order)
        index = order[turn % len(order)]
        room = max(1, (patterns[index].reported_on - earliest).days // 7)
        yield index, -7 * source.randrange(1, room + 1)
