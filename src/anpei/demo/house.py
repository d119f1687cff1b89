"""The demo insurer's house: units, staff of every role, who may approve how much."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from unittest import mock

from django.conf import settings
from django.contrib.auth.hashers import make_password

from anpei.accounts import actions as accounts
from anpei.accounts.models import Staff
from anpei.core.actor import Actor
from anpei.organisation import actions as organisation
from anpei.organisation.models import Division, Unit, UnitKind
from anpei.settlement import actions as settlement

# Chinese is meant: the name of the sample
DIVISIONS = files("anpei") / "library" / "import-samples" / "00-行政区划-示例.csv"
PASSWORD = "qingchuan-demo"  # published: demo staff cannot exist in production (accounts.checks)
FOUNDER = Actor.system("demo")

# code, name, English, kind, above, region (99…: no such province)
UNITS = (
    ("QC", "", "Head Office", UnitKind.HEAD_OFFICE, "", "990100"),
    ("QC-HOT", "客户服务中心", "Customer Service Centre", UnitKind.TEAM, "QC", "990100"),
    ("QC-PAY", "资金结算中心", "Payments Centre", UnitKind.TEAM, "QC", "990100"),
    ("JZ", "江州分公司", "Jiangzhou Branch", UnitKind.BRANCH, "QC", "990100"),
    ("JZ-C", "江州中心支公司", "Jiangzhou Central Sub-branch", UnitKind.SUB_BRANCH, "JZ", "990101"),
    ("JZ-C2", "健康险二组", "Health Team Two", UnitKind.TEAM, "JZ-C", "990101"),
    ("JZ-L", "临泽支公司", "Linze Sub-branch", UnitKind.SUB_BRANCH, "JZ", "990102"),
    ("YZ", "云洲分公司", "Yunzhou Branch", UnitKind.BRANCH, "QC", "990200"),
    ("YZ-C", "云洲中心支公司", "Yunzhou Central Sub-branch", UnitKind.SUB_BRANCH, "YZ", "990201"),
    ("YZ-Q", "青屏支公司", "Qingping Sub-branch", UnitKind.SUB_BRANCH, "YZ", "990202"),
)
SELLING = ("JZ-C2", "JZ-L", "YZ-C", "YZ-Q")  # where policies are kept and cases are worked

# user name, name, role, unit, log-in shown on the start page
STAFF = (
    ("lin", "林晓棠", "handler", "JZ-C2", True),
    ("guo", "郭明哲", "handler", "JZ-C2", False),
    ("tang", "唐一诺", "handler", "JZ-C2", False),
    ("ding", "丁佳", "handler", "JZ-L", False),
    ("song", "宋岚", "handler", "JZ-L", False),
    ("chen", "陈嘉", "handler", "YZ-C", True),
    ("he", "何叶", "handler", "YZ-C", False),
    ("bai", "白洁", "handler", "YZ-Q", False),
    ("xu", "许岚", "approver", "JZ", True),
    ("zhao", "赵敏", "approver", "YZ", False),
    ("fang", "方志明", "approver", "QC", False),
    ("jiang", "江一帆", "approver", "QC", False),
    ("gu", "顾维", "supervisor", "JZ", True),
    ("luo", "罗敏", "supervisor", "YZ", False),
    ("shao", "邵军", "surveyor", "JZ", True),
    ("yin", "尹国强", "surveyor", "YZ", False),
    ("tan", "谭丽萍", "assessor", "JZ", False),
    ("tangyue", "唐悦", "operator", "QC-HOT", True),
    ("su", "苏倩", "operator", "QC-HOT", False),
    ("qin", "秦月", "payments", "QC-PAY", True),
    ("cui", "崔建", "payments", "QC-PAY", False),
    ("ren", "任洁", "care", "QC", True),
    ("you", "尤佳", "complaints", "QC", True),
    ("lu", "陆遥", "complaints", "YZ", False),
    ("peng", "彭伟", "compliance", "QC", True),
    ("tian", "田振华", "auditor", "QC", True),
    ("jia", "贾玉", "manager", "QC", True),
    ("yan", "严思源", "actuary", "QC", True),
    ("admin", "葛春生", "administrator", "QC", True),
    ("agent", "熊建", "agent", "JZ-C", True),
    ("agent2", "孟庆", "agent", "YZ-C", False),
    ("hao", "郝静", "operator", "QC-HOT", False),
    ("kang", "康宁", "operator", "QC-HOT", False),
)

# Approvers by level: (user name, level, limit in fen)
AUTHORITY = (
    ("gu", 1, 1_000_000),
    ("luo", 1, 1_000_000),
    ("xu", 2, 5_000_000),
    ("zhao", 2, 5_000_000),
    ("fang", 4, 200_000_000),
    ("jiang", 4, 200_000_000),
)
KINDS = ("pay", "refuse", "agree", "advance")


@dataclass
class House:
    """The insurer once it stands: units by code, staff by user name."""

    units: dict[str, Unit] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)

    def of_role(self, role: str, unit: Unit | None = None) -> list[Staff]:
        """Staff of a role who can see ``unit``, in a fixed order."""
        people = [person for person in self.staff.values() if person.role == role]
        if unit is None:
            return people
        return [person for person in people if person.unit.is_head_office or person.unit.contains(unit)]


def build(opened_on: date) -> House:
    """Open units, accounts and authority through the product's own actions."""
    house = House()
    for code, name, english, kind, above, region in UNITS:
        house.units[code] = organisation.create(
            code=code,
            name=name or settings.INSURER_NAME,
            name_en=english,
            kind=kind,
            parent=house.units[above] if above else None,
            region_code=region,
            phone=settings.INSURER_HOTLINE,
            by=FOUNDER,
        )
    organisation.keep_divisions(_divisions(), by=FOUNDER)
    with _one_hash_for_all():
        for number, (username, name, role, unit, _shown) in enumerate(STAFF, start=1):
            house.staff[username] = accounts.create_staff(
                username=username,
                display_name=name,
                role=role,
                unit=house.units[unit],
                employee_no=f"QC{number:04d}",
                password=PASSWORD,
                demo=True,
                by=FOUNDER,
            )
    for username, level, limit_fen in AUTHORITY:
        for power in KINDS:
            settlement.grant_authority(
                staff=house.staff[username],
                kind=power,
                level=level,
                limit_fen=limit_fen,
                valid_from=opened_on,
                by=house.staff["jia"].actor,
            )
    return house


def _divisions() -> list[Division]:
    """The sample of the import: an invented province, and places everybody knows."""
    rows = csv.DictReader(DIVISIONS.read_text(encoding="utf-8-sig").splitlines())
    # Chinese is meant: headings of the sample
    return [
        Division(code=row["行政区划代码"], name=row["行政区划名称"], name_en=row["英文名称"]) for row in rows
    ]


def load() -> House:
    """The house as it stands in the database."""
    house = House(units={unit.code: unit for unit in Unit.objects.all()})
    house.staff = {
        person.username: person for person in Staff.objects.select_related("unit").filter(demo=True)
    }
    return house


@contextmanager
def _one_hash_for_all() -> Iterator[None]:
    """A slow hash protects a secret; this password is published, so it is hashed once and shared."""
    hashed = make_password(PASSWORD)

    def share(person: Staff, _password: str | None) -> None:
        person.password = hashed

    with mock.patch.object(Staff, "set_password", share):
        yield
