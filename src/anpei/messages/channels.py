"""Ways out of the house. Each channel is one adapter; a demo uses the sandbox, which records instead of sending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from anpei.messages.models import Channel


class Undeliverable(Exception):
    """The provider says this address will never work; trying again is useless."""


class ChannelAdapter(Protocol):
    def deliver(self, *, key: str, address: str, text: str) -> str:
        """Send once per ``key``; return the provider's reference. Raises Undeliverable, or any error to be retried."""


@dataclass(frozen=True)
class Sandbox:
    """Sends nothing. The reference says so, so that nobody mistakes it for a delivery."""

    name: str

    def deliver(self, *, key: str, address: str, text: str) -> str:
        if not address:
            raise Undeliverable("no address")
        return f"sandbox:{self.name}:{key}"


WAYS_OUT = (Channel.SMS, Channel.EMAIL, Channel.WECHAT)

_adapters: dict[str, ChannelAdapter] = {channel: Sandbox(channel) for channel in WAYS_OUT}


def adapter(channel: str) -> ChannelAdapter:
    return _adapters[channel]


def use(channel: str, replacement: ChannelAdapter) -> ChannelAdapter:
    """Put another adapter in place of a channel's present one; returns the one it replaces."""
    previous = _adapters[channel]
    _adapters[channel] = replacement
    return previous
