"""Areas as people type them: codes and names of administrative divisions, apart by blanks or commas."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from anpei.organisation import divisions
from anpei.organisation.divisions import PREFIX, Place

APART = re.compile(r"[\s,，、;；]+")  # Chinese is meant: people type these commas


def codes_of(typed: str) -> list[str]:
    """Codes as typed or by name; a word that names no place, or several, stays as it is."""
    return list(dict.fromkeys(_code(word) for word in _words(typed)))


def problem(typed: str) -> str:
    """What to say about names we do not know, or know several of; empty when each means one place."""
    called = {word: divisions.named(word) for word in _words(typed) if not word.isdigit()}
    return " ".join(_not_one(word, found) for word, found in called.items() if len(found) != 1)


def chosen(typed: str) -> list[Place]:
    """What the codes among the words stand for."""
    return list(divisions.places(word for word in _words(typed)[:60] if PREFIX.fullmatch(word)).values())


def _words(typed: str) -> list[str]:
    return [word for word in APART.split(typed) if word]


def _code(word: str) -> str:
    found = [] if word.isdigit() else divisions.named(word)
    return found[0].code if len(found) == 1 else word


def _not_one(word: str, called: list[Place]) -> str:
    if not called:
        return _("We know no place called “%(name)s”. Its code of 2, 4 or 6 digits works, too.") % {
            "name": word[:40]
        }
    return _("Several places are called “%(name)s”: %(places)s. Please take the code.") % {
        "name": word[:40],
        "places": " · ".join(str(one) for one in called),
    }
