"""The documented list of columns, written from the tables themselves: ``docs/import.md``."""

from __future__ import annotations

from anpei.importing.columns import Column, Family
from anpei.importing.tables import TABLES
from anpei.importing.tables.base import Table

HEAD = """\
# Importing a book

Names of administrative divisions, customers, policies with endorsements, rosters, beneficiaries, deductibles
and limits already used, and earlier claims come from CSV or Excel: on the command line (`anpei import FILE…`,
a trial; with `--apply` it writes), on the page *Import* of the workbench, and through the API
(`POST /api/v1/imports`). All three run the same code. This page is written from the code by
`anpei import --columns`; a test keeps it current. Samples to start from: `src/anpei/library/import-samples/`
(示例).

## How it works

- **A trial first.** It checks everything in a transaction that is rolled back, so it finds exactly what the
  import would find, references between the files included, and writes nothing but its report.
- **Good rows are not lost.** Rows are written in batches of 500. A bad row is reported with file, sheet,
  row, column, value (masked where it is personal) and reason; if the database refuses a batch, its rows are
  tried one by one.
- **The same file twice changes nothing.** Each table says below by what it recognises a row. A row that is
  there already changes only the fields it names and reports the change; an empty cell leaves what is
  recorded.
- **Any order of files.** Units come before customers, customers before policies, and so on. A reference to
  something missing is reported with the name that was looked for.
- **A crash repeats safely.** Uploads above 256 KB are worked on in the background; the place reached is
  stored with each batch, and the work goes on behind the last one. On the command line the same call
  completes the work.
- **On the record.** Each import is a row (files with SHA-256, who, when, counts, encrypted report) and
  events of its own. New customers and cases taken over get their first event; nobody is sent a message.
- **Into one's own units.** A person or API client of a branch writes to policies of that branch and below;
  a customer insured only elsewhere is not changed.

## Files

- CSV in UTF-8 (with or without mark), UTF-16 with mark or GB18030; comma, tab or semicolon; texts with
  separators or line breaks in quotation marks. Excel as `.xlsx`: every visible sheet.
- The first row that holds anything is the heading. Chinese and English names are understood, in any case
  and width; a column that is not known is reported and not read. Which table a sheet is, its name says
  (`客户` or `customers`), else its heading.
- **Amounts** in yuan with at most two decimals: `1234.56` or `1,234.56`. No currency sign, nothing
  negative.
- **Dates** as `2026-03-01`, `2026/3/1`, `2026.3.1`, `2026年3月1日` or `20260301`; in Excel also real dates and
  serial numbers. A time of day is dropped. `01/02/2026` is refused, because it can be read in two ways.
- **Long numbers** belong into cells formatted as text: a spreadsheet keeps 15 digits of a number, so a
  longer one is refused instead of being taken with wrong digits. Leading zeros shown by a number format are
  kept.
- **Formulas** are not computed. A text column takes a formula's text as it stands (`=cmd…` stays text);
  everywhere else it is refused.
- A customer is named by customer number or ID number wherever a column asks for one.
- On SQLite a trial holds the database's one write lock while it runs; try large files on PostgreSQL.
"""


def text() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(table) for table in TABLES)])


def _section(table: Table) -> str:
    lines = [
        f"## {table.zh} (`{table.code}`)",
        "",
        table.about,
        "",
        "| Column | 列名 | Also | Needed | Content | Meaning |",
        "|---|---|---|---|---|---|",
        *(_line(column) for column in table.columns),
        *(_family(family) for family in table.families),
        "",
    ]
    return "\n".join(lines)


def _family(family: Family) -> str:
    _english, chinese, *further = (f"{prefix}:…" for prefix in family.prefixes)
    return f"| `{family.name}:…` | {chinese} | {', '.join(further)} | | {family.kind} | {family.about} |"


def _line(column: Column) -> str:
    listed = getattr(column.read, "listed", "")
    content = f"{column.kind}: {listed}" if listed else column.kind
    needed = "yes" if column.required else ""
    also = ", ".join(column.also)
    return f"| `{column.name}` | {column.zh} | {also} | {needed} | {content} | {column.about} |"
