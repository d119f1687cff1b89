"""Which addresses may be called from inside the house: public ones over https, so that nobody reaches our own network."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from anpei.core.errors import Invalid

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class ForbiddenAddress(Exception):
    """The name leads to an address of a private network, or to none."""


@dataclass(frozen=True)
class Target:
    """A checked address: connect to one of ``ips``, speak to ``host``. The name is not looked up again in between."""

    host: str
    ips: tuple[str, ...]


def checked_url(url: str) -> str:
    """The address as given. Raises Invalid next to ``url`` for one that may not be called."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise Invalid(fields={"url": _("This is not an address.")}) from None
    if (
        not url.isascii()
        or any(character.isspace() for character in url)
        or not host
        or parts.username is not None
        or parts.fragment
    ):
        raise Invalid(
            fields={
                "url": _(
                    "An address like https://claims.example.com/hook is needed, without user name or fragment."
                )
            }
        )
    local = settings.DEMO and host in LOCAL_NAMES
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise Invalid(fields={"url": _("Only https is called; in the demo also http on localhost.")})
    if _is_literal(host) and not _may_call(host, host):
        raise Invalid(fields={"url": _("This address lies in a private network.")})
    return url


def target_of(url: str) -> Target:
    """Look the name up once; every address it leads to has to be one that may be called. Raises ForbiddenAddress."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        raise ForbiddenAddress(f"{host} cannot be found") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(_may_call(host, address) for address in addresses):
        raise ForbiddenAddress(f"{host} leads into a private network")
    return Target(host=host, ips=tuple(dict.fromkeys(addresses)))


def _may_call(host: str, address: str) -> bool:
    if settings.WEBHOOK_PRIVATE or (settings.DEMO and host in LOCAL_NAMES):
        return True
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
