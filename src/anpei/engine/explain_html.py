"""An explanation as one self-contained piece of HTML: every word escaped, its few styles in it, no script, nothing loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anpei.engine.explain import Row

_STYLE = """
.ap-explain{font:15px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif;color:#1f2933;max-width:52rem}
.ap-explain ol{list-style:none;margin:0;padding:0}
.ap-explain li li{padding-left:1.5rem}
.ap-explain .step{display:flex;gap:.75rem;justify-content:space-between;border-bottom:1px solid #e6eaee;padding:.25rem 0}
.ap-explain .amount{font-variant-numeric:tabular-nums;white-space:nowrap}
.ap-explain .total>.step,.ap-explain .benefit>.step,.ap-explain .subtotal>.step{font-weight:600}
.ap-explain small{color:#5b6773;display:block}
.ap-explain .finding{border-left:3px solid #b3541e;padding-left:.75rem}
"""


def fragment(tree: Row | None, findings: Sequence[dict[str, str]], lang: str) -> str:
    """One ``<section>``: nested lists of steps, then the findings. ``lang`` is the language the words are already in."""
    tag = "en" if lang.startswith("en") else "zh-Hans"
    parts = [f'<section class="ap-explain" lang="{tag}">', f"<style>{_STYLE}</style>"]
    if tree is not None:
        parts += ["<ol>", *_step(tree), "</ol>"]
    parts += [f'<p class="finding {escape(f["level"])}">{_finding(f)}</p>' for f in findings]
    return "\n".join([*parts, "</section>", ""])


def _step(row: Row) -> Iterator[str]:
    clause = f' <span class="clause">[{escape(row.clause)}]</span>' if row.clause else ""
    number = f"{escape(row.number)} " if row.number else ""
    yield f'<li class="{escape(row.kind)}" data-step="{escape(row.name)}">'
    yield f'<div class="step"><span>{number}{escape(row.label)}{clause}{_below(row)}</span>'
    yield f'<span class="amount">{escape(row.amount)}</span></div>'
    if row.children:
        yield "<ol>"
        for child in row.children:
            yield from _step(child)
        yield "</ol>"
    yield "</li>"


def _below(row: Row) -> str:
    """The small print of a step: its note, what it read, which single fact would change it."""
    read = " · ".join(f"{one['label']} {one['value']}" for one in row.inputs) if row.kind != "line" else ""
    return "".join(f"<small>{escape(words)}</small>" for words in (row.note, read, row.what_if) if words)


def _finding(finding: dict[str, str]) -> str:
    place = f" ({finding['line']})" if finding["line"] else ""
    return escape(finding["text"] + place)
