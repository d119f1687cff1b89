"""``anpei adjudicate``: one case from a plain file. No settings, no database."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from anpei.engine.calculation import Calculation
    from anpei.engine.case_file import NamedProduct
    from anpei.engine.compiled import CompiledTerms
    from anpei.engine.explain import Wording
    from anpei.engine.facts import CaseFacts
    from anpei.terms import Product

CASE_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
IN = click.Path(exists=True, path_type=Path)
OUT = click.Path(path_type=Path)
MANUAL = "docs/adjudicate.md shows the form."

CALCULATED, NOT_CALCULATED, UNREADABLE = 0, 1, 2


@click.command()
@click.argument("case", type=CASE_FILE, required=False)
@click.option(
    "--product", "product_file", type=CASE_FILE, help="Product file; wins over what the case names."
)
@click.option(
    "--batch",
    "book",
    type=(IN, OUT),
    metavar="IN OUT",
    help="A whole book instead of a case: IN.parquet, or a folder of parts with --cluster.",
)
@click.option(
    "--keep",
    type=click.Choice(["all", "payable"]),
    default="all",
    show_default=True,
    help="Of a book: every figure, or what is payable and posted.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Of a book: blocks worked out at the same time.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Of a book in parts: local:N for N processes, or the address of a Dask scheduler.",
)
@click.option(
    "--against",
    "stored",
    type=CASE_FILE,
    metavar="STORED",
    help="Of a book with late claims: what was posted before; OUT holds the differences.",
)
@click.option(
    "--reverse",
    "reversed_claims",
    multiple=True,
    metavar="CLAIM",
    help="With --against: a claim that is taken back; may be given several times.",
)
@click.option(
    "--explain", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True
)
@click.option("--wording", type=click.Choice(["staff", "customer"]), default="staff", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def adjudicate(
    case: Path | None,
    product_file: Path | None,
    book: tuple[Path, Path] | None,
    form: str,
    wording: Wording,
    lang: str,
    **how: Any,
) -> None:
    """Work out a case, or a whole book of claims.

    Exit code 0: calculated. 1: the facts contradict each other, the findings say where. 2: a file cannot be read.
    """
    if (case is None) == (book is None):
        raise click.UsageError("Either a case file, or --batch IN OUT.")
    if book is not None:
        from anpei.cli.batch import BookOptions, adjudicate_book

        adjudicate_book(*book, product_file, BookOptions(**how))
    if case is not None:
        _adjudicate_case(case, product_file, form, wording, lang)


def _adjudicate_case(
    case: Path, product_file: Path | None, form: str, wording: Wording, lang: str
) -> NoReturn:
    from anpei.engine.adjudicate import calculate
    from anpei.engine.compiler import compile

    facts, product = read(case, product_file)
    compiled = compile(product)
    calc = calculate(compiled, facts)
    click.echo(_explained(compiled, calc, form, wording, lang), nl=False)
    sys.exit(CALCULATED if calc.ok else NOT_CALCULATED)


def read(case: Path, product_file: Path | None) -> tuple[CaseFacts, Product]:
    """Facts and product of a case file; whatever is wrong ends the command, saying where and what to do."""
    from anpei.engine import case_file
    from anpei.engine.facts import BadFacts

    try:
        named, facts = case_file.read(case.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        refuse([f"{case}: not UTF-8 text. Save the file as UTF-8."])
    except BadFacts as refusal:
        refuse([*(f"{case}: {path or '(file)'}: {message}." for path, message in refusal.places), MANUAL])
    return facts, load_product(product_file, named, case)


def load_product(file: Path | None, named: NamedProduct, case: Path) -> Product:
    """The product of a file, or the one a case names."""
    if file is None and named.file:
        file = case.parent / named.file
        if not file.is_file():
            refuse([f"{case}: product.file: there is no file {file}."])
    if file is not None:
        return load_file(file)
    if not named.code:
        refuse([f"{case}: product: none is named. {_NAME_ONE}"])
    return _shipped(named, case)


_NAME_ONE = 'Add "product": {"code": …, "version": …} or pass --product FILE.'


def load_file(file: Path) -> Product:
    """The product of a file; its faults end the command, each with its line."""
    from anpei.terms import TermsError, loader

    try:
        return loader.load(file)
    except TermsError as error:
        refuse([str(fault) for fault in error.all])
    except UnicodeDecodeError:
        refuse([f"{file}: not UTF-8 text. Save the file as UTF-8."])


def _shipped(named: NamedProduct, case: Path) -> Product:
    from anpei.terms import shipped

    try:
        return shipped.find(named.code, named.version or None)
    except shipped.NotShipped as missing:
        refuse([f"{case}: product: {missing} Another product is given with --product FILE."])


def refuse(lines: list[str]) -> NoReturn:
    """End the command on a file that cannot be used."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(UNREADABLE)


def _explained(compiled: CompiledTerms, calc: Calculation, form: str, wording: Wording, lang: str) -> str:
    from anpei.engine import counterfactual, explain

    answers = counterfactual.what_if(compiled, calc)
    words = counterfactual.sentences(answers, lang, wording)
    if form == "html":
        html: str = explain.render(calc, lang, wording, "html", words)
        return html
    if form == "json":
        body = {
            "calculation": calc.to_json(),
            "explanation": json.loads(explain.render(calc, lang, wording, "json", words)),
            "what_if": [asdict(answer) for answer in answers.values()],
        }
        return json.dumps(body, ensure_ascii=False, indent=2, default=lambda text: text.model_dump()) + "\n"
    name = compiled.product.name.in_(lang)
    text: str = explain.render(calc, lang, wording, "text", words)
    return f"{name} {compiled.product.version}\n{text}"
