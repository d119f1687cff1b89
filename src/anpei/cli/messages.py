"""``anpei messages``: translations compiled and checked."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from anpei.cli.wording import Found

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}|%[sd]")


@click.group()
def messages() -> None:
    """Translations: compile them, check that none is missing."""


@messages.command("compile")
def compile_messages() -> None:
    """Compile every translation file."""
    from anpei.cli import catalogues

    click.echo(f"Compiled {len(catalogues.compile_all())} translation files.")


@messages.command()
def check() -> None:
    """Report texts without a translation, unused translations and words that skip translation."""
    found = problems()
    for line in found:
        click.echo(line)
    if found:
        sys.exit(1)
    click.echo("Every text has its translation.")


def problems(source: Path | None = None) -> list[str]:
    """One line for each thing wrong, like ``portal/pages.py:12: not translated into zh_Hans: 'Claims'``."""
    from anpei.cli import catalogues, wording

    source = source or catalogues.SOURCE
    used = wording.messages(source)
    found = [
        *(
            f"{text.where}: Chinese outside a translation: {text.text!r}"
            for text in wording.hard_coded_chinese(source)
        ),
        *(
            f"{text.where}: shown without translation: {text.text!r}"
            for text in wording.untranslated_words(source)
        ),
    ]
    by_language: dict[str, list[Path]] = defaultdict(list)
    for po in catalogues.files(source):
        by_language[po.parent.parent.name].append(po)
    for language in sorted(by_language) or ["zh_Hans"]:
        found += _problems_of_language(language, by_language[language], used, source)
    return found


def _problems_of_language(language: str, files: list[Path], used: list[Found], source: Path) -> list[str]:
    from anpei.cli import catalogues

    found = []
    known: dict[tuple[str | None, str], tuple[str, list[str]]] = {}
    wanted = {(text.context, text.text) for text in used}
    for po in files:
        name = po.relative_to(source).as_posix()
        for entry in catalogues.entries(catalogues.read(po)):
            text = repr(entry.key[1])
            if entry.fuzzy:
                found.append(f"{name}: marked fuzzy: {text}")
            if not all(entry.texts):
                found.append(f"{name}: empty translation: {text}")
            elif any(_placeholders(entry.plural) != _placeholders(wording) for wording in entry.texts):
                found.append(f"{name}: placeholders differ: {text} and {entry.texts[0]!r}")
            if entry.key not in wanted:
                found.append(f"{name}: nobody uses: {text}")
            if entry.key in known and known[entry.key][1] != entry.texts:
                found.append(f"{name}: {text} is worded otherwise in {known[entry.key][0]}")
            known[entry.key] = (name, entry.texts)
    missing = {
        (text.context, text.text): text for text in reversed(used) if (text.context, text.text) not in known
    }
    found += [
        f"{text.where}: not translated into {language}: {text.text!r}" for text in reversed(missing.values())
    ]
    return found


def _placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text)}
