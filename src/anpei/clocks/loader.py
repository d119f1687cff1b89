"""Reads a clock set from YAML text.

Unknown and duplicate keys are refused with the file, the rule and the allowed names.
"""

from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from anpei.clocks.rules import ClockRule, ClockSet

_SET_KEYS = {"set", "defaults", "rules"}
_DEFAULT_KEYS = {
    "valid_from",
    "internal_share_bp",
    "warn_share_bp",
    "warn_days_left",
    "warn_days_left_share_bp",
    "delay_notice_days",
}
_RULE_KEYS = {
    *("id", "name", "amount", "unit", "kind", "trigger", "pausable", "audience", "basis", "source", "mark"),
    *("warn", "delay_notice_days", "internal", "internal_share_bp", "extendable", "max_amount_fen"),
    *("valid_from", "valid_to", "inside"),
}
_WARN_KEYS = {"share_bp", "days_left", "days_left_share_bp"}


class ClockSetError(ValueError):
    """The file is not a clock set; the message says where and what is allowed."""


def load_clock_set(text: str, *, origin: str) -> ClockSet:
    """Clock set of a YAML text; `origin` names the file in errors."""
    document = _parse(text, origin)
    _check_keys(document, _SET_KEYS, required=_SET_KEYS, where=origin)
    defaults = document["defaults"]
    _check_keys(defaults, _DEFAULT_KEYS, required=_DEFAULT_KEYS, where=f"{origin}: defaults")
    if not isinstance(document["rules"], list):
        raise ClockSetError(f"{origin}: rules: expected a list")
    rules: list[ClockRule] = []
    for number, entry in enumerate(document["rules"]):
        where = f"{origin}: rules[{number}]"
        rules.append(_rule(_with_length(entry, rules, where), defaults, where))
    try:
        return ClockSet(str(document["set"]), rules)
    except ValueError as error:
        raise ClockSetError(f"{origin}: {error}") from None


def _parse(text: str, origin: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise ClockSetError(f"{origin}: {error}") from None


def _rule(entry: Any, defaults: dict[str, Any], where: str) -> ClockRule:
    if isinstance(entry, dict) and "id" in entry:
        where = f"{where} {entry['id']}"
    _check_keys(entry, _RULE_KEYS, required={"id", "pausable"}, where=where)
    fields = {key: value for key, value in entry.items() if key not in ("id", "pausable", "warn")}
    for key in ("valid_from", "internal_share_bp", "delay_notice_days"):
        fields.setdefault(key, defaults[key])
    fields["rule_id"] = entry["id"]
    fields["pausable_by"] = None if entry["pausable"] == "none" else entry["pausable"]
    fields["warn"] = _warn(entry.get("warn", {}), defaults, f"{where}: warn")
    try:
        return ClockRule.model_validate(fields)
    except ValidationError as error:
        problems = "; ".join(f"{_path(item['loc'])}: {item['msg']}" for item in error.errors())
        raise ClockSetError(f"{where}: {problems}") from None


def _with_length(entry: Any, before: list[ClockRule], where: str) -> Any:
    """A rule inside another one, which stands before it, has the length of that one: said once, never two numbers."""
    if not isinstance(entry, dict) or "inside" not in entry:
        return entry
    named = [rule for rule in before if rule.rule_id == entry["inside"]]
    if len(named) != 1 or {"amount", "unit"} & set(entry):
        raise ClockSetError(
            f"{where}: inside: names one rule that stands before it, in place of amount and unit"
        )
    return {**entry, "amount": named[0].amount, "unit": named[0].unit}


def _warn(entry: Any, defaults: dict[str, Any], where: str) -> dict[str, Any]:
    _check_keys(entry, _WARN_KEYS, required=set(), where=where)
    return {key: entry.get(key, defaults[f"warn_{key}"]) for key in sorted(_WARN_KEYS)}


def _check_keys(entry: Any, allowed: set[str], *, required: set[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise ClockSetError(f"{where}: expected a mapping")
    unknown = sorted(str(key) for key in entry if key not in allowed)
    if unknown:
        raise ClockSetError(
            f"{where}: unknown {', '.join(unknown)}; allowed are {', '.join(sorted(allowed))}"
        )
    missing = sorted(required - set(entry))
    if missing:
        raise ClockSetError(f"{where}: missing {', '.join(missing)}")


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "rule"
