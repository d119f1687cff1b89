"""Background work: ``from anpei.jobs import task, periodic``; enqueue with ``anpei.jobs.actions.enqueue``."""

from anpei.jobs.registry import periodic, task

__all__ = ["periodic", "task"]
