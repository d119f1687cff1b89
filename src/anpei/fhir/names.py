"""The names this mapping uses where FHIR has none of its own, and the HL7 code systems it reads and writes."""

from __future__ import annotations

OWN = "urn:anpei:fhir:"

# Extensions of an item of a Claim.
NRDL_CLASS = f"{OWN}nrdl-class"
"""valueCode A, B or C: class in the social insurance list."""
FIRST_PAY = f"{OWN}first-pay-bp"
"""valueInteger: first share of class B, basis points."""

# Extensions of a Coverage.
SUM_INSURED = f"{OWN}sum-insured"
"""Parts ``key`` (valueString) and ``amount`` (valueMoney)."""
USED = f"{OWN}used"
"""Parts ``accumulator`` (valueString) and either ``amount`` (valueMoney) or ``days`` (valueInteger)."""
SOCIAL_INSURED = f"{OWN}social-insured"
"""valueBoolean: insured as a person with social medical insurance."""

# Extensions of a Claim.
SOCIAL_SETTLED = f"{OWN}social-settled"
"""valueBoolean: settled with social insurance, also where it paid nothing."""

EXPENSE_CATEGORY = f"{OWN}expense-category"
"""Code system of item.category: drug, material, surgery, exam, treatment, bed, nursing, other."""
ADJUDICATION = f"{OWN}adjudication"
"""Code system of what takes from the claim: the parts of anpei.engine.explain.split."""
BENEFIT = f"{OWN}benefit"
"""Code system of benefits, and of accumulators in benefitBalance."""
FINDING = f"{OWN}finding"

HL7 = "http://terminology.hl7.org/CodeSystem/"
HL7_ADJUDICATION = f"{HL7}adjudication"
HL7_PAYMENT = f"{HL7}ex-paymenttype"

PUBLIC_COVERAGE = ("PUBLICPOL", "MCPOL", "SUBSIDIZ")
"""Coverage.type codes of social insurance; every other payer is an other payer."""
INPATIENT_CLASSES = ("IMP", "ACUTE", "NONAC", "SS")
"""Encounter.class codes of a stay in hospital; every other is a visit."""
