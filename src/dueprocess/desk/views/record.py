"""The record as its keepers see it: size, beats, checks, witnesses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dueprocess.desk.access import staff
from dueprocess.ledger import extracts as ledger

WIDTH = 1000


@dataclass(frozen=True)
class Check:
    """One thing that is looked at, with a word for it."""

    title: str
    kind: str
    word: str
    at: datetime | None = None
    about: str = ""


@require_safe
@staff
def page(request: HttpRequest) -> HttpResponse:
    """How far the record reaches, how far it is published, and who watches."""
    record, inside = ledger.record(), ledger.inside()
    context: dict[str, object] = {"record": record, "inside": inside}
    if record and inside:
        whole = max(inside.size, 1)
        context |= {
            "waiting": max(0, inside.size - inside.sealed),
            "share_sealed": round(WIDTH * inside.sealed / whole),
            "share_published": round(WIDTH * min(record.size, inside.size) / whole),
            "checks": _checks(record, inside),
            "watching": _watching(record, inside),
        }
    return render(request, "desk/record.html", context)


@dataclass(frozen=True)
class Watching:
    """A log witness as staff see it: what it countersigned last, and how it answered since."""

    name: str
    organisation: str
    size: int
    at: datetime | None
    kind: str
    word: str
    why: str


def _watching(record: ledger.Record, inside: ledger.Inside) -> list[Watching]:
    """Every witness of the published list: as the signer met it last, else by the published statements."""
    asked = {each.name: each for each in inside.witnesses}
    found = []
    for each in record.witnesses:
        last = asked.get(each.name)
        if last is None:
            kind, word, why = (
                ("good", _("Saw the latest"), "") if each.current else ("wait", _("Not yet"), "")
            )
        elif not last.why:
            kind, word, why = "good", _("Answers"), ""
        else:
            kind = "late" if last.silent else "soon"
            word = ngettext("Missed {n} statement", "Missed {n} statements", last.missed).format(
                n=last.missed
            )
            word, why = (word if last.missed else _("Does not answer")), last.why
        size, at = (last.size, last.at) if last and last.at else (each.size, each.cosigned_at)
        found.append(Watching(each.name, each.organisation, size, at, kind, str(word), why))
    return found


def _checks(record: ledger.Record, inside: ledger.Inside) -> list[Check]:
    found = []
    if inside.signing:
        found.append(Check(_("The signer runs"), "good", _("Alive"), about=_("now")))
    else:
        found.append(Check(_("The signer runs"), "soon", _("Not seen"), about=_("Start it: dueprocess work")))
    if not inside.readable:
        found.append(Check(_("Seal"), "wait", _("Kept apart"), about=_("The signer runs as another user.")))
        return found
    if inside.frozen:
        found.append(
            Check(_("The database agrees with what was sealed"), "late", _("No"), about=inside.frozen)
        )
    else:
        found.append(
            Check(_("The database agrees with what was sealed"), "good", _("Yes"), inside.sealed_at)
            if inside.sealed_at
            else Check(_("The database agrees with what was sealed"), "wait", _("Not sealed yet"))
        )
    found.append(
        Check(_("The last beat"), "good", _("Published"), inside.published_at)
        if inside.published_at
        else Check(_("The last beat"), "wait", _("None yet"), about=_("at least one each {grain}").format(
            grain=record.granularity
        ))
    )  # fmt: skip
    if inside.waits_for_witnesses:
        found.append(Check(_("Countersignatures"), "soon", _("Waits for witnesses")))
    found.append(
        Check(_("The read journal is sealed into the record"), "good", _("Yes"), about=inside.journal_period)
        if inside.journals
        else Check(_("The read journal is sealed into the record"), "wait", _("Not yet"))
    )
    return found
