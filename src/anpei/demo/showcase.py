"""The people whose cases are shown to visitors: their story, their phone, where their case stands today."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from anpei.claims.models import Care, Casualty, Channel, DeathCause, Nature, Relation
from anpei.core.clock import LOCAL
from anpei.demo import book, people
from anpei.demo.book import Insured
from anpei.demo.house import House
from anpei.demo.people import Person
from anpei.demo.plan import Beneficiary, Plan
from anpei.parties.models import Party
from anpei.policies import actions as policies
from anpei.policies.actions import WHOLE_BP
from anpei.products.models import ProductVersion
from anpei.settlement.actions import LossItemForm

FIRST_NUMBER = 900_001  # running numbers of the people here, far from those of the book
SPOUSES = 100  # so much further on are those of their husbands and wives


@dataclass(frozen=True)
class Role:
    """Who is shown: name, phone, birth, product, where the case stands and how it got there."""

    name: str
    phone: str
    sex: str
    born: tuple[int, int, int]
    label: str
    product: str
    reported_days_ago: int
    event_days_ago: int
    nature: str
    care: str
    story: str
    place: str
    cause: str
    diagnosis: str
    hospital: str
    cost_fen: int
    days: int
    stop: str
    ending: str = "pay"
    bank: str = "pay"
    extras: frozenset[str] = frozenset()
    unit: str = "YZ-C"
    handler: str = "chen"
    died_days_ago: int | None = None
    spouse: tuple[str, str, str] | None = None  # who reports a death and is paid: name, sex, phone
    injuries: tuple[
        tuple[str, int], ...
    ] = ()  # sample items: the rows of the official table are not ours to print
    casualty: str = Casualty.UNKNOWN
    vehicle: policies.VehicleForm | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    things: tuple[LossItemForm, ...] = ()


ROLES = (
    Role(
        name="周桂芬", phone="19900006621", sex="female", born=(1954, 5, 12), label="补完材料，正在审核", product="qc_accident",
        reported_days_ago=6, event_days_ago=11, nature=Nature.INJURY, care=Care.INPATIENT,
        story="早上我去买菜，在菜市场门口滑倒了，右手腕骨折，在市二院住了 4 天，昨天出院的。",
        place="菜市场门口", cause="滑倒", diagnosis="右桡骨远端骨折", hospital="云洲市第二人民医院",
        cost_fen=1_864_250, days=4, stop="accepted", extras=frozenset({"supplement", "talk"}),
    ),
    Role(
        name="刘爱华", phone="19900006622", sex="female", born=(1971, 9, 3), label="结果已出，钱已到账", product="qc_accident",
        reported_days_ago=24, event_days_ago=29, nature=Nature.INJURY, care=Care.INPATIENT,
        story="下楼梯踩空了一级，脚踝骨裂，住了五天。", place="小区楼梯", cause="踩空", diagnosis="左踝关节骨裂",
        hospital="云洲市第一人民医院", cost_fen=1_250_000, days=5, stop="", ending="reduced",
    ),
    Role(
        name="许国平", phone="19900006623", sex="male", born=(1978, 1, 20), label="没有赔，写明了为什么", product="qc_accident",
        reported_days_ago=26, event_days_ago=33, nature=Nature.INJURY, care=Care.INPATIENT,
        story="晚上骑摩托摔了，腿骨折，住院一周。", place="青石桥路口", cause="交通事故", diagnosis="右胫骨骨折",
        hospital="云洲市第一人民医院", cost_fen=2_600_000, days=7, stop="", ending="refuse",
    ),
    Role(
        name="韩雪", phone="19900006624", sex="female", born=(1992, 11, 2), label="银行退回，等新账户", product="qc_accident",
        reported_days_ago=20, event_days_ago=24, nature=Nature.INJURY, care=Care.OUTPATIENT,
        story="做饭时热油溅到手上，起了一片水泡，去门诊处理了。", place="家中厨房", cause="烫伤", diagnosis="左手二度烫伤",
        hospital="云洲市第二人民医院", cost_fen=86_400, days=1, stop="returned", bank="wrong_name",
    ),
    Role(
        name="罗静", phone="19900006625", sex="female", born=(1985, 7, 15), label="协商的金额，等您确认", product="qc_accident",
        reported_days_ago=22, event_days_ago=30, nature=Nature.INJURY, care=Care.INPATIENT,
        story="骑电动车被一辆面包车蹭倒，小腿骨折，住院手术。", place="北湖路", cause="交通事故", diagnosis="右胫骨骨折",
        hospital="云洲市第一人民医院", cost_fen=2_980_000, days=7, stop="agreement", ending="agreed",
    ),
    Role(
        name="曹德胜", phone="19900006626", sex="male", born=(1969, 3, 28), label="意外身故，钱已到受益人账户",
        product="qc_accident", reported_days_ago=10, event_days_ago=16, died_days_ago=15, nature=Nature.DEATH, care=Care.UNKNOWN,
        story="我爱人下夜班骑车回家，被一辆货车撞了，抢救了一天，没有救过来。", place="北湖路", cause="交通事故",
        diagnosis="重型颅脑损伤", hospital="云洲市第一人民医院", cost_fen=0, days=1, stop="",
        spouse=("沈素芬", "female", "19900006627"),
    ),
    Role(
        name="段立新", phone="19900006628", sex="male", born=(1981, 6, 9), label="伤残已评定（示例条目），正在复核",
        product="qc_accident", reported_days_ago=13, event_days_ago=140, nature=Nature.INJURY, care=Care.NONE,
        story="搬货时手被夹住，治了几个月，前几天做了伤残鉴定（示例），报告一起交。", place="仓库", cause="夹伤",
        diagnosis="右手挤压伤后遗症", hospital="云洲市第二人民医院", cost_fen=0, days=1, stop="approval",
        injuries=(("SAMPLE-1", 9),),
    ),
    Role(
        name="方志远", phone="19900006629", sex="male", born=(1983, 4, 18),
        label="两车相撞，骑车人受伤，钱已到账", product="qc_motor",
        reported_days_ago=22, event_days_ago=22, nature=Nature.COLLISION, care=Care.INPATIENT, casualty=Casualty.INJURED,
        story="在北湖路口拐弯，和一辆车碰了，又带倒了一个骑车的，人送医院了，交警认定我主责。",
        place="北湖路口", cause="右转弯未让行", diagnosis="", hospital="云洲市第一人民医院", cost_fen=0, days=6, stop="",
        vehicle=policies.VehicleForm(
            plate="新Z00001", vehicle_class="car", use="family", first_registered_on=date(2021, 3, 20),
            new_price_fen=14_800_000, model="示例轿车", seats=5, agreed_deductible_fen=50_000,
        ),
        facts={
            "motor": {
                "own": "新Z00001",
                "vehicles": [
                    {"id": "新Z00001", "fault": "main", "damage_fen": 1_286_000},
                    {"id": "新Z00002", "fault": "secondary", "damage_fen": 800_000},
                ],
                "victims": [{"id": "骑车人", "non_motor": True, "medical_fen": 5_650_000}],
                "own_vehicle": {"new_price_fen": 14_800_000, "received_fen": 200_000, "rescue_fen": 60_000},
            }
        },
    ),
    Role(
        name="顾秀兰", phone="19900006630", sex="female", born=(1968, 8, 30),
        label="重大疾病已赔付", product="qc_critical_illness",
        reported_days_ago=18, event_days_ago=25, nature=Nature.ILLNESS, care=Care.INPATIENT,
        story="体检查出来的，医生说是轻度的，已经做了手术，恢复得还好。", place="云洲市", cause="体检发现",
        diagnosis="甲状腺恶性肿瘤（轻度，示例）", hospital="云洲市第一人民医院", cost_fen=0, days=5, stop="",
        facts={"illnesses": [{"code": "mild-01", "severity": "mild", "days_ago": 25}]},
    ),
    Role(
        name="马国庆", phone="19900006631", sex="male", born=(1975, 2, 11),
        label="员工受伤，雇主责任已核定，等付款", product="qc_liability",
        reported_days_ago=14, event_days_ago=30, nature=Nature.LIABILITY, care=Care.OUTPATIENT, casualty=Casualty.INJURED,
        story="店里的师傅搬货砸了脚，治了一个月，我先垫了一部分，工伤保险也报了一些。",
        place="店里仓库", cause="搬运砸伤", diagnosis="", hospital="云洲市第二人民医院", cost_fen=0, days=1, stop="paying",
        facts={
            "claimants": [
                {
                    "id": "1", "name": "店员（示例）", "benefit": "employers", "fault_bp": 10_000,
                    "claimed_fen": {"medical": 2_860_000, "death_disability": 3_200_000},
                    "others_paid_fen": {"medical": 1_200_000}, "paid_by_insured_fen": 1_000_000,
                }
            ],
            "costs": [{"benefit": "employers", "legal_fen": 300_000}],
        },
    ),
    Role(
        name="洪雅琴", phone="19900006632", sex="female", born=(1980, 12, 5),
        label="家里漏水，钱已到账", product="qc_household",
        reported_days_ago=16, event_days_ago=17, nature=Nature.WATER, care=Care.NONE,
        story="厨房水管夜里爆了，地板和柜子都泡了。", place="家中", cause="水管爆裂", diagnosis="", hospital="",
        cost_fen=0, days=1, stop="",
        things=(
            LossItemForm(
                benefit="contents", kind="contents", name="木地板和橱柜", replacement_fen=1_800_000, used_months=30,
                totally_lost=True, salvage_fen=20_000,
            ),
        ),
    ),
)  # fmt: skip


def logins() -> list[tuple[str, str, str]]:
    return [
        (f"客户 {name}：{role.label}", phone, "验证码显示在页面上 code on the page")
        for role in ROLES
        for name, _sex, phone in [role.spouse or (role.name, role.sex, role.phone)]
    ]


def plans(house: House, versions: list[ProductVersion], last_day: date, source: Random) -> list[Plan]:
    """Register the people with their contract and plan their cases."""
    by_code = {version.product.code: version for version in versions}
    made = []
    for offset, role in enumerate(ROLES):
        version = by_code.get(role.product) or versions[0]
        made.append(_plan(role, FIRST_NUMBER + offset, house, version, last_day, source))
    return made


def _plan(
    role: Role, number: int, house: House, version: ProductVersion, last_day: date, source: Random
) -> Plan:
    person = _person(role, number)
    party: Party = book.register(person)
    starts_on = last_day - timedelta(days=200)
    member = book.issue(
        number=f"QC{starts_on:%Y%m}{number:08d}",
        version=version,
        holder=party,
        insured=party,
        unit=house.units[role.unit],
        starts_on=starts_on,
        source=source,
        renewed_since=starts_on - timedelta(days=365),
    )
    beneficiary = _spouse(role, number) if role.spouse else None
    if role.vehicle is not None:
        policies.insure_vehicle(member, form=role.vehicle, by=book.IMPORT)
    if beneficiary is None:
        book.name_beneficiary(member, source)
    else:
        whole = (beneficiary.party.name, "spouse", WHOLE_BP, beneficiary.party)
        policies.name_beneficiaries(member, shares=[whole], by=book.IMPORT)
    day = last_day - timedelta(days=role.reported_days_ago)
    return Plan(
        insured=Insured(person, party, member),
        reported_at=datetime.combine(day, time(9, 12), LOCAL),
        channel=Channel.PORTAL,
        nature=role.nature,
        care=role.care,
        event_on=last_day - timedelta(days=role.event_days_ago),
        died_on=None if role.died_days_ago is None else last_day - timedelta(days=role.died_days_ago),
        cause_of_death=DeathCause.ACCIDENT if role.nature == Nature.DEATH else "",
        reporter=Relation.SPOUSE if beneficiary else Relation.SELF,
        beneficiary=beneficiary,
        injuries=role.injuries,
        casualty=role.casualty,
        facts=_dated(role.facts, last_day),
        things=role.things,
        story=role.story,
        place=role.place,
        cause=role.cause,
        diagnosis=role.diagnosis,
        hospital=role.hospital,
        cost_fen=role.cost_fen,
        days=role.days,
        stop=role.stop,
        ending=role.ending,
        bank=role.bank,
        handler=role.handler,
        pace=0.25,
        shown=True,
        extras=role.extras,
    )


def _dated(facts: dict[str, Any], last_day: date) -> dict[str, Any]:
    """Illnesses are diagnosed so many days before the demo's last one."""
    illnesses = [
        {
            "code": one["code"],
            "severity": one["severity"],
            "confirmed_on": (last_day - timedelta(days=one["days_ago"])).isoformat(),
        }
        for one in facts.get("illnesses", ())
    ]
    return facts | {"illnesses": illnesses} if illnesses else facts


def _spouse(role: Role, number: int) -> Beneficiary:
    assert role.spouse is not None
    name, sex, phone = role.spouse
    born = role.born[0] + 1, *role.born[1:]
    person = _person(replace(role, name=name, sex=sex, phone=phone, born=born), number + SPOUSES)
    return Beneficiary(person, book.register(person))


def _person(role: Role, number: int) -> Person:
    born_on = date(*role.born)
    serial = 888 if role.sex == "female" else 889
    return replace(
        people.person(number),
        name=role.name,
        sex=role.sex,
        born_on=born_on,
        resident_id=people.resident_id("990203", born_on, serial),
        phone=role.phone,
    )
