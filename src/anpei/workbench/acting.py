"""Mandates, beneficiaries and heirs on the case page: what can be done, and what may be said to who calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.forms import ChoiceField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anpei.claims import actions as claims
from anpei.claims import queries as claim_queries
from anpei.claims.actions import HeirForm
from anpei.claims.models import Heir
from anpei.claims.queries import Standing
from anpei.core.errors import Invalid, NotFound
from anpei.documents import vault
from anpei.mandates import actions, queries
from anpei.mandates.models import Mandate, Power
from anpei.mandates.rules import Terms
from anpei.parties import actions as party_actions
from anpei.parties import queries as parties
from anpei.parties.models import Party
from anpei.settlement.entitlement import part_of
from anpei.workbench.acting_forms import ONE
from anpei.workbench.forms import WorkbenchForm

if TYPE_CHECKING:
    from anpei.workbench.commands import Sent
    from anpei.workbench.desk import Desk

STANDINGS: dict[Standing, str | Promise] = {
    Standing.INSURED: gettext_lazy("The insured person"),
    Standing.GUARDIAN: gettext_lazy("The guardian"),
    Standing.HEIR: gettext_lazy("A beneficiary or heir"),
    Standing.AGENT: gettext_lazy("Acts for somebody under a mandate"),
    Standing.REPORTER: gettext_lazy("Only reported the case"),
}


@dataclass(frozen=True)
class Caller:
    """What somebody with this phone is to the case, and what may be said to them."""

    standing: str
    entitled: bool
    may: list[str]
    advice: str
    mandate: Mandate | None = None


def caller(desk: Desk, phone: str) -> Caller:
    access = claim_queries.access(desk.claim, parties.phone_hash(phone))
    if access.standing is None:
        return Caller(
            _("Nobody to this case"),
            False,
            [],
            _(
                "Say nothing of the case, not even that there is one. The person can call themself, or let them act."
            ),
        )
    name = str(STANDINGS[access.standing])
    if access.standing is Standing.REPORTER:
        return Caller(
            name, False, [], _("The number and what happens next; nothing of policy, diagnosis or amount.")
        )
    advice = (
        _("Their own part only, not what others receive.")
        if access.heir
        else _("Ask for the name first: a family may share the number.")
    )
    may = [str(one.label) for one in Power if access.may(one)]
    return Caller(name, True, may, advice, access.mandate)


def read(desk: Desk) -> dict[str, Any]:
    """The section: mandates and heirs of the case, and whoever may give one."""
    principals = claim_queries.represented(desk.claim)
    mandates = list(queries.of_claim(desk.claim.pk, principals)[: queries.SHOWN])
    heirs = list(desk.claim.heirs.select_related("person", "recorded_by", "checked_by"))
    return {
        "mandates": [
            {
                "row": one,
                "principal": desk.seen.name(one.principal.name),
                "agent": desk.seen.name(one.agent_name),
                "phone": desk.contact.phone(one.agent_phone) if one.agent_phone else "",
                "powers": _(", ").join(one.power_labels),
            }
            for one in mandates
        ],
        "heirs": [
            {
                "row": one,
                "name": desk.seen.name(one.person.name),
                "part": part_of(desk.claim, one.person.name) if one.state == "active" else None,
            }
            for one in heirs
        ],
        "of_death": desk.claim.nature == "death",
        "may_give": bool(principals),
        "own_ids": {desk.staff.pk},
    }


def tune_principals(desk: Desk, form: WorkbenchForm) -> None:
    people = Party.objects.filter(pk__in=claim_queries.represented(desk.claim)).order_by("pk")
    field = cast("ChoiceField", form.fields["principal"])
    field.choices = [(str(one.pk), desk.seen.name(one.name)) for one in people]


def record_mandate(desk: Desk, sent: Sent) -> str:
    values = sent.values
    principal = parties.get(int(values["principal"]))
    agent = _agent(desk, values)
    file = sent.files.get("file")
    stored = vault.receive(file.read()) if file else None
    actions.record_paper(
        principal,
        terms=Terms(
            agent_name=values["agent_name"],
            agent_phone=values["agent_phone"],
            relation=values["relation"],
            powers=values["powers"],
            from_on=values["from_on"],
            until_on=values["until_on"],
        ),
        document=values["document"],
        document_sha256=stored.sha256 if stored else "",
        agent=agent,
        claim_id=desk.claim.pk if values["cases"] == ONE else None,
        claim_number=desk.claim.number if values["cases"] == ONE else "",
        by=desk.staff.actor,
    )
    return _("Recorded. It counts once a colleague has checked it.")


def accept_mandate(desk: Desk, sent: Sent) -> str:
    actions.accept_paper(mandate_of(desk, sent.target), by=desk.staff.actor)
    return _("The mandate counts from now on; both have been told.")


def refuse_mandate(desk: Desk, sent: Sent) -> str:
    actions.refuse(mandate_of(desk, sent.target), reason=sent.values["reason"], by=desk.staff.actor)
    return _("Not accepted; the person reads why.")


def end_mandate(desk: Desk, sent: Sent) -> str:
    actions.revoke(mandate_of(desk, sent.target), by=desk.staff.actor)
    return _("Ended; both have been told.")


def mandate_of(desk: Desk, ref: str) -> Mandate:
    return queries.get_of_claim(desk.claim.pk, claim_queries.represented(desk.claim), ref)


def record_heir(desk: Desk, sent: Sent) -> str:
    values = dict(sent.values)
    who = {name: values.pop(name) for name in ("name", "id_number", "phone")}
    person = party_actions.by_document(**who, source="heir", by=desk.staff.actor)
    claims.record_heir(desk.claim, person=person, form=HeirForm(**values), by=desk.staff.actor)
    return _("Recorded. It counts once a colleague has checked it.")


def accept_heir(desk: Desk, sent: Sent) -> str:
    claims.accept_heir(_heir(desk, sent.target), by=desk.staff.actor)
    return _("Accepted; the person has been told and sees the case.")


def refuse_heir(desk: Desk, sent: Sent) -> str:
    claims.refuse_heir(_heir(desk, sent.target), reason=sent.values["reason"], by=desk.staff.actor)
    return _("Not accepted. The reason stays on the case.")


def end_heir(desk: Desk, sent: Sent) -> str:
    claims.end_heir(_heir(desk, sent.target), reason=sent.values["reason"], by=desk.staff.actor)
    return _("The person does not see the case any more.")


def say_who_calls(desk: Desk, sent: Sent) -> str:
    if not sent.values["phone"].strip():
        raise Invalid(fields={"phone": _("Which number is it?")})
    desk.caller = caller(desk, sent.values["phone"])
    return ""


def _agent(desk: Desk, values: dict[str, Any]) -> Party | None:
    """Who acts, where the paper gives an ID number: needed to receive money, and good to know in any case."""
    if not values["id_number"].strip():
        return None
    return party_actions.by_document(
        name=values["agent_name"],
        id_number=values["id_number"],
        phone=values["agent_phone"],
        source="mandate",
        by=desk.staff.actor,
    )


def _heir(desk: Desk, target: str) -> Heir:
    heir = desk.claim.heirs.select_related("person").filter(pk=target).first() if target.isdigit() else None
    if heir is None:
        raise NotFound("heir.unknown", _("There is no such person on this case."))
    return heir
