"""Every write about the words themselves: written, tried on real cases, published by a second person.

What was sent stays as it was sent; new words hold from the next message on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.messages import events, plainness, queries, templates
from anpei.messages.actions import MAX_LENGTH
from anpei.messages.models import Message, Wording, WordingState

TRIED_ON = 20
"""Real messages that new words are tried on: the last ones sent."""
LONGEST_TEMPLATE = 600
SMS_ALONE, SMS_PART = 70, 67  # characters of one Chinese text message, alone and as part of several
MOST_PARTS = 4
EMPTY_LEFT = re.compile(r"[，：“（(]\s*[，。：”）).,]|  | [.,]")  # Chinese is meant: marks around nothing
"""What a sentence looks like from which a value was missing."""


@dataclass(frozen=True)
class Tried:
    """New words filled with what a real message said."""

    message: Message
    text: str
    parts: int  # text messages it takes


@dataclass(frozen=True)
class Check:
    """What speaks against new words in one language: ``errors`` stop them, ``remarks`` are shown."""

    language: str
    errors: tuple[str, ...]
    remarks: tuple[plainness.Remark, ...]
    level: plainness.Level
    tried: tuple[Tried, ...]
    most_parts: int


def check(template: str, texts: Mapping[str, str]) -> list[Check]:
    """Look at new words in each language: variables, length, plainness, and how they read in real cases."""
    recent = [one for one in queries.latest_of(template, TRIED_ON) if one.values]
    return [_check(template, language, texts.get(language, ""), recent) for language in templates.LANGUAGES]


def draft(*, template: str, texts: Mapping[str, str], reason: str, by: Actor) -> Wording:
    """Keep new words for a second person to publish; an unfinished draft of the same template is replaced.

    Raises Invalid next to ``text-zh-hans``, ``text-en`` or ``reason``.
    """
    require(by, Permission.WORDING_WRITE)
    person = signing(by)
    templates.shipped(template)
    texts = {language: texts.get(language, "").strip() for language in templates.LANGUAGES}
    wrong = {f"text-{one.language}": one.errors[0] for one in check(template, texts) if one.errors}
    if not reason.strip():
        wrong["reason"] = _("Please say in a few words why the text changes.")
    if wrong:
        raise Invalid(fields=wrong)
    if texts == (queries.words_in_use(template) or templates.shipped(template)):
        raise Invalid(fields={"reason": _("These are the words already in use. Nothing was changed.")})
    with transaction.atomic():
        _of(template).filter(state=WordingState.DRAFT).update(state=WordingState.DISCARDED)
        version = (_of(template).aggregate(last=Max("version"))["last"] or 0) + 1
        row = Wording.objects.create(
            template=template, version=version, texts=texts, reason=reason.strip()[:300], written_by=person
        )
        _tell(row, events.WordingWritten(template=template, version=version, reason=row.reason), by)
    return row


def publish(wording: Wording, *, by: Actor) -> Wording:
    """Put a draft to use, as somebody who did not write it. What was in use is kept as replaced."""
    require(by, Permission.WORDING_PUBLISH)
    person = signing(by)
    with transaction.atomic():
        row = _open(wording)
        if row.written_by_id == person.pk:
            raise Refused(
                code="wording.own",
                message=_("You wrote these words yourself. Please ask a colleague to read and publish them."),
            )
        wrong = [one.errors[0] for one in check(row.template, row.texts) if one.errors]
        if wrong:
            raise Refused(code="wording.unfit", message=wrong[0])
        _of(row.template).filter(state=WordingState.IN_USE).update(state=WordingState.REPLACED)
        row.state, row.published_by, row.published_at = WordingState.IN_USE, person, clock.now()
        row.save(update_fields=["state", "published_by", "published_at"])
        _tell(row, events.WordingPublished(template=row.template, version=row.version), by)
    return row


def discard(wording: Wording, *, by: Actor) -> Wording:
    """Take a draft back; it stays to be read."""
    require(by, Permission.WORDING_WRITE)
    with transaction.atomic():
        row = _open(wording)
        row.state = WordingState.DISCARDED
        row.save(update_fields=["state"])
        _tell(row, events.WordingDiscarded(template=row.template, version=row.version), by)
    return row


def _open(wording: Wording) -> Wording:
    row = Wording.objects.select_for_update().get(pk=wording.pk)
    if row.state != WordingState.DRAFT:
        raise Refused(
            code="wording.not_open",
            message=_("This draft was published or taken back already. Please look at the page again."),
        )
    return row


def _check(template: str, language: str, text: str, recent: list[Message]) -> Check:
    errors = tuple(_unfit(template, text))
    tried = () if errors else tuple(_tried(text, one) for one in recent if one.language == language)
    too_long = [one for one in tried if len(one.text) > MAX_LENGTH]
    if too_long:
        errors = (_("With a real case this is longer than %(most)d characters.") % {"most": MAX_LENGTH},)
    level = plainness.level(text, language)
    return Check(
        language,
        errors,
        (*level.remarks, *_in_cases(tried)),
        level,
        tried,
        max((one.parts for one in tried), default=_parts(text)),
    )


def _unfit(template: str, text: str) -> Iterator[str]:
    """Why this can be no text of the template: empty, too long, braces that do not fit, other variables."""
    if not text.strip():
        yield _("Please write the text in this language, too.")
        return
    if len(text) > LONGEST_TEMPLATE:
        yield _("This is longer than %(most)d characters. Please shorten it a little.") % {
            "most": LONGEST_TEMPLATE
        }
        return
    try:
        found = [(name, spec, how) for _text, name, spec, how in Formatter().parse(text) if name is not None]
    except ValueError:
        yield _("A brace is open or closed alone. Variables look like {number}.")
        return
    wanted = templates.variables(template)
    names = {name for name, _spec, _how in found}
    if any(spec or how for _name, spec, how in found) or names - wanted:
        unknown = sorted(names - wanted) or sorted(name for name, spec, how in found if spec or how)
        yield _("Unknown variable: %(names)s. You can use: %(known)s.") % {
            "names": _(", ").join(f"{{{one}}}" for one in unknown),
            "known": _(", ").join(f"{{{one}}}" for one in sorted(wanted)),
        }
    elif wanted - names:
        yield _("Please keep these variables: %(names)s. The customer needs what they say.") % {
            "names": _(", ").join(f"{{{one}}}" for one in sorted(wanted - names))
        }


def _tried(text: str, message: Message) -> Tried:
    filled = text.format(**json.loads(message.values))
    return Tried(message, filled, _parts(filled))


def _in_cases(tried: tuple[Tried, ...]) -> Iterator[plainness.Remark]:
    gaps = [one for one in tried if EMPTY_LEFT.search(one.text)]
    if gaps:
        yield plainness.Remark(
            "gap", _("In a real case something is empty and a hole stays in the sentence."), gaps[0].text
        )
    long = [one for one in tried if one.parts > MOST_PARTS]
    if long:
        yield plainness.Remark(
            "parts", _("With a real case this takes %(parts)d text messages.") % {"parts": long[0].parts}, ""
        )


def _parts(text: str) -> int:
    return 1 if len(text) <= SMS_ALONE else -(-len(text) // SMS_PART)


def _of(template: str) -> QuerySet[Wording]:
    return Wording.objects.filter(template=template)


def _tell(row: Wording, event: object, by: Actor) -> None:
    record(subject="wording", subject_id=row.pk, event=event, by=by)
