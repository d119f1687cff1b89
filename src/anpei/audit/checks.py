"""Names that nobody answers to: a subscription to an unknown event or task."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from anpei.audit import registry
from anpei.jobs import registry as jobs


@register()
def subscriptions_are_answered(**_kwargs: Any) -> list[CheckMessage]:
    events, tasks = registry.known_types(), jobs.known_tasks()
    problems: list[CheckMessage] = []
    for event_type, waiting in registry.subscriptions().items():
        if event_type not in events:
            problems.append(
                Warning(f"Subscription to the unknown event type {event_type!r}.", id="audit.W001")
            )
        problems.extend(
            Warning(f"The unknown task {task!r} is subscribed to {event_type!r}.", id="audit.W002")
            for task in waiting
            if task not in tasks
        )
    return problems
