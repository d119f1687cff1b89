"""The standing cast of the money: one insurer, its people, one insured person, one product file as shipped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from itertools import count

from anpei.accounts.models import Staff
from anpei.claims.models import Care, Claim, CoverageReview, Nature
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.deadlines import actions as deadlines
from anpei.organisation.models import Unit
from anpei.parties import actions as parties
from anpei.parties.models import ConsentPurpose, Party
from anpei.policies import actions as policies
from anpei.policies.models import InsuredMember
from anpei.products.models import Product, ProductVersion
from anpei.settlement import actions as settlement
from anpei.settlement.actions import LineForm, ReceiptForm
from anpei.settlement.models import AuthorityGrant, Decision, Receipt
from anpei.terms import loader

SYSTEM = Actor.system("test")
GOOD_ACCOUNT = "6200000000000005"
_numbers = count(1)


@dataclass
class House:
    """Head office, one branch, and one person of each role that handles money."""

    head: Unit
    branch: Unit
    handler: Staff
    approver: Staff
    second_approver: Staff
    supervisor: Staff
    payer: Staff
    surveyor: Staff
    manager: Staff
    version: ProductVersion
    parties: dict[str, Party] = field(default_factory=dict)


def staff(username: str, role: str, unit: Unit, name: str) -> Staff:
    return Staff.objects.create(
        username=username,
        display_name=name,
        role=role,
        unit=unit,
        employee_no=f"E-{username}",
        language="zh-hans",
    )


def unit(code: str, kind: str, name: str, parent: Unit | None = None) -> Unit:
    row = Unit.objects.create(code=code, kind=kind, name=name, parent=parent, region_code="510100")
    path = f"{parent.path if parent else '/'}{row.pk}/"
    Unit.objects.filter(pk=row.pk).update(path=path)
    row.refresh_from_db()
    return row


def open_house(product: str = "qc-million-medical-2026.yaml") -> House:
    deadlines.ensure_defaults(by=SYSTEM)
    head = unit("HQ", "head_office", "总公司")
    branch = unit("B1", "branch", "四川分公司", head)
    version = publish(product)
    house = House(
        head=head,
        branch=branch,
        handler=staff("lin", "handler", branch, "林晓棠"),
        approver=staff("xu", "approver", branch, "许岚"),
        second_approver=staff("gu", "approver", head, "顾维"),
        supervisor=staff("sun", "supervisor", branch, "孙哲"),
        payer=staff("cai", "payments", branch, "蔡宁"),
        surveyor=staff("qin", "surveyor", branch, "秦川"),
        manager=staff("meng", "manager", head, "孟远"),
        version=version,
    )
    for person, level, limit in ((house.approver, 3, 20_000_000), (house.second_approver, 4, 500_000_000)):
        for kind in ("pay", "refuse", "agree", "advance"):
            grant(person, kind, level, limit)
    return house


def grant(person: Staff, kind: str, level: int, limit_fen: int, **more: object) -> AuthorityGrant:
    return AuthorityGrant.objects.create(
        staff=person, kind=kind, level=level, limit_fen=limit_fen, valid_from=date(2026, 1, 1), **more
    )


def publish(name: str) -> ProductVersion:
    text = (files("anpei.library") / "products" / name).read_text(encoding="utf-8")
    terms = loader.loads(text, name)
    product = Product.objects.create(
        code=terms.code, name=terms.name.zh, name_en=terms.name.en, line=terms.line
    )
    return ProductVersion.objects.create(
        product=product, version=terms.version, text=text, sha256=terms.sha256, valid_from=terms.valid_from,
        published_at=clock.now(), published_by="test",
    )  # fmt: skip


def person(name: str = "周桂芬", id_number: str = "110000199001010013", phone: str = "13800000001") -> Party:
    party = parties.register(
        name=name, by=SYSTEM, source="test", id_type="resident_id", id_number=id_number, phone=phone
    )
    parties.give_consent(
        party=party, purpose=ConsentPurpose.BANK_DATA, text_version="1", channel="portal", by=party.actor
    )
    return party


def insure(house: House, party: Party, sums: dict[str, int] | None = None) -> InsuredMember:
    starts = date(2026, 3, 1)
    policy = policies.issue(
        number=f"P{next(_numbers):06d}", product_version=house.version, policyholder=party, unit=house.branch,
        starts_on=starts, ends_on=date(2027, 2, 28), first_started_on=date(2024, 3, 1), by=SYSTEM,
    )  # fmt: skip
    return policies.add_member(
        policy=policy,
        party=party,
        by=SYSTEM,
        sums_insured=sums or {"medical": 200_000_000},
        social_insured=True,
    )


def claim_of(
    house: House, member: InsuredMember, *, state: str = ClaimState.ACCEPTED, **more: object
) -> Claim:
    """An accepted case whose determination clock runs, cover confirmed."""
    now = clock.now()
    claim = Claim.objects.create(
        number=f"LP-TEST-{next(_numbers):04d}", state=state, channel="portal", unit=house.branch, handler=house.handler,
        insured=member.party, policy=member.policy, member=member, product_version=house.version,
        reporter_phone=member.party.phone,
        reported_at=now, first_material_at=now, accepted_at=now, next_due_at=now + timedelta(days=5),
        **{"nature": Nature.ILLNESS, "care": Care.INPATIENT, "event_on": date(2026, 10, 12), "claimed_fen": 4_863_270, **more},
    )  # fmt: skip
    deadlines.start(
        rule="life.determination.simple", subject="claim", subject_id=claim.pk, at=now, owner=house.handler.pk,
        unit_path=house.branch.path,
    )  # fmt: skip
    confirm_cover(claim, house)
    return claim


def confirm_cover(claim: Claim, house: House, outcome: str = "pass") -> CoverageReview:
    return CoverageReview.objects.create(
        claim=claim, number=claim.coverage_reviews.count() + 1, facts={}, tree={"name": "cover", "outcome": outcome},
        outcome=outcome,
        confirmed_by=house.handler, confirmed_at=clock.now(),
    )  # fmt: skip


def stay(
    total_fen: int = 2_000_000, social_fen: int = 500_000, number: str = "", **more: object
) -> ReceiptForm:
    """A hospital receipt of one drug line."""
    return ReceiptForm(
        setting="inpatient", issued_on=date(2026, 10, 26), admitted_on=date(2026, 10, 12), discharged_on=date(2026, 10, 26),
        hospital="江州市第一人民医院", number=number or f"R{next(_numbers):08d}", code="11060126",
        total_fen=total_fen, social_fen=social_fen,
        **{"lines": (LineForm("西药费", "drug", total_fen),), **more},
    )  # fmt: skip


def assessed(
    house: House, member: InsuredMember, form: ReceiptForm | None = None, **more: object
) -> tuple[Claim, Receipt]:
    """A registered case with one receipt."""
    claim = settlement.register_case(claim_of(house, member, **more), by=house.handler.actor)
    receipt = settlement.add_receipt(claim, form=form or stay(), by=house.handler.actor)
    claim.refresh_from_db()
    return claim, receipt


def proposed(
    house: House, member: InsuredMember, form: ReceiptForm | None = None, **more: object
) -> Decision:
    """A case proposed for payment as the terms compute."""
    claim, _receipt = assessed(house, member, form, **more)
    run = settlement.calculate(claim, by=house.handler.actor)
    return settlement.propose(claim, run=run, outcome="pay", by=house.handler.actor)
