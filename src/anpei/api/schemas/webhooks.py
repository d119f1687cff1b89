"""Where events are sent, and what became of each sending."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from anpei.api.schemas.base import KEEPABLE, Flag, In, Moment, Out, Page

Address = Annotated[str, Field(min_length=1, max_length=500), KEEPABLE]
Types = Annotated[list[Annotated[str, Field(max_length=80)]], Field(min_length=1, max_length=100)]


class EndpointIn(In):
    url: Address = Field(description="https with a public host name; in the demo also http on localhost.")
    events: Types = Field(description="Types of events; see `list_event_types`.")


class EndpointChangesIn(In):
    url: Address | None = None
    events: Types | None = None
    active: Flag | None = None


class EndpointOut(Out):
    id: int
    url: str
    events: list[str]
    active: bool
    created_at: Moment


class EndpointSecretOut(EndpointOut):
    secret: str = Field(description="Signs the deliveries. Shown this once.")


class HookDeliveryOut(Out):
    id: int
    event: int
    type: str
    state: str = Field(description="waiting, delivered or given_up")
    attempts: int
    last_status: int | None
    last_error: str
    created_at: Moment
    delivered_at: Moment | None


class DeliveriesOut(Page):
    deliveries: list[HookDeliveryOut]


class EventTypesOut(Out):
    types: list[str]
