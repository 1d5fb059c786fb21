"""Several messages of the mailbox together: those that read alike, those that were chosen, those that wait
for somebody's signature. Behind the wall; who may do what with them, the actions say."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from email.utils import parseaddr

from dueprocess.cases.likeness import candidates, compare
from dueprocess.cases.mailbox.extracts import lists
from dueprocess.cases.mailbox.models import Arrival
from dueprocess.cases.mailbox.projector import MAIL
from dueprocess.cases.mailbox.reading import Warn
from dueprocess.docket import extracts as dockets
from dueprocess.docket import house
from dueprocess.docket.models import Docket, Proposal
from dueprocess.kit import words
from dueprocess.people.models import Person

MOST = 200
"""Messages that are sorted at once."""
BEGINNING = 400
"""Characters of a message that a list of signatures shows."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A message that waits: who wrote it, all that it says. `told`: what our own server found of its sender's
    address lets us send there what is secret."""

    docket: Docket
    number: str
    subject: str
    sender: str
    name: str
    address: str
    text: str
    forged: bool
    told: bool


@dataclass(frozen=True, slots=True)
class ToSign:
    """A message that somebody calls no complaint, with the beginning of what it says (and of what came after
    it from the same sender), and why they do."""

    proposal: Proposal
    number: str
    subject: str
    sender: str
    text: str
    cut: bool
    by: str
    reason: str


def like(docket: Docket, person: Person) -> tuple[int, ...]:
    """Return the dockets of the messages that wait and read like this one, itself first; this one alone where
    none does. The wall comes first (`wall.open`); of the others only what this person may see is read."""
    [mine] = _words([docket.pk], person) or [(docket.pk, {})]
    waits = Docket.objects.filter(pk__in=lists.waiting(person).values("docket_id"))
    near = candidates(docket.pk, mine[1], waits)[: 2 * MOST]
    others = _words(near, person) if near else []
    return (docket.pk, *(pk for pk, theirs in others if compare(theirs, mine[1]) is not None))


def _words(pks: Collection[int], person: Person) -> list[tuple[int, dict[str, None]]]:
    """Return the different words of the first message of each that waits, in their order."""
    rows = lists.waiting(person).filter(docket__in=pks, act=1)
    said = lists.opened(rows.select_related("docket"), ("text",))
    return [(pk, dict.fromkeys(words.words(str(text.get("text", ""))))) for (pk, _act), text in said.items()]


def chosen(person: Person, numbers: Collection[str]) -> tuple[Chosen, ...]:
    """Return the messages of these numbers that wait and that somebody may see, oldest first; two queries and
    the wall's."""
    rows = lists.waiting(person).filter(docket__number__in=numbers).select_related("docket")
    by_docket: dict[int, list[Arrival]] = {}
    for row in rows.order_by("arrived_at", "pk"):
        by_docket.setdefault(row.docket_id, []).append(row)
    said = lists.opened(
        [row for each in by_docket.values() for row in each], ("subject", "from", "text", MAIL)
    )
    found = []
    for parts in by_docket.values():
        texts = [said.get((row.docket_id, row.act), {}) for row in sorted(parts, key=lambda row: row.act)]
        mail, sender = texts[0].get(MAIL, {}), str(texts[0].get("from", ""))
        checks = mail.get("checks", {})
        forged = str(Warn.FORGED) in mail.get("warnings", ())
        found.append(
            Chosen(
                parts[0].docket, parts[0].docket.number, str(texts[0].get("subject", "")),
                sender or str(mail.get("sender", "")), parseaddr(sender)[0] or sender,
                str(mail.get("sender", "")),
                "\n\n".join(str(each["text"]) for each in texts if each.get("text")), forged,
                not forged and (not checks or checks.get("dmarc") == "pass"),
            )
        )  # fmt: skip
    return tuple(found)


def to_sign(person: Person, *, only: Collection[int] | None = None) -> tuple[ToSign, ...]:
    """Return the messages that somebody is asked to call no complaint too, oldest first; at most a page of
    them. `only`: keys of proposals."""
    asked = dockets.asked_to_sign(person, house.CLASSIFIED, only=only, size=lists.SIZE)
    came = Arrival.objects.filter(docket__in=[each.proposal.docket_id for each in asked]).order_by("act")
    said = lists.opened(came.select_related("docket"), ("subject", "from", "text"))
    texts: dict[int, list[str]] = {}
    for row in came:
        if text := said.get((row.docket_id, row.act), {}).get("text"):
            texts.setdefault(row.docket_id, []).append(str(text))
    found = []
    for each in asked:
        docket = each.proposal.docket
        told = said.get((docket.pk, 1), {})
        mine = texts.get(docket.pk, [])
        text = "\n\n".join(each[:BEGINNING] for each in mine)
        cut = any(len(each) > BEGINNING for each in mine)
        found.append(
            ToSign(
                each.proposal, docket.number, str(told.get("subject", "")), str(told.get("from", "")),
                text, cut, each.by, each.reason,
            )
        )  # fmt: skip
    return tuple(found)


def count_to_sign(person: Person) -> int:
    """Return how many messages wait for somebody's signature."""
    return dockets.count_asked(person, house.CLASSIFIED)


__all__ = ["MOST", "Chosen", "ToSign", "chosen", "count_to_sign", "like", "to_sign"]
