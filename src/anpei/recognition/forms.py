"""The forms a value can have: how it is recognised in a text, and its form in the product.

A form finds candidates in a text; each tells where it stands, its value, and whether something in it proves it
(a check digit). Nothing is guessed: what has no such form has no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import cn2an
from stdnum import luhn
from stdnum.cn import ric, uscc

from anpei.recognition.reading import Value

Kind = Literal["money", "date", "number", "identity", "account", "text"]
HAN = r"\u3400-\u9fff"


@dataclass(frozen=True)
class Found:
    """``proven``: True or False where the form has a check digit, None where it has none."""

    start: int
    end: int
    value: Value | None
    proven: bool | None = None


@dataclass(frozen=True)
class Form:
    kind: Kind
    find: Callable[[str, str], Iterator[Found]]


def _matches(pattern: str) -> Callable[[str, str], Iterator[Found]]:
    shape = re.compile(pattern)

    def find(text: str, _: str) -> Iterator[Found]:
        for match in shape.finditer(text):
            yield Found(match.start(), match.end(), re.sub(r"\s", "", match[0]))

    return find


def _reference(pattern: str) -> Callable[[str, str], Iterator[Found]]:
    """A file number: its brackets are read as any of three kinds and written as one."""
    matches, brackets = _matches(pattern), str.maketrans("[【]】", "〔〔〕〕")

    def find(text: str, wanted: str) -> Iterator[Found]:
        for one in matches(text, wanted):
            yield replace(one, value=str(one.value).translate(brackets))

    return find


_HINT = re.compile(r"\((?:签名|签字|盖章|签章|公章|章|请[^)]*)\)")
_TICKED = re.compile(r"[√✓☑■]\s*([^□√✓☑■\s]+)")


def _text(text: str, pattern: str) -> Iterator[Found]:
    """What was written: not the hint of a form ("(盖章)"); of boxes to tick, the one that is ticked."""
    text = _HINT.sub(lambda hint: " " * len(hint[0]), text)
    ticked = _TICKED.search(text) if "□" in text else None
    if ticked:
        yield Found(ticked.start(1), ticked.end(1), ticked[1])
        return
    match = re.search(pattern, text)
    if match:
        cleaned = match[0].strip(" :;,。，；：")
        if cleaned:
            start = match.start() + match[0].index(cleaned[0])
            yield Found(start, start + len(cleaned), cleaned)


def _code(text: str, pattern: str) -> Iterator[Found]:
    for match in re.finditer(rf"(?<![0-9A-Za-z])(?:{pattern})(?![0-9A-Za-z])", text):
        yield Found(match.start(), match.end(), match[0])


_MONEY = re.compile(
    r"(?P<sign>-)?(?:[¥￥Y]\s*)?(?<![\d.])(?P<yuan>\d{1,3}(?:[,，]\d{3})+|\d+)[.．](?P<fen>\d{2})(?!\d|\.\d)"
)
_ROUND_MONEY = re.compile(
    r"(?:[¥￥]\s*|(?<=:))\s*(?P<yuan>\d{1,3}(?:,\d{3})+|\d+)(?:\s*元|(?![\d.,]))|(?P<plain>\d+)元"
)


def _money(text: str, _: str) -> Iterator[Found]:
    found = False
    for match in _MONEY.finditer(text):
        found = True
        fen = int(re.sub(r"\D", "", match["yuan"])) * 100 + int(match["fen"])
        yield Found(match.start(), match.end(), -fen if match["sign"] else fen)
    if not found:
        for match in _ROUND_MONEY.finditer(text):
            yield Found(
                match.start(), match.end(), int(re.sub(r"\D", "", match["yuan"] or match["plain"])) * 100
            )


def _decimal(text: str, _: str) -> Iterator[Found]:
    """A unit price or quantity: kept as written, it may have more than two decimals."""
    for match in re.finditer(r"(?<![\d.])-?\d+(?:,\d{3})*(?:\.\d+)?(?![\d])", text):
        yield Found(match.start(), match.end(), match[0].replace(",", ""))


_DATES = (
    re.compile(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?"),
    re.compile(r"((?:19|20)\d{2})\s*[-/.－—]\s*(\d{1,2})\s*[-/.－—]\s*(\d{1,2})(?!\d{2}[^\d:])"),
    re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
)


def _date(text: str, _: str) -> Iterator[Found]:
    taken: list[Found] = []
    for shape in _DATES:
        for match in shape.finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in taken):
                continue
            day = match[3] if len(match[3]) < 3 else match[3][:2]
            try:
                value = date(int(match[1]), int(match[2]), int(day)).isoformat()
            except ValueError:
                continue
            taken.append(Found(match.start(), match.end(), value))
    yield from sorted(taken, key=lambda one: one.start)


def _month(text: str, _: str) -> Iterator[Found]:
    for match in re.finditer(r"(?<!\d)(0[1-9]|1[0-2])\s*/\s*(\d{2})(?!\d)", text):
        yield Found(match.start(), match.end(), f"20{match[2]}-{match[1]}")


_WORDS = re.compile(r"[零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]{3,}")


def _words(text: str, _: str) -> Iterator[Found]:
    """An amount in capital words, as fen."""
    for match in _WORDS.finditer(text):
        fen = fen_of_words(match[0])
        if fen is not None:
            yield Found(match.start(), match.end(), fen)


def fen_of_words(words: str) -> int | None:
    written = words.replace("圆", "元").replace("〇", "零").replace("正", "整").rstrip("整")
    if "元" not in written and "角" not in written and "分" not in written:
        return None
    yuan, _, rest = written.partition("元") if "元" in written else ("", "", written)
    try:
        fen = int(cn2an.cn2an(yuan, "smart")) * 100 if yuan else 0
    except ValueError:
        return None
    small = re.fullmatch(r"零?(?:([壹贰叁肆伍陆柒捌玖零])角)?零?(?:([壹贰叁肆伍陆柒捌玖])分)?", rest)
    if small is None:
        return None
    digits = "零壹贰叁肆伍陆柒捌玖"
    return fen + 10 * digits.index(small[1] or "零") + digits.index(small[2] or "零")


def _resident_id(text: str, _: str) -> Iterator[Found]:
    for match in re.finditer(r"(?<![0-9A-Za-z])\d(?:\s?\d){16}\s?[\dXx](?![0-9A-Za-z])", text):
        number = re.sub(r"\s", "", match[0]).upper()
        yield Found(match.start(), match.end(), number, proven=is_resident_id(number))


def is_resident_id(number: str) -> bool:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return bool(ric.calc_check_digit(number) == number[-1])


def _tax_id(text: str, _: str) -> Iterator[Found]:
    for match in re.finditer(r"(?<![0-9A-Za-z])(?:[0-9A-Z]{18}|\d{15})(?![0-9A-Za-z])", text):
        number = match[0]
        yield Found(
            match.start(), match.end(), number, proven=uscc.is_valid(number) if len(number) == 18 else None
        )


def _bank_card(text: str, _: str) -> Iterator[Found]:
    for match in re.finditer(r"(?<![0-9A-Za-z])\d{4}(?:[ -]?\d){9,15}(?![0-9A-Za-z])", text):
        number = re.sub(r"\D", "", match[0])
        if 13 <= len(number) <= 19:
            yield Found(match.start(), match.end(), number, proven=bool(luhn.is_valid(number)))


_PLATE = (
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]\s?[·•.\-]?\s?"
    r"(?:[DABCEFGHJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[DABCEFGHJK]|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9学警港澳挂])(?![A-Z0-9])"
)


def _plate(text: str, _: str) -> Iterator[Found]:
    for match in re.finditer(_PLATE, text):
        yield Found(match.start(), match.end(), re.sub(r"[\s·•.\-]", "", match[0]))


def _vin(text: str, _: str) -> Iterator[Found]:
    for match in re.finditer(r"(?<![0-9A-Za-z])[A-HJ-NPR-Z0-9]{17}(?![0-9A-Za-z])", text):
        if re.search(r"[A-Z]", match[0]):
            yield Found(match.start(), match.end(), match[0], proven=is_vin(match[0]))


_VIN_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        [*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)],
        strict=True,
    )
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def is_vin(number: str) -> bool:
    total = sum(_VIN_VALUES[sign] * weight for sign, weight in zip(number, _VIN_WEIGHTS, strict=True))
    return "0123456789X"[total % 11] == number[8]


def _mobile(text: str, _: str) -> Iterator[Found]:
    for match in re.finditer(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)", text):
        yield Found(match.start(), match.end(), re.sub(r"\D", "", match[0]))


def _name(text: str, _: str) -> Iterator[Found]:
    match = re.match(rf"\W*([{HAN}](?:\s?[{HAN}·]){{1,11}})", text)
    if match:
        name = match[1].strip("·")
        cleaned = re.sub(r"\s", "", name)
        if 2 <= len(cleaned) <= (12 if "·" in cleaned else 5):
            yield Found(match.start(1), match.start(1) + len(name), cleaned)


def _grade(text: str, _: str) -> Iterator[Found]:
    for match in re.finditer(r"([一二三四五六七八九十]|[1-9]|10)\s*级(?:伤残)?", text):
        value = "一二三四五六七八九十".find(match[1]) + 1 or int(match[1])
        yield Found(match.start(), match.end(), value)


def _counted(pattern: str) -> Callable[[str, str], Iterator[Found]]:
    shape = re.compile(pattern)

    def find(text: str, _: str) -> Iterator[Found]:
        for match in shape.finditer(text):
            yield Found(match.start(), match.end(), int(match[1]))

    return find


FORMS: dict[str, Form] = {
    "text": Form("text", _text),
    "name": Form("text", _name),
    "sex": Form("text", _matches(r"[男女]")),
    "age": Form("number", _counted(r"(?<!\d)(\d{1,3})\s*(?:岁|(?!\d))")),
    "days": Form("number", _counted(r"(?<!\d)(\d{1,4})\s*(?:天|日|(?!\d))")),
    "code": Form("number", _code),
    "reference": Form(
        "number",
        _reference(
            rf"(?:第\s?\d{{5,20}}\s?号|[{HAN}]{{1,10}}[(\[〔【][12]\d{{3}}[)\]〕】][{HAN}A-Za-z]{{0,14}}"
            rf"\s?第?\s?[0-9\-]{{1,20}}\s?号?|(?<![0-9A-Za-z])[A-Z]{{0,4}}\d{{8,24}}(?![0-9A-Za-z]))"
        ),
    ),
    "date": Form("date", _date),
    "month": Form("date", _month),
    "money": Form("money", _money),
    "words": Form("money", _words),
    "decimal": Form("number", _decimal),
    "quantity": Form("number", _decimal),
    "percent": Form("number", _matches(r"\d{1,2}(?:\.\d+)?\s?%|免税|不征税|\*+")),
    "area": Form("number", _matches(r"\d+(?:\.\d+)?(?=\s*(?:m2|㎡|平方米|m²|$))")),
    "resident_id": Form("identity", _resident_id),
    "tax_id": Form("identity", _tax_id),
    "plate": Form("identity", _plate),
    "vin": Form("identity", _vin),
    "bank_card": Form("account", _bank_card),
    "mobile": Form("number", _mobile),
    "grade": Form("number", _grade),
    "vehicle_class": Form(
        "text", _matches(r"(?<![A-Z0-9])(?:[ABC][1-6]|[DEFMNP])(?:[A-FMNP][1-6]?)?(?![A-Z0-9])")
    ),
    "responsibility": Form("text", _matches(r"(?:全部|主要|同等|次要)责任|无责任")),
}
