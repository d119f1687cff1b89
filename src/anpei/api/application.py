"""The API as one object: its operations, its parser, and the document that describes it."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from anpei.api import problems
from anpei.api.parsing import StrictParser
from anpei.api.routes.advice import advice
from anpei.api.routes.alerts import alerts
from anpei.api.routes.book import book
from anpei.api.routes.care import care
from anpei.api.routes.claims import claims
from anpei.api.routes.complaint_causes import complaint_causes
from anpei.api.routes.complaint_ends import complaint_ends
from anpei.api.routes.complaint_files import complaint_files
from anpei.api.routes.complaint_people import complaint_people
from anpei.api.routes.complaints import complaints
from anpei.api.routes.conversation import conversation
from anpei.api.routes.customers import customers
from anpei.api.routes.disclosure import disclosure
from anpei.api.routes.enquiries import enquiries
from anpei.api.routes.facts import facts
from anpei.api.routes.fhir import fhir
from anpei.api.routes.hotline import hotline
from anpei.api.routes.imports import imports
from anpei.api.routes.injuries import injuries
from anpei.api.routes.mandates import mandates
from anpei.api.routes.outreach import outreach
from anpei.api.routes.papers import papers
from anpei.api.routes.payments import payments
from anpei.api.routes.readings import readings
from anpei.api.routes.review import review
from anpei.api.routes.settlement import settlement
from anpei.api.routes.surveys import surveys
from anpei.api.routes.webhooks import webhooks
from anpei.api.routes.what_if import what_if
from anpei.api.routes.wordings import wordings
from anpei.api.schemas.problem import Problem

VERSION = "1.0"
DESCRIPTION = """\
Claims from the first report to the closed file. Money is integer fen in fields named `_fen`, shares are basis points
in fields named `_bp`, times are ISO 8601 in UTC, dates are local to mainland China. Every POST that changes something
needs an `Idempotency-Key`. Whatever is refused is `application/problem+json`, in the language of `Accept-Language`.
"""
REFUSALS = {
    "400": "The request cannot be read",
    "401": "No active client",
    "403": "Not allowed to this client, or to the person it signs for",
    "404": "Not there, or not for this client to see",
    "409": "Not possible as things stand",
    "422": "A field cannot be right; `fields` says which and why",
    "503": "The database is away; send the same again in half a minute",
}


class Api(NinjaAPI):
    """The framework's API with refusals as problems in its document."""

    def get_openapi_schema(self, **options: Any) -> Any:
        document = super().get_openapi_schema(**options)
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for operations in document["paths"].values():
            for operation in operations.values():
                self._describe(operation)
        return document

    def _describe(self, operation: dict[str, Any]) -> None:
        answer = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        # Statuses are numbers in what the framework gives and text in the document; one kind only.
        described = {str(status): response for status, response in operation["responses"].items()}
        described |= {status: {"description": words, "content": answer} for status, words in REFUSALS.items()}
        operation["responses"] = described


def build() -> Api:
    api = Api(
        title="anpei API",
        version=VERSION,
        description=DESCRIPTION,
        parser=StrictParser(),
        docs_url=None,
        openapi_url="/openapi.json",
        urls_namespace="api-v1",
    )
    problems.install(api)
    for operations in (
        claims,
        papers,
        readings,
        surveys,
        care,
        mandates,
        advice,
        outreach,
        review,
        injuries,
        facts,
        settlement,
        payments,
        conversation,
        customers,
        enquiries,
        disclosure,
        book,
        imports,
        webhooks,
        what_if,
        fhir,
        complaints,
        complaint_people,
        complaint_ends,
        complaint_causes,
        complaint_files,
        hotline,
        wordings,
        alerts,
    ):
        api.add_router("", operations.router)
    return api
