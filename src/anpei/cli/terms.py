"""``anpei terms``: product files. All but ``publish`` need neither settings nor a database."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anpei.cli import project
from anpei.cli.adjudicate import load_file

if TYPE_CHECKING:
    from anpei.engine.compiled import CompiledTerms, NamedStep

PRODUCT_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


LANGUAGE = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)


@click.group()
def terms() -> None:
    """Product files: check, explain, compare, render, publish."""


@terms.command()
@click.argument("files", nargs=-1, required=True, type=PRODUCT_FILE)
def check(files: tuple[Path, ...]) -> None:
    """Check product files and name every fault with its line."""
    from anpei.terms import loader
    from anpei.terms.errors import TermsError

    faults = 0
    for file in files:
        try:
            product = loader.load(file)
        except TermsError as error:
            faults += len(error.all)
            for fault in error.all:
                click.echo(str(fault))
        else:
            click.echo(f"{file}: {product.code} {product.version} is sound.")
    sys.exit(1 if faults else 0)


@terms.command()
@click.argument("file", type=PRODUCT_FILE)
def publish(file: Path) -> None:
    """Publish a product version; it can never change afterwards."""
    project.load()
    from anpei.core.actor import Actor
    from anpei.products import actions
    from anpei.terms.errors import TermsError

    try:
        version = actions.publish(
            text=file.read_text(encoding="utf-8"), by=Actor.system("command-line"), name=file.name
        )
    except TermsError as error:
        raise click.ClickException("\n".join(str(fault) for fault in error.all)) from error
    click.echo(f"Published {version}.")


@terms.command()
@click.argument("file", type=PRODUCT_FILE)
@click.argument("figure", required=False)
@LANGUAGE
def explain(file: Path, figure: str | None, lang: str) -> None:
    """List the steps a product is worked out by, in order: label, formula in words, clause, terms read.

    FIGURE: only the steps this one rests on (inpatient.deductible), or those of one benefit (inpatient).
    """
    from anpei.engine.compiler import compile

    compiled = compile(load_file(file))
    wanted = {step.name for step in (_wanted(compiled, figure) if figure else compiled.steps)}
    for number, step in enumerate(compiled.steps, start=1):
        if step.name in wanted:
            click.echo("\n".join(_told(number, step, compiled, lang)))


def _wanted(compiled: CompiledTerms, figure: str) -> list[NamedStep]:
    from anpei.engine.formulas import behind

    if figure in compiled.by_name:
        return behind(compiled, figure)
    own = [step for step in compiled.steps if step.name.startswith(f"{figure}.")]
    if not own:
        near = get_close_matches(figure, [*compiled.by_name], n=3, cutoff=0.4)
        hint = f" Near it: {', '.join(near)}." if near else ""
        raise click.ClickException(f"There is no figure {figure}.{hint} Without one, all are listed.")
    return own


def _told(number: int, step: NamedStep, compiled: CompiledTerms, lang: str) -> list[str]:
    from anpei.engine.formulas import GRAINS, formula, reads

    clause = f"  [{step.clause}]" if step.clause else ""
    lines = [
        f"{number}. {step.label.in_(lang)} ({step.name}, {GRAINS[step.grain].in_(lang)}){clause}",
        f"   = {formula(step, compiled, lang)}",
    ]
    return lines + [f"   ← {term}" for term in reads(step)]


@terms.command()
@click.argument("old", type=PRODUCT_FILE)
@click.argument("new", type=PRODUCT_FILE)
@LANGUAGE
def diff(old: Path, new: Path, lang: str) -> None:
    """Say what changed between two product files: wording, money, papers.

    Exit code 0: nothing changed, 1: something did, 2: a file cannot be read.
    """
    from anpei.terms.difference import difference, report

    changes = difference(load_file(old), load_file(new))
    click.echo(report(changes, lang), nl=False)
    sys.exit(1 if changes else 0)


@terms.command()
@click.argument("file", type=PRODUCT_FILE)
@LANGUAGE
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ends in .md or .html; without it Markdown goes to standard output.",
)
def render(file: Path, lang: str, output: Path | None) -> None:
    """Write the manual page of a product file, as Markdown or HTML."""
    from anpei.engine import manual, pages

    if output is not None and output.suffix not in (".md", ".html"):
        raise click.UsageError(f"{output}: the name must end in .md or .html.")
    blocks = manual.page(load_file(file), lang)
    if output is None:
        click.echo(pages.markdown(blocks), nl=False)
        return
    text = pages.html(blocks, lang) if output.suffix == ".html" else pages.markdown(blocks)
    output.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {output}.")


@terms.command()
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), default=Path("docs"), show_default=True
)
def docs(output: Path) -> None:
    """Write the product pages, the schema of a product file and the tables of its manual."""
    from anpei.cli.terms_docs import write

    for file in write(output):
        click.echo(f"Wrote {file}.")
