"""A message of the Common Alerting Protocol 1.2 (OASIS) read into plain values; what is wrong is named, element by element.

Nothing is fetched and no entity is expanded. How a feed's words become our perils, colours and areas is data
(``library/alerts/cap-cn.yaml``).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from anpei.alerts import catalogue
from anpei.alerts.models import Level
from anpei.core import clock
from anpei.core.errors import Invalid
from anpei.organisation.divisions import trimmed

NAMESPACE = "urn:oasis:names:tc:emergency:cap:"
MOST_BYTES = 1_000_000
KINDS = ("Alert", "Update", "Cancel")
LONGEST_NAME = 200
LONGEST_EVENT = 80
CODE = re.compile(r"([1-9]\d{5})(\d{6})?")


@dataclass(frozen=True)
class Notice:
    """``words``: language to {title, coming} as far as the message says them. ``areas``: GB/T 2260 prefixes.

    ``peril`` is empty where neither code nor words of the event are known: a person says what it is. ``event`` and
    ``event_codes`` (scheme=code) are what the message calls it.
    """

    sender: str
    identifier: str
    sent_at: datetime
    kind: str
    sha256: str
    references: tuple[tuple[str, str], ...] = ()  # sender and identifier of what it updates or cancels
    peril: str = ""
    event: str = ""
    event_codes: tuple[str, ...] = ()
    level: str = ""
    areas: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    issuer: str = ""
    words: dict[str, dict[str, str]] = field(default_factory=dict)


def read(content: bytes) -> Notice:
    """The message, or Invalid naming every element that cannot be understood."""
    root, space = _parsed(content)
    wrong: dict[str, str] = {}
    head = {name: _text(root, space, name) for name in ("identifier", "sender", "status", "msgType", "scope")}
    for name in ("identifier", "sender"):
        if not head[name] or len(head[name]) > LONGEST_NAME or re.search(r"[\s,<&]", head[name]):
            wrong[name] = _("Needed, without blanks and commas, up to 200 characters.")
    if head["status"] != "Actual":
        wrong["status"] = _("Only messages with the status Actual go on; an exercise or a test does not.")
    if head["msgType"] not in KINDS:
        wrong["msgType"] = _("One of Alert, Update and Cancel.")
    if head["scope"] != "Public":
        wrong["scope"] = _("Only public messages are taken.")
    sent_at = _moment(_text(root, space, "sent"), "sent", wrong, needed=True)
    references = _references(_text(root, space, "references"))
    if head["msgType"] in ("Update", "Cancel") and not references:
        wrong["references"] = _("An update or a cancellation names what it is about: sender,identifier,sent.")
    found: dict[str, Any] = {}
    if head["msgType"] != "Cancel":
        found = _infos(root, space, sent_at, wrong)
    if wrong or sent_at is None:
        raise Invalid("cap.invalid", fields=wrong)
    return Notice(
        sender=head["sender"],
        identifier=head["identifier"],
        sent_at=sent_at,
        kind=head["msgType"],
        sha256=hashlib.sha256(content).hexdigest(),
        references=references,
        **found,
    )


def _parsed(content: bytes) -> tuple[Any, str]:
    if len(content) > MOST_BYTES:
        raise Invalid(
            "cap.invalid", fields={"alert": _("This is larger than 1 MB: no warning is that long.")}
        )
    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise Invalid(
            "cap.invalid", fields={"alert": _("It declares entities or a document type; a warning has none.")}
        ) from None
    except (ElementTree.ParseError, ValueError, LookupError):
        raise Invalid("cap.invalid", fields={"alert": _("This is not XML.")}) from None
    space, _brace, name = str(root.tag).rpartition("}")
    space = space.removeprefix("{")
    if name != "alert" or not space.startswith(NAMESPACE):
        raise Invalid(
            "cap.invalid",
            fields={"alert": _("This is XML, but not a message of the Common Alerting Protocol.")},
        )
    if space != f"{NAMESPACE}1.2":
        raise Invalid(
            "cap.invalid",
            fields={
                "alert": _("This is version %(version)s of the protocol; 1.2 is needed.")
                % {"version": space.removeprefix(NAMESPACE)}
            },
        )
    return root, f"{{{space}}}"


def _infos(root: Any, space: str, sent_at: datetime | None, wrong: dict[str, str]) -> dict[str, Any]:
    """What every <info> says together: they may differ in language, not in what is coming and how badly."""
    infos = root.findall(f"{space}info")
    if not infos:
        wrong["info"] = _("There is no <info>: nothing says what is coming.")
        return {}
    perils = {_peril(info, space) for info in infos}
    perils = perils - {""} or perils  # what one language does not say another one may
    levels = {_level(info, space) for info in infos}
    if len(perils) > 1 or len(levels) > 1:
        wrong["info"] = _("Its parts tell of different dangers or levels. Please send one message for each.")
        return {}
    peril, level = perils.pop(), levels.pop()
    if not level:
        wrong["severity"] = _("No colour in the headline, and a severity we cannot read: %(given)s.") % {
            "given": _text(infos[0], space, "severity")[:40] or "–"
        }
    areas = _areas(infos, space)
    if not areas:
        wrong["geocode"] = _("No area with an administrative-division code (GB/T 2260, 6 digits).")
    starts = [
        _moment(_text(info, space, name), name, wrong) for info in infos for name in ("onset", "effective")
    ]
    ends = [_moment(_text(info, space, "expires"), "expires", wrong) for info in infos]
    known_ends = [one for one in ends if one]
    starts_at = next((one for one in starts if one), sent_at)
    if not known_ends and "expires" not in wrong:
        wrong["expires"] = _("Until when does it hold? Without an end we send nothing.")
    elif known_ends and max(known_ends) <= clock.now():
        wrong["expires"] = _("This warning is over already.")
    elif known_ends and starts_at and max(known_ends) <= starts_at:
        wrong["expires"] = _("The end lies before the beginning.")
    return {
        "peril": peril,
        "event": next((said for info in infos if (said := _text(info, space, "event"))), "")[:LONGEST_EVENT],
        "event_codes": tuple(
            dict.fromkeys("=".join(code)[:40] for info in infos for code in _codes(info, space))
        )[:10],
        "level": level,
        "areas": areas,
        "starts_at": starts_at,
        "ends_at": max(known_ends, default=None),
        "issuer": next((name for info in infos if (name := _text(info, space, "senderName"))), "")[:120],
        "words": _words(infos, space),
    }


def _peril(info: Any, space: str) -> str:
    feed, known = catalogue.feed(), catalogue.event_codes()
    for scheme, value in _codes(info, space):
        if meant := known.get((scheme, value)) or known.get(("", value)):
            return meant
        if catalogue.peril(value.lower()):
            return value.lower()
    for said in (_text(info, space, "event"), _text(info, space, "headline")):
        for named in feed.events:
            if any(word.lower() in said.lower() for word in named.words):
                return named.peril
    return ""


def _codes(info: Any, space: str) -> list[tuple[str, str]]:
    """Event codes as (scheme, code)."""
    return [
        (_text(code, space, "valueName"), value)
        for code in info.findall(f"{space}eventCode")
        if (value := _text(code, space, "value"))
    ]


def _level(info: Any, space: str) -> str:
    feed = catalogue.feed()
    headline = _text(info, space, "headline")
    by_colour = {level for colour, level in feed.colours.items() if colour in headline}
    if len(by_colour) == 1:
        return by_colour.pop()
    level = feed.severity.get(_text(info, space, "severity"), "")
    return level if level in Level.values else ""


def _areas(infos: list[Any], space: str) -> tuple[str, ...]:
    """Prefixes without the zeros that fill a code up, in the order of the message; one inside another is left out."""
    found: dict[str, None] = {}
    for info in infos:
        for code in info.findall(f"{space}area/{space}geocode"):
            if _text(code, space, "valueName") not in catalogue.feed().geocodes:
                continue
            matched = CODE.fullmatch(_text(code, space, "value"))
            if matched:
                found[trimmed(matched[1])] = None
    return tuple(one for one in found if not any(one != other and one.startswith(other) for other in found))


def _words(infos: list[Any], space: str) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for info in infos:
        language = (_text(info, space, "language") or "en").lower()[:2]
        if language not in ("zh", "en") or language in words:
            continue
        coming = "\n".join(
            text for name in ("description", "instruction") if (text := _text(info, space, name))
        )
        said = {"title": _text(info, space, "headline"), "coming": coming}
        words[language] = {name: text for name, text in said.items() if text}
    return words


def _references(text: str) -> tuple[tuple[str, str], ...]:
    """Triples "sender,identifier,sent", separated by blanks."""
    triples = [one.split(",") for one in text.split()]
    return tuple((one[0], one[1]) for one in triples if len(one) == 3)


def _moment(text: str, name: str, wrong: dict[str, str], *, needed: bool = False) -> datetime | None:
    if not text and not needed:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 2000 < moment.year < 2200:
        wrong[name] = _("A moment with its time zone is needed, like 2026-07-01T08:00:00+08:00.")
        return None
    return moment.astimezone(UTC)


def _text(element: Any, space: str, name: str) -> str:
    found = element.find(f"{space}{name}")
    return (found.text or "").strip().replace("\0", "") if found is not None else ""
