"""The book: persons, policies with their members and endorsements, products and their terms."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StrictInt, StringConstraints

from anpei.api.schemas.base import (
    KEEPABLE,
    Clause,
    Day,
    Fen,
    Flag,
    In,
    Moment,
    Name,
    Number,
    Out,
    Page,
    RowId,
    Sentence,
    Word,
)
from anpei.core.fields import MAX_FEN
from anpei.parties.models import IdType, PartyKind, Sex

RegionCode = Annotated[str, StringConstraints(pattern=r"^([1-9]\d{5})?$")]
Text20 = Annotated[str, StringConstraints(max_length=20), KEEPABLE]
TermValue = Annotated[StrictInt, Field(ge=-MAX_FEN, le=MAX_FEN)] | Annotated[str, Field(max_length=200)]


class PartyIn(In):
    name: Name
    kind: PartyKind = PartyKind.PERSON
    id_type: IdType | None = None
    id_number: Word = ""
    phone: Word = ""
    birth_on: Day | None = None
    sex: Sex = Sex.UNKNOWN
    address: Sentence = ""
    region_code: RegionCode = Field("", description="GB/T 2260, six digits.")
    external_ref: Word | None = Field(None, description="Key in your own system; unique.")
    guardian: RowId | None = Field(None, description="Person id of the guardian of a minor.")


class PartyOut(Out):
    """Masked unless the client signs for somebody whose role sees the value."""

    id: int
    kind: str
    name: str
    id_type: str
    id_number: str
    phone: str
    birth_year: int | None
    external_ref: str | None


class PolicyIn(In):
    number: Number
    product: Word
    product_version: Text20
    policyholder: RowId
    starts_on: Day
    ends_on: Day = Field(description="Last day covered.")
    unit: Text20 = Field("", description="Unit code; empty: the client's own.")
    group: Flag = False
    issued_on: Day | None = None
    first_started_on: Day | None = Field(
        None, description="Start of unbroken cover: the waiting period reads it."
    )
    premium_fen: Fen = 0


class MemberIn(In):
    party: RowId
    joined_on: Day | None = None
    first_joined_on: Day | None = None
    left_on: Day | None = None
    plan: Text20 = ""
    social_insured: Flag = True
    place_code: RegionCode = Field(
        "", description="GB/T 2260 code of where what is insured lies; empty: where the person lives."
    )
    sums_insured: dict[Annotated[str, Field(max_length=60)], Fen] = Field(
        default_factory=dict,
        max_length=50,
        description="Key of the product's terms to fen; see `sum_insured_keys`.",
    )


class LeaveIn(In):
    left_on: Day = Field(description="First day no longer insured.")


class EndorsementIn(In):
    number: Number
    effective_on: Day
    summary: Annotated[Sentence, Field(max_length=200)]
    terms: dict[Annotated[str, Field(max_length=120)], TermValue] = Field(default_factory=dict, max_length=50)


class SearchPoliciesIn(In):
    id_number: Word
    on: Day | None = Field(None, description="Only cover in force on this day; empty: every membership.")


class MemberOut(Out):
    id: int
    party: int
    name: str
    plan: str
    joined_on: Day
    left_on: Day | None
    first_joined_on: Day
    social_insured: bool
    place_code: str
    place_name: str = Field(description="Empty where the imported table of divisions does not know the code.")
    sums_insured: dict[str, Fen]


class EndorsementOut(Out):
    number: str
    effective_on: Day
    summary: str
    terms: dict[str, Any]


class PolicyOut(Out):
    number: str
    product: str
    product_version: str
    policyholder: int
    unit: str
    group: bool
    state: str
    issued_on: Day
    starts_on: Day
    ends_on: Day
    terminated_on: Day | None
    first_started_on: Day
    premium_fen: Fen
    endorsements: list[EndorsementOut]


class MembersOut(Page):
    members: list[MemberOut]


class MembershipOut(Out):
    policy_number: str
    product: str
    product_version: str
    starts_on: Day
    ends_on: Day
    member: MemberOut


class ProductOut(Out):
    code: str
    name: str
    line: str
    versions: list[VersionOut]


class VersionOut(Out):
    version: str
    sha256: str
    valid_from: Day
    valid_to: Day | None
    published_at: Moment


class TermsOut(Out):
    code: str
    version: str
    sha256: str
    sum_insured_keys: list[str]
    terms: dict[str, Any] = Field(
        description="The product file: clauses, benefits, exclusions, papers, calculation."
    )


class AdjudicateIn(In):
    """One case against published terms; nothing is stored and nobody is asked."""

    product: Word
    version: Clause
    facts: dict[str, Any] = Field(
        description="policy, event, lines, receipts, accumulators, prior_payments, benefits."
    )


class AdjudicatedOut(Out):
    engine_version: str
    total_fen: int | None = Field(description="Null when something has to be put right first; see findings.")
    claimed_fen: int | None
    payable_fen: dict[str, int]
    findings: list[dict[str, Any]]
    result: dict[str, Any]


ProductOut.model_rebuild()
