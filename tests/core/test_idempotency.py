from __future__ import annotations

from pathlib import Path

import pytest
from tests.jobs.processes import Stage

from anpei.core.errors import Refused
from anpei.core.idempotency import once
from anpei.core.models import IdempotencyKey

pytestmark = pytest.mark.django_db


def report(key: str, fingerprint: str = "a fall") -> tuple[str, bool]:
    """The result and whether it was made just now."""
    with once(scope="claim.report", key=key, fingerprint=fingerprint) as slot:
        if slot.result is not None:
            return slot.result, False
        slot.keep(f"case {IdempotencyKey.objects.count()}")
        return str(slot.result), True


def test_the_same_command_again_gets_the_first_result() -> None:
    assert report("k1") == ("case 1", True)
    assert report("k1") == ("case 1", False)
    assert report("k2") == ("case 2", True)


def test_another_scope_is_another_command() -> None:
    report("k1")
    with once(scope="claim.withdraw", key="k1", fingerprint="") as slot:
        assert slot.result is None
        slot.keep("")
    with once(scope="claim.withdraw", key="k1", fingerprint="") as slot:
        assert slot.result == ""


def test_the_same_key_with_other_content_is_refused() -> None:
    report("k1")
    with pytest.raises(Refused) as refusal:
        report("k1", fingerprint="a fire")
    assert (refusal.value.code, refusal.value.status) == ("idempotency.mismatch", 409)


def test_a_command_that_fails_leaves_its_key_free() -> None:
    with (
        pytest.raises(Refused, match="no_policy"),
        once(scope="claim.report", key="k1", fingerprint="a fall"),
    ):
        raise Refused("no_policy", "…")
    assert report("k1") == ("case 1", True)


def test_a_key_at_work_is_in_progress() -> None:
    with once(scope="claim.report", key="k1", fingerprint="a fall") as slot:
        with pytest.raises(Refused) as refusal:
            report("k1")
        slot.keep("case")
    assert (refusal.value.code, refusal.value.status) == ("idempotency.in_progress", 409)


def test_forgetting_to_keep_is_a_mistake_of_ours() -> None:
    with pytest.raises(RuntimeError, match=r"slot\.keep"), once(scope="s", key="k", fingerprint=""):
        pass
    assert IdempotencyKey.objects.count() == 0


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_of_unfit_length_is_refused(key: str) -> None:
    with pytest.raises(Refused) as refusal:
        report(key)
    assert (refusal.value.code, refusal.value.status) == ("idempotency.key", 422)


def test_the_fingerprint_is_not_kept_in_the_clear() -> None:
    report("k1", fingerprint="11010519491231002X")
    assert len(IdempotencyKey.objects.get().fingerprint) == 64


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_time_one_acts_and_all_get_its_result(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    runs = [stage.start("race", "k1") for _ in range(4)]
    answers = [stage.output(run) for run in runs]
    assert len(set(answers)) == 1
    assert stage.run("effects") == "1"
