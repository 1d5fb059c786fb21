"""Housekeeping of the kit itself: finished tasks, used tokens, sittings that ended, failed sign-ins, sent
mail, orphaned files."""

from datetime import UTC, datetime, timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django_tasks_db.models import DBTaskResult

from . import files, outbox
from .jobs import every, job, perform
from .models import Once

_DONE = timedelta(days=30)
_GIVEN_UP = timedelta(days=365)
_TOKENS = timedelta(days=7)
_ATTEMPTS = timedelta(days=1)


@every("1 day")
@job("kit.prune")
def prune() -> None:
    """Drop finished tasks after 30 days (given up: a year), tokens after a week, sittings that ended, failed
    sign-ins after a day, and orphaned files."""
    now = datetime.now(UTC)
    ours = DBTaskResult.objects.filter(task_path=perform.module_path)
    ours.successful().filter(finished_at__lt=now - _DONE).delete()
    ours.failed().filter(finished_at__lt=now - _GIVEN_UP).delete()
    Once.objects.filter(used_at__lt=now - _TOKENS).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - _ATTEMPTS).delete()
    outbox.prune()
    files.sweep()
