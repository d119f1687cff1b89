"""Services and follow-up policies are data, read strictly."""

from __future__ import annotations

import pytest

from anpei.audit.registry import known_types
from anpei.care import catalogue
from anpei.care.models import Declared
from anpei.core.rule_files import CatalogueError

HEAD = "set: x\nvalid_from: 2020-01-01\nmark: C\n"
SERVICE = (
    "{kind: pickup, name: {zh: 取, en: fetch}, what: {zh: 取, en: fetch}, entitled: {}, appointment: true}"
)
LOW = "low: {satisfaction_at_most: 2, nps_at_most: 3, words: []}\n"
POLICY = (
    "{code: paid, name: {zh: 付, en: paid}, event: payment.paid, after_days: 2, remind_days: %d, open_days: 14,"
    " channel: portal, sample_bp: 10000, death: ask, questionnaire: q}"
)
QUESTIONS = "questionnaires:\n  - code: q\n    opening: {zh: 问, en: ask}\n    script: {zh: 问, en: ask}\n    questions:\n"


def test_what_is_shipped_names_only_events_and_circumstances_that_exist():
    assert {policy.event for policy in catalogue.followups().policies} <= set(known_types())
    assert set(catalogue.declarable()) <= set(Declared.values)


def test_a_service_named_twice_is_refused():
    with pytest.raises(CatalogueError, match=r"my.yaml: .*service named twice: pickup"):
        catalogue.read_services(f"{HEAD}services: [{SERVICE}, {SERVICE}]", origin="my.yaml")


def test_an_unknown_key_is_refused_with_its_place():
    text = f"{HEAD}services: [{SERVICE.replace('appointment', 'appointmnt')}]"

    with pytest.raises(CatalogueError, match=r"my.yaml: services.0.appointment: Field required"):
        catalogue.read_services(text, origin="my.yaml")


def test_a_policy_without_its_questionnaire_is_refused():
    text = f"{HEAD}{LOW}policies: [{POLICY % 5}]\nquestionnaires: []"

    with pytest.raises(CatalogueError, match="paid: there is no questionnaire q"):
        catalogue.read_followups(text, origin="my.yaml")


def test_a_reminder_after_the_end_is_refused():
    question = "      - {id: a, kind: faces, text: {zh: 问, en: ask}}"
    text = f"{HEAD}{LOW}policies: [{POLICY % 14}]\n{QUESTIONS}{question}"

    with pytest.raises(CatalogueError, match="paid: the reminder comes after the end"):
        catalogue.read_followups(text, origin="my.yaml")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("{id: a, kind: one, text: {zh: 问, en: ask}}", "a: options belong to one and several"),
        (
            "{id: a, kind: text, text: {zh: 问, en: ask}, show_if: {question: later, at_least: 1}}",
            "a: show_if names no earlier question",
        ),
    ],
)
def test_a_question_that_hangs_in_the_air_is_refused(question: str, words: str):
    text = f"{HEAD}{LOW}policies: []\n{QUESTIONS}      - {question}"

    with pytest.raises(CatalogueError, match=words):
        catalogue.read_followups(text, origin="my.yaml")
