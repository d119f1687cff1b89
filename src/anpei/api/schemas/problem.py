"""A refusal (RFC 9457)."""

from __future__ import annotations

from pydantic import Field

from anpei.api.schemas.base import Out


class Problem(Out):
    type: str
    title: str
    status: int
    detail: str = Field(description="What is wrong and what to do, in the language of Accept-Language.")
    code: str = Field(description="Stable, for machines.")
    fields: dict[str, str] = Field(
        default_factory=dict, description="Name of a field to what is wrong with it."
    )
    request_id: str
