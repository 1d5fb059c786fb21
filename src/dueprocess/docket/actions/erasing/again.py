"""Erasing again what a restored older backup has brought back, by the list that lies apart from the database.

The log is not written to at once: what a backup lacks of it is put back first (`ledger.recovery`), and then
the entry that told of an erasure is there again. Where it never comes, the job logs the erasure anew.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dueprocess.docket import erased
from dueprocess.docket.actions.erasing import finishing
from dueprocess.docket.actions.erasing.forgetting import forget
from dueprocess.docket.actions.erasing.people import forget as forget_people
from dueprocess.docket.models import Docket, Erasure
from dueprocess.kit import clock, jobs
from dueprocess.ledger import actions as record
from dueprocess.ledger import append, erasures
from dueprocess.ledger.erasures import Listed, Why
from dueprocess.ledger.models import RecordAct
from dueprocess.people import erased as people_erased
from dueprocess.people.actions.ground import hold
from dueprocess.people.models import PersonErasure
from dueprocess.tlog import entry as entries


def outstanding() -> bool:
    """Tell whether the content of a docket, or somebody in the register, is here who the list says was
    erased: only after a restore."""
    erasures.tidy()
    return any(map(count, erasures.listed()))


def count(listed: Listed) -> int:
    """Return how many of the dockets and people of one erasure are not erased here."""
    back = Docket.objects.filter(pseudonym__in=listed.pseudonyms, key_wrapped__isnull=False)
    return back.count() + len(_here(listed.people))


def _here(people: list[int]) -> list[int]:
    """Return those of these people who are not erased here; also whom the database does not know, whose key
    nobody else may be given."""
    gone = set(PersonErasure.objects.filter(person__in=people).values_list("person_id", flat=True))
    return [pk for pk in people if pk not in gone]


def again() -> int:
    """Erase everything that is listed and not erased here, and tie it to the entries that tell of it, as far
    as these are here; returns how many dockets and people were erased. May be run any number of times."""
    erasures.tidy()
    done = sum(map(_again, erasures.listed()))
    if done:
        finishing.finish()
    return done


@transaction.atomic
def _again(listed: Listed) -> int:
    entry = erasures.logged(listed.cm)
    if entry is not None and not RecordAct.objects.filter(entry=entry).exists():
        record.erased_again(listed, key=entry.key)
    key = entry.key if entry is not None else None
    here = Docket.objects.filter(pseudonym__in=listed.pseudonyms)
    back = [
        Docket.objects.locked(pk)
        for pk in here.filter(key_wrapped__isnull=False).order_by("pk").values_list("pk", flat=True)
    ]
    if back:
        at = datetime.fromisoformat(listed.payload["at"])
        why = {docket.pk: Why.of(listed.kept[docket.pseudonym]) for docket in back}
        forget(back, why, at=at, entry=key)
    people = _here(listed.people)
    if people:
        hold()
        at = datetime.fromisoformat(listed.payload["at"])
        forget_people(people, {pk: Why.of(listed.kept[str(pk)]) for pk in people}, at=at, entry=key)
    if key is not None:
        Erasure.objects.filter(docket__in=here, entry=None).update(entry=key)
        PersonErasure.objects.filter(person__in=listed.people, entry=None).update(entry=key)
    return len(back) + len(people)


@jobs.every("10 minutes")
@jobs.job("docket.log_erasures")
def log_again() -> None:
    """Log anew what was erased after a restore and of which no entry tells here: the log goes on without the
    one that told of it."""
    if not any(model.objects.filter(entry=None).exists() for model in (Erasure, PersonErasure)):
        return
    for listed in erasures.listed():
        _log(listed)


@transaction.atomic
def _log(listed: Listed) -> None:
    rows = list(
        Erasure.objects.select_for_update(of=("self",)).filter(
            entry=None, docket__pseudonym__in=listed.pseudonyms
        )
    )
    people = list(
        PersonErasure.objects.select_for_update(of=("self",)).filter(entry=None, person__in=listed.people)
    )
    if not rows and not people:
        return
    key = append.new_key()
    here = set(Docket.objects.filter(erasure__in=rows).values_list("pseudonym", flat=True))
    told = {name: value for name, value in listed.payload.items() if name not in ("kind", "recorded_at")}
    told["dockets"] = [each for each in told["dockets"] if each["c"] in here]
    told["n"] = sum(len(each["entries"]) for each in told["dockets"])
    if "people" in told:
        told["people"] = [each for each in told["people"] if each["p"] in {row.person_id for row in people}]
        told["n"] += sum(1 + len(each["entries"]) for each in told["people"])
        here |= {str(row.person_id) for row in people}
    told["again"] = listed.cm
    Erasure.objects.filter(pk__in=[row.pk for row in rows]).update(entry=key)
    PersonErasure.objects.filter(pk__in=[row.pk for row in people]).update(entry=key)
    kept = {c: value for c, value in listed.kept.items() if c in here}
    record.erased(told, kept, key=key, at=clock.now())


@transaction.atomic
def write() -> int:
    """Write the list anew as far as the database knows what is missing in it; returns how many files."""
    there, count = erasures.commitments(), 0
    for act in RecordAct.objects.filter(kind=erasures.ERASED).select_related("entry").order_by("pk"):
        cm = entries.parse(bytes(act.entry.bytes))["cm"]
        if cm in there:
            continue
        rows = Erasure.objects.filter(entry=act.entry).select_related("docket")
        kept = {
            row.docket.pseudonym: Why(erased.basis(row, row.docket), bytes(row.salt)).plain() for row in rows
        }
        kept |= {
            str(row.person_id): Why(people_erased.basis(row), bytes(row.salt)).plain()
            for row in PersonErasure.objects.filter(entry=act.entry)
        }
        erasures.draft(Listed(cm, act.payload, bytes(act.salt), kept))
        erasures.settle(cm)
        count += 1
    return count


erasures.again_with(again, outstanding)
