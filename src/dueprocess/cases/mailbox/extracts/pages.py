"""One message with everything that was read of it, for the page on which somebody says what it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dueprocess.cases.mailbox.actions import classifying, placing
from dueprocess.cases.mailbox.actions.answering import read_by
from dueprocess.cases.mailbox.extracts import kept, lists, words
from dueprocess.cases.mailbox.models import Arrival, Proposal, State
from dueprocess.cases.mailbox.projector import MAIL
from dueprocess.docket import extracts as dockets
from dueprocess.docket import house, roster, wall
from dueprocess.docket.extracts import ProposalLine
from dueprocess.docket.models import Act, Content, Docket, File
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import Vault, as_text
from dueprocess.kit import clock
from dueprocess.people import holders
from dueprocess.people.models import Person, Power


@dataclass(frozen=True, slots=True)
class MessageFile:
    """One file that came with it."""

    n: int
    number: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class MessagePart:
    """One of the messages of this number: the first, and what its sender added. `checks` are our own mail
    server's results; `left` are attachments that are in the untouched message alone, each with why."""

    n: int
    arrived_at: datetime
    late_reason: str
    subject: str
    sender: str
    address: str
    reply_to: str
    text: str
    size: int
    files: tuple[MessageFile, ...]
    warnings: tuple[str, ...]
    checks: tuple[tuple[str, str], ...]
    left: tuple[tuple[str, str], ...]
    why: str
    proposal: str
    matter: str
    answered: bool


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A message that nobody has classified, or that was filed. `plain`: one officer may file it as automatic.
    `history` are the notes that followed: moment, words, by whom, reason. Of one that was put to a case:
    `case` is the case's number ("" for who may not see that), `confirms`: the viewer may take it in there."""

    number: str
    state: str
    state_title: str
    parts: tuple[MessagePart, ...]
    read_by: date
    late: bool
    owner: str
    mine: bool
    plain: bool
    has_part: bool
    proposals: tuple[ProposalLine, ...]
    history: tuple[tuple[datetime, str, str, str], ...]
    case: str
    confirms: bool


def page(docket: Docket, person: Person) -> MessagePage:
    """Return the page of a message. The wall comes first (`wall.open`)."""
    vault, now = Vault.of(docket), clock.now()
    whole = roster.assemble(docket, vault, at=now)
    came = Arrival.objects.filter(docket=docket).select_related("docket").order_by("act")
    rows = {row.act: row for row in came}
    acts = list(Act.objects.filter(docket=docket).order_by("n"))
    said: dict[int, dict[str, Any]] = {}
    for content in Content.objects.filter(act__docket=docket).select_related("act"):
        said.setdefault(content.act.n, {})[as_text(content.field)] = vault.content(content, content.act.n)
    files: dict[int, list[MessageFile]] = {}
    for row in File.objects.filter(act__docket=docket).select_related("act").order_by("n"):
        told = vault.file(row, row.act.n)
        files.setdefault(row.act.n, []).append(MessageFile(row.act.n, row.n, told["name"], told["size"]))
    for _docket, n in kept.back(rows.values()):
        said.pop(n, None)
        files.pop(n, None)
    first = rows[1]
    names = {
        row.key: str(vault.identity(row).get("name", ""))
        for row in docket.person_keys.all()
        if row.key[0] == "O"
    }
    me = vault.local(person.pk)
    by = read_by(docket, first.arrived_at)
    owner = next((act.owner for act in reversed(acts) if act.owner), "")
    return MessagePage(
        docket.number, first.state, str(State(first.state).label),
        tuple(_part(row, said.get(n, {}), tuple(files.get(n, ()))) for n, row in rows.items()), by,
        first.state == State.WAITING and first.arrived_at < lists.cut(now),
        names.get(owner, ""), owner == me,
        classifying.plainly_automatic(docket), _has_part(whole, me, person),
        dockets.waiting(docket), tuple(_history(acts, said, names)), *_put(first, docket, person),
    )  # fmt: skip


def _put(row: Arrival, docket: Docket, person: Person) -> tuple[str, bool]:
    """Return the number of the case to which a message was put, and whether this person may take it in."""
    case = Docket.objects.filter(pseudonym=row.into).first() if row.into else None
    if case is None or not wall.sees(case, person):
        return "", False
    return case.number, row.state == State.PLACED and placing.may_judge(
        docket, case, placing.placed(docket), person
    )


def _has_part(whole: Assembled, key: str, person: Person) -> bool:
    """Tell whether somebody may say what a message is: by a role, or as oversight where nobody else could."""
    if whole.roster.people.get(key, {}).get("roles"):
        return True
    powers = holders.standing(person, clock.now().date()).powers
    return classifying.read_by_nobody(whole) and Power.OVERSEE in powers


def _part(row: Arrival, said: dict[str, Any], files: tuple[MessageFile, ...]) -> MessagePart:
    mail: dict[str, Any] = said.get(MAIL, {})

    def text(name: str) -> str:
        return str(mail.get(name, ""))

    return MessagePart(
        row.act, row.arrived_at, str(said.get("late_reason", "")), str(said.get("subject", "")),
        str(said.get("from", "")), text("sender"), text("reply_to"), str(said.get("text", "")),
        int(mail.get("size", 0)), files,
        tuple(words.warning(code) for code in mail.get("warnings", ())),
        tuple(sorted(mail.get("checks", {}).items())),
        tuple((name, why) for name, why in mail.get("left", ())),
        words.why(row.why), str(Proposal(row.proposal).label) if row.proposal else "", text("matter"),
        row.answered,
    )  # fmt: skip


def _history(
    acts: list[Act], said: dict[int, dict[str, Any]], names: dict[str, str]
) -> list[tuple[datetime, str, str, str]]:
    found = []
    for act in acts:
        if act.name == house.CLASSIFIED:
            what = str(State(act.facts["as"]).label)
            found.append(
                (act.recorded_at, what, names.get(act.by_key, ""), str(said.get(act.n, {}).get("reason", "")))
            )
    return found


def gives_file(docket: Docket, n: int) -> bool:
    """Tell whether the files of a message (the act with which it arrived) are given out from here."""
    rows = list(Arrival.objects.filter(docket=docket).select_related("docket"))
    return (docket.pk, n) not in kept.back(rows)


def parties(case: Docket) -> tuple[tuple[str, str], ...]:
    """Return the parties of a case as whose words a message may go in: local key and name. The wall comes
    first."""
    view = dockets.opened(case)
    return tuple((key, view.name(key)) for key in view.state.parties)


def able(docket: Docket) -> tuple[tuple[int, str], ...]:
    """Return who could look at a message: whoever has a part in it, by name."""
    whole = roster.assemble(docket, Vault.of(docket), at=clock.now())
    people = roster.names(
        whole.roster.persons[key] for key in whole.roster.people if key in whole.roster.persons
    )
    return tuple(sorted(((pk, each.shown_name) for pk, each in people.items()), key=lambda pair: pair[1]))
