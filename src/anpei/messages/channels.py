"""Ways out of the house. Each channel is one adapter; one that is not set up is a sandbox, which records instead of sending."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings

from anpei.messages.models import Channel
from anpei.messages.ways.mail import Mail
from anpei.messages.ways.texting import TextGateway
from anpei.messages.ways.undeliverable import Undeliverable
from anpei.messages.ways.wechat import WeChat

__all__ = ["WAYS_OUT", "ChannelAdapter", "Sandbox", "Undeliverable", "adapter", "use", "wechat"]


class ChannelAdapter(Protocol):
    def deliver(self, *, key: str, address: str, text: str) -> str:
        """Send once per ``key``; return the provider's reference. Raises Undeliverable, or any error to be retried."""


@dataclass(frozen=True)
class Sandbox:
    """Sends nothing. The reference says so, so that nobody mistakes it for a delivery. An address whose name ends in
    ``.invalid``, which exists nowhere (RFC 2606), fails as it would outside."""

    name: str

    def deliver(self, *, key: str, address: str, text: str) -> str:
        if not address:
            raise Undeliverable("no address")
        if address.endswith(".invalid"):
            raise Undeliverable("550 no such host")
        return f"sandbox:{self.name}:{key}"


WAYS_OUT = (Channel.SMS, Channel.EMAIL, Channel.WECHAT)


def adapter(channel: str) -> ChannelAdapter:
    return _adapters()[channel]


def use(channel: str, replacement: ChannelAdapter) -> ChannelAdapter:
    """Put another adapter in place of a channel's present one; returns the one it replaces."""
    previous = _adapters()[channel]
    _adapters()[channel] = replacement
    return previous


def wechat() -> WeChat | None:
    """The official account, when there is one."""
    set_up = settings.WECHAT
    return WeChat(set_up.user, set_up.password, set_up.options.get("api", "")) if set_up else None


@cache
def _adapters() -> dict[str, ChannelAdapter]:
    made: dict[str, ChannelAdapter] = {channel: Sandbox(channel) for channel in WAYS_OUT}
    if settings.SMTP:
        made[Channel.EMAIL] = Mail(settings.SMTP, settings.MAIL_FROM, settings.INSURER_NAME)
    if settings.SMS_URL:
        made[Channel.SMS] = TextGateway(settings.SMS_URL, settings.SMS_TOKEN)
    if account := wechat():
        made[Channel.WECHAT] = account
    return made
