"""Background work of imports."""

from __future__ import annotations

from datetime import timedelta

from anpei.importing import actions
from anpei.importing.models import ImportRun
from anpei.jobs.registry import periodic, task


@task(actions.TASK, max_attempts=4, lease=timedelta(minutes=30))
def run(*, run_id: int) -> None:
    """Go on with a run from where it stands; a second call for a finished one does nothing."""
    actions.proceed(ImportRun.objects.get(pk=run_id))


@periodic("importing.forget_old_files", every=timedelta(hours=24))
def forget_old_files() -> None:
    actions.forget_old_files()
