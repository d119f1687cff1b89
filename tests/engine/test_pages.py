"""Blocks as Markdown and as HTML: words stay words."""

from anpei.engine.pages import Bullets, Heading, Paragraph, Table, html, markdown

BLOCKS = [
    Heading(1, "A <b>"),
    Paragraph("not *bold*", strong=True),
    Bullets(("one", "two_three")),
    Table(("a", "b"), (("x|y", "_z_"),)),
]


def test_markdown_escapes_its_own_signs():
    assert markdown(BLOCKS) == (
        "# A \\<b>\n\n**not \\*bold\\***\n\n- one\n- two_three\n\n| a | b |\n|---|---|\n| x\\|y | \\_z\\_ |\n"
    )


def test_html_escapes_every_word_and_takes_the_title_from_the_first_heading():
    text = html(BLOCKS, "zh")

    assert '<html lang="zh-Hans">' in text
    assert "<title>A &lt;b&gt;</title>" in text
    assert "<p><strong>not *bold*</strong></p>" in text
    assert "<tr><td>x|y</td><td>_z_</td></tr>" in text
