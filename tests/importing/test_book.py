"""A whole book: the shipped samples, in any order, twice, as a trial, and the first calculation afterwards."""

from __future__ import annotations

from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from tests.importing.conftest import Run
from tests.settlement import cast

from anpei.audit import verify
from anpei.audit.models import Event
from anpei.claims.models import Claim
from anpei.core.actor import Actor
from anpei.deadlines.models import Clock
from anpei.importing import actions
from anpei.importing.models import ImportRun, ReportPart
from anpei.messages.models import Message
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.policies.models import AccumulatorEntry, Beneficiary, Endorsement, InsuredMember, Policy
from anpei.products.actions import publish_library
from anpei.settlement import actions as settlement

MODELS = (Party, Unit, Policy, InsuredMember, Endorsement, Beneficiary, AccumulatorEntry, Claim, Event)
BY = Actor.system("test")


def samples() -> list[Path]:
    with as_file(files("anpei.library") / "import-samples") as folder:
        return sorted(folder.glob("*.csv"))


def rows_of_all() -> list[int]:
    return [model.objects.count() for model in MODELS]


@pytest.fixture
def products(house: cast.House) -> None:
    """All shipped products, and no head office: the samples bring their own house."""
    house.version.product.versions.all().delete()
    house.version.product.delete()
    publish_library(by=BY)
    from anpei.accounts.models import Staff
    from anpei.settlement.models import AuthorityGrant

    AuthorityGrant.objects.all().delete()
    Staff.objects.all().delete()
    Unit.objects.filter(parent__isnull=False).delete()
    Unit.objects.all().delete()


def test_the_samples_are_taken_whole_whatever_the_order_of_the_files(products: None, run: Run) -> None:
    result = run(*reversed(samples()))
    assert [str(one) for one in result.rejected] == []
    counted = {code: counts["created"] for code, counts in result.run.counts.items()}
    assert counted == {
        "divisions": 12,
        "units": 2, "customers": 6, "policies": 2, "roster": 4, "endorsements": 1, "beneficiaries": 2, "opening": 1, "claims": 2,
    }  # fmt: skip
    assert Party.objects.get(external_ref="SLC0003").guardian.external_ref == "SLC0001"
    assert Party.objects.get(external_ref="SLC0004").address == "示例省示例市\n四路4号"
    left = InsuredMember.objects.get(party__external_ref="SLC0005")
    assert (left.joined_on, left.left_on, left.social_insured) == (date(2026, 1, 1), date(2026, 4, 1), False)
    assert Policy.objects.get(number="SLG00000001").premium_fen == 240_000


def test_the_same_files_again_change_nothing_and_say_so(products: None, run: Run) -> None:
    run(*samples())
    before = rows_of_all()
    again = run(*samples())
    assert list(again.rejected) == []
    assert list(again.changed) == []
    assert (again.run.created_rows, again.run.updated_rows, again.run.unchanged_rows) == (0, 0, 32)
    imports = Event.objects.filter(subject="import").count()
    assert rows_of_all()[:-1] == before[:-1]
    assert Event.objects.count() == before[-1] + imports // 2


def test_a_trial_finds_the_same_and_writes_nothing(products: None, run: Run) -> None:
    before = rows_of_all()
    trial = run(*samples(), dry_run=True)
    assert trial.run.created_rows == 32
    assert list(trial.rejected) == []
    assert rows_of_all()[:-1] == before[:-1]
    assert set(Event.objects.order_by("-id")[:2].values_list("type", flat=True)) == {
        "import.started",
        "import.finished",
    }
    assert run(*samples()).run.counts == trial.run.counts


def test_every_import_is_a_row_with_its_files_and_an_event(products: None, run: Run) -> None:
    done = run(samples()[1]).run
    done = ImportRun.objects.get(pk=done.pk)
    assert (done.state, done.dry_run, done.by_name) == ("done", False, "test")
    assert done.files[0]["name"] == samples()[1].name
    assert len(done.files[0]["sha256"]) == 64
    ended = Event.objects.get(subject="import", subject_id=done.pk, type="import.finished")
    assert ended.data == {"dry_run": False, "created": 2, "updated": 0, "unchanged": 0, "rejected": 0}
    assert verify.verify().findings == []


def test_nobody_is_sent_a_message_about_a_case_taken_over(products: None, run: Run) -> None:
    run(*samples())
    assert Message.objects.count() == 0


def test_an_open_case_goes_on_with_papers_and_a_closed_one_keeps_its_amount(products: None, run: Run) -> None:
    run(*samples())
    paid, still_open = Claim.objects.get(number="SL-2026-0001"), Claim.objects.get(number="SL-2026-0002")
    assert (paid.state, paid.is_open, paid.paid_fen, paid.payable_fen) == ("paid", False, 121_000, 121_000)
    assert (still_open.state, still_open.is_open, still_open.claimed_fen) == ("reported", True, 1_200_000)
    assert still_open.checklist.count() > 0
    assert set(Clock.objects.filter(subject="claim").values_list("subject_id", flat=True)) == {still_open.pk}


def test_the_report_is_kept_encrypted(products: None, run: Run, tmp_path: Path) -> None:
    from django.db import connection

    bad = tmp_path / "客户.csv"
    bad.write_text("客户号,姓名,手机号\nX1,某某某,12345\n", encoding="utf-8")
    run(bad)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT body FROM {ReportPart._meta.db_table}")
        assert "mobile" not in cursor.fetchone()[0]


def test_the_first_calculation_counts_the_deductible_used_before(
    house: cast.House, member: InsuredMember, run: Run, tmp_path: Path
) -> None:
    """3,420.00 of 10,000.00 used: of 20,000.00 with 5,000.00 from the fund, 15,000.00 - 6,580.00 = 8,420.00 is paid."""
    opening = tmp_path / "期初累计.csv"
    opening.write_text(
        f'保单号,被保险人,累计项,期间起始日,已用额\n{member.policy.number},{member.party.id_number},annual_deductible,2026-03-01,"3,420.00"\n',
        encoding="utf-8",
    )
    without, _receipt = cast.assessed(house, member)
    assert settlement.calculate(without, by=house.handler.actor).payable_fen == 500_000
    result = run(opening)
    assert list(result.rejected) == []
    entry = AccumulatorEntry.objects.get(member=member)
    assert (entry.key, entry.period_start, entry.amount_fen, entry.source) == (
        "annual_deductible",
        date(2026, 3, 1),
        342_000,
        "opening",
    )
    claim, _receipt = cast.assessed(house, member)
    assert settlement.calculate(claim, by=house.handler.actor).payable_fen == 842_000


def test_a_branch_imports_only_into_its_own_units(
    house: cast.House, member: InsuredMember, run: Run, tmp_path: Path
) -> None:
    other = cast.unit("B2", "branch", "另一分公司", house.head)
    opening = tmp_path / "opening.csv"
    opening.write_text(
        f"policy,insured,accumulator,period_start,used\n{member.policy.number},{member.party.id_number},annual_deductible,2026-03-01,1\n",
        encoding="utf-8",
    )
    refused = run(opening, unit=other)
    assert [one.code for one in refused.rejected] == ["other_unit"]
    assert AccumulatorEntry.objects.count() == 0
    assert list(run(opening, unit=house.branch).rejected) == []


def test_an_import_needs_the_permission(house: cast.House, tmp_path: Path) -> None:
    from anpei.core.errors import Forbidden

    with pytest.raises(Forbidden):
        actions.import_files([samples()[0]], dry_run=True, by=house.handler.actor)
    assert ImportRun.objects.count() == 0
