"""Bad rows are told exactly, good rows are taken, whatever the file looks like."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.importing.conftest import Run, Write, only, refusals
from tests.settlement import cast

from anpei.importing.findings import REASONS
from anpei.importing.models import ImportRun
from anpei.importing.runner import BATCH
from anpei.parties.models import Party
from anpei.policies.models import AccumulatorEntry, Beneficiary, InsuredMember, Policy

HEAD = ("客户号", "姓名", "证件号码", "手机号", "出生日期")
GOOD = ("C1", "周桂芬", "110000199001010013", "13800000001", "")


def test_each_bad_cell_is_told_with_its_place_and_masked_while_good_rows_are_taken(
    write: Write, run: Run
) -> None:
    path = write(
        "客户.csv",
        HEAD,
        GOOD,
        ("C2", "陈建国", "110000199001010014", "12345678", "2026-02-30"),
        ("C3", "李明", "", "13800000003", "1990-05-05"),
    )
    result = run(path)
    assert [(one.file, one.row, one.column, one.value, one.code) for one in result.rejected] == [
        ("客户.csv", 3, "手机号", "******78", "mobile"),
        ("客户.csv", 3, "出生日期", "****", "no_such_day"),
    ]
    assert result.run.counts["customers"] == {"created": 2, "updated": 0, "unchanged": 0, "rejected": 1}
    assert set(Party.objects.values_list("external_ref", flat=True)) == {"C1", "C3"}


def test_a_wrong_check_digit_is_found(write: Write, run: Run) -> None:
    found = only(run(write("客户.csv", HEAD, ("C2", "陈建国", "110000199001010014", "", ""))))
    assert (found.column, found.code, found.value) == ("证件号码", "resident_id", "110***********0014")


def test_changed_rows_change_only_what_they_name_and_report_it_masked(write: Write, run: Run) -> None:
    run(write("客户.csv", HEAD, GOOD))
    result = run(
        write("客户2.csv", ("客户号", "姓名", "手机号", "地址"), ("C1", "周桂芬", "13900000002", ""))
    )
    changed = list(result.changed)
    assert [(one.column, one.code, one.params) for one in changed] == [
        ("手机号", "changed", {"old": "138****0001", "new": "139****0002"})
    ]
    party = Party.objects.get()
    assert (party.phone, party.name, party.id_number) == ("13900000002", "周桂芬", "110000199001010013")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_separators_are_found_out(
    write: Write, run: Run, encoding: str, delimiter: str
) -> None:
    run(
        write(
            "book.csv",
            (*HEAD, "地址"),
            (*GOOD, "一号楼,\n二单元; \t三号"),
            encoding=encoding,
            delimiter=delimiter,
        )
    )
    assert Party.objects.get().address == "一号楼,\n二单元; \t三号"


def test_an_english_heading_means_the_same(write: Write, run: Run) -> None:
    result = run(
        write(
            "x.csv",
            ("External Ref", "NAME*", "ID number", "mobile", "colour"),
            ("C1", "Zhou", "110000199001010013", "+86 138 0000 0001", "red"),
        )
    )
    assert result.run.created_rows == 1
    assert [(one.column, one.code) for one in result.notices] == [("colour", "column_unknown")]


def test_excel_keeps_long_numbers_dates_and_commands(tmp_path: Path, run: Run) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "客户"
    sheet.append(["客户号", "姓名", "证件号码", "手机号", "地址"])
    sheet.append([1001, "周桂芬", "110000199001010013", 13800000001, "=cmd|' /C calc'!A0"])
    sheet.append(["C2", "陈建国", 110000199001010013, None, "#N/A"])
    sheet["A2"].number_format = "000000"
    book.create_sheet("说明").append(["请先阅读"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    result = run(path)
    party = Party.objects.get()
    assert (party.external_ref, party.phone, party.address) == ("001001", "13800000001", "=cmd|' /C calc'!A0")
    assert [(one.sheet, one.row, one.code) for one in result.rejected][:1] == [("客户", 3, "rounded_number")]
    assert sorted(one.code for one in result.notices) == ["formula_kept", "no_heading"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_unreadable"),
        (b"PK\x03\x04rubbish", "file_unreadable"),
        (b"%PDF-1.7", "file_unreadable"),
        (b"\xff\xfe\x00", "encoding"),
        (b"a,b,c\n1,2,3\n", "no_heading"),
        ("客户号,姓名\n".encode() + b"\xff\xff\xff", "encoding"),
    ],
)
def test_a_file_that_is_no_book_is_refused_in_words(
    tmp_path: Path, run: Run, content: bytes, code: str
) -> None:
    path = tmp_path / "客户.csv"
    path.write_bytes(content)
    assert only(run(path)).code == code
    assert Party.objects.count() == 0


def test_an_open_quotation_mark_stops_reading_there_and_keeps_what_came_before(
    tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "客户.csv"
    path.write_text('客户号,姓名\nC1,周桂芬\nC2,"陈建国\nC3,李明\n', encoding="utf-8")
    assert refusals(run(path)) == [(3, "", "csv_broken")]
    assert Party.objects.get().external_ref == "C1"


def test_the_same_person_twice_in_a_file_is_told_with_the_first_row(write: Write, run: Run) -> None:
    result = run(write("客户.csv", HEAD, GOOD, GOOD, ("C9", "周桂芬", "110000199001010013", "", "")))
    assert [(one.row, one.code, one.params) for one in result.rejected] == [
        (3, "twice_in_file", {"row": 2}),
        (4, "twice_in_file", {"row": 2}),
    ]


def test_rows_without_any_number_are_refused(write: Write, run: Run) -> None:
    assert only(run(write("客户.csv", HEAD, ("", "周桂芬", "", "13800000001", "")))).code == "key_missing"


def test_a_row_with_more_cells_than_the_heading_is_refused(write: Write, run: Run) -> None:
    assert only(run(write("客户.csv", ("客户号", "姓名"), ("C1", "周", "桂芬")))).code == "more_cells"


POLICY = ("保单号", "产品代码", "投保人", "承保机构", "起保日期", "终保日期", "保单状态")


def test_missing_references_are_named(house: cast.House, write: Write, run: Run) -> None:
    cast.person()
    holder = "110000199001010013"
    rows = [
        ("P1", "qc_million_medical", "C404", "B1", "2026-03-01", "2027-02-28", ""),
        ("P2", "no_product", holder, "B1", "2026-03-01", "2027-02-28", ""),
        ("P3", "qc_million_medical", holder, "B404", "2026-03-01", "2027-02-28", ""),
        ("P4", "qc_million_medical", holder, "B1", "2027-03-01", "2027-02-28", ""),
        ("P5", "qc_million_medical", holder, "B1", "2026-03-01", "2027-02-28", "退保"),
        ("p6", "qc_million_medical", holder, "B1", "2026-03-01", "2027-02-28", "有效"),
    ]
    result = run(write("保单.csv", POLICY, *rows))
    assert [(one.row, one.column, one.code, one.params.get("name")) for one in result.rejected] == [
        (2, "投保人", "unknown_party", "C404"),
        (3, "产品代码", "unknown_product", "no_product"),
        (4, "承保机构", "unknown_unit", "B404"),
        (5, "终保日期", "order", None),
        (6, "terminated_on", "end_missing", None),
    ]
    assert Policy.objects.get().number == "P6"


def test_a_leave_list_ends_the_membership_that_is_there(
    member: InsuredMember, write: Write, run: Run
) -> None:
    head, row = (
        ("保单号", "被保险人", "退出日期"),
        (member.policy.number, member.party.id_number, "2026-08-01"),
    )
    result = run(write("减员.csv", head, row))
    assert [(one.column, one.params) for one in result.changed] == [
        ("退出日期", {"old": "", "new": "2026-08-01"})
    ]
    assert str(InsuredMember.objects.get().left_on) == "2026-08-01"
    assert run(write("减员.csv", head, row)).run.updated_rows == 0


BENEFIT = ("保单号", "被保险人", "受益人姓名", "与被保险人关系", "受益比例")


def test_beneficiaries_are_taken_whole_or_not_at_all(member: InsuredMember, write: Write, run: Run) -> None:
    who = (member.policy.number, member.party.id_number)
    short = run(write("受益人.csv", BENEFIT, (*who, "吴一", "配偶", "60%"), (*who, "周二", "子女", "30%")))
    assert [(one.row, one.code) for one in short.rejected] == [(2, "group_refused"), (3, "shares_whole")]
    assert Beneficiary.objects.count() == 0
    good = run(write("受益人.csv", BENEFIT, (*who, "吴一", "配偶", "60%"), (*who, "周二", "子女", "40%")))
    assert list(good.rejected) == []
    replaced = run(write("受益人.csv", BENEFIT, (*who, "吴一", "配偶", "100%")))
    assert [one.params for one in replaced.changed] == [{"old": "吴*, 周*", "new": "吴*"}]
    assert [(one.name, one.share_bp) for one in Beneficiary.objects.all()] == [("吴一", 10_000)]


OPENING = ("保单号", "被保险人", "累计项", "期间起始日", "已用额")


def test_opening_amounts_fit_the_product_and_its_periods(
    member: InsuredMember, write: Write, run: Run
) -> None:
    who = (member.policy.number, member.party.id_number)
    result = run(
        write(
            "期初.csv",
            OPENING,
            (*who, "no_such", "2026-03-01", "1"),
            (*who, "annual_deductible", "2026-04-01", "1"),
            (*who, "annual_deductible", "", "1"),
            (*who, "annual_limit", "2026-03-01", "-1"),
            (*who, "outpatient_limit", "2026-03-01", "1,210.00"),
        )
    )
    assert sorted(refusals(result)) == [
        (2, "累计项", "unknown_accumulator"),
        (3, "期间起始日", "not_a_year_start"),
        (4, "期间起始日", "period_missing"),
        (5, "已用额", "negative"),
    ]
    assert AccumulatorEntry.objects.get().amount_fen == 121_000
    corrected = run(write("期初.csv", OPENING, (*who, "outpatient_limit", "2026-03-01", "1,300.00")))
    assert [one.params for one in corrected.changed] == [{"old": "1,210.00", "new": "1,300.00"}]
    assert AccumulatorEntry.objects.get().amount_fen == 130_000


def test_one_row_the_database_refuses_does_not_take_the_others_with_it(
    write: Write, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import IntegrityError

    from anpei.importing.tables.customers import CUSTOMERS, Customers

    load = Customers.load

    def refusing(self: Customers, rows, book):  # type: ignore[no-untyped-def]
        if any(row.values.get("external_ref") == "C2" for row in rows):
            raise IntegrityError
        load(self, rows, book)

    monkeypatch.setattr(type(CUSTOMERS), "load", refusing)
    result = run(write("客户.csv", ("客户号", "姓名"), ("C1", "甲"), ("C2", "乙"), ("C3", "丙")))
    assert refusals(result) == [(3, "", "conflict")]
    assert Party.objects.count() == 2


def test_a_run_killed_between_two_batches_goes_on_behind_the_last_one(
    write: Write, house: cast.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anpei.importing import actions
    from anpei.importing.runner import Runner

    class Killed(BaseException):
        pass

    rows = [(f"C{number}", "甲") for number in range(BATCH * 2 + 10)]
    content = write("客户.csv", ("客户号", "姓名"), *rows).read_bytes()
    written = Runner._write
    monkeypatch.setattr(actions, "INLINE_BYTES", 0)
    trial = actions.submit(
        [actions.Upload("客户.csv", [content], len(content))], dry_run=False, by=cast.SYSTEM, unit=None
    )

    def once_only(self: Runner, index: int, batch: list, last: int) -> None:  # type: ignore[type-arg]
        if self.run.row:
            raise Killed
        written(self, index, batch, last)

    monkeypatch.setattr(Runner, "_write", once_only)
    with pytest.raises(Killed):
        actions.proceed(trial)
    assert Party.objects.count() == BATCH
    monkeypatch.setattr(Runner, "_write", written)
    actions.proceed(ImportRun.objects.get(pk=trial.pk))
    done = ImportRun.objects.get(pk=trial.pk)
    assert (done.state, done.created_rows, done.unchanged_rows, done.kept) == ("done", BATCH * 2 + 10, 0, [])
    assert Party.objects.count() == BATCH * 2 + 10


def test_files_of_a_trial_are_encrypted_and_forgotten_after_a_week(house: cast.House) -> None:
    from datetime import timedelta
    from pathlib import Path

    from django.conf import settings

    from anpei.core import clock
    from anpei.importing import actions, keeping
    from anpei.jobs.worker import drain

    content = "客户号,姓名\nC1,周桂芬\n".encode()
    trial = actions.submit(
        [actions.Upload("客户.csv", [content], len(content))], dry_run=True, by=cast.SYSTEM, unit=None
    )
    copy = Path(settings.MEDIA_ROOT) / keeping.FOLDER / trial.kept[0]["copy"]
    assert content not in copy.read_bytes()
    with clock.at(clock.now() + timedelta(days=8)):
        drain(strict=True)  # the job that would have taken over finds everything done
        assert actions.forget_old_files() == 1
    trial.refresh_from_db()
    assert (trial.kept, trial.created_rows, trial.parts.count(), copy.exists()) == ([], 1, 0, False)


def test_every_reason_has_words_in_both_languages() -> None:
    from django.utils.translation import override

    for code, words in REASONS.items():
        with override("zh-hans"):
            chinese = str(words)
        with override("en"):
            english = str(words)
        assert code == "changed" or chinese != english, code
