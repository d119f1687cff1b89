"""Find the words a person reads: every msgid in Python and templates, and words that skip translation."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.extract import extract_python
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

from anpei.cli import catalogues

KEYWORDS: dict[str, tuple[int | None, int]] = {
    # function: (argument with the context, argument with the msgid), counted from 0
    "_": (None, 0),
    "gettext": (None, 0),
    "gettext_lazy": (None, 0),
    "gettext_noop": (None, 0),
    "ngettext": (None, 0),
    "ngettext_lazy": (None, 0),
    "pgettext": (0, 1),
    "pgettext_lazy": (0, 1),
    "npgettext": (0, 1),
    "npgettext_lazy": (0, 1),
}
HAN = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff01-\uff5e]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
SHOWN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "placeholder", "title", "data-confirm"}

# Where Chinese in the code is the substance, not a label: the law's and the product's own words, sample data.
CHINESE_IS_MEANT = (
    "cli/wording.py",
    "clocks/",
    "demo/",
    "engine/",
    "importing/",  # the column names of a book to be imported
    "library/",
    "recognition/",  # the labels printed on papers, and its own wording in both languages
    "settings.py",  # the demo insurer's name, the names of the languages
    "terms/",
    "values/",
)
CHINESE_LETTERS = "/letters.py"  # letters are written in Chinese, whatever the language of the page
# A line of code ends with this comment, and a reason, where its Chinese is not a label.
CHINESE_IS_MEANT_HERE = "# Chinese is meant:"
# Names and signs that are the same in every language.
SAME_EVERYWHERE = {
    *(
        "anpei",
        "API",
        "CSV",
        "Excel",
        "PDF",
        "JPG",
        "JPEG",
        "PNG",
        "HEIC",
        "QR",
        "SMS",
        "OpenAPI",
        "TOTP",
        "WeChat",
    ),
    *(
        "Alt",
        "Backspace",
        "Ctrl",
        "Del",
        "End",
        "Enter",
        "Esc",
        "Home",
        "PgDn",
        "PgUp",
        "Shift",
        "Space",
        "Tab",
    ),
    *(
        "English",
        "简体中文",
        "中文",
        "CNY",
        "RMB",
        "MB",
        "KB",
        "ICD",
        "ID",
        "URL",
        "nbsp",
        "middot",
        "times",
        "rarr",
    ),
}


@dataclass(frozen=True)
class Found:
    """One text with where it stands, like ``portal/templates/portal/home.html:12``."""

    where: str
    text: str
    context: str | None = None


def messages(source: Path = catalogues.SOURCE) -> list[Found]:
    """Every msgid in the code. A message made at run time cannot be found, so there must be none."""
    found: list[Found] = []
    for file in _files(source, ".py"):
        found += _extract(file.read_bytes(), _name(file, source))
    for file in _files(source, ".html", ".txt"):
        found += _extract(_as_python(file.read_text(encoding="utf-8")), _name(file, source))
    return found


def hard_coded_chinese(source: Path = catalogues.SOURCE) -> list[Found]:
    """Chinese in strings of code (docstrings and comments are free) and in templates."""
    found = []
    for file in _files(source, ".py", ".html"):
        name = _name(file, source)
        if name.startswith(CHINESE_IS_MEANT) or name.endswith(CHINESE_LETTERS):
            continue
        texts = _strings(file) if file.suffix == ".py" else _shown(file)
        for line, text in texts:
            if HAN.search(_without_names(text)):
                found.append(Found(f"{name}:{line}", text.strip()))
    return found


def untranslated_words(source: Path = catalogues.SOURCE) -> list[Found]:
    """Words that stand in a template outside of any translation tag."""
    found = []
    for file in _files(source, ".html"):
        for line, text in _shown(file):
            if LATIN_WORD.search(_without_names(text)):
                found.append(Found(f"{_name(file, source)}:{line}", text.strip()))
    return found


def _files(source: Path, *suffixes: str) -> Iterator[Path]:
    skipped = {"migrations", "vendor", "library", "__pycache__"}
    for file in sorted(source.rglob("*")):
        if file.suffix in suffixes and not skipped.intersection(file.relative_to(source).parts):
            yield file


def _name(file: Path, source: Path) -> str:
    return file.relative_to(source).as_posix()


def _as_python(template: str) -> bytes:
    """Django's gettext form of a template, without the indentation that Python would stumble over."""
    return "\n".join(line.strip() for line in templatize(template).split("\n")).encode()


def _extract(code: bytes, name: str) -> Iterator[Found]:
    for line, function, arguments, _comments in extract_python(
        io.BytesIO(code), dict.fromkeys(KEYWORDS), [], {}
    ):
        context_at, text_at = KEYWORDS[str(function)]
        values = list(arguments) if isinstance(arguments, tuple | list) else [arguments]
        if len(values) > text_at and values[text_at]:
            context = values[context_at] if context_at is not None else None
            yield Found(f"{name}:{line}", values[text_at], context)


def _strings(file: Path) -> Iterator[tuple[int, str]]:
    code = file.read_text(encoding="utf-8")
    lines = code.splitlines()
    tree = ast.parse(code)
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in documentation:
            continue
        if CHINESE_IS_MEANT_HERE not in lines[(node.end_lineno or node.lineno) - 1]:
            yield node.lineno, node.value


def _shown(file: Path) -> list[tuple[int, str]]:
    """(line, text) of what a template shows as it stands: text and spoken attributes, outside any tag."""
    reader = _ShownText()
    reader.feed(_without_tags(file.read_text(encoding="utf-8")))
    reader.close()
    return reader.texts


def _without_tags(template: str) -> str:
    """The template with tags, comments and translated blocks blanked; lines stay where they were."""
    kept: list[str] = []
    closing = None
    for token in Lexer(template).tokenize():
        words = token.contents.split() if token.token_type == TokenType.BLOCK else []
        first = words[0] if words else ""
        if closing:
            closing = None if first == closing else closing
            kept.append("\n" * token.contents.count("\n"))
        elif first in {"blocktranslate", "blocktrans", "comment"}:
            closing = f"end{first}"
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
        else:
            kept.append("\n" * token.contents.count("\n"))
    return "".join(kept)


def _without_names(text: str) -> str:
    for name in SAME_EVERYWHERE:
        text = re.sub(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", "", text)
    return text


class _ShownText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[tuple[int, str]] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in {"script", "style"}
        for name, value in attributes:
            if name in SHOWN_ATTRIBUTES and value:
                self.texts.append((self.getpos()[0], value))

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style"} and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.texts.append((self.getpos()[0], data))
