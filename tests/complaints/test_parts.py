"""Nobody who had to do with the matter touches the complaint: not by any path, and the database says so too."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast
from tests.complaints.conftest import complain, hire, propose

from anpei.accounts.models import Staff
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.complaints import actions as complaints
from anpei.complaints import queries, rules
from anpei.complaints.models import Complaint, Part, Role, Why
from anpei.core.errors import Forbidden, Invalid, NotFound, Refused
from anpei.deadlines import queries as clocks


def test_whoever_worked_on_decided_or_approved_the_case_stands_aside(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    aside = dict(complaint.parts.filter(role=Role.RECUSED).values_list("staff__username", "why"))
    assert aside == {"handler": Why.WORKED, "approver": Why.WORKED}
    assert queries.handler(complaint) == officer


def test_a_named_person_and_who_works_under_them_stand_aside(
    cast: Cast, officer: Staff, second: Staff, decided: Claim
) -> None:
    complaint = complain(cast, decided, about=(cast.supervisor,))
    assert complaint.parts.get(staff=cast.supervisor).why == Why.NAMED
    assert complaint.parts.get(staff=officer).why == Why.LED  # same branch, under the supervisor
    assert queries.handler(complaint) == second


def test_only_looking_at_the_case_is_no_part_in_it(cast: Cast, officer: Staff, decided: Claim) -> None:
    from anpei.documents import actions as documents

    documents.note_viewed(decided.papers.first(), by=cast.staff["auditor"].actor)
    assert cast.staff["auditor"].pk not in rules.worked_on(decided)
    claims.note_contact(decided, medium="call", text="说明进展", by=cast.staff["care"].actor)
    assert cast.staff["care"].pk in rules.worked_on(decided)


def test_the_database_refuses_a_second_part(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    for person, role in (
        (cast.handler, Role.HANDLER),
        (officer, Role.APPROVER),
        (cast.approver, Role.REVIEWER),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Part.objects.create(complaint=complaint, staff=person, role=role)
    other = hire("complaints3", "complaints", cast.head_office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Part.objects.create(complaint=complaint, staff=other, role=Role.HANDLER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Part.objects.create(complaint=complaint, staff=other, role=Role.RECUSED)


def test_it_changes_hands_but_never_into_those_of_somebody_concerned(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    concerned = hire("complaints3", "complaints", cast.branch)
    claims.note_contact(complaint.claim, medium="call", text="答复过客户", by=concerned.actor)
    for by in (officer, cast.staff["manager"]):
        with pytest.raises(Forbidden, match=r"complaint\.conflict"):
            complaints.assign(complaint, handler=concerned, reason="就近", by=by.actor)
    with pytest.raises(Forbidden):
        complaints.assign(complaint, handler=second, reason="分工", by=cast.supervisor.actor)
    with pytest.raises(Invalid):
        complaints.assign(complaint, handler=cast.other_handler, reason="分工", by=officer.actor)
    assert queries.handler(complaint) == officer
    complaints.assign(complaint, handler=second, reason="休假", by=cast.staff["manager"].actor)
    assert queries.handler(complaint) == second
    assert complaint.parts.get(staff=officer).role == Role.FORMER
    assert {row.owner_id for row in clocks.running("complaint", complaint.pk)} == {second.pk}
    complaints.assign(complaint, handler=officer, reason="回来了", by=second.actor)
    assert queries.handler(complaint) == officer


def test_a_handler_who_becomes_part_of_the_matter_gives_it_up(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    claims.note_contact(complaint.claim, medium="call", text="替同事回电", by=officer.actor)
    with pytest.raises(Forbidden, match=r"complaint\.conflict"):
        complaints.add_finding(complaint, text="查到了", by=officer.actor)
    complaints.assign(complaint, handler=second, reason="原经办参与了案件", by=second.actor)
    assert complaint.parts.get(staff=officer).role == Role.RECUSED


def test_naming_the_handler_gives_it_to_somebody_else_at_once(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    complaints.name_staff(complaint, people=[officer], by=officer.actor)
    assert queries.handler(complaint) == second


def test_only_its_handler_works_on_it(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    for person in (second, cast.staff["manager"], cast.staff["compliance"]):
        with pytest.raises(Forbidden, match=r"complaint\.not_mine"):
            complaints.add_finding(complaint, text="查到了", by=person.actor)
    with pytest.raises(Forbidden):
        complaints.add_finding(complaint, text="查到了", by=cast.handler.actor)
    assert not complaint.findings.filter(code="").exists()


def test_people_it_is_about_do_not_see_it_until_they_are_asked(
    cast: Cast, officer: Staff, second: Staff, decided: Claim
) -> None:
    complaint = complain(cast, decided, about=(officer,))
    with pytest.raises(NotFound):
        queries.get_for_staff(officer, complaint.number)
    assert queries.get_for_staff(second, complaint.number) == complaint
    assert list(queries.asked_of(cast.handler)) == []
    with pytest.raises(Invalid):
        complaints.ask_staff(complaint, person=cast.other_handler, question="怎么回事？", by=second.actor)
    part = complaints.ask_staff(complaint, person=cast.handler, question="为什么没有回电？", by=second.actor)
    assert list(queries.asked_of(cast.handler)) == [part]
    with pytest.raises(NotFound):
        complaints.state_view(part, text="我说", by=cast.approver.actor)
    complaints.state_view(part, text="那两天在外查勘。", by=cast.handler.actor)
    assert list(queries.asked_of(cast.handler)) == []
    with pytest.raises(Refused):
        complaints.state_view(part, text="再说", by=cast.handler.actor)


def test_nobody_signs_what_they_handled_or_had_to_do_with(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    decision = propose(complaint, officer)
    for person in (officer, cast.handler):
        with pytest.raises(Forbidden):
            complaints.sign_answer(decision, by=person.actor)
    manager = cast.staff["manager"]
    claims.note_contact(complaint.claim, medium="call", text="安抚客户", by=manager.actor)
    with pytest.raises(Forbidden, match=r"complaint\.conflict"):
        complaints.sign_answer(decision, by=manager.actor)
    decision.refresh_from_db()
    assert (decision.state, decision.signed_by) == ("proposed", None)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(decision).objects.filter(pk=decision.pk).update(signed_by=officer)
