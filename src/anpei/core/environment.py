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


@dataclass(frozen=True)
class Bucket:
    """A place in an S3-compatible store. ``endpoint`` is empty for Amazon's own; ``prefix`` is empty or ends in a slash."""

    name: str
    prefix: str
    endpoint: str
    region: str
    key: str
    secret: str
    addressing: str  # path | virtual


@dataclass(frozen=True)
class Server:
    """A service by address: ``scheme://user:password@host:port?option=value``."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    options: dict[str, str]


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

    def server(self, name: str, schemes: dict[str, int]) -> Server | None:
        """A server by address, one of ``schemes`` (with its usual port); None when not set."""
        url = self._variables.get(name)
        if not url:
            return None
        parts = urlsplit(url)
        try:
            port = parts.port or schemes[parts.scheme]
        except (KeyError, ValueError):
            port = 0
        if not parts.hostname or not port:
            kinds = " or ".join(f"{scheme}://user:password@host:port" for scheme in schemes)
            raise SettingError(f"{name}: expected {kinds}.")
        return Server(
            scheme=parts.scheme,
            host=parts.hostname,
            port=port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            options=dict(parse_qsl(parts.query)),
        )

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

    def bucket(self, name: str) -> Bucket | None:
        """A bucket from ``s3://bucket/prefix`` in ``name`` and the settings that begin with it; None where it is not set."""
        url = self._variables.get(name)
        given = {
            more: self._variables.get(f"{name}_{more}", "")
            for more in ("ENDPOINT", "REGION", "KEY", "SECRET")
        }
        if not url:
            lost = next((f"{name}_{more}" for more, value in given.items() if value), None)
            if lost:
                raise SettingError(f"{lost} is set, but {name} is not: set {name}=s3://bucket, or remove it.")
            return None
        parts = urlsplit(url)
        if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment or "@" in parts.netloc:
            raise SettingError(f"{name}={url!r}: expected s3://bucket or s3://bucket/prefix.")
        for more in ("KEY", "SECRET"):
            if not given[more]:
                raise SettingError(f"{name}_{more} is missing: {name} names a bucket, which asks who comes.")
        endpoint = given["ENDPOINT"]
        if endpoint and (
            urlsplit(endpoint).scheme not in {"http", "https"} or not urlsplit(endpoint).hostname
        ):
            raise SettingError(f"{name}_ENDPOINT={endpoint!r}: expected https://host or http://host:port.")
        prefix = parts.path.strip("/")
        return Bucket(
            name=parts.netloc,
            prefix=f"{prefix}/" if prefix else "",
            endpoint=endpoint,
            region=given["REGION"] or "us-east-1",
            key=given["KEY"],
            secret=given["SECRET"],
            addressing=self.choice(
                f"{name}_ADDRESSING", ["path", "virtual"], default="path" if endpoint else "virtual"
            ),
        )

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
