"""A list sent in at the desk: kept sealed, compared and taken in by the worker, thrown away.

Comparing and taking in need minutes where there are hundreds of thousands of people; so both are jobs, and
the page says how far they are. Whoever sent the list takes it in: the powers asked for are theirs.
"""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock, files, jobs, keys
from dueprocess.kit.components import located
from dueprocess.people import actions
from dueprocess.people.imports.actions.taking import compare, take_in, why_not
from dueprocess.people.imports.lists import Lists
from dueprocess.people.imports.load import load
from dueprocess.people.imports.report import Report
from dueprocess.people.models import Person, Power
from dueprocess.people.models.lists import SentFile, SentList, Step

PLACE = "people.sent_list"
SHOWN = 50  # lines of each kind that are kept for the page
Sent = tuple[str, Iterable[bytes]]
"""A file as it comes: its name and its bytes in pieces."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file as `kit.tables` reads it: by its own name, never written in the clear."""

    name: str
    stored: str
    key: bytes

    @property
    def suffix(self) -> str:
        """The ending of its name."""
        return PurePath(self.name).suffix

    def open(self, mode: Literal["rb"]) -> Any:
        """Its bytes."""
        return io.BufferedReader(_Reading(self.key, self.stored, PLACE))


class _Reading(files.SealedFile):
    """A sealed file that can be read into a buffer."""

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; return how much of it."""
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)


@transaction.atomic
def send_list(*, map: str, sent: Iterable[Sent], roles: Collection[str], by: Person) -> SentList:  # noqa: A002
    """Keep a list sealed and have it compared. `roles` are those of the rulebook in force.

    Raises Malformed for a map or a file that is not taken, Refused("no_power").
    """
    actions.require(by, Power.KEEP_REGISTER)
    load(map)
    made = SentList.objects.create(by=by, made_at=clock.now(), map=map, roles=sorted(roles))
    for name, chunks in sent:
        key = keys.new_key()
        kept = files.store(key, chunks, PLACE, name)
        SentFile.objects.create(list=made, stored=kept.name, key=keys.wrap(key), name=kept.given[:200])
    if not made.files.exists():
        raise Malformed([Problem("files", None, _("There is no file."), _("Choose one at least."))])
    jobs.enqueue("people.compare_list", key=f"{made.pk}:{made.turn}", pk=made.pk)
    return made


@transaction.atomic
def compare_again(*, sent: SentList, by: Person) -> None:
    """Have a list compared anew: the register has changed, or it was refused. Raises Refused."""
    sent = _mine(sent, by, Step.COMPARED, Step.REFUSED)
    _go(sent, Step.COMPARING, "people.compare_list")


@transaction.atomic
def take_list(*, sent: SentList, by: Person, gone: bool = False) -> None:
    """Have what was shown taken in; `gone`: also where more are missing than may be unasked.

    Raises Refused("not_yours") for anybody but the sender, and where nothing was compared.
    """
    sent = _mine(sent, by, Step.COMPARED)
    sent.gone = gone
    _go(sent, Step.TAKING, "people.take_list")


@transaction.atomic
def drop_list(*, sent: SentList, by: Person) -> None:
    """Throw a list away with its files. Whoever keeps the register may."""
    actions.require(by, Power.KEEP_REGISTER)
    sent = SentList.objects.select_for_update().get(pk=sent.pk)
    if sent.step == Step.TAKING:
        raise Refused("not_yours", _("It is being taken in just now."), None)
    _forget(sent)
    sent.delete()


def _mine(sent: SentList, by: Person, *steps: Step) -> SentList:
    actions.require(by, Power.KEEP_REGISTER)
    found = SentList.objects.select_for_update().get(pk=sent.pk)
    if found.by_id != by.pk:
        raise Refused("not_yours", _("Whoever sent the list takes it in."), None)
    if found.step not in steps:
        raise Refused("not_yours", _("This list is not waiting for that."), None)
    return found


def _go(sent: SentList, step: Step, job: str) -> None:
    sent.step, sent.turn = step, sent.turn + 1
    sent.save(update_fields=["step", "turn", "gone"])
    jobs.enqueue(job, key=f"{sent.pk}:{sent.turn}", pk=sent.pk)


def _forget(sent: SentList) -> None:
    """Erase the files once the transaction stands."""
    for file in sent.files.all():
        transaction.on_commit(partial(files.remove, file.stored))
    sent.files.all().delete()


@jobs.job("people.compare_list")
def compare_list(pk: int) -> None:
    """Compare a list that was sent in."""
    _run(pk, Step.COMPARING, Step.COMPARED)


@jobs.job("people.take_list")
def take_list_in(pk: int) -> None:
    """Take in a list whose difference was shown."""
    _run(pk, Step.TAKING, Step.TAKEN)


def _run(pk: int, before: Step, after: Step) -> None:
    sent = SentList.objects.select_related("by").filter(pk=pk, step=before).first()
    if sent is None:
        return  # done already, or thrown away
    mapping = load(sent.map)
    kept = [Sealed(each.name, each.stored, keys.unwrap(each.key)) for each in sent.files.order_by("pk")]
    lists, report = partial(Lists, mapping, kept), Report(mapping.title, kept=SHOWN)
    try:
        if after is Step.COMPARED:
            compare(lists, by=sent.by, report=report, roles=sent.roles)
        else:
            take_in(lists, by=sent.by, report=report, roles=sent.roles, gone=sent.gone, seen=sent.digest)
        said: dict[str, Any] = shown(report)
    except Refused as error:
        after, said = Step.REFUSED, {"title": mapping.title, "why": [error.reason]}
    except Malformed as error:
        why = [located(each) for each in error.problems]
        after, said = Step.REFUSED, {"title": mapping.title, "why": why}
    with transaction.atomic():
        sent.step, sent.digest = after, report.digest()
        sent.sealed = _sealed(sent, said)
        sent.save(update_fields=["step", "digest", "sealed"])
        if after is Step.TAKEN:
            _forget(sent)


def shown(report: Report) -> dict[str, Any]:
    """Return the report as the page shows it: counts, and the first lines of each kind."""
    return {
        **report.plain(),
        "title": report.title,
        "alarm": why_not(report) if report.alarm else "",
        "lines": [
            {
                "kind": kind.value, "code": code.value, "all": report.total(kind, code),
                "rows": [[each.file, each.row, each.who, each.column, each.was, each.now] for each in held],
            }
            for (kind, code), held in report.lines.items()
        ],
    }  # fmt: skip


def forget_lines() -> None:
    """Drop the single rows out of the reports of lists that are done with, and keep what was counted:
    somebody who is named in them is erased."""
    for sent in SentList.objects.select_for_update().filter(step=Step.TAKEN):
        said = opened(sent)
        if said.pop("lines", None):
            sent.sealed = _sealed(sent, said)
            sent.save(update_fields=["sealed"])


def waiting() -> bool:
    """Tell whether the files of a list that was sent in are still here: it waits to be taken in or thrown
    away."""
    return SentFile.objects.exists()


def _sealed(sent: SentList, said: dict[str, Any]) -> bytes:
    return keys.seal_here(json.dumps(said).encode(), f"{PLACE}/{sent.pk}")


def opened(sent: SentList) -> dict[str, Any]:
    """Return what was said of a list (`shown`, or its title and why it was refused); {} at first."""
    if sent.sealed is None:
        return {}
    found: dict[str, Any] = json.loads(keys.unseal_here(sent.sealed, f"{PLACE}/{sent.pk}"))
    return found


def _in_use(names: set[str]) -> set[str]:
    return set(SentFile.objects.filter(stored__in=names).values_list("stored", flat=True))


files.register_in_use(_in_use)
