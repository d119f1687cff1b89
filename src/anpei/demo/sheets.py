"""Legible papers for the cases shown to visitors, drawn with the words and places a reader would find: known, not read.

Everybody and everything on them is invented, and each says so (示例).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date

import cn2an
from PIL import Image, ImageDraw

from anpei.demo.papers import FAINT, INK, PAPER, STAMP, font
from anpei.recognition.reading import Box, Field, PageView, Part, Reading
from anpei.terms.papers import PaperKind
from anpei.values.money import format_yuan

ENGINE = "示例标注 demo"  # Chinese is meant: shown beside what it gives, to say that no machine read it
SURE_BP = 9_950
WIDTH, HEIGHT = 1_000, 1_280
RED = "#a3392c"


@dataclass(frozen=True)
class Drawn:
    content: bytes
    reading: Reading


@dataclass(frozen=True)
class Stay:
    """A hospital stay and what it cost, as its papers tell it."""

    name: str
    id_number: str
    hospital: str
    department: str
    diagnosis: str
    admitted_on: date
    discharged_on: date
    number: str
    items: tuple[tuple[str, int], ...]
    fund_fen: int
    account_fen: int

    @property
    def total_fen(self) -> int:
        return sum(fen for _name, fen in self.items)

    @property
    def cash_fen(self) -> int:
        return self.total_fen - self.fund_fen - self.account_fen


def of_stay(kind: str, stay: Stay) -> Drawn | None:
    """The paper of this kind for a stay; None where no legible one is drawn."""
    draw = {
        PaperKind.INPATIENT_RECEIPT: receipt,
        PaperKind.DISCHARGE_SUMMARY: discharge,
        PaperKind.ID_CARD: id_card,
    }.get(PaperKind(kind))
    return draw(stay) if draw else None


def receipt(stay: Stay) -> Drawn:
    """An inpatient e-receipt; one figure is smudged, and said to be unsure."""
    sheet = _Sheet("医疗住院收费票据（电子）", RED)
    sheet.put("code", "票据代码", "06026126", (50, 150))
    sheet.put("number", "票据号码", stay.number, (370, 150))
    sheet.put("check_code", "校验码", "7k2f9d", (710, 150))
    sheet.put("payer_name", "交款人", stay.name, (50, 205))
    sheet.put(
        "payer_id", "证件", stay.id_number[:6] + "*" * 8 + stay.id_number[-4:], (370, 205), kind="identity"
    )
    sheet.day("issued_on", "开票日期", stay.discharged_on, (710, 205))
    sheet.table(stay.items, top=270)
    below = 270 + 52 * (len(stay.items) + 1) + 24
    sheet.put(
        "total_words",
        "金额合计（大写）",
        _words(stay.total_fen),
        (50, below),
        value=stay.total_fen,
        kind="money",
    )
    sheet.money("total", "（小写）", stay.total_fen, (690, below))
    sheet.day("admitted_on", "入院日期", stay.admitted_on, (50, below + 80))
    sheet.day("discharged_on", "出院日期", stay.discharged_on, (370, below + 80))
    sheet.put("department", "科别", stay.department, (710, below + 80))
    sheet.money("fund_paid", "医保统筹基金支付", stay.fund_fen, (50, below + 135))
    sheet.money("account_paid", "个人账户支付", stay.account_fen, (450, below + 135), confidence_bp=7_100)
    sheet.money("cash_paid", "个人现金支付", stay.cash_fen, (50, below + 190))
    sheet.put("hospital", "收款单位（章）", stay.hospital, (50, below + 260))
    sheet.stamp(stay.hospital, (760, below + 250))
    return sheet.done(PaperKind.INPATIENT_RECEIPT)


def discharge(stay: Stay) -> Drawn:
    sheet = _Sheet("出院记录", INK)
    sheet.put("hospital_title", stay.hospital, "", (50, 140), known=False)
    sheet.put("name", "姓名", stay.name, (50, 220))
    sheet.put("department", "科室", stay.department, (370, 220))
    sheet.day("admitted_on", "入院日期", stay.admitted_on, (50, 290))
    sheet.day("discharged_on", "出院日期", stay.discharged_on, (370, 290))
    days = (stay.discharged_on - stay.admitted_on).days
    sheet.put("days", "住院天数", f"{days}", (710, 290), value=days, kind="number")
    sheet.put("diagnosis", "出院诊断", stay.diagnosis, (50, 380))
    sheet.put("course", "诊疗经过", "入院后完善检查，予以治疗，恢复良好，准予出院。", (50, 460), known=False)
    sheet.stamp(stay.hospital, (760, 700))
    return sheet.done(PaperKind.DISCHARGE_SUMMARY)


def id_card(stay: Stay) -> Drawn:
    sheet = _Sheet("居民身份证（示例）", INK)
    born = date(int(stay.id_number[6:10]), int(stay.id_number[10:12]), int(stay.id_number[12:14]))
    sheet.put("name", "姓名", stay.name, (120, 180))
    sheet.put("sex", "性别", "男" if int(stay.id_number[16]) % 2 else "女", (120, 250))
    sheet.day("born_on", "出生", born, (120, 320))
    sheet.put("number", "公民身份号码", stay.id_number, (120, 430), kind="identity")
    return sheet.done(PaperKind.ID_CARD, side="front")


@dataclass
class _Sheet:
    title: str
    colour: str
    fields: list[Field] = field(default_factory=list)
    lines: list[tuple[Field, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        self.pen = ImageDraw.Draw(self.picture)
        self.pen.rectangle((20, 20, WIDTH - 20, HEIGHT - 20), outline=FAINT, width=2)
        self.pen.text((WIDTH // 2, 76), self.title, font=font(36), fill=self.colour, anchor="mm")
        self.pen.text((WIDTH // 2, HEIGHT - 56), "示例 · 虚构材料", font=font(26), fill=STAMP, anchor="mm")

    def put(
        self,
        name: str,
        label: str,
        text: str,
        at: tuple[int, int],
        *,
        value: str | int | None = None,
        kind: str = "text",
        confidence_bp: int = SURE_BP,
        known: bool = True,
    ) -> None:
        written = f"{label}：{text}" if text else label
        self.pen.text(at, written, font=font(24), fill=INK)
        if known:
            box = self._box(self.pen.textbbox(at, written, font=font(24)))
            given = text if value is None else value
            self.fields.append(Field(name, text, given, kind, confidence_bp, box))  # type: ignore[arg-type]

    def money(
        self, name: str, label: str, fen: int, at: tuple[int, int], *, confidence_bp: int = SURE_BP
    ) -> None:
        self.put(name, label, format_yuan(fen), at, value=fen, kind="money", confidence_bp=confidence_bp)

    def day(self, name: str, label: str, on: date, at: tuple[int, int]) -> None:
        self.put(name, label, on.isoformat(), at, kind="date")

    def table(self, items: tuple[tuple[str, int], ...], *, top: int) -> None:
        left, right = 50, WIDTH - 50
        for row in range(len(items) + 2):
            self.pen.line((left, top + row * 52, right, top + row * 52), fill=FAINT, width=2)
        self.pen.text((left + 14, top + 12), "项目名称", font=font(22), fill=self.colour)
        self.pen.text((right - 14, top + 12), "金额（元）", font=font(22), fill=self.colour, anchor="ra")
        for row, (item, fen) in enumerate(items, start=1):
            y = top + row * 52 + 12
            self.lines.append(
                (
                    self._cell("item", item, item, "text", (left + 14, y), "la"),
                    self._cell("amount", format_yuan(fen), fen, "money", (right - 14, y), "ra"),
                )
            )

    def stamp(self, text: str, at: tuple[int, int]) -> None:
        x, y = at
        self.pen.ellipse((x - 75, y - 75, x + 75, y + 75), outline=STAMP, width=4)
        self.pen.text((x, y - 8), "★", font=font(40), fill=STAMP, anchor="mm")
        self.pen.text((x, y + 36), text[-6:], font=font(18), fill=STAMP, anchor="mm")

    def done(self, kind: PaperKind, side: str = "") -> Drawn:
        out = io.BytesIO()
        self.picture.save(out, "JPEG", quality=80)
        part = Part(
            kind=kind.value,
            confidence_bp=SURE_BP,
            pages=(0, 0),
            fields=tuple(self.fields),
            lines=tuple(self.lines),
            side=side,  # type: ignore[arg-type]
        )
        page = PageView(turned=0, width=WIDTH, height=HEIGHT, sharpness=1.0)
        return Drawn(out.getvalue(), Reading((part,), (page,), ENGINE))

    def _cell(
        self, name: str, text: str, value: str | int, kind: str, at: tuple[int, int], anchor: str
    ) -> Field:
        self.pen.text(at, text, font=font(24), fill=INK, anchor=anchor)
        box = self._box(self.pen.textbbox(at, text, font=font(24), anchor=anchor))
        return Field(name, text, value, kind, SURE_BP, box)  # type: ignore[arg-type]

    def _box(self, corners: tuple[float, float, float, float]) -> Box:
        x, y, right, bottom = corners
        return Box(0, x / WIDTH, y / HEIGHT, (right - x) / WIDTH, (bottom - y) / HEIGHT)


def split_items(total_fen: int) -> tuple[tuple[str, int], ...]:
    """A plausible bill of this total, to the fen."""
    shares = (
        ("床位费", 5),
        ("西药费", 30),
        ("手术费", 24),
        ("卫生材料费", 22),
        ("检查费", 11),
        ("护理费", 8),
    )
    made = [(name, total_fen * percent // 100) for name, percent in shares]
    rest = total_fen - sum(fen for _name, fen in made)
    return (*made[:1], (made[1][0], made[1][1] + rest), *made[2:])


def _words(fen: int) -> str:
    return str(cn2an.an2cn(f"{fen // 100}.{fen % 100:02d}", "rmb"))
