"""What a case is going to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from anpei.claims.models import Care, Casualty, Channel, Nature, Relation
from anpei.demo.book import Insured
from anpei.demo.people import Person
from anpei.parties.models import Party
from anpei.settlement.actions import LossItemForm

# Where a case may stop, in the order it reaches them; "" goes on to the end.
STAGES = (
    "reported",
    "papers",
    "supplement",
    "accepted",
    "assessing",
    "calculated",
    "approval",
    "agreement",
    "paying",
    "returned",
)


@dataclass(frozen=True)
class Beneficiary:
    """Who reports, hands in and is paid after a death."""

    person: Person
    party: Party


@dataclass
class Plan:
    """What a case is going to be."""

    insured: Insured
    reported_at: datetime
    channel: str = Channel.PORTAL
    nature: str = Nature.INJURY
    care: str = Care.INPATIENT
    event_on: date | None = None
    story: str = ""
    place: str = ""
    cause: str = ""
    diagnosis: str = ""
    hospital: str = ""
    cost_fen: int = 1_000_000  # of the treatment; 0 where there is no receipt
    days: int = 5  # in hospital
    stop: str = ""  # one of STAGES, or "" for the whole way
    ending: str = "pay"  # pay | reduced | agreed | refuse | duplicate | misdirected | withdrawn
    reporter: str = Relation.SELF
    bank: str = "pay"  # a plan of payments.simulator
    pace: float = 1.0  # share of the usual waiting between steps
    handler: str = ""  # user name of who must have the case
    died_on: date | None = None
    cause_of_death: str = ""
    beneficiary: Beneficiary | None = None  # set where the insured person died
    injuries: tuple[tuple[str, int], ...] = ()  # rated ones: item and grade
    casualty: str = Casualty.UNKNOWN  # of others, in a road accident or where the insured is liable
    facts: dict[str, Any] = field(default_factory=dict)  # of the fact sheet, as the engine takes them
    things: tuple[LossItemForm, ...] = ()  # the loss list
    shown: bool = False  # one of the cases visitors look at
    extras: frozenset[str] = field(default_factory=frozenset)
    # supplement | second_supplement | talk | call | survey | investigation | complex | delay | referral | advance |
    # objection | upheld | reopened | returned_proposal | slow
