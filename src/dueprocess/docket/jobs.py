"""What dockets do by the clock: lapses are written down, letters and reminders go out, and other rooms learn
what is ours.

Every job may be missed or run twice: moments are computed, and each lapse is written once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from dueprocess.docket import mentions, retention, retention_checks, signatures, unassigned, verify
from dueprocess.docket.actions import (
    change_version,
    conclude,
    deliver,
    erasure_lists,
    keeping,
    look_after,
    openings,
    owners,
    record_lapses,
    register_lists,
    remind,
)
from dueprocess.docket.actions import mentions as looking
from dueprocess.docket.actions.erasing import again, finishing, hooks
from dueprocess.docket.actions.letters import deliverable, to_deliver
from dueprocess.docket.models import Docket, Erasure, ErasureList, File, Proposal, Read, RegisterList
from dueprocess.kit import clock, files
from dueprocess.kit.jobs import enqueue, every, job
from dueprocess.ledger import doctor, journal
from dueprocess.ledger.models import Head
from dueprocess.people.models import PersonErasure
from dueprocess.rules import rulebooks

log = logging.getLogger(__name__)

LATE = timedelta(days=1)
MOST = 500  # dockets in one run; the next run goes on


@every("5 minutes")
@job("docket.wake")
def wake() -> None:
    """Write down what time has done by itself in every docket in which something was due."""
    due = Docket.objects.filter(wake_at__lte=clock.now(), key_wrapped__isnull=False).order_by("wake_at", "pk")
    seen = list(due[:MOST])
    if _each(seen, record_lapses) and len(seen) == MOST:  # more wait, as when a pause of all cases begins
        enqueue("docket.wake", key=f"on:{seen[-1].pk}:{seen[-1].length}:{clock.now().isoformat()}")


@every("5 minutes")
@job("docket.change_version")
def change_versions(only: str = "", after: int = 0) -> None:
    """Bring open dockets to the version that has come into force in place of theirs, where it says so.

    So many in one run; the next goes on with those of one version (`only`) after a key. One that cannot come
    is named in the log and left where it is; it keeps no other, and is tried again.
    """
    for left, to in rulebooks.moving(clock.now().date()):
        if only not in ("", to):
            continue
        found = Docket.objects.under(left).filter(key_wrapped__isnull=False, pk__gt=after)
        waiting = list(found.order_by("pk")[:MOST])
        _each(waiting, partial(_change, left=left, to=to))
        if len(waiting) == MOST:
            key = f"{to}:{waiting[-1].pk}:{clock.now().isoformat()}"
            enqueue("docket.change_version", key=key, only=to, after=waiting[-1].pk)


def _change(docket: Docket, *, left: str, to: str) -> int:
    return int(change_version(docket, left=left, to=to) is not None)


@every("5 minutes")
@job("docket.remind")
def send_reminders() -> None:
    """Remind of coming last days in every docket in which it is time to."""
    due = Docket.objects.filter(remind_at__lte=clock.now(), key_wrapped__isnull=False).order_by("remind_at")
    _each(due[:MOST], remind)


@every("5 minutes")
@job("docket.conclude")
def conclude_in_writing() -> None:
    """Take what bodies have decided in writing, where the time to object is over."""
    over = Proposal.objects.filter(
        ended_at=None, until_at__lte=clock.now(), docket__key_wrapped__isnull=False
    ).order_by("until_at", "pk")
    for proposal in over.select_related("docket")[:MOST]:
        try:
            conclude(proposal)
        except Exception:  # whatever it is, the others go on
            log.exception("conclude failed in docket %s", proposal.docket.number)


@every("1 minute")
@job("docket.deliver")
def send() -> None:
    """Put owed letters into the portal and tell their readers by mail that something waits there.

    What changed last goes first: letters for whoever has no way in stay owed, and hold up no other. As many
    more are drawn by lot, so that whoever is given a login later gets what is owed to them, however old.
    """
    owed = Docket.objects.filter(pk__in=to_deliver().values("docket_id"), key_wrapped__isnull=False)
    latest = list(owed.order_by("-changed_at")[:MOST])
    drawn = (
        owed.exclude(pk__in=[each.pk for each in latest]).order_by("?")[:MOST] if len(latest) == MOST else ()
    )
    _each(deliverable([*latest, *drawn]), deliver)


def _each(dockets: Iterable[Docket], act: Callable[[Docket], int]) -> int:
    """Do it in every docket, and return in how many it was done: one in which it fails is named in the log
    and does not stop the others."""
    done = 0
    for docket in dockets:
        try:
            act(docket)
            done += 1
        except Exception:  # whatever it is, the other dockets go on
            log.exception("%s failed in docket %s", getattr(act, "__name__", act), docket.number)
    return done


@job(owners.UNASSIGNED)
def look_after_one(docket: int) -> None:
    """Give a docket that nobody takes forward an owner, or tell oversight of it."""
    look_after(Docket.objects.get(pk=docket))


@job(mentions.JOB)
def look_whom_it_mentions(docket: int, n: int) -> None:
    """Note of which officers of a case a party's text may speak."""
    looking.look(Docket.objects.get(pk=docket), n)


@every("1 day")
@job("docket.look_after")
def look_after_all() -> None:
    """Do so for all such dockets, and remind oversight of those that nobody can take."""
    for docket, _why in unassigned.of(Docket.objects.all(), on=clock.now().date()):
        try:
            look_after(docket, again=True)
        except Exception:  # whatever it is, the other dockets go on
            log.exception("nobody was found for docket %s", docket.number)


@every("1 day")
@job("docket.clear_openings")
def clear_openings() -> None:
    """Throw away numbers that were set aside and never used."""
    openings.clear()


@every("1 hour")
@job("docket.work_out_keeping")
def work_out_keeping() -> None:
    """Work out until when closed dockets are kept; the next run goes on with what is left."""
    if keeping.work_out() == keeping.AT_ONCE:
        enqueue("docket.work_out_keeping", key=f"on:{clock.now().isoformat()}")


@job(erasure_lists.JOB)
def erase_list(erasure: int) -> None:
    """Erase the next dockets of a list that two people agreed to; the next run goes on with what is left."""
    row = ErasureList.objects.filter(pk=erasure).first()
    if row is not None and erasure_lists.carry_on(row):
        row.refresh_from_db()
        enqueue(erasure_lists.JOB, key=f"{row.pk}:{row.erased}:{len(row.left_out)}", erasure=row.pk)


@job(register_lists.JOB)
def erase_people(erasure: int) -> None:
    """Erase the next people of a list that two people agreed to; the next run goes on with whoever is
    left."""
    row = RegisterList.objects.filter(pk=erasure).first()
    if row is not None and register_lists.carry_on(row):
        row.refresh_from_db()
        enqueue(register_lists.JOB, key=f"{row.pk}:{row.erased}:{len(row.left_out)}", erasure=row.pk)


@doctor.check
def _unfinished() -> Iterable[doctor.Finding]:
    """Say where an erasure was not finished for a day."""
    if not Head.objects.exists():
        return
    late = sum(
        model.objects.filter(done_at=None, at__lt=clock.now() - LATE).count()
        for model in (Erasure, PersonErasure)
    )
    if late:
        what = f"erasures whose files or dead rows are still on the disk after a day: {late}"
        mend = "Is `dueprocess work` running? Its log says what keeps it (a reader that never ends, mostly)."
        yield doctor.Finding(doctor.Health.LOOK, what, mend)


def _lines(since: datetime, until: datetime) -> Iterable[bytes]:
    """Give the read journal's lines of a span, in a fixed order."""
    rows = (
        Read.objects.filter(at__gte=since, at__lt=until).order_by("at", "pk").values_list("line", flat=True)
    )
    for line in rows.iterator(chunk_size=2000):
        yield bytes(line)


def _kept(names: set[str]) -> set[str]:
    """Tell which of these stored files an act names."""
    kept = set(File.objects.filter(stored__in=names).values_list("stored", flat=True))
    if kept == names:
        return kept
    waiting = Proposal.objects.filter(ended_at=None).values_list("files", flat=True)
    return kept | {name for files in waiting for name in files if name in names}


journal.read_with(_lines)
files.register_in_use(_kept)
hooks.unless(retention.may_go)

__all__ = ["again", "finishing", "retention_checks", "send", "send_reminders", "signatures", "verify", "wake"]
