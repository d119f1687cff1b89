"""What production refuses to start with. Each message says what to set.

Registered under the tag ``production``; ``refuse_unsafe_start`` is called where serving begins.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register, run_checks
from django.db import connection

from anpei.core.environment import SettingError

TAG = "production"


@register(TAG)
def production_guards(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Errors that stop a production start; nothing in demo mode."""
    if settings.MODE != "production":
        return []
    return [message for guard in GUARDS for message in guard()]


def refuse_unsafe_start() -> None:
    """Raise SettingError (an exit with the list of what to set) when production may not start like this."""
    errors = [message for message in run_checks(tags=[TAG]) if message.is_serious()]
    if errors:
        lines = [f"{error.id}: {error.msg} {error.hint}" for error in errors]
        raise SettingError("Production does not start like this:\n" + "\n".join(lines))


def demo_users() -> list[CheckMessage]:
    from anpei.accounts.models import Staff  # checks are imported before the models are ready

    if Staff._meta.db_table not in connection.introspection.table_names():
        return []
    names = list(Staff.objects.filter(demo=True).order_by("username").values_list("username", flat=True)[:5])
    if not names:
        return []
    return [
        Error(
            f"The database holds demo users with published passwords ({', '.join(names)}).",
            hint="Point ANPEI_DATABASE_URL at a database that was never a demo.",
            id="anpei.P001",
        )
    ]


def codes_on_screen() -> list[CheckMessage]:
    if not settings.SHOW_CODES:
        return []
    return [
        Error(
            "One-time codes would be shown on the page instead of sent to the phone.",
            hint="Remove ANPEI_SHOW_CODES or set it to no.",
            id="anpei.P002",
        )
    ]


def generated_keys() -> list[CheckMessage]:
    file = settings.DATA_DIR / "keys.json"
    if not file.exists():
        return []
    made = json.loads(file.read_text())
    pairs = {
        "ANPEI_SECRET_KEY": made.get("django_key") == settings.SECRET_KEY,
        "ANPEI_DATA_KEYS": bool(set(settings.ANPEI_DATA_KEYS) & set(made.get("data_keys", []))),
        "ANPEI_HASH_KEY": made.get("hash_key") == settings.ANPEI_HASH_KEY,
    }
    return [
        Error(
            f"{name} is a key that a demo generated into {file.name}.",
            hint=f"Set {name} to a fresh key (anpei keys prints one) and keep it outside the data folder.",
            id="anpei.P003",
        )
        for name, same in pairs.items()
        if same
    ]


def weak_keys() -> list[CheckMessage]:
    errors = []
    if len(settings.SECRET_KEY) < 50:
        errors.append(_weak("ANPEI_SECRET_KEY", "at least 50 characters"))
    if not settings.ANPEI_DATA_KEYS or not all(_is_32_bytes(key) for key in settings.ANPEI_DATA_KEYS):
        errors.append(_weak("ANPEI_DATA_KEYS", "32 bytes each, in base64, separated by commas"))
    if not _is_32_bytes(settings.ANPEI_HASH_KEY):
        errors.append(_weak("ANPEI_HASH_KEY", "32 bytes in base64"))
    return errors


def any_host() -> list[CheckMessage]:
    hosts = settings.ALLOWED_HOSTS
    if hosts and "*" not in hosts:
        return []
    return [
        Error(
            "The product would answer to any host name." if hosts else "No host name is allowed.",
            hint="Set ANPEI_HOSTS to the names customers and staff use, for example claims.example.cn.",
            id="anpei.P005",
        )
    ]


def https() -> list[CheckMessage]:
    wanted = {
        "Links in messages would not use HTTPS.": (
            settings.PUBLIC_URL.startswith("https://"),
            "Set ANPEI_PUBLIC_URL to the address customers use, beginning with https://.",
        ),
        "Log-in cookies would travel without HTTPS.": (
            settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE,
            "Set SESSION_COOKIE_SECURE and CSRF_COOKIE_SECURE to True.",
        ),
        "Pages would be served without HTTPS.": (
            settings.SECURE_SSL_REDIRECT and settings.SECURE_HSTS_SECONDS > 0,
            "Set SECURE_SSL_REDIRECT to True and SECURE_HSTS_SECONDS above 0.",
        ),
    }
    return [
        Error(problem, hint=hint, id="anpei.P006") for problem, (is_set, hint) in wanted.items() if not is_set
    ]


GUARDS: list[Callable[[], list[CheckMessage]]] = [
    demo_users,
    codes_on_screen,
    generated_keys,
    weak_keys,
    any_host,
    https,
]


def _weak(name: str, wanted: str) -> CheckMessage:
    return Error(f"{name} is not a strong key.", hint=f"Set {name}: {wanted}.", id="anpei.P004")


def _is_32_bytes(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False
