"""A miniature source tree with one fault at a time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo

from anpei.cli import catalogues, messages, wording

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Your claims"
msgstr "我的理赔"
"""
CODE = 'from django.utils.translation import gettext_lazy as _\n\ntitle = _("Your claims")\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "portal" / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, encoding="utf-8")
    (tmp_path / "portal" / "pages.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def add_entry(source: Path, entry: str) -> None:
    po = catalogues.files(source)[0]
    po.write_text(po.read_text(encoding="utf-8") + "\n" + entry + "\n", encoding="utf-8")


def add_template(source: Path, text: str) -> None:
    folder = source / "portal" / "templates"
    folder.mkdir(exist_ok=True)
    (folder / "page.html").write_text(text, encoding="utf-8")


def test_a_complete_tree_has_no_problem(source: Path) -> None:
    assert messages.problems(source) == []


def test_a_text_without_translation_is_named_with_its_place(source: Path) -> None:
    add_template(source, '{% load i18n %}\n  <p>{% translate "Report a claim" %}</p>')
    assert messages.problems(source) == [
        "portal/templates/page.html:2: not translated into zh_Hans: 'Report a claim'"
    ]


def test_block_translations_with_variables_and_plurals_are_found(source: Path) -> None:
    add_template(
        source,
        "{% blocktranslate trimmed count n=days %}\n  one day\n{% plural %}\n"
        "  {{ n }} days\n{% endblocktranslate %}"
        "{% blocktranslate with who=name %}Dear {{ who }}{% endblocktranslate %}",
    )
    texts = [found.text for found in wording.messages(source) if found.where.startswith("portal/templates")]
    assert texts == ["one day", "Dear %(who)s"]


def test_a_context_makes_a_message_of_its_own(source: Path) -> None:
    code = 'from django.utils.translation import pgettext\n\nname = pgettext("month", "May")\n'
    (source / "portal" / "month.py").write_text(code)
    assert messages.problems(source) == ["portal/month.py:3: not translated into zh_Hans: 'May'"]
    add_entry(source, 'msgctxt "month"\nmsgid "May"\nmsgstr "五月"')
    assert messages.problems(source) == []


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('msgid "Old text"\nmsgstr "旧文字"', "nobody uses: 'Old text'"),
        ('#, fuzzy\nmsgid "Old text"\nmsgstr "旧文字"', "marked fuzzy: 'Old text'"),
        ('msgid "Old text"\nmsgstr ""', "empty translation: 'Old text'"),
        (
            'msgid "Paid %(amount)s"\nmsgstr "已付"',
            "placeholders differ: 'Paid %(amount)s' and '已付'",
        ),
    ],
)
def test_a_faulty_entry_is_named(source: Path, entry: str, problem: str) -> None:
    add_entry(source, entry)
    assert f"portal/locale/zh_Hans/LC_MESSAGES/django.po: {problem}" in messages.problems(source)


def test_two_wordings_of_one_text_are_named(source: Path) -> None:
    other = source / "claims" / "locale" / "zh_Hans" / "LC_MESSAGES"
    other.mkdir(parents=True)
    (other / "django.po").write_text(PO.replace("我的理赔", "您的赔案"), encoding="utf-8")
    [problem] = messages.problems(source)
    assert problem == (
        "portal/locale/zh_Hans/LC_MESSAGES/django.po: 'Your claims' is worded otherwise in "
        "claims/locale/zh_Hans/LC_MESSAGES/django.po"
    )


@pytest.mark.parametrize(
    "shown", ["<p>Hello there</p>", '<input placeholder="Your name">', '<img alt="A car">']
)
def test_words_outside_a_translation_tag_are_named(source: Path, shown: str) -> None:
    add_template(source, shown)
    [problem] = messages.problems(source)
    assert problem.startswith("portal/templates/page.html:1: shown without translation: ")


@pytest.mark.parametrize(
    "shown",
    [
        "{# a note #}<p>{{ name }}</p>",
        "{% comment %}Words{% endcomment %}",
        "<kbd>Ctrl</kbd>",
        "<script>let total = 1;</script>",
        '<a href="/claims/" class="button">{{ label }}</a>',
        "<p>PDF</p>",
    ],
)
def test_what_needs_no_translation_is_left_alone(source: Path, shown: str) -> None:
    add_template(source, shown)
    assert messages.problems(source) == []


def test_chinese_in_code_is_named_but_not_in_docstrings_or_where_it_is_meant(source: Path) -> None:
    code = '"""报案"""\n\nbad = "报案"\nmeant = "元"  # Chinese is meant: unit on the bank\'s form\n'
    (source / "portal" / "labels.py").write_text(code, encoding="utf-8")
    assert messages.problems(source) == ["portal/labels.py:3: Chinese outside a translation: '报案'"]


def test_compiling_writes_what_gettext_reads(source: Path) -> None:
    [po] = catalogues.compile_changed(source)
    with po.with_suffix(".mo").open("rb") as file:
        assert read_mo(file)["Your claims"].string == "我的理赔"


def test_only_changed_files_are_compiled_again(source: Path) -> None:
    catalogues.compile_changed(source)
    assert catalogues.compile_changed(source) == []
    [po] = catalogues.files(source)
    mo = po.with_suffix(".mo")
    stamp = mo.stat().st_mtime + 5
    os.utime(po, (stamp, stamp))
    assert catalogues.compile_changed(source) == [po]


def test_a_broken_file_is_refused_with_its_name(source: Path) -> None:
    add_entry(source, 'msgid "Half')
    with pytest.raises(catalogues.BrokenCatalogue, match=r"portal/locale/zh_Hans/LC_MESSAGES/django\.po"):
        catalogues.compile_all(source)
