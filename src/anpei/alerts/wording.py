"""The words of an alert: from the advice library, as typed, as shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anpei.alerts import catalogue
from anpei.alerts.models import Level

LANGUAGES = {"zh": "zh-hans", "en": "en"}  # of the words, and of the page
TEXTS = {"title": 60, "coming": 1000, "report": 300}  # longest, in characters
STEPS = ("before", "during", "after")
MOST_STEPS, LONGEST_STEP = 12, 120
Said = dict[str, Any]


def from_library(peril: catalogue.Peril, level: str) -> dict[str, Said]:
    """What the library says of a peril, in both languages: a start that people change to the day."""
    return {
        short: {
            "title": _title(peril, level, page),
            "coming": getattr(peril.coming, short),
            **{name: list(getattr(getattr(peril, name), short)) for name in STEPS},
            "report": getattr(peril.report, short),
        }
        for short, page in LANGUAGES.items()
    }


def _title(peril: catalogue.Peril, level: str, language: str) -> str:
    """No warning of ours: severe-weather warnings are the weather service's alone (Meteorology Law art. 22)."""
    with translation.override(language):
        return _("%(peril)s: notice, level %(level)s") % {"peril": peril.name, "level": Level(level).label}


def with_warning(words: dict[str, Said], warning: Mapping[str, Mapping[str, str]]) -> dict[str, Said]:
    """The library's words, with what a warning itself says in their place; cut where it is too long."""
    return {short: said | _cut(warning.get(short, {})) for short, said in words.items()}


def of_warning(warning: Mapping[str, Mapping[str, str]], event: str) -> dict[str, Said]:
    """What a warning says of a danger the library does not know: no advice yet; one language stands in for the other."""
    any_of_them = next(iter(warning.values()), {})
    empty: Said = {**dict.fromkeys(TEXTS, ""), "title": event, **{name: [] for name in STEPS}}
    return {short: empty | _cut(warning.get(short) or any_of_them) for short in LANGUAGES}


def _cut(said: Mapping[str, str]) -> dict[str, str]:
    return {
        name: text if len(text) <= TEXTS[name] else f"{text[: TEXTS[name] - 1]}…"
        for name, text in said.items()
    }


def shown(words: Mapping[str, Said], language: str = "") -> Said:
    """In the language of the page, or in the one given."""
    english = (language or get_language() or "").startswith("en")
    return words["en" if english else "zh"]


def problems(words: Mapping[str, Any]) -> dict[str, str]:
    """What is missing or too long, by field such as ``zh_title``; empty when all is well."""
    wrong = {}
    for short in LANGUAGES:
        said = words.get(short, {})
        for name, most in TEXTS.items():
            text = str(said.get(name, "")).strip()
            if not text:
                wrong[f"{short}_{name}"] = _("Please write a few words first.")
            elif len(text) > most:
                wrong[f"{short}_{name}"] = _(
                    "This is longer than %(most)d characters. Please shorten it a little."
                ) % {"most": most}
        for name in STEPS:
            steps = said.get(name) or []
            if not steps:
                wrong[f"{short}_{name}"] = _("At least one step, each on a line of its own.")
            elif len(steps) > MOST_STEPS or any(len(step) > LONGEST_STEP for step in steps):
                wrong[f"{short}_{name}"] = _("At most %(most)d steps of at most %(long)d characters each.") % {
                    "most": MOST_STEPS, "long": LONGEST_STEP
                }  # fmt: skip
    if len((words.get("zh") or {}).get("before") or []) != len((words.get("en") or {}).get("before") or []):
        wrong.setdefault("en_before", _("As many steps as in Chinese: people tick them by number."))
    return wrong


def tidied(words: Mapping[str, Any]) -> dict[str, Said]:
    """Without blanks around and empty steps."""
    return {
        short: {
            **{name: str(words.get(short, {}).get(name, "")).strip() for name in TEXTS},
            **{
                name: [step.strip() for step in words.get(short, {}).get(name) or [] if step.strip()]
                for name in STEPS
            },
        }
        for short in LANGUAGES
    }
