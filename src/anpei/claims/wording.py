"""Names of papers, outcomes and fields as people call them, in the current language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from anpei.terms.papers import LABELS, PaperKind
from anpei.values.dates import local_datetime

FIELD_NAMES = {
    "nature": _("What happened"),
    "care": _("Where treated"),
    "casualty": _("People hurt"),
    "plate_given": _("Number plate"),
    "event_on": _("Day of the event"),
    "event_time": _("Time of the event"),
    "died_on": _("Day of the death"),
    "cause_of_death": _("Cause of the death"),
    "event_place": _("Place of the event"),
    "cause": _("Cause"),
    "hospital": _("Hospital"),
    "diagnosis": _("Diagnosis"),
    "claimed_fen": _("Amount"),
    "reporter_name": _("Name of the reporter"),
    "reporter_phone": _("Phone of the reporter"),
    "reporter_relation": _("Relation of the reporter"),
    "insured_name_given": _("Name of the insured"),
    "policy_number_given": _("Policy number"),
}

OUTCOME_NAMES = {
    "pass": _("in order"),
    "fail": _("not met"),
    "unknown": _("not known yet"),
    "cut": _("partly covered"),
}


def paper_name(kind: str) -> str:
    return LABELS[PaperKind(kind)].in_(get_language() or "zh-hans")


def paper_names(kinds: Iterable[str]) -> str:
    """Several names in one line, joined as the language does."""
    return gettext(", ").join(paper_name(kind) for kind in kinds)


def field_names(fields: Iterable[str]) -> str:
    return gettext(", ").join(str(FIELD_NAMES[name]) for name in fields)


def outcome_label(outcome: str) -> str:
    return str(OUTCOME_NAMES[outcome])


def day(value: date) -> str:
    """A date with its weekday, as the current language writes it."""
    return date_format(value, pgettext("date format", "j F (l)"))


def day_and_time(moment: datetime) -> str:
    """A moment in Shanghai, as the current language writes it."""
    return date_format(local_datetime(moment), pgettext("date format", "j F, H:i"))
