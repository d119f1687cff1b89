"""What is wrong with a FHIR message, as issues of an OperationOutcome."""

from __future__ import annotations

from dataclasses import dataclass

from fhir.resources.R4B.operationoutcome import OperationOutcome


@dataclass(frozen=True, slots=True)
class Issue:
    """``code`` of http://hl7.org/fhir/issue-type; ``where`` a FHIRPath like Claim.item[0].net."""

    code: str
    text: str
    where: str = ""


class Refused(Exception):
    """The message cannot be worked out; nothing was calculated."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        super().__init__("; ".join(f"{issue.where}: {issue.text}" for issue in issues))


def outcome(issues: list[Issue]) -> OperationOutcome:
    """The issues as an OperationOutcome."""
    return OperationOutcome.model_validate(
        {
            "issue": [
                {
                    "severity": "error",
                    "code": issue.code,
                    "diagnostics": issue.text,
                    **({"expression": [issue.where]} if issue.where else {}),
                }
                for issue in issues
            ]
        }
    )
