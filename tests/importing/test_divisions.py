"""Names of administrative divisions come in as a table; head office alone imports them."""

from __future__ import annotations

from datetime import date

import pytest
from tests.importing.conftest import Run, Write, refusals
from tests.settlement import cast

from anpei.organisation.models import Division

HEAD = ("行政区划代码", "行政区划名称", "英文名称", "启用日期", "停用日期")


@pytest.mark.parametrize(
    "heading", [HEAD, ("code", "name", "name_en", "valid_from", "valid_until"), ("代码", "单位名称")]
)
def test_the_table_is_recognised_by_its_heading(write: Write, run: Run, heading: tuple[str, ...]) -> None:
    result = run(write("mca.csv", heading, ("990100", "江州市"), ("990101", "中心区")))
    assert result.run.counts == {"divisions": {"created": 2, "updated": 0, "unchanged": 0, "rejected": 0}}
    assert [str(one) for one in Division.objects.order_by("code")] == ["990100 江州市", "990101 中心区"]


def test_a_new_name_and_an_end_are_reported_and_the_rest_stays(write: Write, run: Run) -> None:
    run(write("a.csv", HEAD, ("990100", "江州市", "Jiangzhou", "1990-01-01", "")))
    result = run(write("b.csv", HEAD, ("990100", "江洲市", "", "", "2025-12-31")))
    assert [(one.column, one.params["old"], one.params["new"]) for one in result.changed] == [
        ("行政区划名称", "江州市", "江洲市"),
        ("停用日期", "", "2025-12-31"),
    ]
    row = Division.objects.get()
    assert (row.name_en, row.valid_from, row.valid_until) == (
        "Jiangzhou",
        date(1990, 1, 1),
        date(2025, 12, 31),
    )


def test_bad_rows_are_told_and_the_others_are_taken(write: Write, run: Run) -> None:
    path = write(
        "行政区划.csv",
        HEAD,
        ("9901", "江州市"),
        ("990102", ""),
        ("990103", "南浦区", "", "2020-01-01", "2019-12-31"),
        ("990104", "好的县"),
        ("990104", "又一次"),
    )
    assert refusals(run(path)) == [
        (2, "行政区划代码", "region"),
        (3, "行政区划名称", "required"),
        (4, "停用日期", "order"),
        (6, "行政区划代码", "twice_in_file"),
    ]
    assert Division.objects.values_list("code", flat=True).get() == "990104"


def test_a_branch_imports_none(write: Write, run: Run, house: cast.House) -> None:
    result = run(write("a.csv", HEAD, ("990100", "江州市")), unit=house.branch)
    assert refusals(result) == [(2, "行政区划代码", "house_only")]
