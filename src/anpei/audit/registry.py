"""The types of events: what each holds, who may see it, how it reads, and which tasks wait for it."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from typing import Any, Protocol, TypeVar, dataclass_transform

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

ERASED = _("(erased)")


class Audience(TextChoices):
    """Who may see an event. Each audience also sees what the ones before it see, never the other way."""

    CUSTOMER = "customer", _("Customer and staff")
    STAFF = "staff", _("Staff of the case")
    RESTRICTED = "restricted", _("Named persons only")


class EventType(Protocol):
    """What ``@event`` leaves on a class."""

    event_type: typing.ClassVar[str]
    audience: typing.ClassVar[Audience]

    def staff(self) -> str: ...


T = TypeVar("T")
_types: dict[str, type[Any]] = {}
_subscriptions: dict[str, list[str]] = {}
_watchers: list[str] = []


def personal(*, default: Any = MISSING) -> Any:
    """A ``str`` field that names or describes a person: encrypted at rest, erasable with the chain intact."""
    if default is MISSING:
        return dataclasses.field(metadata={"personal": True})
    return dataclasses.field(default=default, metadata={"personal": True})


@dataclass_transform(frozen_default=True, field_specifiers=(personal,))
def event(name: str, *, audience: Audience) -> Callable[[type[T]], type[T]]:
    """Register a class as the event type ``name``; it becomes a frozen dataclass.

    Fields hold what JSON can (text, whole numbers, bool, None, lists, dicts with text keys) and dates or
    aware moments, which come back as such. ``staff()`` gives the wording for staff, ``customer()`` the one
    for the customer (needed when the audience is CUSTOMER); both are asked in the reader's language. Every
    field of a CUSTOMER event may be shown to the customer: what they may not see is an event of its own.
    """

    def register(cls: type[T]) -> type[T]:
        if name in _types and _types[name].__qualname__ != cls.__qualname__:
            raise ValueError(
                f"Two event types are called {name!r}: {_types[name].__qualname__}, {cls.__qualname__}."
            )
        made: Any = cls if "__dataclass_params__" in cls.__dict__ else dataclass(frozen=True)(cls)
        _check_shape(name, made, audience)
        made.event_type, made.audience = name, audience
        _types[name] = made
        return made

    return register


def subscribe(event_type: str, *, task: str) -> None:
    """Have ``task`` called with ``event_id`` after each such event: a job row in its transaction."""
    tasks = _subscriptions.setdefault(event_type, [])
    if task not in tasks:
        tasks.append(task)


def subscribers(event_type: str) -> tuple[str, ...]:
    return tuple(_subscriptions.get(event_type, ()))


def watch_acts(*, task: str) -> None:
    """Have ``task`` called with ``event_id`` after each event of any type that somebody caused for another person."""
    if task not in _watchers:
        _watchers.append(task)


def watchers() -> tuple[str, ...]:
    return tuple(_watchers)


def subscriptions() -> dict[str, tuple[str, ...]]:
    return {event_type: tuple(tasks) for event_type, tasks in _subscriptions.items()}


def known_types() -> dict[str, type[Any]]:
    """All registered event types by name: a test loops over them so that none is without wording."""
    return dict(_types)


def split(happened: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """The JSON payload of an event, plain fields apart from personal ones."""
    if type(happened) is not _types.get(getattr(happened, "event_type", "")):
        raise TypeError(f"{type(happened).__name__} is not an event: decorate its class with @event.")
    plain: dict[str, Any] = {}
    private: dict[str, str] = {}
    for field in fields(happened):
        value = getattr(happened, field.name)
        if field.metadata.get("personal"):
            private[field.name] = str(value)
        else:
            plain[field.name] = _to_json(value, f"{happened.event_type}.{field.name}")
    return plain, private


def rebuild(event_type: str, plain: dict[str, Any], private: dict[str, str] | None) -> Any | None:
    """The event as it was recorded, or None when its type is no longer known or has other fields by now.

    ``private`` None means erased: the personal fields then read as ``ERASED``.
    """
    cls = _types.get(event_type)
    if cls is None:
        return None
    hints = typing.get_type_hints(cls)
    given: dict[str, Any] = {}
    for field in fields(cls):
        if field.metadata.get("personal"):
            given[field.name] = str(ERASED) if private is None else private.get(field.name, "")
        elif field.name in plain:
            given[field.name] = _from_json(plain[field.name], hints[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            return None
    return cls(**given)


def _check_shape(name: str, cls: Any, audience: Audience) -> None:
    if not cls.__dataclass_params__.frozen:
        raise TypeError(f"Event {name}: what happened does not change, so its dataclass is frozen.")
    needed = ["staff", "customer"] if audience == Audience.CUSTOMER else ["staff"]
    for wording in needed:
        if not callable(getattr(cls, wording, None)):
            raise TypeError(f"Event {name} needs {wording}(): how it reads to them.")
    for field in fields(cls):
        if field.metadata.get("personal") and field.type not in (str, "str"):
            raise TypeError(f"Event {name}: the personal field {field.name} must be a str.")


def _to_json(value: Any, where: str) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"{where}: a moment needs its time zone.")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_to_json(inner, where) for inner in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {str(key): _to_json(inner, where) for key, inner in value.items()}
    raise TypeError(
        f"{where}: {type(value).__name__} {value!r} does not fit into an event (floats and lazy text do not)."
    )


def _from_json(value: Any, hint: Any) -> Any:
    choices = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else (hint,)
    if isinstance(value, str):
        if datetime in choices:
            return datetime.fromisoformat(value)
        if date in choices:
            return date.fromisoformat(value)
    if isinstance(value, list) and any(
        typing.get_origin(choice) is tuple or choice is tuple for choice in choices
    ):
        return tuple(value)
    return value
