"""Value-added services: within the right, with consent, passed on, done, judged; each use counted exactly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.care import outreach
from tests.cast import Cast

from anpei.care import actions, programme
from anpei.care.models import ExtraOrder, ExtraQuota
from anpei.care.programme import Extras
from anpei.care.queries import extras as queries
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, NotFound, Refused
from anpei.core.rule_files import CatalogueError, read
from anpei.messages.models import Message
from anpei.parties import actions as parties
from anpei.parties.models import Consent
from anpei.policies.models import InsuredMember
from anpei.products.models import Product

SECOND = (
    "{kind: a, name: {zh: a, en: a}, what: {zh: a, en: a}, provider: p, lines: [x], per_year: 1, "
    "health_data: false, appointment: false}"
)


def told(template: str) -> list[str]:
    rows = Message.objects.filter(template=template, channel="in_app").order_by("id")
    return list(rows.values_list("body", flat=True))


def used(kind: str) -> int:
    return ExtraQuota.objects.get(kind=kind).used


def legal(cast: Cast) -> ExtraOrder:
    return actions.order(cast.member, kind="legal_call", words="邻居的狗咬人了", by=cast.customer.actor)


def advice(cast: Cast, **given: object) -> ExtraOrder:
    return actions.order(
        cast.member, kind="health_call", words="手腕还疼", by=cast.customer.actor, **({"consent": True} | given)
    )  # fmt: skip


def test_the_catalogue_names_products_and_lines_that_exist(cast: Cast):
    products = set(Product.objects.values_list("code", flat=True))
    lines = set(Product.objects.values_list("line", flat=True))
    for one in programme.extras().extras:
        assert set(one.products) <= products, one.kind
        assert set(one.lines) <= lines, one.kind
    for provider in programme.extras().providers:
        assert "示例" in provider.name.zh and "(example)" in provider.name.en


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("provider: nobody", "no provider nobody"),
        ("provider: p\n    colour: red", "extras.0.colour"),
        (f"provider: p\n  - {SECOND}", "named twice"),
    ],
)
def test_a_catalogue_that_does_not_hang_together_is_refused_with_its_place(change: str, message: str):
    text = f"""
set: s
valid_from: 2020-01-01
mark: C
providers: [{{code: p, name: {{zh: p, en: p}}, contact: {{zh: p, en: p}}}}]
extras:
  - kind: a
    name: {{zh: a, en: a}}
    what: {{zh: a, en: a}}
    lines: [x]
    per_year: 1
    health_data: false
    appointment: false
    {change}
"""
    with pytest.raises(CatalogueError, match=f"file.yaml: .*{message}"):
        read(Extras, text, "file.yaml")


def test_a_contract_shows_what_it_brings(cast: Cast):
    found = {one.extra.kind: (one.left, one.hindrance) for one in queries.rights([cast.customer])}
    assert found == {"health_call": (4, ""), "legal_call": (2, "")}
    found = {one.extra.kind: (one.left, one.hindrance) for one in queries.rights([cast.employee])}
    assert found == {"health_call": (4, ""), "health_plan": (1, ""), "second_opinion": (1, "needs_case")}
    assert queries.rights([cast.relative]) == []


def test_uses_are_counted_and_refused_with_the_reason_when_used_up(cast: Cast):
    first = legal(cast)
    legal(cast)
    with pytest.raises(Refused, match=r"care\.extra_used_up"):
        legal(cast)
    assert (ExtraOrder.objects.count(), used("legal_call")) == (2, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExtraQuota.objects.update(used=3)

    actions.cancel_extra(first, by=cast.customer.actor)
    assert used("legal_call") == 1
    with pytest.raises(Refused, match=r"care\.state"):
        actions.cancel_extra(first, by=cast.customer.actor)
    assert used("legal_call") == 1
    legal(cast)


def test_the_next_policy_year_brings_new_uses(cast: Cast):
    for _ in range(2):
        legal(cast)
    policy = cast.member.policy
    policy.ends_on = date(2028, 2, 29)
    policy.save()
    with clock.at(clock.now().replace(year=2027, month=3, day=1)):
        row = legal(cast)
    assert (row.quota.year_start, row.quota.used) == (date(2027, 3, 1), 1)


def test_what_the_contract_does_not_bring_is_refused(cast: Cast):
    for member, kind, code in (
        (cast.member, "roadside", "extra_not_included"),
        (cast.group_member, "second_opinion", "extra_needs_case"),
    ):
        with pytest.raises(Refused, match=rf"care\.{code}"):
            actions.order(member, kind=kind, consent=True, by=member.party.actor)
    with pytest.raises(Invalid) as refused:
        actions.order(cast.member, kind="yacht", by=cast.customer.actor)
    assert set(refused.value.fields) == {"kind"}
    with (
        clock.at(clock.now() + timedelta(days=400)),
        pytest.raises(Refused, match=r"care\.extra_not_in_force"),
    ):
        legal(cast)
    assert not ExtraQuota.objects.filter(used__gt=0).exists()


def test_a_new_contract_waits_and_an_illness_opens_the_second_opinion(cast: Cast):
    member, on = cast.group_member, clock.today()
    Claim.objects.all().delete()
    member.first_joined_on = on - timedelta(days=29)
    extra = programme.extra("second_opinion")
    right = queries.right(extra, member, on=on)
    assert (right.hindrance, right.until) == ("waiting", on + timedelta(days=1))
    member.save()
    with pytest.raises(Refused, match=r"care\.extra_waiting"):
        actions.order(member, kind="second_opinion", consent=True, by=cast.employee.actor)

    member.first_joined_on = on - timedelta(days=30)
    member.save()
    claim = outreach.bereave(cast, member, cast.employee)
    Claim.objects.filter(pk=claim.pk).update(nature="illness")
    assert (
        actions.order(member, kind="second_opinion", consent=True, by=cast.employee.actor).state == "ordered"
    )


def test_health_data_needs_a_consent_of_its_own_for_this_provider(cast: Cast):
    with pytest.raises(Invalid) as refused:
        advice(cast, consent=False)
    assert set(refused.value.fields) == {"consent"}
    assert not ExtraQuota.objects.exists()

    row = advice(cast)
    assert row.consent is not None
    assert (row.consent.purpose, row.consent.text_version, row.consent.given_by) == (
        "health_provider", "1:heyun", cast.customer.name,
    )  # fmt: skip
    assert advice(cast).consent == row.consent
    assert legal(cast).consent is None


def test_a_consent_taken_back_stops_the_data(cast: Cast):
    row = advice(cast)
    assert row.consent is not None
    parties.withdraw_consent(row.consent, by=cast.customer.actor)
    at = clock.now() + timedelta(days=1)
    with pytest.raises(Refused, match=r"care\.consent_withdrawn"):
        actions.arrange(row, appointment_at=at, by=cast.staff["care"].actor)
    row.refresh_from_db()
    assert (row.state, row.passed) == ("ordered", [])


def test_a_guardian_agrees_for_a_child(cast: Cast):
    row = actions.order(cast.child_member, kind="health_call", consent=True, by=cast.guardian.actor)
    assert row.consent is not None
    assert (row.consent.basis, row.consent.given_by) == ("guardian_consent", cast.guardian.name)


def test_staff_order_for_a_caller_and_name_who_agreed(cast: Cast):
    by = cast.staff["care"].actor
    with pytest.raises(Invalid) as refused:
        actions.order(cast.member, kind="health_call", consent=True, channel="phone", by=by)
    assert set(refused.value.fields) == {"consent_by"}
    with pytest.raises(Forbidden):
        actions.order(cast.member, kind="legal_call", by=cast.handler.actor)

    actions.order(cast.member, kind="health_call", consent=True, consent_by="周桂芬", channel="phone", by=by)
    consent = Consent.objects.get(purpose="health_provider")
    assert (consent.channel, consent.given_by) == ("phone", "周桂芬")


def test_it_is_passed_on_done_and_judged_once(cast: Cast):
    row, by = advice(cast), cast.staff["care"].actor
    at = clock.now() + timedelta(days=1)
    for given in (None, clock.now()):
        with pytest.raises(Invalid) as refused:
            actions.arrange(row, appointment_at=given, by=by)
        assert set(refused.value.fields) == {"appointment_at"}
    with pytest.raises(Refused, match=r"care\.state"):
        actions.finish_extra(row, result="x", by=by)

    row = actions.arrange(row, appointment_at=at, by=by)
    assert (row.state, row.passed, row.passed_at) == ("arranged", ["name", "phone", "words"], clock.now())
    assert told("care.extra_arranged") == [
        "“电话健康咨询”安排好了：和云健康管理（示例），11月17日（星期二）10:00 联系您。时间不合适，打个电话我们改。"
    ]
    with clock.at(at):
        with pytest.raises(Invalid) as refused:
            actions.finish_extra(row, result="", cost_fen=-1, by=by)
        assert set(refused.value.fields) == {"result", "cost_fen"}
        row = actions.finish_extra(row, result="建议复查", cost_fen=60_00, by=by)
        with pytest.raises(Invalid):
            actions.judge_extra(row, satisfaction=6, by=cast.customer.actor)
        row = actions.judge_extra(row, satisfaction=4, comment="讲得细", by=cast.customer.actor)
        with pytest.raises(Refused, match=r"care\.judged"):
            actions.judge_extra(row, satisfaction=1, by=cast.customer.actor)
        figures = queries.figures(cast.staff["care"], since_days=30)
    assert [
        (one.extra.kind, one.ordered, one.done, one.cost_fen, one.judged, one.mark) for one in figures
    ] == [("health_call", 1, 1, 60_00, 1, 4.0)]
    assert used("health_call") == 1


def test_declining_says_why_and_gives_the_use_back(cast: Cast):
    row, by = legal(cast), cast.staff["care"].actor
    with pytest.raises(Invalid):
        actions.decline_extra(row, reason=" ", by=by)
    assert used("legal_call") == 1
    row = actions.decline_extra(row, reason="律师所今天休息。", by=by)
    assert (row.state, used("legal_call")) == ("declined", 0)
    assert told("care.extra_declined")[0].startswith(
        "“电话法律咨询”这次安排不了，对不起：律师所今天休息。 次数还给您了。"
    )


def test_nobody_sees_the_orders_of_others(cast: Cast):
    row = legal(cast)
    assert queries.order_of([cast.customer], row.pk) == row
    with pytest.raises(NotFound):
        queries.order_of([cast.stranger], row.pk)
    with pytest.raises(NotFound):
        queries.member_of([cast.stranger], cast.member.pk)
    with pytest.raises(NotFound):
        queries.get_for_staff(cast.other_handler, row.pk)
    assert list(queries.open_orders(cast.staff["care"])) == [row]
    InsuredMember.objects.update(left_on=None)
    with pytest.raises(NotFound, match=r"policy\.several"):
        queries.member_for_staff(cast.staff["care"], cast.group_policy.number)
    named = queries.member_for_staff(cast.staff["care"], cast.group_policy.number, cast.employee.name)
    assert named == cast.group_member
