"""``anpei recognise``: what is on a picture or a PDF. No settings, no database."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from anpei.recognition.errors import Unreadable
from anpei.recognition.reading import Field, Part, Reading
from anpei.recognition.wording import refusal, sentence
from anpei.terms.papers import LABELS, PaperKind
from anpei.values.money import format_yuan

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NOT_A_CLAIM_PAPER = {"en": "not a claim paper", "zh": "不是理赔材料"}  # Chinese is meant: --lang zh


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--json", "as_json", is_flag=True, help="One JSON object with everything read, by file.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True)
def recognise(files: tuple[Path, ...], as_json: bool, lang: str) -> None:
    """Read papers: kind, fields, how sure, and what is odd.

    Nothing leaves this machine. Exit code 0: every file could be opened. 1: some could not, and why is said.
    """
    from anpei.recognition.reader import read

    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    found: list[dict[str, Any]] = []
    refused = False
    for file in files:
        try:
            reading = read(file.read_bytes(), today=today)
        except Unreadable as reason:
            refused = True
            found.append({"file": str(file), "error": reason.code, "message": refusal(reason.code, lang)})
        else:
            found.append({"file": str(file), **_as_json(reading, lang)})
        if not as_json:
            _say(found[-1], reading if "error" not in found[-1] else None, lang)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    sys.exit(int(refused))


def _as_json(reading: Reading, lang: str) -> dict[str, Any]:
    data = reading.to_json()
    for part, plain in zip(reading.parts, data["parts"], strict=True):
        plain["label"] = _label(part, lang)
        for finding, said in zip(part.findings, plain["findings"], strict=True):
            said["message"] = sentence(finding, lang)
    return data


def _label(part: Part, lang: str) -> str:
    if not part.kind:
        return NOT_A_CLAIM_PAPER[lang]
    label = LABELS[PaperKind(part.kind)]
    return label.zh if lang == "zh" else label.en


def _say(found: dict[str, Any], reading: Reading | None, lang: str) -> None:
    click.secho(found["file"], bold=True)
    if reading is None:
        click.echo(f"  {found['message']}")
        return
    for part in reading.parts:
        first, last = (number + 1 for number in part.pages)
        pages = f"p. {first}" if first == last else f"p. {first}-{last}"
        side = f", {part.side}" if part.side else ""
        click.echo(f"  {_label(part, lang)}{side}  ({pages}, {_percent(part.confidence_bp)})")
        for field in part.fields:
            click.echo(f"    {field.name:<20} {_value(field)}  {_percent(field.confidence_bp)}")
        for row in part.lines:
            click.echo(f"    - {'  '.join(_value(field) for field in row)}")
        for finding in part.findings:
            about = f" [{', '.join(finding.fields)}]" if finding.fields else ""
            click.echo(f"    {finding.level.value}: {sentence(finding, lang)}{about}")


def _value(field: Field) -> str:
    if field.kind == "money" and isinstance(field.value, int):
        return format_yuan(field.value)
    return field.text if field.value is None else str(field.value)


def _percent(basis_points: int) -> str:
    return f"{basis_points / 100:.1f} %"
