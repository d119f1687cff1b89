"""Which clocks a case runs and when: each starts at its own event, and the queue sorts by the nearest."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from anpei.claims.models import Claim
from anpei.claims.queries import COMPULSORY, DETERMINATION
from anpei.deadlines import actions as deadlines
from anpei.deadlines import queries as running_clocks
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.terms.benefits import CompulsoryBenefit
from anpei.terms.product import Product
from anpei.values.dates import day_start, local_date

LIMITATION = ("limitation.life", "limitation.nonlife")
IDLE = timedelta(days=36_500)  # a case without a running clock goes to the end of the queue
# Clocks that belong to working the case; payment and objection clocks end on their own.
WORKING = (
    *DETERMINATION,
    *COMPULSORY,
    "report.response",
    "any.supplement_notice",
    "any.advance",
    "papers.silence",
    "account.silence",
    "agreement.silence",
)


def limitation_rule(terms: Product) -> str:
    """Life insurance five years, everything else two, from the day the event is known (Insurance Law art. 26)."""
    return LIMITATION[terms.line != "life"]


def limitation_ends_on(claim: Claim, terms: Product) -> date | None:
    """Last day of the limitation if it ran from the event itself, the earliest it can; None while that day is not known.

    A last day that is a rest day moves to the next working day (Civil Code art. 203). It is a defence against a lawsuit:
    nobody is turned away after it.
    """
    began = claim.died_on or claim.event_on
    return local_date(deadlines.due_for(rule=limitation_rule(terms), at=day_start(began))) if began else None


def determination_rule(claim: Claim) -> str:
    """The five working days are a rule of personal insurance; things, motor and liability have the thirty days of the law."""
    thirty_days = claim.complex_at is not None or claim.non_life
    return "any.determination.complex" if thirty_days else "life.determination.simple"


def _start(claim: Claim, rule: str, *, at: datetime) -> None:
    """A clock of the case, owned by whoever handles it."""
    deadlines.start(
        rule=rule,
        subject="claim",
        subject_id=claim.pk,
        at=at,
        owner=claim.handler_id,
        unit_path=claim.unit.path,
    )


def start_determination(claim: Claim, *, at: datetime) -> None:
    """First receipt of the claim request and any material (Insurance Law art. 23): never the report, never acceptance."""
    _start(claim, determination_rule(claim), at=at)


def start_paper_list(claim: Claim, *, at: datetime) -> None:
    """A road accident was reported: the papers needed are named in writing within a day (Compulsory Motor art. 28)."""
    _start(claim, "ctp.doc_list", at=at)


def watch_compulsory(claim: Claim, *, complete_at: datetime | None) -> None:
    """Under compulsory motor cover the result follows five days after the papers (art. 29): it runs while they are all here."""
    if complete_at is None or claim.product_version is None or not covers_compulsory(claim.product_version):
        deadlines.stop(rule="ctp.determination", subject="claim", subject_id=claim.pk, outcome="cancelled")
        return
    _start(claim, "ctp.determination", at=complete_at)


def covers_compulsory(version: ProductVersion) -> bool:
    """Whether a product is, or contains, the compulsory motor cover."""
    return any(isinstance(one, CompulsoryBenefit) for one in products.terms(version).benefits)


def start_formal_check(claim: Claim, *, at: datetime) -> None:
    """Material came: what is missing is said promptly and once (Insurance Law art. 22)."""
    _start(claim, "any.supplement_notice", at=at)


def start_advance(claim: Claim, *, at: datetime) -> None:
    """Receipt of the request and all proof: what is certain is paid by day 60 at the latest (Insurance Law art. 25)."""
    _start(claim, "any.advance", at=at)


def watch_silence(claim: Claim, *, at: datetime, waiting: bool) -> None:
    """Count the silence from the latest word: from ``at`` while papers are still wanted, not at all otherwise.

    Many photos on one day are one word.
    """
    row = running_clocks.find(rule="papers.silence", subject="claim", subject_id=claim.pk)
    if row is not None and waiting and local_date(row.started_at) == local_date(at):
        return
    if row is not None:
        deadlines.stop(row, at=at, outcome="met")
    if waiting:
        _start(claim, "papers.silence", at=at)


def pause_determination(claim: Claim, *, at: datetime) -> None:
    """From the moment the supplement notice reaches the claimant (judicial interpretation II art. 15)."""
    for rule in DETERMINATION:
        row = running_clocks.find(rule=rule, subject="claim", subject_id=claim.pk)
        if row is not None:
            deadlines.pause(row, at=at, reason="supplement")


def resume_determination(claim: Claim, *, at: datetime) -> None:
    """Until the supplemented material reaches the insurer."""
    for rule in DETERMINATION:
        row = running_clocks.find(rule=rule, subject="claim", subject_id=claim.pk)
        if row is not None:
            deadlines.resume(row, at=at)


def stop_working_clocks(claim: Claim, *, at: datetime, outcome: str) -> None:
    for rule in WORKING:
        deadlines.stop(rule=rule, subject="claim", subject_id=claim.pk, at=at, outcome=outcome)
    restart_queue_clock(claim)


def restart_queue_clock(claim: Claim) -> None:
    """Sort the case by its nearest running clock."""
    nearest = running_clocks.nearest_due(subject="claim", subject_id=claim.pk)
    claim.next_due_at = nearest or claim.reported_at + IDLE
    Claim.objects.filter(pk=claim.pk).update(next_due_at=claim.next_due_at)
