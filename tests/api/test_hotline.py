"""How people reach us, over HTTP: an exchange tells, a desk calls back, messages come in, figures go out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.api.scene import Caller, Desks, client_of, good, refused, report

from anpei.accounts.models import Shift, Staff
from anpei.accounts.scopes import Scope as S
from anpei.claims.models import CallRequest
from anpei.core import clock
from anpei.hotline.models import Call, Inbound

RANG = {"call_id": "c-1", "event": "ringing", "at": "2026-11-16T01:00:00Z", "number": "13800000001"}


@pytest.fixture
def exchange(insured: Desks) -> Caller:
    return client_of(insured.house.branch, [S.CALLS_WRITE, S.MESSAGES_RECEIVE], name="exchange")


@pytest.fixture
def desk(insured: Desks) -> Caller:
    person = Staff.objects.create(
        username="tang",
        display_name="唐悦",
        role="supervisor",
        unit=insured.house.branch,
        employee_no="T-tang",
    )
    return client_of(insured.house.branch, [S.CALLS_READ, S.CALLS_WRITE, S.CLAIMS_READ], signs_for=person)


def missed(exchange: Caller) -> None:
    good(exchange.post("/calls/events", RANG), 201)
    good(exchange.post("/calls/events", {**RANG, "event": "abandoned", "at": "2026-11-16T01:00:40Z"}), 201)


def test_events_come_once_whatever_their_key(exchange: Caller):
    first = good(exchange.post("/calls/events", RANG), 201)
    again = good(exchange.post("/calls/events", RANG), 201)

    assert first == again
    assert (first["state"], first["queued_at"], first["number"]) == (
        "waiting",
        "2026-11-16T01:00:00.000Z",
        "138****0001",
    )
    refused(exchange.post("/calls/events", {**RANG, "at": "2026-11-16T01:00:09Z"}), 409, "call.event_differs")
    assert Call.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"event": "sneezed"}, "event"),
        ({"at": "2027-01-01T00:00:00Z"}, "at"),
        ({"answered_by": "nobody"}, "answered_by"),
        ({"recording": "http://x/1.wav"}, "recording"),
        ({"unit": "NOWHERE"}, "unit"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(exchange: Caller, changed: dict[str, str], field: str):
    answer = exchange.post("/calls/events", {**RANG, **changed})

    assert answer.status_code == 422
    assert field in answer.json()["fields"]
    assert not Call.objects.exists()


def test_only_a_client_with_the_scope_tells_and_reads(insured: Desks, exchange: Caller):
    refused(insured.partner.post("/calls/events", RANG), 403, "api.scope")
    refused(exchange.get("/calls"), 403, "api.scope")
    refused(insured.partner.post("/inbound-messages", {}), 403, "api.scope")


def test_a_missed_call_is_called_back_and_put_into_its_conversation(
    insured: Desks, exchange: Caller, desk: Caller
):
    number = report(insured)
    missed(exchange)
    waiting = good(desk.get("/call-backs"))
    assert [(one["origin"], one["phone"]) for one in waiting if one["origin"] == "missed"] == [
        ("missed", "13800000001")
    ]
    path = f"/call-backs/{next(one['id'] for one in waiting if one['origin'] == 'missed')}"

    tried = good(desk.post(f"{path}/attempts", {"reached": False, "note": "无人接"}))
    assert (len(tried["attempts"]), tried["due_at"]) == (1, "2026-11-16T04:00:00.000Z")
    refused(desk.post(f"{path}/attempts", {"reached": True}), 422, "invalid")
    refused(desk.post(f"{path}/give-up", {"reason": "算了"}), 409, "callback.too_early")
    good(desk.post(f"{path}/attempts", {"reached": True, "note": "说清楚了"}))
    assert CallRequest.objects.get(origin="missed").outcome == "说清楚了"

    call = good(desk.get("/calls"))["calls"][0]
    party = _party()
    linked = good(
        desk.post(f"/calls/{call['id']}/link", {"party": party, "known_by": "id_last4", "claim": number})
    )
    assert (linked["party"], linked["claim"]) == (party, number)
    assert good(desk.get(f"/calls/{call['id']}"))["party"] == party
    assert good(desk.post(f"/calls/{call['id']}/unlink", {"reason": "错了"}))["party"] is None


def test_a_recording_is_given_for_a_reason_to_who_may(exchange: Caller, desk: Caller, insured: Desks):
    made = good(
        exchange.post(
            "/calls/events",
            {**RANG, "event": "recorded", "recording": "https://pbx.example/1.wav"},
        ),
        201,
    )
    assert made["has_recording"] is True and "https" not in str(made)
    handler = client_of(insured.house.branch, [S.CALLS_READ], signs_for=insured.house.handler)
    refused(handler.post(f"/calls/{made['id']}/recording", {"reason": "听"}), 403, "accounts.not_permitted")

    opened = good(desk.post(f"/calls/{made['id']}/recording", {"reason": "投诉核查"}))

    assert opened == {"url": "https://pbx.example/1.wav"}


def test_messages_come_in_once_and_say_whether_their_sender_is_known(insured: Desks, exchange: Caller):
    known = {"channel": "sms", "id": "m-1", "sender": "13800000001", "text": "还差什么材料？"}
    assert good(exchange.post("/inbound-messages", known), 201)["placed"] is True
    assert good(exchange.post("/inbound-messages", known), 201)["placed"] is True
    unknown = {
        "channel": "email",
        "id": "<1@mail>",
        "sender": "Zhou <zhou@example.com>",
        "title": "材料",
        "text": "见附件",
    }
    assert good(exchange.post("/inbound-messages", unknown), 201)["placed"] is False
    refused(exchange.post("/inbound-messages", {**known, "text": "别的"}), 409, "inbound.differs")
    refused(exchange.post("/inbound-messages", {**known, "id": "m-2", "sender": "shop"}), 422, "invalid")

    assert Inbound.objects.count() == 2


def test_who_is_on_duty_is_said_as_it_is(insured: Desks, desk: Caller):
    assert good(desk.get("/duty")) == {"lines": [], "people": []}
    now = clock.now()
    Shift.objects.create(
        unit=insured.house.branch,
        person=insured.house.handler,
        starts_at=now,
        ends_at=now + timedelta(hours=8),
    )

    found = good(desk.get("/duty"))

    assert [(one["unit"], one["answered"]) for one in found["lines"]] == [(insured.house.branch.code, True)]
    assert found["people"] == [insured.house.handler.display_name]


def test_figures_carry_what_they_are_a_share_of(exchange: Caller, desk: Caller):
    missed(exchange)

    found = good(desk.get("/service-figures", by="day"))

    assert (found["calls"]["offered"], found["calls"]["answered"], found["calls"]["answered_bp"]) == (1, 0, 0)
    assert [(one["label"], one["abandoned"]) for one in found["rows"]] == [("2026-11-16", 1)]
    assert found["all_channels"]["asked"] == sum(one["asked"] for one in found["to_a_person"]) == 2
    refused(desk.get("/service-figures", from_on="2026-11-10", until_on="2026-11-01"), 422, "invalid")
    refused(desk.get("/service-figures", from_on="2020-01-01"), 422, "invalid")


def test_calls_come_page_by_page(exchange: Caller, desk: Caller):
    for number in range(3):
        good(exchange.post("/calls/events", {**RANG, "call_id": f"c-{number}"}), 201)

    first = good(desk.get("/calls", size=2))
    rest = good(desk.get("/calls", size=2, cursor=first["next"]))

    assert [one["call_id"] for one in [*first["calls"], *rest["calls"]]] == ["c-2", "c-1", "c-0"]
    assert rest["next"] is None


def _party() -> int:
    from anpei.parties.queries import by_phone, phone_hash

    found = by_phone(phone_hash("13800000001")).first()
    assert found is not None
    return int(found.pk)


TOLD = {"story": "在路口摔了", "reporter_name": "祝女士"}


@pytest.fixture
def reporting_desk(insured: Desks) -> Caller:
    scopes = [S.CALLS_READ, S.CLAIMS_READ, S.CLAIMS_REPORT]
    return client_of(insured.house.branch, scopes, signs_for=insured.house.handler)


def test_a_claim_is_reported_in_a_call_and_both_name_each_other(exchange: Caller, reporting_desk: Caller):
    call = good(exchange.post("/calls/events", {**RANG, "number": "19900008888"}), 201)
    answered = {**RANG, "number": "19900008888", "event": "answered", "at": "2026-11-16T01:00:12Z"}
    good(exchange.post("/calls/events", answered), 201)

    claim = good(reporting_desk.post(f"/calls/{call['id']}/report", TOLD), 201)

    assert good(reporting_desk.get(f"/calls/{call['id']}"))["reported"] == [claim["number"]]
    assert good(reporting_desk.get(f"/claims/{claim['number']}/first-contact")) == {
        "channel": "hotline",
        "reported_at": "2026-11-16T01:00:12.000Z",
        "call": call["id"],
        "message": None,
    }


def test_a_claim_is_reported_in_a_waiting_message(exchange: Caller, reporting_desk: Caller):
    sent = {"channel": "email", "id": "e-1", "sender": "lin@mail.example", "text": "摔了", "title": "报案"}
    row = good(exchange.post("/inbound-messages", sent), 201)
    waiting = good(reporting_desk.get("/inbound-messages"))
    assert [(one["id"], one["sender"], one["title"]) for one in waiting] == [
        (row["id"], "lin@mail.example", "报案")
    ]

    claim = good(reporting_desk.post(f"/inbound-messages/{row['id']}/report", TOLD), 201)

    assert good(reporting_desk.get("/inbound-messages")) == []
    first = good(reporting_desk.get(f"/claims/{claim['number']}/first-contact"))
    assert (first["channel"], first["call"]) == ("email", None)
    refused(reporting_desk.post(f"/messages/{first['message']}/report", TOLD), 404, "message.unknown")


def test_a_call_nobody_picked_up_is_no_report(exchange: Caller, reporting_desk: Caller):
    missed(exchange)
    refused(reporting_desk.post(f"/calls/{Call.objects.get().pk}/report", TOLD), 409, "call.nobody_talked")
