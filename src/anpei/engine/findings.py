"""How a finding is made: an error, a warning, and a number that is none."""

from __future__ import annotations

from collections.abc import Iterator

from anpei.engine.calculation import Finding
from anpei.terms.base import MAX_FEN, Text


def error(code: str, zh: str, en: str, line: str = "") -> Finding:
    return Finding(code=code, level="error", text=Text(zh=zh, en=en), line=line)


def warning(code: str, zh: str, en: str, line: str = "") -> Finding:
    return Finding(code=code, level="warning", text=Text(zh=zh, en=en), line=line)


def number(value: object, name: str, place: str, *, least: int = 0, most: int = MAX_FEN) -> Iterator[Finding]:
    """An error finding unless the value is a whole number in the range: ``<name>.negative``, ``.too_large`` and so on."""
    if type(value) is not int:
        yield error(
            f"{name}.not_a_whole_number",
            "应为整数（金额以分计）",
            "Not a whole number (amounts in fen)",
            place,
        )
    elif value < least:
        code = "negative" if value < 0 else "too_small"
        yield error(f"{name}.{code}", f"{value} 小于允许的最小值 {least}", f"{value} is below {least}", place)
    elif value > most:
        yield error(f"{name}.too_large", f"{value} 超过上限 {most}", f"{value} is above {most}", place)
