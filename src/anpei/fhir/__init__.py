"""FHIR R4: a Claim as the facts of a case, a calculation as ClaimResponse and ExplanationOfBenefit. Pure. docs/fhir.md."""

from anpei.fhir.adjudicate import adjudicate, answered
from anpei.fhir.claims import Message, read
from anpei.fhir.refusals import Issue, Refused, outcome
from anpei.fhir.writing import written

__all__ = ["Issue", "Message", "Refused", "adjudicate", "answered", "outcome", "read", "written"]
