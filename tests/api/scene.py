"""Clients that call over HTTP, each with its bearer, and the papers and receipts they send."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client
from PIL import Image
from tests.settlement.cast import SYSTEM, House

from anpei.accounts import actions as accounts
from anpei.accounts.models import ApiClient, Staff
from anpei.accounts.scopes import Scope as S
from anpei.organisation.models import Unit

ZHOU = {"name": "周桂芬", "id_type": "resident_id", "id_number": "110000199001010013", "phone": "13800000001"}
HANDLING = [S.CLAIMS_READ, S.CLAIMS_REPORT, S.CLAIMS_HANDLE, S.PAPERS_WRITE, S.POLICIES_READ, S.PAYMENTS_READ]
PARTNER = [S.CLAIMS_READ, S.CLAIMS_REPORT, S.PAPERS_WRITE]
EXCLUSIONS = (
    "undisclosed_illness",
    "intentional",
    "non_medical_cost",
    "cosmetic",
    "maternity",
    "supplements",
)
_keys = itertools.count(1)


@dataclass
class Caller:
    """One API client as its system sees the API: JSON in, JSON out."""

    bearer: str
    row: ApiClient | None = None
    language: str = "en"
    http: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.http.get(f"/api/v1{path}", query, headers=self._headers())

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> HttpResponse:
        headers = self._headers() | {"Idempotency-Key": key or f"k{next(_keys)}"} | headers
        return self.http.post(
            f"/api/v1{path}",
            body if body is not None else {},
            content_type="application/json",
            headers=headers,
        )

    def put(self, path: str, body: Any) -> HttpResponse:
        return self.http.put(f"/api/v1{path}", body, content_type="application/json", headers=self._headers())

    def patch(self, path: str, body: Any) -> HttpResponse:
        return self.http.patch(
            f"/api/v1{path}", body, content_type="application/json", headers=self._headers()
        )

    def delete(self, path: str) -> HttpResponse:
        return self.http.delete(f"/api/v1{path}", headers=self._headers())

    def upload(self, path: str, *, key: str = "", **fields: Any) -> HttpResponse:
        return self.http.post(
            f"/api/v1{path}", fields, headers=self._headers() | {"Idempotency-Key": key or f"k{next(_keys)}"}
        )

    def piece(self, path: str, offset: int | str, content: bytes) -> HttpResponse:
        """One piece of an upload."""
        return self.http.patch(
            f"/api/v1{path}",
            content,
            content_type="application/offset+octet-stream",
            headers=self._headers() | {"Upload-Offset": str(offset)},
        )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.bearer}", "Accept-Language": self.language}


def client_of(unit: Unit, scopes: list[S], *, signs_for: Staff | None = None, name: str = "system") -> Caller:
    row, bearer = accounts.create_client(name=name, scopes=scopes, unit=unit, by=SYSTEM, signs_for=signs_for)
    return Caller(bearer, row)


@dataclass
class Desks:
    """The clients of one insurer: a partner that only reports, the core system, and desks that sign for people."""

    house: House
    partner: Caller
    core: Caller
    handler: Caller
    approver: Caller
    supervisor: Caller
    payer: Caller


def open_desks(house: House) -> Desks:
    branch = house.branch
    return Desks(
        house=house,
        partner=client_of(branch, PARTNER, name="partner"),
        core=client_of(house.head, [S.IMPORTS_WRITE, S.POLICIES_READ], name="core"),
        handler=client_of(branch, HANDLING, signs_for=house.handler),
        approver=client_of(branch, [S.CLAIMS_READ, S.CLAIMS_APPROVE], signs_for=house.approver),
        supervisor=client_of(branch, [*HANDLING, S.CLAIMS_APPROVE], signs_for=house.supervisor),
        payer=client_of(
            branch, [S.CLAIMS_READ, S.PAYMENTS_READ, S.PAYMENTS_WRITE, S.POLICIES_READ], signs_for=house.payer
        ),
    )


def good(response: HttpResponse, status: int = 200) -> Any:
    """The body of an answer that has to have this status."""
    assert response.status_code == status, response.content.decode()
    return response.json() if response.content else None


def refused(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """The problem of an answer that has to be this refusal."""
    body = response.json()
    assert (response.status_code, body["code"]) == (status, code), response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    assert body["status"] == status
    assert set(body) == {"type", "title", "status", "detail", "code", "fields", "request_id"}
    assert body["detail"] and body["title"] and body["request_id"] == response["X-Request-ID"]
    return body


def photo(shade: int = 200) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (40, 30), shade).save(buffer, format="PNG")
    return buffer.getvalue()


def insure(
    desks: Desks, *, number: str = "QC2026000001", person: dict[str, str] | None = None
) -> tuple[int, str]:
    """Register a person and insure them, through the API; gives person id and policy number."""
    party = good(desks.core.post("/parties", person or ZHOU), 201)["id"]
    policy = {
        "number": number, "product": "qc_million_medical", "product_version": "3.2", "policyholder": party, "unit": "B1",
        "starts_on": "2026-03-01", "ends_on": "2027-02-28", "first_started_on": "2024-03-01", "premium_fen": 129_900,
    }  # fmt: skip
    good(desks.core.post("/policies", policy), 201)
    good(
        desks.core.post(
            f"/policies/{number}/members", {"party": party, "sums_insured": {"medical": 200_000_000}}
        ),
        201,
    )
    return party, number


def report_body(**changes: Any) -> dict[str, Any]:
    return {
        "story": "早上肚子疼得厉害，去医院住了两周。",
        "nature": "illness",
        "care": "inpatient",
        "event_on": "2026-10-12",
        "hospital": "江州市第一人民医院",
        "diagnosis": "急性胆囊炎",
        "claimed_fen": 2_000_000,
        "reporter_name": "周桂芬",
        "reporter_phone": "13800000001",
        "insured_name": "周桂芬",
        "insured_id_number": ZHOU["id_number"],
        **changes,
    }


def receipt_body(**changes: Any) -> dict[str, Any]:
    return {
        "setting": "inpatient",
        "issued_on": "2026-10-26",
        "admitted_on": "2026-10-12",
        "discharged_on": "2026-10-26",
        "hospital": "江州市第一人民医院",
        "code": "11060126",
        "number": "R00000001",
        "total_fen": 2_000_000,
        "social_fen": 500_000,
        "lines": [{"item": "西药费", "category": "drug", "amount_fen": 2_000_000}],
        **changes,
    }


def report(desks: Desks, **changes: Any) -> str:
    """A case reported by the partner; gives its number."""
    return good(desks.partner.post("/claims", report_body(**changes)), 201)["number"]


def hand_in_everything(desks: Desks, number: str) -> None:
    """A photo for each paper still wanted, each looked at and confirmed."""
    for position, item in enumerate(good(desks.handler.get(f"/claims/{number}/checklist"))):
        if item["state"] == "wanted":
            file = io.BytesIO(photo(position))
            file.name = f"{item['kind']}.png"
            good(desks.partner.upload(f"/claims/{number}/papers", file=file, kind=item["kind"]), 201)
            good(desks.handler.post(f"/claims/{number}/checklist/{item['kind']}/check", {"in_order": True}))


def accepted(desks: Desks, **changes: Any) -> str:
    number = report(desks, **changes)
    hand_in_everything(desks, number)
    assert good(desks.handler.post(f"/claims/{number}/accept"))["state"] == "accepted"
    return number


def assessing(desks: Desks, **changes: Any) -> str:
    """Registered, cover confirmed, one receipt of 20,000 yuan with 5,000 from social insurance."""
    number = accepted(desks, **changes)
    good(desks.handler.post(f"/claims/{number}/register", {"reserve_fen": 1_500_000}))
    review_all(desks, number)
    good(desks.handler.post(f"/claims/{number}/receipts", receipt_body()), 201)
    return number


def review_all(desks: Desks, number: str) -> None:
    """Answer every exclusion with no, override what stays unknown with a reason, confirm."""
    answers = dict.fromkeys(EXCLUSIONS, "no")
    review = good(desks.handler.post(f"/claims/{number}/coverage", {"answers": answers}), 201)
    for name in unknown_leaves(review["tree"]):
        review = good(
            desks.handler.put(
                f"/claims/{number}/coverage/conditions/{name}", {"outcome": "pass", "reason": "病历里写明了"}
            )
        )
    assert good(desks.handler.post(f"/claims/{number}/coverage/confirm"))["outcome"] == "pass"


def unknown_leaves(tree: dict[str, Any]) -> list[str]:
    if not tree.get("children"):
        return [tree["name"]] if tree["outcome"] == "unknown" else []
    return [name for child in tree["children"] for name in unknown_leaves(child)]


def proposed(desks: Desks, **changes: Any) -> str:
    number = assessing(desks, **changes)
    assert good(desks.handler.post(f"/claims/{number}/calculations"), 201)["payable_fen"] == 500_000
    assert good(desks.handler.post(f"/claims/{number}/decisions", {"outcome": "pay"}), 201)["number"] == 1
    return number


ACCOUNT = {"holder_name": "周桂芬", "account_number": "6200000000000005", "bank_name": "中国工商银行"}
