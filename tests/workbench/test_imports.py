"""The import page: a trial, its report in both languages, and the import itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from tests.settlement import cast

from anpei.accounts.models import Staff
from anpei.importing.findings import REASONS
from anpei.importing.models import ImportRun
from anpei.parties.models import Party

BOOK = "客户号,姓名,手机号\nC1,周桂芬,13800000001\nC2,=cmd,123\n"
BrowserOf = Callable[[Staff], Client]


@pytest.fixture
def supervisor(house: cast.House, browser_of: BrowserOf) -> Client:
    return browser_of(house.supervisor)


def tried(client: Client, content: str = BOOK) -> ImportRun:
    answer = client.post("/staff/imports/", {"files": SimpleUploadedFile("客户.csv", content.encode())})
    run = ImportRun.objects.latest("id")
    assert answer["Location"] == f"/staff/imports/{run.pk}/"
    return run


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_report_of_a_trial_is_read_in_ones_own_language(supervisor: Client, language: str) -> None:
    run = tried(supervisor)
    page = supervisor.get(f"/staff/imports/{run.pk}/", headers={"accept-language": language}).content.decode()
    with override(language):
        assert str(REASONS["mobile"]) in page
    assert "*23" in page
    assert Party.objects.count() == 0


def test_a_trial_is_carried_out_once(supervisor: Client) -> None:
    run = tried(supervisor)
    assert "carry-out" in supervisor.get(f"/staff/imports/{run.pk}/").content.decode()
    answer = supervisor.post(f"/staff/imports/{run.pk}/carry-out/")
    assert answer.status_code == 302 and Party.objects.get().external_ref == "C1"
    assert supervisor.post(f"/staff/imports/{run.pk}/carry-out/").status_code == 409
    assert supervisor.get("/staff/imports/").status_code == 200


def test_the_report_as_a_file_runs_nothing(supervisor: Client) -> None:
    run = tried(supervisor, "客户号,姓名\n=1+1,\n")
    content = b"".join(supervisor.get(f"/staff/imports/{run.pk}/report.csv").streaming_content).decode()
    assert content.startswith("\ufeffKind,File,Sheet,Row,Column,Value,Reason\r\n")
    assert "Not taken,客户.csv,,2,姓名,," in content


def test_without_a_file_the_page_says_so(supervisor: Client) -> None:
    answer = supervisor.post("/staff/imports/")
    assert answer.status_code == 422
    assert "Please choose at least one file." in answer.content.decode()


def test_others_cannot_open_it(handler: Client, house: cast.House, browser_of: BrowserOf) -> None:
    assert handler.get("/staff/imports/").status_code == 403
    assert handler.post("/staff/imports/").status_code == 403
    run = tried(browser_of(house.manager))  # head office
    assert browser_of(house.supervisor).get(f"/staff/imports/{run.pk}/").status_code == 404


def test_pages_of_a_case_taken_over_open(house: cast.House, handler: Client) -> None:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from anpei.importing import actions
    from anpei.workbench.sections import SECTIONS

    member = cast.insure(house, cast.person())
    lines = ["赔案号,保单号,被保险人,赔案状态,出险日期,报案日期,已赔金额,结案日期"]
    for number, rest in (
        ("OLD-1", "已赔付,2026-04-02,2026-04-03,121.00,2026-04-20"),
        ("OLD-2", "未决,2026-06-12,2026-06-13,,"),
    ):
        lines.append(f"{number},{member.policy.number},{member.party.id_number},{rest}")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "历史赔案.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        assert [
            str(one) for one in actions.import_files([path], dry_run=False, by=cast.SYSTEM).rejected
        ] == []
    for number in ("OLD-1", "OLD-2"):
        for section in SECTIONS:
            assert handler.get(f"/staff/claims/{number}/{section}/").status_code == 200, (number, section)
