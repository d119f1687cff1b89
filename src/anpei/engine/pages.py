"""A page as a list of plain blocks, written out as Markdown or as one self-contained HTML document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``strong``: printed in bold, as the law asks of what takes cover away."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Bullets | Table


def markdown(blocks: Sequence[Block]) -> str:
    """The blocks as Markdown, one empty line between them."""
    return "\n\n".join("\n".join(_markdown(block)) for block in blocks) + "\n"


def html(blocks: Sequence[Block], lang: str) -> str:
    """The blocks as an HTML document; its title is the first heading. Every word is escaped, nothing is loaded."""
    title = next((block.text for block in blocks if isinstance(block, Heading)), "")
    tag = "en" if lang.startswith("en") else "zh-Hans"
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    body = "\n".join(line for block in blocks for line in _html(block))
    return f'<!doctype html>\n<html lang="{tag}">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'


def _markdown(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"{'#' * level} {_marked(text)}"
        case Paragraph(text, strong):
            yield f"**{_marked(text)}**" if strong else _marked(text)
        case Bullets(items):
            yield from (f"- {_marked(item)}" for item in items)
        case Table(head, rows):
            yield f"| {' | '.join(map(_marked, head))} |"
            yield "|" + "---|" * len(head)
            yield from (f"| {' | '.join(map(_marked, row))} |" for row in rows)


def _marked(text: str) -> str:
    """Words as they stand: what Markdown would read as a sign is escaped, a line break becomes a space."""
    return re.sub(r"([\\`*<|]|\b_|_\b)", r"\\\1", " ".join(text.split()))


def _html(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text, strong):
            yield f"<p><strong>{escape(text)}</strong></p>" if strong else f"<p>{escape(text)}</p>"
        case Bullets(items):
            yield f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
        case Table(head, rows):
            yield f"<table><thead>{_row(head, 'th')}</thead><tbody>"
            yield from (_row(row, "td") for row in rows)
            yield "</tbody></table>"


def _row(cells: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


_STYLE = """
body{font:16px/1.7 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif;color:#1f2933;
max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;font-size:15px}
th,td{border-bottom:1px solid #d9dfe4;padding:.35rem .5rem;text-align:left;vertical-align:top}
td:last-child{font-variant-numeric:tabular-nums}
"""
