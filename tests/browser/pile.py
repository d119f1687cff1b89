"""What a customer photographs: papers of invented people, drawn and then held crooked, and a cat."""

from __future__ import annotations

import io
import random
from functools import cache

import pylopdf_fonts_zh_cn as fonts
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]
TABLE, PAPER, INK, SEAL, BLUE = (92, 74, 60), (247, 245, 239), (32, 32, 34), (190, 60, 50), (60, 90, 150)
RECEIPT_LINES = (("西药费", "3,120.50"), ("治疗费", "2,480.00"), ("床位费", "640.00"), ("检查费", "1,759.50"))


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def photographed(sheet: Image.Image, *, turned: float = 0, blur: float = 0, room: int = 90) -> Image.Image:
    """On a table, by daylight."""
    lying = sheet.convert("RGBA").rotate(turned, expand=True, resample=Image.Resampling.BICUBIC)
    table = Image.new("RGB", (lying.width + 2 * room, lying.height + 2 * room), TABLE)
    table.paste(lying, (room, room), lying)
    return table.filter(ImageFilter.GaussianBlur(blur)) if blur else table


def receipt() -> Image.Image:
    """A hospital's electronic receipt with its lines and who paid what."""
    sheet, pen = _sheet(1500, 1050)
    _at(pen, 750, 70, "医疗住院收费票据（电子）", 46, SEAL, anchor="mm")
    for top, left, right in (
        (150, "票据代码：06010126", "票据号码：0003841275"),
        (205, "交款人统一社会信用代码：", "校验码：a3f8c1"),
        (260, "交款人：周桂芬", "开票日期：2026-11-13"),
    ):
        _at(pen, 80, top, left), _at(pen, 900, top, right)
    _at(pen, 80, 340, "项目名称"), _at(pen, 900, 340, "金额（元）")
    for row, (name, amount) in enumerate(RECEIPT_LINES):
        _at(pen, 80, 400 + row * 55, name), _at(pen, 900, 400 + row * 55, amount)
    _at(pen, 80, 660, "金额合计（大写）捌仟元整"), _at(pen, 900, 660, "（小写）8,000.00")
    _at(pen, 80, 740, "医保统筹基金支付：4,200.00"), _at(pen, 600, 740, "其他支付：0.00")
    _at(pen, 80, 800, "个人账户支付：300.00"), _at(pen, 600, 800, "个人现金支付：3,500.00")
    _at(pen, 80, 930, "收款单位（章）：江州市第一人民医院"), _at(pen, 900, 930, "收款人：何敏")
    return sheet


def id_card() -> Image.Image:
    """The front of a resident identity card; the number belongs to nobody and its check digit is right."""
    card, pen = _sheet(1000, 630)
    for top, label, value in (
        (70, "姓名", "周桂芬"),
        (150, "性别", "女    民族  汉"),
        (230, "出生", "1962 年 3 月 8 日"),
        (310, "住址", "江州市云洲区菜市街 8 号"),
    ):
        _at(pen, 60, top, label, 30, BLUE)
        _at(pen, 170, top, value, 34)
    pen.rectangle((700, 80, 930, 390), fill=(214, 208, 200))
    _at(pen, 60, 530, "公民身份号码", 30, BLUE), _at(pen, 320, 528, "330102196203081236", 38)
    return card


def cat() -> Image.Image:
    grass = Image.frombytes("L", (300, 225), random.Random(7).randbytes(300 * 225))
    picture = grass.resize((1200, 900), Image.Resampling.BICUBIC).convert("RGB")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((350, 250, 850, 750), fill=(178, 132, 84))
    pen.polygon(((380, 360), (420, 120), (560, 290)), fill=(168, 122, 74))
    pen.polygon(((820, 360), (780, 120), (640, 290)), fill=(168, 122, 74))
    for left in (480, 650):
        pen.ellipse((left, 410, left + 70, 480), fill=(70, 120, 60))
    pen.polygon(((575, 560), (625, 560), (600, 600)), fill=(200, 110, 110))
    for rise in (-30, 0, 30):
        pen.line((330, 560 + rise, 540, 575), fill=(240, 240, 240), width=4)
        pen.line((870, 560 + rise, 660, 575), fill=(240, 240, 240), width=4)
    return picture


def with_glare(picture: Image.Image) -> Image.Image:
    """A lamp over the lower right of the sheet."""
    lamp = Image.new("L", picture.size, 0)
    right, bottom = picture.size
    ImageDraw.Draw(lamp).ellipse((right - 620, bottom - 520, right - 160, bottom - 160), fill=255)
    lamp = lamp.filter(ImageFilter.GaussianBlur(25))
    grey = picture.point(lambda value: value * 0.86)
    return Image.composite(Image.new("RGB", picture.size, "white"), grey, lamp)


def cut_off(picture: Image.Image) -> Image.Image:
    """Held so near that the right of the sheet is outside."""
    return picture.crop((0, 0, int(picture.width * 0.75), picture.height))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fonts.sans_path()), size)


def _sheet(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    sheet = Image.new("RGB", (width, height), PAPER)
    return sheet, ImageDraw.Draw(sheet)


def _at(
    pen: ImageDraw.ImageDraw,
    left: int,
    top: int,
    text: str,
    size: int = 34,
    colour: Colour = INK,
    anchor: str = "lm",
) -> None:
    pen.text((left, top), text, font=_font(size), fill=colour, anchor=anchor)
