"""FHIR R4: a Claim as the facts of a case, a calculation as ClaimResponse and ExplanationOfBenefit. Pure. docs/fhir.md."""

from anpei.fhir.adjudicate import adjudicate

__all__ = ["adjudicate"]
