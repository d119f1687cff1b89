"""The book: customers and their contracts over the shipped products, with renewals, groups and beneficiaries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from anpei.core.actor import Actor
from anpei.demo import names, people
from anpei.demo.people import Person
from anpei.organisation.models import Unit
from anpei.parties import actions as parties
from anpei.parties.models import Party
from anpei.policies import actions as policies
from anpei.policies.models import InsuredMember, Policy
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.values.dates import add_years, age_on

COMPANIES = names.COMPANIES
IMPORT = Actor.system("demo")
ADULT = 18

# Sums insured by the key a product file asks for, fen; daily is per day.
SUMS = {
    "medical": 200_000_000,
    "accident_medical": 3_000_000,
    "accident": 50_000_000,
    "daily": 15_000,
    "outpatient": 500_000,
    "inpatient": 10_000_000,
    "third_party": 100_000_000,
    "vehicle_damage": 9_000_000,
    "critical_illness": 30_000_000,
    "building": 80_000_000,
    "contents": 20_000_000,
    "public": 500_000_000,
    "public_person": 50_000_000,
    "public_occurrence": 200_000_000,
    "employers": 1_000_000_000,
    "employee_death": 80_000_000,
    "employee_medical": 10_000_000,
}
OTHER_SUM = 10_000_000
# How the products sell: code to weight; a product not named here is not in this book.
SALES = {"qc_million_medical": 35, "qc_accident": 30, "qc_hospital_cash": 10, "qc_student_care": 15}


@dataclass(frozen=True)
class Insured:
    """An invented person with a contract: who a case can be about."""

    person: Person
    party: Party
    member: InsuredMember

    @property
    def policy(self) -> Policy:
        return self.member.policy


def register(person: Person, *, guardian: Party | None = None) -> Party:
    """Register an invented person. A child has its guardian's phone, not one of its own."""
    return parties.register(
        name=person.name,
        id_type="resident_id",
        id_number=person.resident_id,
        phone="" if guardian else person.phone,
        address=person.address,
        region_code=person.resident_id[:6],
        source="demo",
        guardian=guardian,
        by=IMPORT,
    )


def sums_for(version: ProductVersion) -> dict[str, int]:
    """What a policy of this product insures, by the keys its benefits read from the policy."""
    return {key: SUMS.get(key, OTHER_SUM) for key in sorted(products.terms(version).sum_insured_keys())}


def issue(
    *,
    number: str,
    version: ProductVersion,
    holder: Party,
    insured: Party,
    unit: Unit,
    starts_on: date,
    source: Random,
    renewed_since: date | None = None,
) -> InsuredMember:
    """An individual contract of one year with its insured person; some were renewed without a break."""
    policy = policies.issue(
        number=number,
        product_version=version,
        policyholder=holder,
        unit=unit,
        starts_on=starts_on,
        ends_on=add_years(starts_on, 1) - timedelta(days=1),
        issued_on=starts_on - timedelta(days=source.randrange(1, 15)),
        first_started_on=renewed_since,
        premium_fen=source.randrange(9_900, 120_000, 100),
        by=IMPORT,
    )
    return policies.add_member(
        policy=policy,
        party=insured,
        sums_insured=sums_for(version),
        social_insured=source.random() < 0.9,
        by=IMPORT,
    )


def group(
    *,
    number: str,
    serial: int,
    name: str,
    version: ProductVersion,
    unit: Unit,
    starts_on: date,
    members: list[Party],
    source: Random,
) -> list[InsuredMember]:
    """A company's contract with its roster: most from the first day, some joined later, a few left."""
    company = parties.register(
        kind="company",
        name=name,
        id_type="uscc",
        id_number=people.company_code(serial),
        source="demo",
        by=IMPORT,
    )
    policy = policies.issue(
        number=number,
        product_version=version,
        policyholder=company,
        unit=unit,
        group=True,
        starts_on=starts_on,
        ends_on=add_years(starts_on, 1) - timedelta(days=1),
        premium_fen=len(members) * 80_000,
        by=IMPORT,
    )
    roster = []
    for party in members:
        late = source.random() < 0.15
        joined = starts_on + timedelta(days=source.randrange(10, 60)) if late else starts_on
        roster.append(
            policies.add_member(
                policy=policy,
                party=party,
                joined_on=joined,
                sums_insured=sums_for(version),
                plan="A",
                by=IMPORT,
            )
        )
    for member in roster[:: max(12, len(roster) // 3)]:
        policies.remove_member(
            member, left_on=starts_on + timedelta(days=source.randrange(200, 300)), by=IMPORT
        )
    policies.endorse(
        policy=policy,
        number=f"{number}-E1",
        effective_on=starts_on + timedelta(days=60),
        summary="增加被保险人，名单见附件",
        terms={},
        by=IMPORT,
    )
    return roster


def choose_product(
    source: Random, versions: list[ProductVersion], person: Person, on: date
) -> ProductVersion:
    """A product that fits the person: school cover for children, never for the others."""
    child = age_on(person.born_on, on) < ADULT
    fitting = [
        version
        for version in versions
        if (version.product.code == "qc_student_care") == child and insures_a_person(version)
    ]
    fitting = fitting or [version for version in versions if insures_a_person(version)]
    weights = [SALES.get(version.product.code, 0) for version in fitting]
    return source.choices(fitting, weights)[0]


def insures_a_person(version: ProductVersion) -> bool:
    """Sold to one person on that person: not a group's cover, not a car's, a house's or a firm's."""
    return version.product.line in {"health", "accident"}


def is_group(version: ProductVersion) -> bool:
    return version.product.line.startswith("group")


def is_adult(person: Person, on: date) -> bool:
    return age_on(person.born_on, on) >= ADULT


def name_beneficiary(member: InsuredMember, source: Random) -> None:
    """Half to the spouse and half to a child, or everything to one."""
    first, second = (people.full_name(source, female=source.random() < 0.5) for _ in range(2))
    shares: list[tuple[str, str, int, Party | None]] = (
        [(first, "spouse", 5_000, None), (second, "child", 5_000, None)]
        if source.random() < 0.5
        else [(first, "spouse", 10_000, None)]
    )
    policies.name_beneficiaries(member, shares=shares, by=IMPORT)
