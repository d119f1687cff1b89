"""What one's own case says, in words: read live, and only what the person who asks may know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from anpei.claims.models import Claim, ItemState
from anpei.claims.states import ClaimState as S
from anpei.claims.wording import day, paper_name
from anpei.core import clock
from anpei.deadlines import presenters as clocks
from anpei.deadlines.presenters import ClockView
from anpei.engine import Calculation
from anpei.engine.calculation import Step
from anpei.payments.models import Payee
from anpei.policies.queries import sums_insured_on
from anpei.products import queries as products
from anpei.settlement.models import Outcome
from anpei.settlement.queries import valid_decision
from anpei.terms import Product
from anpei.values.money import format_yuan

MOST_LINES = 6
STOPS = "。."  # Chinese is meant: the stop of a sentence
NOTHING_TO_PAY = (S.REFUSED, S.CLOSED, S.ARCHIVED)
DATED = ("life.determination.simple", "any.determination.complex", "any.payment", "report.response")


@dataclass(frozen=True)
class Fact:
    """``lead`` is the answer in one sentence, ``lines`` what stands behind it, ``label`` what the chip says."""

    lead: str
    lines: tuple[str, ...]
    label: str


@dataclass(frozen=True)
class Case:
    """A case and how much of it may be said: ``full`` for the insured, their guardian and staff; a reporter who is
    not the insured hears where it stands and who has it."""

    claim: Claim
    full: bool


def of(case: Case, name: str) -> Fact | None:
    """The fact of this name, None when the case does not know it or the person may not."""
    if name in FOR_THE_INSURED and not case.full:
        return None
    read = READERS.get(name)
    return read(case.claim) if read else None


def clause_in_case(case: Case, number: str) -> str:
    """What a clause did in the calculation that was decided: "Deductible (clause 2.4.2): 1,000.00 yuan". Or nothing."""
    if not case.full:
        return ""
    decision = valid_decision(case.claim)
    if decision is None or decision.run is None:
        return ""
    tree = Calculation.from_json(decision.run.result).tree
    for step in _steps(tree.children if tree else ()):
        if step.clause == number and step.unit == "fen" and step.effect_fen is not None:
            return _("In your case: %(what)s, %(amount)s yuan.") % {
                "what": step.label.in_(_language()),
                "amount": format_yuan(abs(step.effect_fen)),
            }
    return ""


def _state(claim: Claim) -> Fact:
    words = STATE_WORDS[S(claim.state)]() if S(claim.state) in STATE_WORDS else S(claim.state).label
    lines = []
    nearest = _nearest(claim)
    if nearest:
        lines.append(_("At the latest on %(day)s.") % {"day": day(nearest.promised)})
    if claim.handler:
        lines.append(_("%(name)s looks after it.") % {"name": claim.handler.display_name})
    return Fact(str(words), tuple(lines), _("Your case: %(state)s") % {"state": S(claim.state).label})


def _by_when(claim: Claim) -> Fact | None:
    nearest = _nearest(claim)
    if nearest is None:
        return _state(claim)
    lines = [
        _("%(name)s: the last day by rule is %(day)s.") % {"name": nearest.name, "day": day(nearest.due)}
    ]
    if nearest.paused and nearest.paused[-1][1] is None:
        lines.append(_("The days stand still while we wait for your papers."))
    lead = _("At the latest on %(day)s.") % {"day": day(nearest.promised)}
    if nearest.promised < clock.today():
        lead = _("We said %(day)s, and that has passed. We are sorry; it is nothing you did.") % {
            "day": day(nearest.promised)
        }
    return Fact(lead, tuple(lines), _("Your case: by %(day)s") % {"day": day(nearest.promised)})


def _missing(claim: Claim) -> Fact:
    items = [item for item in claim.checklist.all() if item.state in (ItemState.WANTED, ItemState.NEEDS_FIX)]
    if not items:
        return Fact(
            _("Nothing is missing. There is nothing for you to do now."), (), _("Your case: papers complete")
        )
    lead = _("Still to come: %(papers)s.") % {
        "papers": _(", ").join(paper_name(item.kind) for item in items[:MOST_LINES])
    }
    lines = [
        _("%(paper)s: %(why)s.") % {"paper": paper_name(item.kind), "why": _why(item.why_zh, item.why_en)}
        for item in items[:3]
        if item.why_zh or item.why_en
    ]
    return Fact(lead, tuple(lines), _("Your case: %(count)d to come") % {"count": len(items)})


def _handler(claim: Claim) -> Fact | None:
    if claim.handler is None:
        return None
    return Fact(
        _("%(name)s looks after your case.") % {"name": claim.handler.display_name},
        (_("You can write in the case, or ask us to call you."),),
        _("Your case: %(name)s") % {"name": claim.handler.display_name},
    )


def _amount(claim: Claim) -> Fact:
    decision = valid_decision(claim)
    if decision is None:
        return Fact(
            _("There is no result yet, so nobody can name an amount."),
            _by_when_lines(claim),
            _("Your case: not decided yet"),
        )
    if decision.outcome == Outcome.REFUSE:
        return Fact(
            _("This time we could not pay: %(reason)s") % {"reason": decision.reason},
            (_("What would change it: %(what)s") % {"what": decision.would_change},),
            _("Your case: clause %(clause)s") % {"clause": decision.clause},
        )
    lines: list[str] = []
    if decision.run is not None:
        tree = Calculation.from_json(decision.run.result).tree
        lines = [
            _("%(what)s: %(amount)s yuan (clause %(clause)s).")
            % {
                "what": step.label.in_(_language()),
                "amount": format_yuan(step.effect_fen or 0),
                "clause": step.clause,
            }
            for step in _steps(tree.children if tree else ())
            if step.unit == "fen" and step.effect_fen and step.clause
        ][:MOST_LINES]
    return Fact(
        _("The result is %(amount)s yuan.") % {"amount": format_yuan(decision.amount_fen)},
        tuple(lines),
        _("Your case: %(amount)s yuan") % {"amount": format_yuan(decision.amount_fen)},
    )


def _payment(claim: Claim) -> Fact:
    cards = _cards(claim)
    if claim.paid_at is not None:
        lead = _("%(amount)s yuan were paid on %(day)s.") % {
            "amount": format_yuan(claim.paid_fen),
            "day": day(clocks.local_date(claim.paid_at)),
        }
        return Fact(lead, cards, _("Your case: paid"))
    if claim.state == S.PAYMENT_RETURNED:
        return Fact(
            _("The bank sent the money back. It is kept for you."),
            (_("Please choose a card in the case; then we pay again."),),
            _("Your case: sent back"),
        )
    running = [row for row in clocks.for_customer("claim", claim.pk) if row.rule_id == "any.payment"]
    if running:
        return Fact(
            _("At the latest on %(day)s.") % {"day": day(running[0].promised)},
            (*cards, _("By law at the latest on %(day)s.") % {"day": day(running[0].due)}),
            _("Your case: payment by %(day)s") % {"day": day(running[0].promised)},
        )
    return _not_paid_yet(claim, cards)


def _cards(claim: Claim) -> tuple[str, ...]:
    """Where the money goes, by name: whoever asks may act for the person, and others may be paid."""
    active = Payee.objects.filter(claim=claim, active=True).select_related("party", "account").order_by("id")
    return tuple(
        _("To the card of %(name)s ending %(last4)s.") % {"name": one.party.name, "last4": one.account.last4}
        for one in active
    )


def _not_paid_yet(claim: Claim, cards: tuple[str, ...]) -> Fact:
    """The money follows the result: a date of the one is never said as a date of the other."""
    nearest = _nearest(claim)
    lines = (
        [_("First comes the result, at the latest on %(day)s.") % {"day": day(nearest.promised)}]
        if nearest
        else []
    )
    if claim.state not in NOTHING_TO_PAY:
        lines.append(_("When it is agreed what we pay, the money is there within 10 days."))
        lines += cards or (_("Please choose a card in the case; then nothing has to wait for it."),)
    return Fact(_("Nothing has been paid yet."), tuple(lines), _("Your case: not paid yet"))


def _cover(claim: Claim) -> Fact | None:
    policy, member = claim.policy, claim.member
    if policy is None:
        return None
    lines = []
    if member is not None and claim.product_version is not None:
        terms = products.terms(claim.product_version)
        sums = sums_insured_on(member, claim.event_on or clock.today())
        lines = [
            _("%(what)s: %(amount)s yuan.") % {"what": _sum_name(terms, key), "amount": format_yuan(fen)}
            for key, fen in sums.items()
        ][:MOST_LINES]
    return Fact(
        _("Your policy covers until %(day)s.") % {"day": day(policy.ends_on)},
        tuple(lines),
        _("Policy %(number)s") % {"number": policy.number},
    )


def _by_when_lines(claim: Claim) -> tuple[str, ...]:
    nearest = _nearest(claim)
    return (_("At the latest on %(day)s.") % {"day": day(nearest.promised)},) if nearest else ()


def _nearest(claim: Claim) -> ClockView | None:
    return next((row for row in clocks.for_customer("claim", claim.pk) if row.rule_id in DATED), None)


def _sum_name(terms: Product, key: str) -> str:
    named = next((one for one in terms.benefits if one.sum_insured_key == key), None)
    return named.name.in_(_language()) if named else key


def _steps(steps: tuple[Step, ...]) -> list[Step]:
    return [one for step in steps for one in (step, *_steps(step.children))]


def _why(zh: str, en: str) -> str:
    """Without its stop: it stands inside another sentence."""
    return (en if _language().startswith("en") else zh).rstrip(STOPS)


def _language() -> str:
    return get_language() or "zh-hans"


STATE_WORDS: dict[S, Callable[[], str]] = {
    S.REPORTED: lambda: _("We have your report and wait for your papers; send what you have."),
    S.SUPPLEMENT: lambda: _("Some papers are still to come; the list is in your case."),
    S.ACCEPTED: lambda: _("We are checking your papers"),
    S.ASSESSING: lambda: _("We are checking your papers"),
    S.APPROVAL: lambda: _("A second colleague is checking the result"),
    S.AGREEMENT: lambda: _("The result is here and waits for your word."),
    S.PAYING: lambda: _("The money is on its way"),
    S.PAYMENT_RETURNED: lambda: _("The bank sent the money back"),
    S.PAID: lambda: _("The money is paid"),
    S.REFUSED: lambda: _("We cannot pay this time"),
    S.CLOSED: lambda: _("This case is closed"),
    S.ARCHIVED: lambda: pgettext("enquiries", "This case is finished and archived."),
}
READERS: dict[str, Callable[[Claim], Fact | None]] = {
    "state": _state,
    "by_when": _by_when,
    "missing": _missing,
    "handler": _handler,
    "amount": _amount,
    "payment": _payment,
    "cover": _cover,
}
FOR_THE_INSURED = frozenset({"missing", "amount", "payment", "cover"})
