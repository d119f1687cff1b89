"""The report, described as data: one question a screen. One view asks them all; a new question is one entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anpei.claims.actions import ReportForm
from anpei.claims.models import OF_OTHERS, Care, Casualty, Nature, Relation
from anpei.core import clock
from anpei.core.errors import Words
from anpei.portal.presenters import wording
from anpei.values import identifiers

Answers = Mapping[str, str]
PRIVACY_VERSION = "2026-01"
YES = "yes"


@dataclass(frozen=True)
class Option:
    value: str
    label: Words
    hint: Words = ""


@dataclass(frozen=True)
class Field:
    """``kind``: textarea, text, tel, date, choice, tick. ``private`` keeps it out of the phone's own storage."""

    name: str
    kind: str
    label: Words = ""
    hint: Words = ""
    options: tuple[Option, ...] = ()
    shown: Callable[[Answers], bool] = lambda answers: True
    autocomplete: str = "off"
    inputmode: str = ""
    longest: int = 120
    private: bool = False
    voice: bool = False


@dataclass(frozen=True)
class Question:
    key: str
    title: Words
    lead: Words
    fields: tuple[Field, ...]
    shown: Callable[[Answers], bool] = lambda answers: True


def may_use_health_data(answers: Answers) -> bool:
    return answers.get("health") == YES


THINGS = "things"  # the answer that leads to the question what damaged them


def about_somebody_else(answers: Answers) -> bool:
    return answers.get("relation", Relation.SELF) != Relation.SELF


def about_a_child(answers: Answers) -> bool:
    return answers.get("relation") == Relation.PARENT


def about_things(answers: Answers) -> bool:
    return may_use_health_data(answers) and answers.get("nature") == THINGS


def about_others(answers: Answers) -> bool:
    """A road accident, or harm the insured person has to answer for."""
    return may_use_health_data(answers) and answers.get("nature") in OF_OTHERS


def about_the_road(answers: Answers) -> bool:
    return about_others(answers) and answers.get("nature") == Nature.COLLISION


def others_were_hurt(answers: Answers) -> bool:
    return about_others(answers) and answers.get("casualty") == Casualty.INJURED


def is_the_other_side(answers: Answers) -> bool:
    return about_others(answers) and answers.get("relation") == Relation.VICTIM


def may_have_been_treated(answers: Answers) -> bool:
    return may_use_health_data(answers) and not about_things(answers) and not about_others(answers)


def was_treated(answers: Answers) -> bool:
    return answers.get("care", Care.UNKNOWN) in (Care.INPATIENT, Care.OUTPATIENT)


QUESTIONS: tuple[Question, ...] = (
    Question(
        "before",
        _("Before you tell us"),
        _("Two short things. Then just talk as you would to your family."),
        (
            Field(
                "notice",
                "tick",
                _("I have read how my information is used"),
                _("Needed, so that we may take down your report."),
            ),
            Field(
                "health",
                "tick",
                _("You may use health information to settle this case"),
                _(
                    "Illness, injury, bills. Only for this case. Without it you can still report: we ask by phone instead."
                ),
            ),
        ),
    ),
    Question(
        "story",
        _("What happened?"),
        _("Say it as you would to your family. One sentence is enough."),
        (
            Field(
                "story",
                "textarea",
                _("In your own words"),
                _("For example: I burnt my hand cooking yesterday, the hospital cost 300 yuan."),
                longest=4000,
                voice=True,
            ),
        ),
        may_use_health_data,
    ),
    Question(
        "what",
        _("What was it?"),
        _("If you are not sure, choose the last one. We find out together."),
        (
            Field(
                "nature",
                "choice",
                _("What was it?"),
                options=(
                    Option(Nature.INJURY, _("An accident"), _("A fall, a burn, a cut")),
                    Option(Nature.ILLNESS, _("An illness")),
                    Option(Nature.DEATH, _("Somebody died")),
                    Option(Nature.COLLISION, _("A road accident"), _("With a car, however small")),
                    Option(THINGS, _("My home or my things"), _("Fire, water, theft, a storm")),
                    Option(
                        Nature.LIABILITY,
                        _("I have to answer for others"),
                        _("A worker hurt, a guest who fell, something broken"),
                    ),
                    Option(Nature.UNKNOWN, _("Not sure"), _("That is all right")),
                ),
            ),
        ),
        may_use_health_data,
    ),
    Question(
        "peril",
        _("What damaged it?"),
        _("Keep yourself safe first. Leave everything as it is, if you can, and take photos."),
        (
            Field(
                "peril",
                "choice",
                _("What damaged it?"),
                options=(
                    Option(Nature.FIRE, _("Fire"), _("Or an explosion, or lightning")),
                    Option(Nature.WATER, _("A burst pipe or a leak")),
                    Option(Nature.FLOOD, _("Flood or heavy rain")),
                    Option(Nature.STORM, _("Storm or hail")),
                    Option(Nature.THEFT, _("Theft or burglary")),
                    Option(Nature.DAMAGE, _("Something else"), _("We ask when we call")),
                ),
            ),
        ),
        about_things,
    ),
    Question(
        "others",
        _("Was anybody hurt?"),
        _(
            "If somebody is hurt, call 120 first; on the road the police on 122. Then us. Nothing here is urgent."
        ),
        (
            Field(
                "casualty",
                "choice",
                _("Was anybody hurt?"),
                options=(
                    Option(Casualty.NONE, _("Nobody, only damage")),
                    Option(Casualty.INJURED, _("Yes, somebody is hurt")),
                    Option(Casualty.KILLED, _("Somebody died of it")),
                    Option(Casualty.UNKNOWN, _("Not sure"), _("We can ask later")),
                ),
            ),
            Field(
                "plate",
                "text",
                _("Number plate of the insured car"),
                _("So that we find the policy ourselves. It can stay empty."),
                shown=about_the_road,
                longest=20,
            ),
        ),
        about_others,
    ),
    Question(
        "treated",
        _("Where are they treated?"),
        _("So that we know which papers to ask for, all at once."),
        (
            Field(
                "care",
                "choice",
                _("Where are they treated?"),
                options=(
                    Option(Care.INPATIENT, pgettext_lazy("portal", "Stayed in hospital")),
                    Option(Care.OUTPATIENT, pgettext_lazy("portal", "Outpatient or emergency")),
                    Option(Care.UNKNOWN, _("Not sure"), _("We can ask later")),
                ),
            ),
        ),
        others_were_hurt,
    ),
    Question(
        "side",
        _("Which side are you on?"),
        _("Both sides can report here. Nobody has to decide now whose fault it was."),
        (
            Field(
                "relation",
                "choice",
                _("You are"),
                options=(
                    Option(Relation.SELF, _("I am insured with you")),
                    Option(Relation.VICTIM, _("The other side"), _("I was hurt, or my things were damaged")),
                    Option(Relation.OTHER, pgettext_lazy("portal", "Somebody else")),
                ),
            ),
        ),
        about_others,
    ),
    Question(
        "other_side",
        _("Who is insured with us?"),
        _("The driver, the owner, the company: whatever you know. It can stay empty."),
        (Field("insured_name", "text", pgettext_lazy("portal", "Name"), private=True),),
        is_the_other_side,
    ),
    Question(
        "who",
        _("Who is it about?"),
        _("You can report for somebody in the family."),
        (
            Field(
                "relation",
                "choice",
                _("It is about"),
                options=(
                    Option(Relation.SELF, _("Myself")),
                    Option(Relation.SPOUSE, _("My husband or wife")),
                    Option(Relation.CHILD, _("My father or mother")),
                    Option(Relation.PARENT, _("My child")),
                    Option(Relation.OTHER, pgettext_lazy("portal", "Somebody else")),
                ),
            ),
        ),
        lambda answers: not about_others(answers),
    ),
    Question(
        "person",
        _("What is the name?"),
        _("The person it happened to. As on the identity card, if you know it."),
        (
            Field("insured_name", "text", pgettext_lazy("portal", "Name"), private=True),
            Field(
                "guardian",
                "tick",
                _("The child is under 14 and I am the guardian"),
                _("For a child under 14, only the guardian can agree to the use of health information."),
                shown=about_a_child,
            ),
        ),
        lambda answers: about_somebody_else(answers) and not is_the_other_side(answers),
    ),
    Question(
        "when",
        _("Which day was it?"),
        _("Roughly is fine. If you do not remember, leave it empty."),
        (Field("event_on", "date", pgettext_lazy("portal", "Day")),),
    ),
    Question(
        "care",
        _("Did you see a doctor?"),
        _("So that we know which papers to ask for, all at once."),
        (
            Field(
                "care",
                "choice",
                _("Did you see a doctor?"),
                options=(
                    Option(Care.INPATIENT, pgettext_lazy("portal", "Stayed in hospital")),
                    Option(Care.OUTPATIENT, pgettext_lazy("portal", "Outpatient or emergency")),
                    Option(Care.NONE, pgettext_lazy("portal", "No")),
                    Option(Care.UNKNOWN, _("Not sure"), _("We can ask later")),
                ),
            ),
            Field("hospital", "text", _("Which hospital?"), _("If you know it. It can stay empty.")),
        ),
        may_have_been_treated,
    ),
    Question(
        "contact",
        _("How do we reach you?"),
        _("You get the case number at once, and a person calls you."),
        (
            Field("reporter_name", "text", _("Your name"), autocomplete="name"),
            Field(
                "reporter_phone",
                "tel",
                _("Mobile number"),
                autocomplete="tel-national",
                inputmode="numeric",
                longest=20,
            ),
            Field(
                "id_number",
                "text",
                _("Identity card number of the insured person"),
                _("So that we find the policy ourselves. It can stay empty."),
                longest=20,
                private=True,
            ),
        ),
    ),
    Question(
        "check",
        _("Is this right?"),
        _("You can change it now, and later too. It does not touch your rights."),
        (),
    ),
)


def asked(answers: Answers) -> list[Question]:
    """The questions of this report: an answer can make others needless."""
    return [question for question in QUESTIONS if question.shown(answers)]


def typed(question: Question, answers: Answers, data: Mapping[str, str]) -> dict[str, str]:
    """What this screen sent, as typed; a tick that is not sent is a no."""
    fresh: dict[str, str] = {}
    for field in question.fields:
        fresh[field.name] = data.get(field.name, "")
    return fresh


def errors_in(question: Question, answers: Answers) -> dict[str, Words]:
    """A sentence for each answer of this screen that cannot be used. Nearly everything may stay empty."""
    errors: dict[str, Words] = {}
    for field in question.fields:
        value = answers.get(field.name, "").strip()
        if len(value) > field.longest:
            errors[field.name] = _("This is too long. The first part is enough for now.")
        elif field.kind == "choice" and value and value not in {option.value for option in field.options}:
            errors[field.name] = _("Please choose one of the answers shown.")
    if question.key == "before" and answers.get("notice") != YES:
        errors["notice"] = _(
            "Please tick this one, so that we may write your report down. Or call us: that works too."
        )
    if question.key == "when":
        errors |= _day_errors(answers.get("event_on", ""))
    if question.key == "contact":
        errors |= _contact_errors(answers)
    if (
        question.key == "person"
        and about_a_child(answers)
        and answers.get("guardian") == YES
        and not answers.get("insured_name", "").strip()
    ):
        errors["insured_name"] = _(
            "Please give the child's name, so that your agreement is for the right child."
        )
    return errors


def form_of(answers: Answers) -> ReportForm:
    """What was typed as the report takes it. Call after ``errors_in`` found nothing."""
    someone_else = about_somebody_else(answers)
    health = may_use_health_data(answers)
    treated = may_have_been_treated(answers) or others_were_hurt(answers)
    return ReportForm(
        story=answers.get("story", "") if health else "",
        nature=_nature(answers),
        care=(answers.get("care") or Care.UNKNOWN) if treated else Care.UNKNOWN,
        event_on=_parse_day(answers.get("event_on", "")),
        casualty=(answers.get("casualty") or Casualty.UNKNOWN) if about_others(answers) else Casualty.UNKNOWN,
        plate=answers.get("plate", "") if about_the_road(answers) else "",
        hospital=answers.get("hospital", "") if may_have_been_treated(answers) else "",
        reporter_name=answers.get("reporter_name", ""),
        reporter_phone=answers.get("reporter_phone", ""),
        reporter_relation=answers.get("relation") or Relation.SELF,
        insured_name=answers.get("insured_name", "") if someone_else else answers.get("reporter_name", ""),
        insured_id_number=answers.get("id_number", "").strip(),
    )


def _nature(answers: Answers) -> str:
    if about_things(answers):
        return answers.get("peril") or Nature.DAMAGE
    return (answers.get("nature") or Nature.UNKNOWN) if may_use_health_data(answers) else Nature.UNKNOWN


def summary(answers: Answers) -> list[dict[str, Any]]:
    """What was answered so far, for a last look: rows of label, text and the screen that changes it."""
    rows = []
    for question in asked(answers):
        for field in question.fields:
            value = answers.get(field.name, "").strip()
            if field.kind == "tick" or not value or not field.shown(answers):
                continue
            words: Words = value
            if field.kind == "choice":
                words = next((option.label for option in field.options if option.value == value), value)
            elif field.kind == "date" and (day := _parse_day(value)):
                words = wording.day_week(day)
            elif field.name == "id_number":
                words = f"{value[:3]}***********{value[-4:]}"
            rows.append(
                {"label": field.label, "text": words, "step": question.key, "own": field.kind == "textarea"}
            )
    return rows


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        return None


def _day_errors(text: str) -> dict[str, Words]:
    if not text.strip():
        return {}
    day = _parse_day(text)
    if day is None:
        return {
            "event_on": _("We could not read this day. Please write it like 2026-11-09, or leave it empty.")
        }
    if day > clock.today():
        return {"event_on": _("This day has not come yet. Please check the date.")}
    if day.year < 1990:
        return {"event_on": _("This is very long ago. Please check the year, or leave it empty.")}
    return {}


def _contact_errors(answers: Answers) -> dict[str, Words]:
    errors: dict[str, Words] = {}
    if not answers.get("reporter_phone", "").strip():
        errors["reporter_phone"] = _("Please leave a mobile number, so that we can reach you.")
    else:
        try:
            identifiers.parse_mobile(answers["reporter_phone"])
        except ValueError:
            errors["reporter_phone"] = _("This does not look like a mobile number of 11 digits.")
    number = answers.get("id_number", "").strip()
    if number:
        try:
            identifiers.parse_resident_id(number, today=clock.today())
        except ValueError:
            errors["id_number"] = _(
                "This number does not add up. Please check it once more, or leave it empty."
            )
    return errors
