"""Whatever the reader can notice or refuse has words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import anpei.recognition
from anpei.recognition.reading import Finding, Level
from anpei.recognition.wording import FINDINGS, REFUSALS, sentence

FILES = [one for one in Path(anpei.recognition.__file__).parent.glob("*.py") if one.name != "wording.py"]
SOURCE = "".join(one.read_text("utf-8") for one in FILES)


def test_every_finding_the_code_makes_has_words():
    assert set(re.findall(r'Finding\(\s*"([a-z_.]+)"', SOURCE)) - set(FINDINGS) == set()


def test_every_refusal_the_code_makes_has_words():
    assert set(re.findall(r'"(file\.[a-z_]+)"', SOURCE)) == set(REFUSALS)


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "各项金额相加为12.00元"), ("en", "The items add up to 12.00 yuan")]
)
def test_amounts_are_said_in_yuan(language, said):
    finding = Finding("sum.lines", Level.WARNING, ("total",), {"lines": 1200, "total": 1300})
    assert sentence(finding, language).startswith(said)
