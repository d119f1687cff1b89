"""``anpei ask`` and ``anpei knowledge``: questions answered from their sources, and what they are answered from."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from anpei.cli import project

if TYPE_CHECKING:
    from anpei.enquiries.actions import About
    from anpei.enquiries.answering import Answer


@click.command()
@click.argument("question")
@click.option(
    "--claim", "number", default="", help="Number of a case: its own product version and its state are read."
)
@click.option(
    "--product", "code", default="", help="Code of a product: its latest published version is read."
)
@click.option(
    "--language", type=click.Choice(["zh-hans", "en"]), help="Of the answer; as the question when left out."
)
@click.option("--json", "as_json", is_flag=True, help="The whole answer with its citations as JSON.")
def ask(question: str, number: str, code: str, language: str | None, as_json: bool) -> None:
    """Answer a question, with where the answer comes from. Nothing is kept.

    Exit code 3: not known, a person would answer.
    """
    project.load()
    from anpei.enquiries import actions

    found = actions.answer(question, about=_about(number, code), language=language or _language_of(question))
    click.echo(json.dumps(_as_data(found), ensure_ascii=False, indent=1) if as_json else _as_text(found))
    if not found.answered:
        sys.exit(3)


def _about(number: str, code: str) -> About:
    from anpei.claims.models import Claim
    from anpei.core.errors import NotFound
    from anpei.enquiries.actions import About
    from anpei.products.queries import published

    if not number:
        return About(version=published(code) if code else None)
    rows = Claim.objects.select_related("product_version__product", "policy", "member", "handler")
    claim = rows.filter(number=number).first()
    if claim is None:
        raise NotFound("claim.unknown", f"There is no case {number}.")
    return About(claim=claim, full=True, policy=claim.policy)


def _language_of(question: str) -> str:
    return "zh-hans" if any(ord(sign) > 0x3400 for sign in question) else "en"


def _as_data(found: Answer) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(found.to_json())
    return {"answered": found.answered, **data}


def _as_text(found: Answer) -> str:
    def marked(text: str, cites: tuple[int, ...]) -> str:
        return text + "".join(f" [{at}]" for at in cites)

    lines = [marked(found.lead, found.lead_cites), *(marked(line.text, line.cites) for line in found.lines)]
    lines += [f"  [{at}] {one.label}: {one.text}" for at, one in enumerate(found.citations, start=1)]
    return "\n".join(lines)


@click.group()
def knowledge() -> None:
    """The knowledge base of answers: import, list, check."""


@knowledge.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--product", "code", default="", help="Code of the product these clauses belong to; any when left out."
)
@click.option("--dry-run", is_flag=True, help="Say what would be kept and keep nothing.")
def import_folder(folder: Path, code: str, dry_run: bool) -> None:
    """Take in clauses and notes from text, Markdown and PDF files. The same file again changes nothing."""
    project.load()
    from anpei.core.actor import Actor
    from anpei.enquiries import actions, reading

    kept = 0
    for path, entries in reading.folder(folder, product=code):
        for entry in entries:
            if not dry_run:
                actions.keep_imported(entry, by=Actor.system("command-line"))
            kept += 1
        click.echo(f"{path.name}: {len(entries)} entries")
    click.echo(f"{kept} entries {'would be ' if dry_run else ''}in the knowledge base.")


@knowledge.command("list")
@click.option(
    "--kind", default="", help="Only of this kind: law, process, paper, care, case, clause, answer."
)
@click.option("--json", "as_json", is_flag=True)
def list_entries(kind: str, as_json: bool) -> None:
    """Every entry that can answer, shipped, imported and promoted."""
    project.load()
    from anpei.enquiries import queries

    found = [one for one in queries.entries() if kind in ("", one.kind)]
    if as_json:
        click.echo(json.dumps([one.model_dump(mode="json") for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        click.echo(f"{one.id}  {one.kind}  {one.checked_on}  {one.label.zh}  {one.title.zh}")


@knowledge.command()
def check() -> None:
    """Say which entries would answer badly, and which texts the search has to read anew."""
    project.load()
    from anpei.enquiries import knowledge as base
    from anpei.enquiries import queries

    found = base.problems(queries.entries())
    for line in found:
        click.echo(line)
    if found:
        sys.exit(1)
    missing = len(_unshipped())
    click.echo(f"{len(queries.entries())} entries in order; {missing} shipped texts without a vector.")


@knowledge.command()
def index() -> None:
    """Write the vectors of every shipped text, after product files or the shipped knowledge base changed."""
    from anpei.enquiries import passages
    from anpei.retrieval import meaning

    click.echo(f"{meaning.ship(passages.shipped_texts())} texts.")


def _unshipped() -> list[str]:
    from anpei.enquiries import passages
    from anpei.retrieval import meaning

    return meaning.unshipped(passages.shipped_texts())
