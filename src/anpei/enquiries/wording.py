"""Other words for an answer, by a model behind an OpenAI-compatible address. It words; it never knows.

The model is given the finished answer and its sources, and gives back the same sentences in other words. What it gives back
is compared with the sources: a number, a date, a clause or a denial that is not in them, and our own words are used.
"""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass

import httpx
from django.conf import settings

from anpei.enquiries.answering import Answer, Line, Worder, worded

logger = logging.getLogger(__name__)
SECONDS = 4.0
LONGER_BY = 2.0

INSTRUCTION = (
    "You word answers of an insurer for a worried customer. Keep every fact. Add none. Use no number, date, amount or "
    "clause that is not in the sentence you reword. Promise nothing. Short, warm sentences in the language of the answer. "
    'Return JSON only: {"lead": "...", "lines": ["..."]} with exactly as many lines as given.'
)
_NUMERALS = "零一二三四五六七八九十百千万亿两半几"  # Chinese is meant: numerals
_UNITS = "天日元年月成级倍岁"  # Chinese is meant: units that make a single numeral a figure
_FIGURE = re.compile(rf"\d[\d,.:/%-]*\d|\d|[{_NUMERALS}]{{2,}}|[{_NUMERALS}](?=[{_UNITS}])")
_WORD_NUMBERS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|hundred|thousand|half|double|twice)\b"
)
_ARTICLES = r"第[零一二三四五六七八九十百]+条|《[^》]+》"  # Chinese is meant: how an article of law is named
_ARTICLE = re.compile(_ARTICLES + r"|\b(?:art|article|clause)\.? ?\S+", re.IGNORECASE)
_DENIALS = r"不|没|无|除外"  # Chinese is meant: words that deny
_DENIAL = re.compile(_DENIALS + r"|\b(?:not|no|never|nor|cannot|without|nothing)\b|n't", re.IGNORECASE)
_PROMISES = r"一定(?:会)?赔|保证|肯定(?:会|能)?赔|全额赔|放心.{0,4}赔"  # Chinese is meant: words that promise
_PROMISE = re.compile(_PROMISES + r"|\b(?:guarantee|promise|certainly|definitely)", re.IGNORECASE)


@dataclass(frozen=True)
class Model:
    url: str
    name: str
    key: str


def worder() -> Worder | None:
    """The model of the settings; None while none is connected."""
    if not settings.MODEL_URL:
        return None
    model = Model(settings.MODEL_URL.rstrip("/"), settings.MODEL_NAME, settings.MODEL_KEY)
    return lambda question, own, language: reworded(model, own, language)


def reworded(model: Model, own: Answer, language: str) -> Answer:
    """The answer in the model's words, or unchanged where the model is away, late, or says more than the sources."""
    try:
        lead, lines = _asked(model, own, language)
    except (httpx.HTTPError, ValueError, KeyError, TypeError, IndexError) as problem:
        logger.warning("The wording model gave no usable answer: %s", type(problem).__name__)
        return own
    if len(lines) != len(own.lines) or not lead.strip():
        return own
    pairs = [(lead, own.lead), *((text, line.text) for text, line in zip(lines, own.lines, strict=True))]
    if not all(says_the_same(new, old) for new, old in pairs):
        logger.warning("The wording model said something the sources do not say; our own words were used.")
        return own
    kept = tuple(Line(text, line.cites) for text, line in zip(lines, own.lines, strict=True))
    return worded(own, lead, kept)


def says_the_same(new: str, old: str) -> bool:
    """No figure, article or promise that the old sentence has not, and a denial exactly where there was one."""
    return (
        set(_figures(new)) == set(_figures(old))
        and set(_ARTICLE.findall(new)) <= set(_ARTICLE.findall(old))
        and not set(_PROMISE.findall(new)) - set(_PROMISE.findall(old))
        and bool(_DENIAL.search(new)) == bool(_DENIAL.search(old))
        and 0 < len(new.strip()) <= max(40, len(old) * LONGER_BY)
    )


def _figures(text: str) -> list[str]:
    return [*_FIGURE.findall(text), *_WORD_NUMBERS.findall(text.lower())]


def _asked(model: Model, own: Answer, language: str) -> tuple[str, list[str]]:
    given = {"language": language, "lead": own.lead, "lines": [line.text for line in own.lines]}
    headers = {"Authorization": f"Bearer {model.key}"} if model.key else {}
    response = httpx.post(
        f"{model.url}/chat/completions",
        headers=headers,
        timeout=SECONDS,
        json={
            "model": model.name,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": INSTRUCTION},
                {"role": "user", "content": json.dumps(given, ensure_ascii=False)},
            ],
        },
    )
    response.raise_for_status()
    said = json.loads(response.json()["choices"][0]["message"]["content"])
    return str(said["lead"]), [str(line) for line in said["lines"]]
