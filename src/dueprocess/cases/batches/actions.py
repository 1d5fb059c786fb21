"""Beginning work on several cases, saying what is to be done, having it checked, and carrying it out.

Checking and doing run in the background, `CHUNK` cases a round, each case in a transaction of its own that
also crosses it off: whatever is cut short goes on where it was, and nothing is done twice. Only whoever began
it goes on with it, and every case is asked of the wall again when its turn comes.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from dueprocess.cases.batches import wording
from dueprocess.cases.batches.doing import Told, take
from dueprocess.cases.batches.models import Batch, BatchPart
from dueprocess.cases.batches.told import Going
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.letters import kept
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, keys
from dueprocess.kit.components import faults, refused
from dueprocess.kit.jobs import enqueue
from dueprocess.people.models import Person

log = logging.getLogger(__name__)

JOB = "cases.batch"
MOST = 500
"""Cases that one piece of work takes."""
CHUNK = 50
"""Cases of one round: then whatever else waits has its turn."""
KEPT = timedelta(days=90)
"""How long the words of what was done are kept; the acts stay in the cases."""
State, Part = Batch.State, BatchPart.State
AHEAD = {State.CHECKING: Part.WAITS, State.WORKING: Part.ABLE}
"""In which state a case waits for its turn."""


@transaction.atomic
def begin(*, kind: Batch.Kind, dockets: Iterable[Docket], by: Person, told: Told | None = None) -> Batch:
    """Begin work on those of these cases that this person may read; nothing is done yet. `told` stands in its
    form at first.

    Raises Malformed where there are none, or more than `MOST`.
    """
    wanted = list(dict.fromkeys(docket.pk for docket in dockets))
    asked = Docket.objects.filter(pk__in=wanted, kind="case", key_wrapped__isnull=False)
    found = set(wall.visible_to(by, asked).values_list("pk", flat=True))
    if not 0 < len(found) <= MOST:
        what = _("No case is chosen.") if not found else _("These are more cases than are worked on at once.")
        raise Malformed([Problem("cases", None, what, _("Choose from 1 to {most}.").format(most=MOST))])
    batch = Batch(code=secrets.token_hex(8), tag=person_tag(by.pk), kind=kind, made_at=clock.now())
    batch.sealed = _sealed(batch, by, told or Told())
    batch.save()
    rows = [BatchPart(batch=batch, docket_id=pk) for pk in wanted if pk in found]
    BatchPart.objects.bulk_create(rows)
    return batch


@transaction.atomic
def say(*, batch: Batch, told: Told, by: Person) -> None:
    """Say what is to be done, and have each case checked. Raises Malformed for a text with faults."""
    batch = _mine(batch, by, State.ASKING)
    problems = _faults(batch, told)
    if problems:
        raise Malformed(problems)
    batch.sealed = _sealed(batch, by, told)
    batch.parts.update(state=Part.WAITS, why=b"", length=0, to_tag="")
    _go(batch, State.CHECKING)


@transaction.atomic
def change(*, batch: Batch, by: Person) -> None:
    """Go back to what is to be done, before anything was."""
    batch = _mine(batch, by, State.CHECKED)
    batch.state = State.ASKING
    batch.save(update_fields=["state"])


@transaction.atomic
def start(*, batch: Batch, by: Person, only: Collection[int]) -> None:
    """Have it done in those cases that can be, of the parts of these keys. Raises Malformed for none."""
    batch = _mine(batch, by, State.CHECKED)
    able = batch.parts.filter(state=Part.ABLE)
    able.exclude(pk__in=only).update(state=Part.LEFT_OUT)
    if not able.exists():
        raise Malformed([Problem("keep", None, _("No case is chosen."), _("Tick one at least."))])
    _go(batch, State.WORKING)


@transaction.atomic
def again(*, batch: Batch, by: Person) -> Batch:
    """Begin anew with the cases in which it was refused, with the same words, as they stand now."""
    batch = _mine(batch, by, State.DONE)
    left = batch.parts.filter(state=Part.REFUSED).select_related("docket").order_by("pk")
    made = begin(kind=Batch.Kind(batch.kind), dockets=[each.docket for each in left], by=by)
    say(batch=made, told=told(batch), by=by)
    return made


@transaction.atomic
def drop(*, batch: Batch, by: Person) -> None:
    """Throw away what was not carried out. What was stays, for oversight too, until its time is over."""
    _mine(batch, by, State.ASKING, State.CHECKED).delete()


def carry_on(batch: Batch) -> None:
    """Check, or do, the next `CHUNK` cases; the last round says that it is done. May be cut short and called
    again."""
    if batch.state not in AHEAD:
        return  # thrown away, or done by another worker
    ahead = AHEAD[State(batch.state)]
    turn, failed = (_check, Part.UNABLE) if batch.state == State.CHECKING else (_do, Part.REFUSED)
    words, person = told(batch), begun_by(batch)
    for pk in list(batch.parts.filter(state=ahead).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        try:
            turn(pk, words, person)
        except OperationalError:
            raise  # the database does not answer: the round is run again
        except Exception:  # whatever it is, the other cases go on
            log.exception("work %s on several cases failed in part %s", batch.code, pk)
            batch.parts.filter(pk=pk, state=ahead).update(state=failed, why=b"")
    _next(batch)


def told(batch: Batch) -> Told:
    """Return what is to be done."""
    said = _opened(batch)["told"]
    to = said["to"]
    if not isinstance(to, list):  # begun when a case still went to one person: such rows are gone in `KEPT`
        to = [] if to is None else [to]
    return Told(**said | {"to": tuple(to)})


def given_to(part: BatchPart, words: Told) -> int | None:
    """Return to whom (a key of the register) a case goes, or went; None where nobody gets it."""
    if len(words.to) == 1 and not part.to_tag and part.state in (Part.ABLE, Part.DONE):
        return words.to[0]  # checked when a case still went to one person
    return next((pk for pk in words.to if person_tag(pk) == part.to_tag), None)


def person_of(batch: Batch) -> int:
    """Return the key of whoever began it."""
    return int(_opened(batch)["person"])


def begun_by(batch: Batch) -> Person:
    """Return who began it."""
    return Person.objects.get(pk=person_of(batch))


def why_not(part: BatchPart) -> str:
    """Return for what reason it cannot be done in a case, or what is to be known of it (`Result.note`)."""
    if part.why:
        found = Vault.of(part.docket).open(part.why, _place(part))
        return str(found["why"] if isinstance(found, dict) else found)
    if part.state in (Part.UNABLE, Part.REFUSED):
        return _("It failed here. Nothing was done, and the log of this installation says more.")
    return ""


def letters_of(part: BatchPart) -> tuple[Going, ...]:
    """Return the letters that would go out in a case, as they were checked; () once they went, or for
    anything else."""
    found = Vault.of(part.docket).open(part.why, _place(part)) if part.why else ""
    if not isinstance(found, dict):
        return ()
    return tuple(
        Going(to, kept.read(shown) if shown is not None else None, text)
        for to, shown, text in found["letters"]
    )


@transaction.atomic
def forget() -> None:
    """Drop what was begun or done longer than `KEPT` ago."""
    Batch.objects.filter(made_at__lt=clock.now() - KEPT).exclude(state__in=AHEAD).delete()


def _faults(batch: Batch, told: Told) -> list[Problem]:
    if batch.kind == Batch.Kind.ASSIGN:
        problems = []
        if not told.to:
            problems.append(Problem("to", None, _("Nobody is chosen."), _("Choose one person at least.")))
        if not told.reason.strip():
            what = _("The reason is empty.")
            problems.append(Problem("reason", None, what, _("Say why in a few words.")))
        return problems
    if batch.kind == Batch.Kind.LETTER:
        return [*_faults_of_letter(told)]
    if not told.text.strip():
        return [Problem("text", None, _("There is nothing to send."), _("Write what they are to read."))]
    return wording.problems(told.text, each=told.each)


def _faults_of_letter(told: Told) -> Iterator[Problem]:
    if not told.letter:
        yield Problem("letter", None, _("No letter is chosen."), _("Choose one."))
    if told.waits and not told.channel:
        yield Problem("channel", None, _("It is not said how it goes."), _("Choose one."))
    yield from wording.problems(told.text, each=False)
    for n, text in enumerate(told.papers.values()):
        if not text.strip():
            yield Problem(f"paper{n}", None, _("This is empty."), _("Write what is asked for."))
        yield from (replace(each, path=f"paper{n}") for each in wording.problems(text, each=False))


def _mine(batch: Batch, by: Person, *states: str) -> Batch:
    """Return it, locked. Raises Refused where it is somebody else's, or not at such a point (any more)."""
    found = Batch.objects.select_for_update(of=("self",)).filter(pk=batch.pk).first()
    if found is None or found.state not in states:
        raise Refused("already_done", _("It has gone on meanwhile: open its page again."), None)
    if found.tag != person_tag(by.pk):
        raise Refused("not_yours", _("Whoever began it goes on with it."), None)
    return found


def _go(batch: Batch, state: Batch.State) -> None:
    batch.state, batch.turn = state, batch.turn + 1
    batch.save(update_fields=["state", "turn", "sealed"])
    enqueue(JOB, key=f"{batch.code}:{batch.turn}", code=batch.code)


@transaction.atomic
def _next(batch: Batch) -> None:
    """Queue the next round, or say that all were looked at."""
    found = Batch.objects.select_for_update(of=("self",)).filter(pk=batch.pk).first()
    if found is None or found.state != batch.state or found.turn != batch.turn:
        return  # another worker was quicker
    if found.parts.filter(state=AHEAD[State(found.state)]).exists():
        _go(found, State(found.state))
        return
    if found.state == State.WORKING:
        found.state, found.ended_at = State.DONE, clock.now()
    else:
        found.state = State.CHECKED
    found.save(update_fields=["state", "ended_at"])


def _check(pk: int, words: Told, person: Person) -> None:
    """See what would happen in a case, and take it back."""
    with transaction.atomic():
        part = _locked(pk)
        if part.state != Part.WAITS:
            return
        part.length = part.docket.length
        try:
            with transaction.atomic():
                came = take(part.docket_id, words, person, shares=_shares(part, words))
                transaction.set_rollback(True)
        except (Refused, Malformed) as error:
            _stop(part, Part.UNABLE, error)
        else:
            part.state = Part.UNABLE if came.stays else Part.ABLE
            part.why = _sealed_why(part, came.note, came.letters)
            part.to_tag = person_tag(came.to) if came.to is not None else ""
        part.save(update_fields=["state", "length", "why", "to_tag"])


def _shares(part: BatchPart, words: Told) -> dict[int, int]:
    """Return among whom the cases are shared, with how many of them each is to get, or has already."""
    planned = BatchPart.objects.filter(batch=part.batch_id, state__in=(Part.ABLE, Part.UNABLE)).order_by()
    has = dict(planned.values_list("to_tag").annotate(Count("pk")))
    return {pk: has.get(person_tag(pk), 0) for pk in words.to}


def _do(pk: int, words: Told, person: Person) -> None:
    """Do it in a case and cross it off, both or neither. What was to go to somebody goes to nobody else."""
    with transaction.atomic():
        part = _locked(pk)
        if part.state != Part.ABLE:
            return  # another worker was quicker
        to = given_to(part, words)
        shares = {} if to is None else {to: 0}
        try:
            with transaction.atomic():
                came = take(part.docket_id, words, person, shares=shares, length=part.length)
        except (Refused, Malformed) as error:
            _stop(part, Part.REFUSED, error)
        else:
            part.state = Part.DONE
            if words.letter:  # from now on it stands in the case, as it went
                part.why = _sealed_why(part, came.note)
        part.save(update_fields=["state", "why"])


def _locked(pk: int) -> BatchPart:
    BatchPart.objects.select_for_update(of=("self",)).get(pk=pk)
    return BatchPart.objects.select_related("docket").get(pk=pk)


def _stop(part: BatchPart, state: BatchPart.State, error: Refused | Malformed) -> None:
    why = refused(error) if isinstance(error, Refused) else faults(error)
    part.state, part.why = state, _sealed_why(part, why)


def _sealed_why(part: BatchPart, why: str, letters: Collection[Going] = ()) -> bytes:
    if not why and not letters:
        return b""
    lines = [
        [each.to, kept.plain(each.shown) if each.shown is not None else None, each.text] for each in letters
    ]
    return Vault.of(part.docket).seal({"why": why, "letters": lines} if letters else why, _place(part))


def _place(part: BatchPart) -> str:
    return f"batch/{part.pk}"


def _sealed(batch: Batch, by: Person, told: Told) -> bytes:
    value = json.dumps({"person": by.pk, "told": told.plain()})
    return keys.seal_here(value.encode(), f"{JOB}/{batch.code}")


def _opened(batch: Batch) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(keys.unseal_here(batch.sealed, f"{JOB}/{batch.code}"))
    return found
