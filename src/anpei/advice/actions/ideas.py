"""Ideas for a customer: shown with their figures, answered by them; the question about means."""

from __future__ import annotations

import json

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.advice import events, suggesting
from anpei.advice.catalogue import advice
from anpei.advice.models import Idea, IdeaState, Means, MeansAnswer
from anpei.advice.states import IDEA_MOVES
from anpei.advice.suggesting import Advised, Suggested
from anpei.audit.actions import record
from anpei.claims.actions import ask_to_call
from anpei.claims.models import CallRequest
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.core.fields import keyed_hash
from anpei.organisation.models import Unit
from anpei.parties.models import Party


def show(party: Party, *, by: Actor, found: Advised | None = None) -> list[Idea]:
    """What this person is shown today, kept as it was shown; looking again at the same figures adds nothing.

    Only what ``suggesting`` lets through: consents, suitability and quiet times are checked at every look. ``found`` is
    what it has just said, where the caller reads more of it.
    """
    found = found or suggesting.advise(party, on=clock.today())
    with transaction.atomic():
        return [_shown(party, one, by=by) for one in found.shown]


def answer(idea: Idea, *, state: str, by: Actor) -> Idea:
    """Put away for a while, or not interested at all. The same answer again changes nothing."""
    if state not in (IdeaState.DISMISSED, IdeaState.NOT_INTERESTED):
        raise Invalid(fields={"state": _("Please choose one of the answers shown.")})
    with transaction.atomic():
        return _move(idea, to=IdeaState(state), by=by)


def ask_person(idea: Idea, *, by: Actor) -> CallRequest:
    """A person calls about it; the promise is a clock. Asking is no order: nothing is bought by it."""
    party = idea.party
    if not party.phone:
        raise Refused("advice.no_phone", _("We have no mobile number of yours. Please call us."))
    suggestion = advice().suggestion(idea.code)
    with transaction.atomic():
        _move(idea, to=IdeaState.ASKED, by=by)
        return ask_to_call(
            by=by,
            phone=party.phone,
            name=party.name,
            topic=str(suggestion.title) if suggestion else idea.code,
            unit=_unit_of(party),
        )


def answer_means(party: Party, *, answer: str, by: Actor) -> Means:
    """Whether another premium fits the household now. Each answer is a row; the latest counts."""
    if answer not in MeansAnswer.values:
        raise Invalid(fields={"means": _("Please choose one of the answers shown.")})
    with transaction.atomic():
        row = Means.objects.create(party=party, answer=answer, answered_at=clock.now())
        record(subject="party", subject_id=party.pk, event=events.MeansAnswered(answer=answer), by=by)
    return row


def _shown(party: Party, one: Suggested, *, by: Actor) -> Idea:
    figures = json.dumps(one.figures, ensure_ascii=False, sort_keys=True)
    said = f"{one.suggestion.code} {one.product.pk if one.product else ''} {figures}"
    row, made = Idea.objects.get_or_create(
        party=party,
        code=one.suggestion.code,
        fingerprint=keyed_hash("advice.idea", said),
        defaults={
            "rule_set": advice().set,
            "kind": one.suggestion.kind,
            "product_version": one.product,
            "claim": one.claim,
            "figures": figures,
            "shown_at": clock.now(),
        },
    )
    if made:
        shown = events.IdeaShown(idea=row.pk, code=row.code, kind=row.kind)
        record(subject="party", subject_id=party.pk, event=shown, by=by)
    return row


def _move(idea: Idea, *, to: IdeaState, by: Actor) -> Idea:
    if idea.state == to:
        return idea
    if to not in IDEA_MOVES[IdeaState(idea.state)]:
        raise Refused("advice.idea_answered", _("This has been answered already."))
    changed = Idea.objects.filter(pk=idea.pk, state=idea.state).update(state=to, answered_at=clock.now())
    if changed != 1:
        raise Refused("advice.idea_answered", _("This has been answered already."))
    said = events.IdeaAnswered(idea=idea.pk, code=idea.code, answer=to)
    record(subject="party", subject_id=idea.party_id, event=said, by=by)
    idea.refresh_from_db()
    return idea


def _unit_of(party: Party) -> Unit | None:
    """Whose people call: the unit of the latest contract."""
    member = party.memberships.select_related("policy__unit").order_by("-id").first()
    return member.policy.unit if member else None
