"""Names and identity numbers on papers against the people of the case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from anpei.claims.models import Claim
from anpei.documents.checks.check import Check, Outcome
from anpei.documents.models import PartField
from anpei.documents.understood import Understood
from anpei.parties.models import Party
from anpei.terms.papers import PaperKind as K

OF_THE_INSURED = {
    K.INPATIENT_RECEIPT: "payer_name",
    K.OUTPATIENT_RECEIPT: "payer_name",
    K.ITEMISED_BILL: "name",
    K.DISCHARGE_SUMMARY: "name",
    K.DIAGNOSIS: "name",
    K.DISABILITY_APPRAISAL: "name",
    K.DEATH_CERTIFICATE: "name",
    K.CLAIM_FORM: "insured",
    K.LOSS_LIST: "claimant",
    K.OWNERSHIP_PROOF: "owner",
}
OF_ANYBODY_HERE = {K.ID_CARD: "name", K.BANK_CARD: "holder"}
NUMBERS = {
    K.ID_CARD: "number",
    K.INPATIENT_RECEIPT: "payer_id",
    K.OUTPATIENT_RECEIPT: "payer_id",
    K.DISABILITY_APPRAISAL: "id_number",
    K.DEATH_CERTIFICATE: "number",
    K.CLAIM_FORM: "id_number",
}


def run(claim: Claim, found: Understood) -> Iterator[Check]:
    if claim.insured is None:
        return
    others = [party for party in (claim.policy and claim.policy.policyholder, claim.reporter) if party]
    for part in found.parts:
        anybody = part.kind in OF_ANYBODY_HERE
        name = (
            part.get(OF_ANYBODY_HERE.get(K(part.kind), "") or OF_THE_INSURED.get(K(part.kind), ""))
            if (part.kind in set(K))
            else None
        )
        if name and name.value:
            yield _name(name, claim.insured, others if anybody else [])
        number = part.get(NUMBERS.get(K(part.kind), "")) if part.kind in set(K) else None
        if number and number.value and claim.insured.id_number:
            yield _number(number, claim.insured, others if anybody else [])


def _name(field: PartField, insured: Party, others: list[Party]) -> Check:
    read = _plain(field.value)
    if read == _plain(insured.name):
        return _check("person.name", Outcome.PASS, field, field.value)
    if any(read == _plain(one.name) for one in others):
        return _check(
            "person.name", Outcome.PASS, field, _("%(name)s, known to this case") % {"name": field.value}
        )
    note = _("paper: %(read)s, case: %(known)s") % {"read": field.value, "known": insured.name}
    return _check("person.name", Outcome.FAIL, field, note)


def _number(field: PartField, insured: Party, others: list[Party]) -> Check:
    people = [insured, *(one for one in others if one.id_number)]
    if any(_same_number(field.value, one.id_number) for one in people):
        return _check("person.identity", Outcome.PASS, field, _("the same"))
    return _check("person.identity", Outcome.FAIL, field, _("differs from the one of the insured"))


def _check(code: str, outcome: Outcome, field: PartField, note: str) -> Check:
    return Check(code, outcome, note, (field.part_id,), (field.pk,))


def _same_number(read: str, known: str) -> bool:
    """Digits a paper hides behind stars may be anything."""
    pattern = "".join(
        "." if sign == "*" else re.escape(sign) for sign in unicodedata.normalize("NFKC", read).upper()
    )
    return re.fullmatch(pattern, known.upper()) is not None


def _plain(name: str) -> str:
    return "".join(name.split())
