"""历史赔案: earlier claims, closed ones with their amounts and open ones that go on here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from anpei.audit.actions import History, record, record_many
from anpei.claims import clocks, roster
from anpei.claims.actions.papers import rebuild_checklist
from anpei.claims.models import Channel, Claim
from anpei.claims.states import OPEN, ClaimState
from anpei.core import clock
from anpei.deadlines import actions as deadlines
from anpei.importing import cells
from anpei.importing.columns import Column, Row, hidden
from anpei.importing.events import ClaimTakenOver, TakenOverClaimCorrected
from anpei.importing.tables.base import INSURED, JOINED, Book, Insured, Table, apply, in_order, policy_column
from anpei.parties import queries as parties
from anpei.policies.models import InsuredMember, Policy
from anpei.values import identifiers
from anpei.values.dates import day_start

STATES = {
    "reported": ("未决", "处理中", "已报案", "open"),
    "paid": ("已赔付", "已结案", "已赔"),
    "refused": ("拒赔", "已拒赔"),
    "closed": ("注销", "撤案", "零结"),
}
NATURES = {
    "injury": ("意外", "意外伤害"),
    "illness": ("疾病",),
    "death": ("身故", "死亡"),
    "fire": ("火灾",),
    "explosion": ("爆炸",),
    "lightning": ("雷击",),
    "storm": ("暴风", "台风", "冰雹"),
    "flood": ("洪水", "暴雨"),
    "water": ("水渍", "管道破裂"),
    "theft": ("盗窃", "盗抢"),
    "damage": ("其他财产损失",),
    "collision": ("交通事故", "车祸"),
    "liability": ("责任", "对他人责任"),
    "unknown": ("未知",),
}
CARES = {
    "inpatient": ("住院",),
    "outpatient": ("门诊", "门急诊", "急诊"),
    "none": ("无", "未就诊"),
    "unknown": ("未知",),
}
CLOSE_REASONS = {
    "duplicate": ("重复报案",),
    "misdirected": ("误报", "非本公司案件"),
    "withdrawn": ("客户撤案", "撤回"),
}
ENCRYPTED = ("diagnosis", "story", "reporter_name", "reporter_phone")
PLAIN = ("nature", "care", "event_on", "hospital", "close_note")
# Field to column; a field that only follows from another one is not reported by itself.
COLUMN_OF = {
    "paid_fen": "paid",
    "claimed_fen": "claimed",
    "reported_at": "reported_on",
    "first_material_at": "first_material_on",
    "paid_at": "finished_on",
    "closed_at": "finished_on",
}
FOLLOWING = frozenset({"payable_fen", "decided_at", "reporter_phone_hash"})
MASKS = dict.fromkeys(ENCRYPTED, hidden)
# What a case in each state has to say and cannot say.
NEEDED = {
    "paid": ("paid", "finished_on"),
    "refused": ("finished_on",),
    "closed": ("finished_on", "close_reason"),
}
UNWANTED = {
    "reported": ("paid", "finished_on", "close_reason"),
    "refused": ("paid", "close_reason"),
    "closed": ("paid",),
    "paid": ("close_reason",),
}


class Claims(Table):
    code, zh, also = "claims", "历史赔案", ("赔案", "理赔记录", "earlier claims")
    about = (
        "Earlier claims. A row is recognised by its claim number. Closed ones keep their amounts and need no work; "
        "open ones arrive as reported, with their checklist, a handler and the clock that started with the first "
        "paper. Nobody is sent a message."
    )
    columns = (
        Column(
            "number",
            "赔案号",
            cells.code(24, upper=True),
            "text",
            "Claim number in the earlier system.",
            True,
            ("claim_number", "报案号", "立案号"),
        ),
        policy_column(),
        INSURED,
        JOINED,
        Column(
            "claim_state",
            "赔案状态",
            cells.choice(STATES),
            "one of",
            "Open (reported), paid, refused or closed.",
            True,
            ("state", "状态", "案件状态"),
        ),
        Column(
            "event_on",
            "出险日期",
            cells.past_day,
            "date",
            "Day of the event.",
            True,
            ("事故日期", "出险时间"),
        ),
        Column("reported_on", "报案日期", cells.past_day, "date", "Day of the report.", True, ("报案时间",)),
        Column(
            "nature", "出险性质", cells.choice(NATURES), "one of", "Default: unknown.", also=("出险类型",)
        ),
        Column("care", "就诊类型", cells.choice(CARES), "one of", "Default: unknown."),
        Column("hospital", "医院", cells.text(120), "text", "Hospital.", also=("就诊医院",)),
        Column("diagnosis", "诊断", cells.text(500), "text", "Diagnosis; encrypted.", mask=hidden),
        Column(
            "story",
            "出险经过",
            cells.text(4000),
            "text",
            "What happened, in the reporter's words; encrypted.",
            also=("事故经过",),
            mask=hidden,
        ),
        Column(
            "reporter_name",
            "报案人",
            cells.text(120),
            "text",
            "Who reported.",
            also=("报案人姓名",),
            mask=identifiers.mask_name,
        ),
        Column(
            "reporter_phone",
            "报案人电话",
            cells.mobile,
            "11 digits",
            "Mobile number of the reporter; default that of the insured person.",
            also=("报案电话",),
            mask=identifiers.mask_phone,
        ),
        Column(
            "first_material_on",
            "首次收到材料日期",
            cells.past_day,
            "date",
            "Day the claim request and any paper first arrived: the statutory clock starts there.",
            also=("收到材料日期",),
        ),
        Column("claimed", "索赔金额", cells.fen, "yuan", "Amount claimed.", also=("申请金额",)),
        Column(
            "paid",
            "已赔金额",
            cells.fen,
            "yuan",
            "Amount paid; needed for a paid case.",
            also=("赔付金额", "赔款金额"),
        ),
        Column(
            "finished_on",
            "结案日期",
            cells.past_day,
            "date",
            "Day of payment, refusal or closing; needed for a finished case.",
            also=("赔付日期",),
        ),
        Column(
            "close_reason", "注销原因", cells.choice(CLOSE_REASONS), "one of", "Needed for a closed case."
        ),
        Column(
            "close_note", "结案说明", cells.text(300), "text", "Note, for example the clause of a refusal."
        ),
    )

    def key(self, row: Row) -> str:
        return str(row.values["number"])

    def load(self, rows: Sequence[Row], book: Book) -> None:
        known = Insured.of(rows)
        recorded = {
            one.number: one for one in Claim.objects.filter(number__in=[row.values["number"] for row in rows])
        }
        finished: list[tuple[Row, Claim]] = []
        for row in rows:
            place = known.member(row, book)
            if place is None or not _sound(row, *place):
                continue
            claim = recorded.get(row.values["number"])
            if claim is not None:
                _change(row, claim, place[1], book)
            elif row.values["claim_state"] == ClaimState.REPORTED:
                _take_over_open(row, *place, book)
            else:
                finished.append((row, Claim(**_fixed(row, *place), **_values(row))))
        _take_over_finished(finished, book)


def _sound(row: Row, policy: Policy, member: InsuredMember) -> bool:
    state = row.values["claim_state"]
    label = str(ClaimState(state).label)
    for column in NEEDED.get(state, ()):
        if column not in row.values:
            row.reject(column, "needed_for_state", state=label)
    for column in UNWANTED[state]:
        if column in row.values:
            row.reject(column, "unwanted_for_state", state=label)
    in_order(
        row,
        *((name, row.get(name)) for name in ("event_on", "reported_on", "first_material_on", "finished_on")),
    )
    return not row.rejected


def _fixed(row: Row, policy: Policy, member: InsuredMember) -> dict[str, Any]:
    """What a later import never changes: identity and state."""
    state = row.values["claim_state"]
    finished = _moment(row.get("finished_on"))
    return {
        "number": row.values["number"],
        "state": state,
        "is_open": state in OPEN,
        "channel": Channel.IMPORT,
        "unit": policy.unit,
        "policy": policy,
        "member": member,
        "insured": member.party,
        "product_version": policy.product_version,
        "reporter_phone": member.party.phone,
        "reporter_phone_hash": member.party.phone_hash,
        "next_due_at": (finished or clock.now()) + clocks.IDLE,
        "close_reason": row.get("close_reason", ""),
    }


def _values(row: Row) -> dict[str, Any]:
    """What the row says about the case, as fields of ``Claim``."""
    values = {name: row.values[name] for name in (*PLAIN, *ENCRYPTED) if name in row.values}
    values["reported_at"] = _moment(row.values["reported_on"])
    if "first_material_on" in row.values:
        values["first_material_at"] = _moment(row.values["first_material_on"])
    if "claimed" in row.values:
        values["claimed_fen"] = row.values["claimed"]
    if "reporter_phone" in values:
        values["reporter_phone_hash"] = parties.phone_hash(values["reporter_phone"])
    return values | _ending(row)


def _ending(row: Row) -> dict[str, Any]:
    at = _moment(row.get("finished_on"))
    match row.values["claim_state"]:
        case "paid":
            return {
                "paid_at": at,
                "decided_at": at,
                "paid_fen": row.values["paid"],
                "payable_fen": row.values["paid"],
            }
        case "refused":
            return {"closed_at": at, "decided_at": at, "payable_fen": 0}
        case "closed":
            return {"closed_at": at}
        case _:
            return {}


def _take_over_finished(finished: list[tuple[Row, Claim]], book: Book) -> None:
    made = Claim.objects.bulk_create([claim for _row, claim in finished])
    at = clock.now()
    record_many(History("claim", claim.pk, [(_taken_over(claim), book.by, at)]) for claim in made)
    for row, _claim in finished:
        row.outcome = "created"


def _take_over_open(row: Row, policy: Policy, member: InsuredMember, book: Book) -> None:
    """An open case goes on here: list of papers, a handler, the statutory clock from the day it started."""
    handler = roster.next_handler(policy.unit)
    claim = Claim.objects.create(handler=handler, **{**_fixed(row, policy, member), **_values(row)})
    rebuild_checklist(claim, by=book.by, first=True)
    record(subject="claim", subject_id=claim.pk, event=_taken_over(claim), by=book.by, new_chain=True)
    if claim.first_material_at is not None:
        clocks.start_determination(claim, at=claim.first_material_at)
    deadlines.start(
        rule="papers.silence",
        subject="claim",
        subject_id=claim.pk,
        at=clock.now(),
        owner=handler.pk if handler else None,
        unit_path=policy.unit.path,
    )
    clocks.restart_queue_clock(claim)
    row.outcome = "created"


def _change(row: Row, claim: Claim, member: InsuredMember, book: Book) -> None:
    if claim.channel != Channel.IMPORT:
        row.reject("number", "number_taken")
    elif not book.allows(claim.unit_id):
        row.reject("number", "other_unit")
    elif claim.member_id != member.pk:
        row.reject("insured", "kind_fixed", current="****")
    elif claim.version > 1 and any(getattr(claim, name) != value for name, value in _values(row).items()):
        row.reject("number", "worked_on")
    elif claim.version == 1 and claim.state != row.values["claim_state"]:
        row.reject("claim_state", "state_fixed", current=str(ClaimState(claim.state).label))
    elif claim.version == 1:
        _correct(row, claim, book)


def _correct(row: Row, claim: Claim, book: Book) -> None:
    fields = apply(row, claim, _values(row), columns=COLUMN_OF, mask=MASKS, silent=FOLLOWING)
    if not fields:
        return
    claim.save(update_fields=fields)
    if "first_material_at" in fields and claim.first_material_at is not None and claim.is_open:
        clocks.start_determination(claim, at=claim.first_material_at)
        clocks.restart_queue_clock(claim)
    record(
        subject="claim", subject_id=claim.pk, event=TakenOverClaimCorrected(fields=sorted(fields)), by=book.by
    )


def _taken_over(claim: Claim) -> ClaimTakenOver:
    return ClaimTakenOver(number=claim.number, state=str(claim.state), paid_fen=claim.paid_fen)


def _moment(day: date | None) -> datetime | None:
    return day_start(day) if day is not None else None


CLAIMS = Claims()
