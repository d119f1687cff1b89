"""Reads settings from environment variables: strict, typed, with an error that says what to set."""

from __future__ import annotations

import base64
import json
import os
import secrets as random_secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingError(SystemExit):
    """A setting is missing or malformed; the message names the variable and what it accepts."""


@dataclass(frozen=True)
class Secrets:
    django_key: str
    data_keys: list[str]  # base64, 32 bytes each; the first encrypts, all decrypt
    hash_key: str  # base64, 32 bytes


class Environment:
    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def text(self, name: str, *, default: str) -> str:
        return self._variables.get(name, default)

    def path(self, name: str, *, default: Path) -> Path:
        return Path(self._variables.get(name) or default)

    def items(self, name: str, *, default: list[str]) -> list[str]:
        raw = self._variables.get(name)
        return default if raw is None else [part.strip() for part in raw.split(",") if part.strip()]

    def number(self, name: str, *, default: int) -> int:
        raw = self._variables.get(name)
        if raw is None:
            return default
        if not raw.isascii() or not raw.isdigit():
            raise SettingError(f"{name}={raw!r}: expected a whole number.")
        return int(raw)

    def flag(self, name: str, *, default: bool) -> bool:
        raw = self._variables.get(name)
        if raw is None:
            return default
        if raw.lower() not in {"1", "0", "true", "false", "yes", "no"}:
            raise SettingError(f"{name}={raw!r}: expected yes or no.")
        return raw.lower() in {"1", "true", "yes"}

    def choice(self, name: str, allowed: list[str], *, default: str) -> str:
        value = self._variables.get(name, default)
        if value not in allowed:
            raise SettingError(f"{name}={value!r}: expected one of {', '.join(allowed)}.")
        return value

    def database(self, name: str, *, default_path: Path) -> dict[str, Any]:
        """Django database settings from ``sqlite:///path`` or ``postgresql://user:password@host:port/name``."""
        url = self._variables.get(name)
        if not url:
            return _sqlite(default_path)
        parts = urlsplit(url)
        if parts.scheme == "sqlite":
            return _sqlite(Path(unquote(parts.path)))
        if parts.scheme in {"postgres", "postgresql"}:
            return {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": unquote(parts.path.lstrip("/")),
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""),
                "HOST": parts.hostname or "",
                "PORT": str(parts.port or ""),
                "CONN_MAX_AGE": 600,
                "CONN_HEALTH_CHECKS": True,
                "OPTIONS": dict(parse_qsl(parts.query)),
            }
        raise SettingError(f"{name}: expected sqlite:///path or postgresql://user:password@host:port/name.")

    def secrets(self, file: Path, *, may_generate: bool) -> Secrets:
        """Keys from ANPEI_SECRET_KEY, ANPEI_DATA_KEYS, ANPEI_HASH_KEY; a demo makes them once into ``file``."""
        names = ("ANPEI_SECRET_KEY", "ANPEI_DATA_KEYS", "ANPEI_HASH_KEY")
        given = [name for name in names if self._variables.get(name)]
        if len(given) == len(names):
            return Secrets(
                django_key=self._variables["ANPEI_SECRET_KEY"],
                data_keys=self.items("ANPEI_DATA_KEYS", default=[]),
                hash_key=self._variables["ANPEI_HASH_KEY"],
            )
        if given or not may_generate:
            missing = ", ".join(name for name in names if name not in given)
            raise SettingError(
                f"Set {missing}: keys are only generated in demo mode (anpei keys prints fresh ones)."
            )
        return _load_or_make(file)


def _sqlite(path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def fresh_secrets() -> Secrets:
    def key() -> str:
        return base64.b64encode(random_secrets.token_bytes(32)).decode()

    return Secrets(django_key=random_secrets.token_urlsafe(50), data_keys=[key()], hash_key=key())


def _load_or_make(file: Path) -> Secrets:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and linked into place: two processes starting together must agree on one set of keys.
        draft = file.with_suffix(f".{os.getpid()}.tmp")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(fresh_secrets().__dict__))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return Secrets(**json.loads(file.read_text()))
