"""What is shown before buying, word for word, and the receipt of a contract."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from anpei.api.schemas.base import Day, In, Out


class DisclosureItemOut(Out):
    title: str
    plain: str
    clause: str
    text: str = Field(description="The clause itself, in Chinese; empty where no clause stands behind it.")
    bold: bool = Field(description="Takes something away: show it so that nobody overlooks it.")
    rows: list[tuple[str, str]] = Field(description="Figures of a worked example.")


class DisclosureSectionOut(Out):
    code: str
    title: str
    important: bool
    items: list[DisclosureItemOut]


class DisclosureOut(Out):
    product: str
    code: str
    version: str
    insurer: str
    language: Literal["zh-hans", "en"]
    sections: list[DisclosureSectionOut]
    sha256: str = Field(description="Hash of this text: the proof of a reading names it.")


class DeliveryIn(In):
    way: Literal["app", "paper", "courier"]
    received_on: Day


class DeliveryOut(Out):
    policy: str
    way: str
    received_on: Day
    cooling_off_until: Day | None = Field(description="Last day; empty where the contract has none.")
