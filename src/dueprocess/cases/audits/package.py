"""The files that an auditor is handed over, made while they are sent: openings, proofs, files and tables.

What is in them is checked by `verifier/verify.py openings` (docs/reference/record.md). Who may have them, the
hand-over has asked; what is here is sealed with a passphrase before it leaves (`kit.packages`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases.audits.answering import Answer, Kind, shut_acts
from dueprocess.cases.audits.models import Draw
from dueprocess.cases.models import Finding
from dueprocess.core.errors import Refused
from dueprocess.docket import extracts as dockets
from dueprocess.docket import kept_back, laid_open
from dueprocess.docket.models import Act, Deadline, Docket, Measure, Party, Sanction
from dueprocess.ledger import extracts as ledger
from dueprocess.ledger import lots, proofs
from dueprocess.ledger.models import RecordAct
from dueprocess.people.models import Person
from dueprocess.tlog import checkpoint, entry

Members = Iterator[tuple[str, Iterator[bytes] | list[bytes]]]
PUBLISHED = ("checkpoint", "checkpoints", "policy")
README = """Openings drawn by lot, for one auditor
=====================================

manifest.json  what was announced, the seed, what was drawn, and how each of it is answered
entries/       of each entry, by its index in the log, its proof and its opening
files/         the attached files: index of the entry, place, name (nothing that is privileged: of that the
               commitment alone is told, and who a protected source is, neither)
tables/        of each docket the tables that the organisation works with, as they stood
checkpoint     the newest statement of the log that was published when this was made, with its history
policy         the keys of the log and of its witnesses. Compare it with one from somebody else.

To check it, offline, take verify.py and the published log from whoever you trust, and Python 3.11 with the
package cryptography:

  python verify.py openings . --log LOG --policy policy{hashes}

It draws again, and shows that what was drawn is what is answered, that no act of a docket is missing or was
moved, that words and files are those that were entered, and what could not be shown. You are bound by the
duty of confidence that you have accepted. Delete it when you have reported.
"""
TABLES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "parties": (Party, ("key", "kind", "since")),
    "deadlines": (Deadline, ("last_day", "person", "state", "step", "strand")),
    "findings": (Finding, ("act", "allegation", "finding", "protected", "respondent")),
    "measures": (Measure, ("act", "name", "on_key", "state")),
    "sanctions": (Sanction, ("act", "name", "on_key", "state")),
}
"""Which columns of which tables are handed over."""


def ready(draw: Draw, answers: Sequence[Answer]) -> None:
    """Raise Refused("not_published") while an entry that is to be shown is not in the published record."""
    upto = lots.published_size()
    keys = [draw.announced.entry_id, *lots.keys_at([each.index for each in answers]).values()]
    keys += RecordAct.objects.filter(pk__in=[pk for each in answers for pk in each.by]).values_list(
        "entry_id", flat=True
    )
    for each in answers:
        if each.docket and each.kind in (Kind.DOCKET, Kind.ERASED):
            keys += Act.objects.filter(docket=each.docket, n__lte=each.length).values_list(
                "entry_id", flat=True
            )
    waiting = lots.beyond(keys, upto)
    if waiting:
        why = _("{n} entries that belong to it are not published yet. Take it after the next publication.")
        raise Refused("not_published", why.format(n=waiting), None)


def members(draw: Draw) -> Members:
    """Yield the files of a draw that was handed over, one after another."""
    answers = [Answer.read(each) for each in draw.answers]
    auditor = draw.accreditation.person
    whole = {
        each.docket: each.length
        for each in answers
        if each.docket is not None and each.kind in (Kind.DOCKET, Kind.ERASED)
    }
    numbers = {pk: number for number, pk in enumerate(whole, start=1)}
    record = {each.index for each in answers if each.kind is Kind.RECORD}
    acts = list(RecordAct.objects.filter(entry__seq__idx__in=record).select_related("entry__seq"))
    acts += RecordAct.objects.filter(pk__in=[pk for each in answers for pk in each.by])
    by_pk = {act.pk: lots.index_of(act.entry_id) for act in (*acts, draw.announced)}
    chains: dict[int, list[int]] = {}
    shown = ledger.record()
    hashes = shown is not None and shown.publish == "hashes"
    yield "README.txt", [README.format(hashes=" --hashes-only" if hashes else "").encode()]
    for path in PUBLISHED:
        if published := ledger.published(path):
            yield path, [published]
    if hashes:
        yield "population", lots.bundle(draw.first, draw.end)
    for act in {each.pk: each for each in (draw.announced, *acts)}.values():
        yield from _entry(by_pk[act.pk], act.entry_id, lots.opened(act).to_bytes())
    for docket in Docket.objects.filter(pk__in=list(whole)).order_by("pk"):
        chains[docket.pk] = []
        yield from _docket(docket, whole[docket.pk], auditor, chains[docket.pk])
        if docket.key_wrapped is not None:
            yield f"tables/{numbers[docket.pk]}.json", [entry.canonical(tables(docket))]
    single = [each for each in answers if each.kind is Kind.ENTRY]
    for each in single:
        yield from _docket(Docket.objects.get(pk=each.docket or 0), each.length, auditor, [], only=each.index)
    manifest = _manifest(draw, answers, numbers, chains, by_pk)
    yield "manifest.json", [entry.canonical(manifest)]


def _manifest(
    draw: Draw,
    answers: Sequence[Answer],
    numbers: dict[int, int],
    chains: dict[int, list[int]],
    by_pk: dict[int, int],
) -> dict[str, Any]:
    lines = []
    for each in answers:
        line: dict[str, Any] = {"index": each.index, "answer": str(each.kind)}
        if each.kind in (Kind.DOCKET, Kind.ERASED):
            line["docket"] = numbers[each.docket or 0]
        if each.kind in (Kind.ERASED, Kind.LOST):
            line["by"] = [by_pk[pk] for pk in each.by]
        lines.append(line)
    signed = ledger.published("checkpoint") or b""
    return {
        "v": 1,
        "origin": checkpoint.parse(signed)[0].origin,
        "announcement": {"index": by_pk[draw.announced_id]},
        "seed": {"size": draw.size, "root": draw.root},
        "number": draw.number,
        "drawn": lines,
        "dockets": [{"number": numbers[pk], "entries": chain} for pk, chain in chains.items()],
    }


def _docket(
    docket: Docket, length: int, auditor: Person, chain: list[int], only: int | None = None
) -> Members:
    """Yield what is shown of a docket, or of one entry of it; note the indices of its acts in `chain`."""
    acts = list(Act.objects.filter(docket=docket, n__lte=length).order_by("n"))
    for laid in laid_open.openings(
        docket, acts, but=shut_acts(acts, auditor), back=kept_back.from_outside(docket)
    ):
        index = lots.index_of(laid.entry)
        if only is not None and index != only:
            continue
        chain.append(index)
        yield from _entry(index, laid.entry, laid.opening.to_bytes())
        for number in laid.files:
            line, content = dockets.file_bytes(docket, laid.n, number)
            yield f"files/{index}-{number}-{line.name}", content


def _entry(index: int, key: int, opened: bytes) -> Members:
    proof = proofs.proof_of(key)
    if proof is None:
        raise Refused("not_published", _("An entry that belongs to it waits for the signer."), None)
    yield f"entries/{index:09}.tlog-proof", [proof]
    yield f"entries/{index:09}.opening", [opened]


def tables(docket: Docket) -> dict[str, list[dict[str, Any]]]:
    """Return the tables of a docket as they stand, without tags."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, (model, columns) in TABLES.items():
        rows = model.objects.filter(docket=docket).order_by("pk").values(*columns)
        found[name] = [{key: _plain(value) for key, value in row.items()} for row in rows]
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
