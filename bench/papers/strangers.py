"""Pictures that are no claim papers: drawn animals and landscapes, a menu, a poster, an empty table."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image, ImageDraw

from anpei.recognition.reader import read
from bench.papers.drawing import Sheet
from bench.papers.wear import photo


def cat(chance: random.Random) -> Image.Image:
    image = Image.new("RGB", (1000, 800), (chance.randrange(120, 230), 190, 170))
    pen = ImageDraw.Draw(image)
    fur = (chance.randrange(60, 200), 120, 70)
    pen.ellipse((300, 380, 760, 760), fill=fur)
    pen.ellipse((380, 160, 680, 440), fill=fur)
    for x in (400, 590):
        pen.polygon(((x, 230), (x + 35, 90), (x + 80, 210)), fill=fur)
        pen.ellipse((x + 20, 260, x + 60, 300), fill=(40, 160, 60))
        pen.ellipse((x + 34, 262, x + 46, 298), fill=(10, 10, 10))
    pen.polygon(((515, 330), (545, 330), (530, 350)), fill=(220, 120, 130))
    for y in (350, 365, 380):
        pen.line((420, y, 500, 352), fill=(20, 20, 20), width=2)
        pen.line((560, 352, 650, y), fill=(20, 20, 20), width=2)
    return image


def landscape(chance: random.Random) -> Image.Image:
    image = Image.new("RGB", (1200, 800), (140, 190, 235))
    pen = ImageDraw.Draw(image)
    pen.ellipse((900, 80, 1020, 200), fill=(250, 220, 90))
    for index in range(4):
        top = chance.randrange(200, 450)
        x = index * 300 - 60
        pen.polygon(((x, 620), (x + 220, top), (x + 460, 620)), fill=(90 + index * 20, 110, 90))
    pen.rectangle((0, 600, 1200, 800), fill=(90, 150, 70))
    return image


def menu(chance: random.Random) -> Image.Image:
    sheet = Sheet(1000, 1400, (252, 244, 224), serif=True)
    sheet.title("家常菜馆 菜单", 80, 56)
    for index, dish in enumerate(("宫保鸡丁", "鱼香肉丝", "麻婆豆腐", "清炒时蔬", "西红柿鸡蛋汤", "米饭")):
        sheet.text(140, 240 + index * 110, dish, 40)
        sheet.text(860, 240 + index * 110, f"{chance.randrange(6, 60)}元", 40, anchor="ra")
    return sheet.image


def poster(chance: random.Random) -> Image.Image:
    sheet = Sheet(1000, 1400, (240, 250, 240))
    sheet.title("小区春季运动会", 140, 64)
    for index, line in enumerate(
        ("时间：三月十五日上午九点", "地点：中心花园", "项目：跳绳、接力、拔河", "欢迎大家踊跃报名")
    ):
        sheet.text(140, 360 + index * 110, line, 40)
    return sheet.image


def table(chance: random.Random) -> Image.Image:
    return Image.effect_noise((900, 700), 30 + chance.randrange(20)).convert("RGB")


STRANGERS = {"cat": cat, "landscape": landscape, "menu": menu, "poster": poster, "table": table}


def picture(name: str, seed: int, worn: bool = False) -> bytes:
    chance = random.Random(f"{name}/{seed}")
    image = STRANGERS[name](chance)
    if worn:
        return photo(image, chance)
    held = io.BytesIO()
    image.save(held, "JPEG", quality=88)
    return held.getvalue()


def measure(seeds: int = 2) -> dict[str, Any]:
    pictures = [(name, seed, worn) for name in STRANGERS for seed in range(seeds) for worn in (False, True)]
    alone = [all(not part.kind for part in read(picture(*one)).parts) for one in pictures]
    return {"pictures": len(alone), "left_alone": sum(alone)}
