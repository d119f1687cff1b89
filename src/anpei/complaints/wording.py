"""Choices of a rule set, findings of the replay and dates, in the current language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from anpei.complaints.ruleset import RuleSet
from anpei.complaints.ruleset import named as rule_set
from anpei.deadlines import catalogue

HOUR = 60  # minutes


def named(set_name: str, group: str, code: str) -> str:
    """The words of one choice: group is kinds, outcomes, remedies, causes, declines or criteria."""
    return dict(choices(rule_set(set_name), group)).get(code, code)


def step_name(set_name: str, code: str) -> str:
    return rule_set(set_name).step(code).name.in_language(_language())


def choices(rules: RuleSet, group: str) -> list[tuple[str, str]]:
    """(code, words) of a group, for a form."""
    found = rules.major.criteria if group == "criteria" else getattr(rules, group)
    return [(one.code, one.name.in_language(_language())) for one in found]


def finding(code: str, facts: dict[str, Any], text: str) -> str:
    """What the replay found, in one sentence; what a person wrote stays as written."""
    match code:
        case "clock_missed":
            return _missed(facts)
        case "asked_twice":
            return _("Papers asked for a %(n)d. time on %(day)s") % facts
        case "call_late":
            return _("Call promised for %(due)s, made %(done)s") % facts
        case "call_missed":
            return _("Call promised for %(due)s, not made yet") % facts
        case "decision_void":
            return _("Decision %(n)d did not stand: %(reason)s") % facts
    return text


def late(days: int, minutes: int) -> str:
    """How late, in days; on the same day in hours or minutes."""
    if days:
        return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
    if minutes >= HOUR:
        return ngettext("%(n)d hour late", "%(n)d hours late", minutes // HOUR) % {"n": minutes // HOUR}
    return ngettext("%(n)d minute late", "%(n)d minutes late", minutes) % {"n": minutes}


def _missed(facts: dict[str, Any]) -> str:
    """What was still open when it was found says on which day that was: it goes on getting later."""
    said = {
        **facts,
        "clock": catalogue.rule_name(facts["rule"]),
        "late": late(facts["days"], facts.get("minutes", 0)),
    }
    if facts["done"] == "–" and "found" in facts:
        return _("%(clock)s: %(late)s on %(found)s (due %(due)s, not done by then)") % said
    return _("%(clock)s: %(late)s (due %(due)s, done %(done)s)") % said


def _language() -> str:
    return get_language() or "zh-hans"
