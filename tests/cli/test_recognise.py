"""``anpei recognise``: what the command says and how it ends. The engine sees nothing here: reading is tested elsewhere."""

from __future__ import annotations

import io
import json

import pytest
from click.testing import CliRunner
from pypdf import PdfWriter

from anpei.cli.main import cli
from anpei.recognition import rapid
from anpei.recognition.engine import Seen


class Blind:
    name = "blind"

    def see(self, pixels):
        return Seen(())

    def again(self, strips):
        return []


@pytest.fixture(autouse=True)
def blind(monkeypatch):
    monkeypatch.setattr(rapid, "default", Blind)


def blank(path):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    held = io.BytesIO()
    writer.write(held)
    path.write_bytes(held.getvalue())
    return path


def test_a_file_that_cannot_be_opened_is_said_and_the_next_is_read(tmp_path):
    text = tmp_path / "note.txt"
    text.write_text("hello")
    done = CliRunner().invoke(cli, ["recognise", str(text), str(blank(tmp_path / "a.pdf")), "--json"])
    assert done.exit_code == 1
    refused, read = json.loads(done.output)
    assert refused["error"] == "file.type"
    assert [part["label"] for part in read["parts"]] == ["not a claim paper"]


def test_what_is_no_claim_paper_is_called_so(tmp_path):
    done = CliRunner().invoke(cli, ["recognise", str(blank(tmp_path / "a.pdf")), "--lang", "zh"])
    assert done.exit_code == 0
    assert "不是理赔材料" in done.output
