"""The pages of complaints: who reaches what, a refusal beside its field, and a number of statements that does not grow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.complaints.conftest import answer, complain, decided, judge_all, officer, propose, reworded, second

from anpei.accounts.models import Staff
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.complaints import actions as complaints
from anpei.complaints import queries, references
from anpei.complaints.models import Channel, Complaint, From
from anpei.core import clock
from anpei.jobs.worker import drain

__all__ = ["decided", "officer", "second"]
QUEUE_STATEMENTS = 12
FIGURES_STATEMENTS = 19


def desk(person: Staff) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def complaint(cast: Cast, officer: Staff, decided: Claim) -> Complaint:
    with clock.at(clock.now() - timedelta(hours=4)):
        claims.ask_to_call(by=cast.customer.actor, phone=cast.customer.phone, claim=decided)
    return complain(cast, decided)


def statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen.captured_queries)


def test_the_queue_costs_the_same_for_one_and_for_three(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    client = desk(officer)
    one = statements(client, "/staff/complaints/")
    for key in ("c-2", "c-3"):
        complain(cast, complaint.claim, key=key)
    assert (one, statements(client, "/staff/complaints/")) == (QUEUE_STATEMENTS, QUEUE_STATEMENTS)
    page = client.get("/staff/complaints/?view=due").content.decode()
    assert complaint.number not in page
    for view in ("unheld", "sign", "review", "regulator", "major", "all", "nonsense"):
        assert client.get(f"/staff/complaints/?view={view}&after=x~y").status_code == 200


def test_who_may_not_see_complaints_gets_a_page_that_says_so(cast: Cast, complaint: Complaint) -> None:
    for role in ("handler", "operator", "surveyor"):
        client = desk(cast.staff[role])
        assert client.get("/staff/complaints/").status_code == 403
        assert client.get(f"/staff/complaints/{complaint.number}/").status_code == 403
    assert desk(cast.staff["administrator"]).get("/staff/complaints/take/").status_code == 403
    assert desk(cast.staff["auditor"]).get("/staff/complaints/TS1/").status_code == 404


def test_the_page_opens_with_the_replay_and_shows_everything(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    page = desk(officer).get(f"/staff/complaints/{complaint.number}/").content.decode()
    for part in (
        "replay",
        "findings",
        "answer",
        "trace",
        "case-timeline",
        "timeline",
        "words",
        "parts",
        "clocks",
        "time",
        "causes",
    ):
        assert f'data-test="{part}"' in page, part
    assert "Call promised for 2026-11-16 08:00, not made yet" in page
    assert complaint.text in page
    assert "Worked on the case" in page


def test_a_complaint_is_worked_from_its_page_to_the_letter(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    client, do = desk(officer), f"/staff/complaints/{complaint.number}/do/"
    early = {
        "outcome": "justified",
        "facts": "x",
        "basis": "y",
        "take_apology": "on",
        "text_apology": "sorry",
    }
    refused = client.post(f"{do}answer/", early)
    assert refused.status_code == 409
    assert "Some findings have not been judged yet." in refused.content.decode()
    finding = complaint.findings.get()
    assert client.post(f"{do}true/", {"target": finding.pk}).status_code == 302
    assert client.post(f"{do}true/", {"target": "99999"}).status_code == 404
    empty = client.post(f"{do}call/", {"medium": "call", "text": ""})
    assert empty.status_code == 422
    assert "Please write what was said." in empty.content.decode()
    assert client.post(f"{do}call/", {"medium": "call", "text": "聊了十分钟"}).status_code == 302
    for name, given in {
        "write": {"text": "正在查"}, "progress": {"text": "快查完了"}, "finding": {"text": "模板没列全", "basis": "22"},
        "ask": {"question": "哪天？"}, "extend": {"reason": "要调病历"},
        "ask-staff": {"person": cast.handler.pk, "question": "怎么没回电？"},
        "cause": {
            "kind": "letter", "reference": "message:claim.supplement", "text": "没列全", "action": "改模板",
            "owner": cast.other_handler.pk,
        },
        "mediation": {"organisation": "调解中心（示例）", "held_on": "2026-12-01", "outcome": "planned"},
    }.items():  # fmt: skip
        assert client.post(f"{do}{name}/", given).status_code == 302, name
    judge_all(complaint, officer)
    assert client.post(f"{do}answer/", {**early, "facts": "回电没有打"}).status_code == 302
    manager = desk(cast.staff["manager"])
    decision = complaint.decisions.get()
    assert manager.post(f"{do}return/", {"target": decision.pk, "comment": ""}).status_code == 422
    assert manager.post(f"{do}sign/", {"target": decision.pk}).status_code == 302
    assert client.get(f"/staff/complaints/{complaint.number}/letter-{decision.pk}.pdf").status_code == 404
    drain(strict=True)
    letter = client.get(f"/staff/complaints/{complaint.number}/letter-{decision.pk}.pdf")
    assert letter.content.startswith(b"%PDF")
    apology = decision.remedies.get()
    assert client.post(f"{do}remedy/", {"target": apology.pk, "text": "已寄出"}).status_code == 302
    assert client.post(f"{do}nonsense/").status_code == 404
    complaint.refresh_from_db()
    assert (complaint.state, complaint.step) == ("answered", "complex")


def test_more_time_is_granted_and_a_review_decided_by_others(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    manager, do = desk(cast.staff["manager"]), f"/staff/complaints/{complaint.number}/do/"
    complaints.ask_extension(complaint, reason="要调病历", by=officer.actor)
    extension = complaints.ask_extension(complaint, reason="鉴定未出", by=officer.actor)
    assert "Grant" not in desk(officer).get(f"/staff/complaints/{complaint.number}/").content.decode()
    assert desk(officer).post(f"{do}grant/", {"target": extension.pk}).status_code == 403
    assert manager.post(f"{do}grant/", {"target": extension.pk, "comment": "同意"}).status_code == 302
    answer(cast, complaint, officer)
    complaints.ask_review(complaint, text="没说清", by=cast.customer.actor)
    compliance = desk(cast.staff["compliance"])
    assert (
        'data-test="form-review"' in compliance.get(f"/staff/complaints/{complaint.number}/").content.decode()
    )
    wanted = {"outcome": "partly", "facts": "漏了一次", "basis": "承诺"}
    assert manager.post(f"{do}review/", wanted).status_code == 403
    assert compliance.post(f"{do}review/", wanted).status_code == 302
    complaint.refresh_from_db()
    assert complaint.state == "closed"


def test_a_desk_takes_a_complaint_without_asking_what_the_case_says(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    client, case = desk(cast.staff["operator"]), complaint.claim
    assert case is not None
    claims.message_from_customer(case, text="这也太慢了，我要投诉", by=cast.customer.actor)
    from anpei.messages import queries as messages

    said = messages.conversation("claim", case.pk).filter(direction="in").last()
    assert said is not None
    form = client.get(f"/staff/complaints/take/?claim={case.number}&message={said.pk}").content.decode()
    assert "这也太慢了，我要投诉" in form
    given = {
        "channel": Channel.MESSAGE,
        "claim": case.number,
        "standing": From.INSURED,
        "text": said.body,
        "key": "k-1",
        "people": 1,
    }
    bad = client.post("/staff/complaints/take/", given | {"claim": "AP1", "about": [cast.handler.pk]})
    assert (bad.status_code, "There is no such case" in bad.content.decode()) == (422, True)
    bad = client.post("/staff/complaints/take/", given | {"channel": Channel.REGULATOR})
    assert (bad.status_code, "Please copy the case number" in bad.content.decode()) == (422, True)
    done = client.post("/staff/complaints/take/", given | {"about": [cast.handler.pk]})
    made = Complaint.objects.latest("pk")
    assert done.headers["location"] == f"/staff/complaints/{made.number}/taken/"
    assert (made.complainant, made.phone, made.channel) == (cast.customer, cast.customer.phone, "message")
    receipt = client.get(done.headers["location"]).content.decode()
    assert officer.display_name in receipt
    assert "2026-11-17" in receipt
    assert client.get(f"/staff/complaints/{complaint.number}/taken/").status_code == 404
    again = client.post("/staff/complaints/take/", given | {"about": [cast.handler.pk]})
    assert (again.headers["location"], Complaint.objects.count()) == (done.headers["location"], 2)


def test_those_asked_see_the_question_alone(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    client = desk(cast.handler)
    assert "Nobody asks you anything." in client.get("/staff/complaints/asked/").content.decode()
    part = complaints.ask_staff(
        complaint, person=cast.handler, question="那天怎么没有回电？", by=officer.actor
    )
    page = client.get("/staff/complaints/asked/").content.decode()
    assert "那天怎么没有回电？" in page
    assert complaint.text not in page
    assert complaint.number not in page
    assert client.post("/staff/complaints/asked/", {"part": part.pk, "text": ""}).status_code == 422
    assert client.post("/staff/complaints/asked/", {"part": "x", "text": "说"}).status_code == 404
    assert client.post("/staff/complaints/asked/", {"part": part.pk, "text": "当时在外。"}).status_code == 302
    assert "当时在外。" in desk(officer).get(f"/staff/complaints/{complaint.number}/").content.decode()
    assert "complaint" in client.get("/staff/").content.decode()


def test_causes_stay_in_their_list_until_seen(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    cause = complaints.name_cause(
        complaint,
        kind="letter",
        reference="message:claim.supplement",
        text="没列全",
        action="改模板",
        owner=cast.other_handler,
        by=officer.actor,
    )
    owner, checker = desk(cast.other_handler), desk(second)
    assert "What is missing, asked for once" in owner.get("/staff/complaints/causes/").content.decode()
    assert complaint.number not in owner.get("/staff/complaints/causes/").content.decode()
    act = f"/staff/complaints/causes/{cause.pk}"
    assert checker.post(f"{act}/verify/").status_code == 409
    assert owner.post(f"{act}/done/", {"what": ""}).status_code == 422
    assert owner.post(f"{act}/done/", {"what": "改好了"}).status_code == 302
    assert checker.post(f"{act}/deny/", {"reason": "英文没改"}).status_code == 302
    assert owner.post(f"{act}/done/", {"what": "都改了"}).status_code == 302
    assert owner.post(f"{act}/verify/").status_code == 403
    assert checker.post(f"{act}/verify/").status_code == 302
    assert checker.post(f"{act}/nonsense/").status_code == 404
    assert list(queries.open_causes(second)) == []


def test_figures_say_what_they_are_divided_by(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    complain(cast, complaint.claim, key="c-2", kind="amount")
    propose(complaint, officer)
    page = desk(cast.staff["manager"]).get("/staff/complaints/figures/").content.decode()
    for words in (
        'data-test="total">2<',
        "6666.66",
        "divided by 3 policies",
        "people with two or more within 365 days, 2",
    ):
        assert words in page, words
    assert 'data-label="It takes too long" data-claims="1"' in page
    assert page.count('class="cpl-b"') == 13  # months
    assert 'data-test="upheld">–<' in page
    assert (
        desk(officer).get("/staff/complaints/figures/?from_on=2026-01-01&to_on=2025-01-01").status_code == 422
    )
    assert desk(cast.handler).get("/staff/complaints/figures/").status_code == 403


def test_what_a_cause_points_at_is_searched_picked_and_shown_with_its_title(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    client, at = desk(officer), f"/staff/complaints/{complaint.number}"
    listed = client.get(f"{at}/cause-targets/", {"kind": "letter", "reference_words": "asked for once"})
    assert 'value="message:claim.supplement"' in listed.content.decode()
    nothing = client.get(f"{at}/cause-targets/", {"kind": "process"}).content.decode()
    assert "Nothing to pick here" in nothing
    assert client.get(f"{at}/cause-targets/", {"kind": "nonsense\x00"}).status_code in (200, 400)
    assert desk(cast.handler).get(f"{at}/cause-targets/").status_code == 403
    typed = {"kind": "letter", "text": "没列全", "action": "改模板", "owner": cast.other_handler.pk}
    for words, said in (
        ("complaint", "Several fit these words"),
        ("zzz", "Nothing fits these words"),
        ("", "Please pick"),
    ):
        answer = client.post(f"{at}/do/cause/", typed | {"reference_words": words})
        page = answer.content.decode()
        assert (answer.status_code, said in page, "没列全" in page) == (422, True, True), words
    unknown = client.post(f"{at}/do/cause/", typed | {"reference": "message:nobody"})
    assert (unknown.status_code, "Nothing fits these words" in unknown.content.decode()) == (422, True)
    assert (
        client.post(f"{at}/do/cause/", typed | {"reference_words": "what is missing, message"}).status_code
        == 302
    )
    rule = {"kind": "rule", "reference": "complaint.simple", "reference_words": "x"}
    assert client.post(f"{at}/do/cause/", typed | rule).status_code == 302
    page = client.get(f"{at}/").content.decode()
    assert "What is missing, asked for once" in page and "message, as shipped" in page
    assert 'href="/staff/words/claim.supplement/"' in page
    assert 'href="/staff/time-limits/#complaint.simple"' in page
    limits = client.get("/staff/time-limits/").content.decode()
    assert limits.count('data-test="pointing"') == 1 and "改模板" in limits
    assert desk(cast.handler).get("/staff/time-limits/").status_code == 403


def test_a_wording_shows_the_causes_that_point_at_it_and_the_cause_that_it_was_changed(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    cause = complaints.name_cause(
        complaint, kind="letter", reference="message:claim.supplement", text="没列全", action="写清护理费",
        owner=cast.other_handler, by=officer.actor,
    )  # fmt: skip
    reader = desk(cast.staff["compliance"])
    assert 'data-test="pointed-at">1 open cause<' in reader.get("/staff/words/").content.decode()
    assert "写清护理费" in reader.get("/staff/words/claim.supplement/").content.decode()
    assert "写清护理费" not in reader.get("/staff/words/claim.received/").content.decode()
    checker = desk(second)
    assert 'data-test="verify"' not in checker.get("/staff/complaints/causes/").content.decode()
    with clock.at(clock.now() + timedelta(days=1)):
        reworded(cast)
        page = checker.get("/staff/complaints/causes/").content.decode()
        assert 'data-test="changed-since"' in page and "version 1" in page
        assert checker.post(f"/staff/complaints/causes/{cause.pk}/verify/").status_code == 302
    assert 'data-test="pointed-at"' not in reader.get("/staff/words/").content.decode()


def test_terms_show_the_causes_that_point_at_their_product_and_its_clauses(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    clause = references.search("clause", "", complaint=complaint)[0]
    for kind, key in (("clause", clause.key), ("product", clause.key.split("/")[0])):
        complaints.name_cause(
            complaint,
            kind=kind,
            reference=key,
            text="看不懂",
            action="改写",
            owner=cast.other_handler,
            by=officer.actor,
        )
    page = desk(cast.staff["compliance"]).get(f"/staff/terms/{clause.row}/").content.decode()
    assert page.count('data-test="pointing"') == 2


def test_figures_say_how_soon_how_often_upheld_and_what_changed_things(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    complaints.name_cause(
        complaint, kind="letter", reference="message:claim.supplement", text="没列全", action="写清", owner=cast.other_handler,
        by=officer.actor,
    )  # fmt: skip
    with clock.at(clock.now() + timedelta(days=2)):
        answer(cast, complaint, officer)
        reworded(cast)
    with clock.at(clock.now() + timedelta(days=9)):
        manager = desk(cast.staff["manager"])
        page = manager.get("/staff/complaints/figures/").content.decode()
        assert 'data-test="days">2.0<' in page and 'data-test="upheld">100%<' in page
        row = page.split('data-test="pointed"')[1].split("<tbody>")[1].split("</tr>")[0]
        assert "What is missing, asked for once" in row
        assert [cell.split("<")[0] for cell in row.split('class="num">')[1:]] == ["1", "1", "0", "1"]
        for period in page.split('data-test="periods"')[1].split('href="')[1:6]:
            assert (
                manager.get(
                    f"/staff/complaints/figures/{period.split(chr(34))[0].replace('&amp;', '&')}"
                ).status_code
                == 200
            )


def test_the_figures_cost_the_same_however_many_complaints_and_causes(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    def named(one: Complaint, by: Staff) -> None:
        for kind, key in (("letter", "message:claim.supplement"), ("rule", "complaint.simple")):
            complaints.name_cause(
                one,
                kind=kind,
                reference=key,
                text="没讲清",
                action="讲清",
                owner=cast.other_handler,
                by=by.actor,
            )

    client = desk(cast.staff["manager"])
    named(complaint, officer)
    few = statements(client, "/staff/complaints/figures/")
    for number in range(3):
        named(complain(cast, complaint.claim, key=f"more-{number}", kind="amount"), officer)
    assert statements(client, "/staff/complaints/figures/") == few == FIGURES_STATEMENTS
