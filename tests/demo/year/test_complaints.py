"""Complaints over the demo's year: each end there is, answered in time but for one, and words that were really changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.demo.conftest import AS_OF

from anpei.complaints import trends
from anpei.complaints.models import Cause, Complaint, Extension, Mediation
from anpei.deadlines.models import Clock
from anpei.demo import house
from anpei.messages.models import Wording


@pytest.mark.django_db
def test_complaints_of_the_year_came_to_every_end(demo: None) -> None:
    rows = Complaint.objects.all()
    oldest = rows.order_by("received_at")[0]
    assert (AS_OF - oldest.received_at.date()).days > 300
    assert {"closed", "investigating", "review", "withdrawn"} <= set(rows.values_list("state", flat=True))
    assert set(rows.filter(decisions__state="sent").values_list("decisions__outcome", flat=True)) >= {
        "justified",
        "partly",
        "unjustified",
    }
    assert rows.filter(decisions__review=True, decisions__state="sent").count() == 1
    assert rows.get(regulator_case_no="12378-示例-0009").regulator_reported_at is not None
    assert Mediation.objects.get().outcome == "agreed"
    granted = Extension.objects.filter(state="granted", approval_needed=True)
    assert granted.get().answered_by.username == "jia"  # type: ignore[union-attr]


@pytest.mark.django_db
def test_one_answer_came_late_and_none_is_hidden(demo: None) -> None:
    late = Clock.objects.filter(subject="complaint", rule_id="complaint.simple", state="missed")
    assert late.count() == 1
    assert not Clock.objects.filter(
        subject="complaint", rule_id="complaint.first_call", state="missed"
    ).exists()


@pytest.mark.django_db
def test_words_complained_about_twice_by_one_person_were_changed_and_seen(demo: None) -> None:
    causes = Cause.objects.filter(reference="message:policy.renewal")
    changed = Wording.objects.get(template="policy.renewal", state="in_use")
    assert [one.done_at for one in causes] == [changed.published_at] * 2
    assert all(one.verified_by_id for one in causes)
    assert len({one.complaint.phone_hash for one in causes}) == 1
    found = trends.figures(house.load().staff["jia"], from_on=AS_OF - timedelta(days=364), to_on=AS_OF)
    row = next(one for one in found.pointed if one.reference == "message:policy.renewal")
    assert (row.before, row.after, row.open) == (2, 0, 0)
