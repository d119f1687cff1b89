"""The standing cast, for every test that needs an insurer with people in it. Made by the real actions, on a frozen clock.

Fixtures (all rest on ``frozen_clock``: Monday 16 November 2026, 10:00 in Shanghai):

``cast``            head office, two branches with a sub-branch each way, one person of each role, authority to approve,
                    the shipped accident and group products, and these people:
                    ``customer`` 周桂芬 (insured), ``relative`` her daughter, ``stranger`` nobody to her,
                    ``child`` with ``guardian``, ``company`` with a group policy and ``employee`` on its roster
``reported_claim``  the customer broke her wrist, reported by portal; nothing handed in
``handed_in_claim`` every paper on the list is there, not looked at yet
``accepted_claim``  every paper in order, accepted by her handler
``assessed_claim``  registered, receipt entered, cover confirmed, calculated
``proposed_claim``  put before an approver
``paying_claim``    approved; the payee is known, background work not run

Each claim fixture goes on from the one before. ``tests.cast.course_to(cast, "accepted")`` makes another one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest

from anpei.accounts.models import Staff
from anpei.accounts.roles import ROLES
from anpei.claims import actions as claims
from anpei.claims.models import Care, Channel, Claim, ItemState, Nature, Relation
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.deadlines import actions as deadlines
from anpei.demo import book, papers, people
from anpei.documents import actions as documents
from anpei.organisation import actions as organisation
from anpei.organisation.models import Unit, UnitKind
from anpei.parties import actions as parties
from anpei.parties.models import ConsentPurpose, Party
from anpei.payments import actions as payments
from anpei.policies.models import InsuredMember, Policy
from anpei.products.actions import publish_library
from anpei.products.models import ProductVersion
from anpei.settlement import actions as settlement

SYSTEM = Actor.system("tests")
STAGES = ("reported", "handed_in", "accepted", "assessed", "proposed", "paying")
BIRTHDAY = date(1954, 5, 12)


@dataclass
class Cast:
    """The insurer and its people; staff by role in ``staff`` as well, e.g. ``cast.staff["auditor"]``."""

    head_office: Unit
    branch: Unit
    other_branch: Unit
    sub_branch: Unit
    staff: dict[str, Staff]
    other_handler: Staff
    second_approver: Staff
    versions: dict[str, ProductVersion]
    customer: Party = field(init=False)
    relative: Party = field(init=False)
    stranger: Party = field(init=False)
    guardian: Party = field(init=False)
    child: Party = field(init=False)
    company: Party = field(init=False)
    employee: Party = field(init=False)
    member: InsuredMember = field(init=False)
    child_member: InsuredMember = field(init=False)
    group_member: InsuredMember = field(init=False)

    @property
    def policy(self) -> Policy:
        return self.member.policy

    @property
    def group_policy(self) -> Policy:
        return self.group_member.policy

    @property
    def handler(self) -> Staff:
        return self.staff["handler"]

    @property
    def approver(self) -> Staff:
        return self.staff["approver"]

    @property
    def supervisor(self) -> Staff:
        return self.staff["supervisor"]


@pytest.fixture
def cast(db: None, frozen_clock: datetime) -> Cast:
    with clock.at(frozen_clock - timedelta(days=400)):
        deadlines.ensure_defaults(by=SYSTEM)
        made = _staffed()
        _people(made)
        _contracts(made)
    return made


@pytest.fixture
def reported_claim(cast: Cast) -> Claim:
    return course_to(cast, "reported")


@pytest.fixture
def handed_in_claim(cast: Cast) -> Claim:
    return course_to(cast, "handed_in")


@pytest.fixture
def accepted_claim(cast: Cast) -> Claim:
    return course_to(cast, "accepted")


@pytest.fixture
def assessed_claim(cast: Cast) -> Claim:
    return course_to(cast, "assessed")


@pytest.fixture
def proposed_claim(cast: Cast) -> Claim:
    return course_to(cast, "proposed")


@pytest.fixture
def paying_claim(cast: Cast) -> Claim:
    return course_to(cast, "paying")


def course_to(cast: Cast, stage: str, *, key: str = "cast-1") -> Claim:
    """A claim of the customer, taken by the real actions as far as ``stage``; another ``key`` is another claim."""
    claim = _reported(cast, key)
    for step in (_hand_in, _accept, _assess, _propose, _approve)[: STAGES.index(stage)]:
        step(cast, claim)
        claim.refresh_from_db()
    return claim


def _reported(cast: Cast, key: str) -> Claim:
    claim = claims.report(
        form=claims.ReportForm(
            story="早上我去买菜，在菜市场门口滑倒了，右手腕骨折，住了 4 天。",
            nature=Nature.INJURY,
            care=Care.INPATIENT,
            event_on=date(2026, 11, 9),
            event_place="菜市场门口",
            cause="滑倒",
            hospital="云洲市第二人民医院",
            claimed_fen=1_864_250,
            reporter_name=cast.customer.name,
            reporter_phone=cast.customer.phone,
            reporter_relation=Relation.SELF,
            policy_number=cast.policy.number,
            reporter=cast.customer,
            insured=cast.customer,
        ),
        channel=Channel.PORTAL,
        by=cast.customer.actor,
        key=key,
    )
    if claim.handler != cast.handler:
        claim = claims.assign(claim, handler=cast.handler, by=cast.supervisor.actor, reason="分工")
    return claim


def _hand_in(cast: Cast, claim: Claim) -> None:
    for item in claim.checklist.filter(state=ItemState.WANTED):
        documents.hand_in(
            claim,
            content=papers.picture(item.kind),
            filename=f"{item.kind}.jpg",
            item=item,
            by=cast.customer.actor,
        )


def _accept(cast: Cast, claim: Claim) -> None:
    for item in claim.checklist.filter(state=ItemState.RECEIVED):
        claims.check_item(item, in_order=True, by=cast.handler.actor)
    claims.accept(claim, by=cast.handler.actor)


def _assess(cast: Cast, claim: Claim) -> None:
    by = cast.handler.actor
    settlement.register_case(claim, by=by)
    settlement.add_receipt(
        claim,
        form=settlement.ReceiptForm(
            setting="inpatient",
            issued_on=date(2026, 11, 13),
            admitted_on=date(2026, 11, 9),
            discharged_on=date(2026, 11, 13),
            total_fen=1_864_250,
            social_fen=982_030,
            code="11060126",
            number=f"{claim.pk:010d}",
            hospital="云洲市第二人民医院",
            lines=(
                settlement.LineForm("手术费", "surgery", 1_000_000),
                settlement.LineForm("西药费", "drug", 864_250),
            ),
        ),
        by=by,
    )
    claim.refresh_from_db()
    from anpei.products import queries as products

    terms = products.terms(cast.versions["qc_accident"])
    review = claims.review_coverage(claim, answers={one.fact: "no" for one in terms.exclusions}, by=by)
    for name in unknown_leaves(review.tree):
        review = claims.override_condition(review, condition=name, outcome="pass", reason="已核实", by=by)
    claims.confirm_coverage(review, by=by)
    settlement.calculate(claim, by=by)


def _propose(cast: Cast, claim: Claim) -> None:
    settlement.propose(claim, run=claim.runs.first(), outcome="pay", by=cast.handler.actor)


def _approve(cast: Cast, claim: Claim) -> None:
    payments.set_payee(
        claim,
        party=cast.customer,
        holder_name=cast.customer.name,
        account_number=people.card(1),
        bank_name="晴川农商银行",
        by=cast.customer.actor,
    )
    settlement.approve(claim.decisions.get(), by=cast.approver.actor)


def unknown_leaves(tree: dict) -> list[str]:
    """Names of the conditions of a coverage tree that nobody has answered yet."""
    if not tree.get("children"):
        return [tree["name"]] if tree["outcome"] == "unknown" else []
    return [name for child in tree["children"] for name in unknown_leaves(child)]


def _staffed() -> Cast:
    def unit(code: str, name: str, kind: UnitKind, parent: Unit | None, region: str) -> Unit:
        return organisation.create(
            code=code, name=name, kind=kind, parent=parent, region_code=region, by=SYSTEM
        )

    def hire(username: str, name: str, role: str, where: Unit) -> Staff:
        # No password: tests log people in by force_login; a slow hash would only cost time.
        return Staff.objects.create(
            username=username,
            display_name=name,
            role=role,
            unit=where,
            employee_no=f"T-{username}",
            demo=True,
        )

    head = unit("HQ", "总公司", UnitKind.HEAD_OFFICE, None, "990100")
    branch = unit("B1", "云洲分公司", UnitKind.BRANCH, head, "990200")
    other = unit("B2", "江州分公司", UnitKind.BRANCH, head, "990101")
    sub = unit("B1-1", "青屏支公司", UnitKind.SUB_BRANCH, branch, "990202")
    at_head = {"compliance", "auditor", "manager", "actuary", "administrator", "operator", "payments"}
    staff = {
        role: hire(role, f"{cls.code}甲", role, head if role in at_head else branch)
        for role, cls in ROLES.items()
    }
    cast = Cast(
        head_office=head,
        branch=branch,
        other_branch=other,
        sub_branch=sub,
        staff=staff,
        other_handler=hire("handler2", "handler乙", "handler", other),
        second_approver=hire("approver2", "approver乙", "approver", head),
        versions={version.product.code: version for version in publish_library(by=SYSTEM)},
    )
    for person, level, limit_fen in (
        (staff["approver"], 3, 20_000_000),
        (cast.second_approver, 4, 500_000_000),
    ):
        for kind in ("pay", "refuse", "agree", "advance"):
            settlement.grant_authority(staff=person, kind=kind, level=level, limit_fen=limit_fen, by=SYSTEM)
    return cast


def _people(cast: Cast) -> None:
    def register(name: str, serial: int, born_on: date, guardian: Party | None = None) -> Party:
        return parties.register(
            name=name,
            id_type="resident_id",
            id_number=people.resident_id("990201", born_on, serial),
            phone="" if guardian else people.phone(serial),
            guardian=guardian,
            source="tests",
            by=SYSTEM,
        )

    cast.customer = register("周桂芬", 2, BIRTHDAY)
    cast.relative = register("陈小慧", 4, date(1982, 3, 8))
    cast.stranger = register("吴明远", 7, date(1990, 6, 1))
    cast.guardian = register("邓海涛", 9, date(1988, 2, 14))
    cast.child = register("邓子轩", 11, date(2019, 4, 5), guardian=cast.guardian)
    cast.employee = register("石磊", 13, date(1993, 8, 19))
    for purpose in (ConsentPurpose.HEALTH_DATA, ConsentPurpose.BANK_DATA):
        parties.give_consent(
            party=cast.customer, purpose=purpose, text_version="1", channel="portal", by=cast.customer.actor
        )


def _contracts(cast: Cast) -> None:
    from random import Random

    def contract(number: str, code: str, insured: Party, holder: Party) -> InsuredMember:
        return book.issue(
            number=number, version=cast.versions[code], holder=holder, insured=insured, unit=cast.branch,
            starts_on=date(2026, 3, 1), renewed_since=date(2025, 3, 1), source=Random(1),
        )  # fmt: skip

    cast.member = contract("P2026000001", "qc_accident", cast.customer, cast.customer)
    cast.child_member = contract("P2026000002", "qc_student_care", cast.child, cast.guardian)
    roster = book.group(
        number="G2026000001", serial=1, name="梧桐机械（示例）有限公司", version=cast.versions["qc_group_medical"],
        unit=cast.branch, starts_on=date(2026, 1, 1), members=[cast.stranger, cast.employee], source=Random(2),
    )  # fmt: skip
    cast.group_member = roster[1]
    cast.company = cast.group_member.policy.policyholder
