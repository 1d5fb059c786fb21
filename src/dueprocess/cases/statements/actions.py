"""Taking statements and answering them. An officer writes down what somebody said and offers it to them. They
sign it, correct it in a copy that they sign, or dispute it. Each is a note of the case: no version changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dueprocess.cases.actions.talking import send_message
from dueprocess.cases.evidence.actions.describing import impartial
from dueprocess.cases.present import extracts as present
from dueprocess.cases.ways.actions import stands
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import house, payload, roster, statements
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs, Upload
from dueprocess.docket.sealing import Vault, as_text
from dueprocess.docket.statements import How, Statement, Taken
from dueprocess.kit import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody stated: in which words, when and how it was taken, who interpreted (and which language),
    and until when they are asked to answer."""

    text: str
    taken: Taken
    taken_at: datetime
    interpreter: str = ""
    until: date | None = None


@transaction.atomic
def take(
    *, docket: Docket, of: str, said: Said, by: Actor, statement: str = "", length: int | None = None
) -> Act:
    """Write down what a party (`of`, a local key) stated, as a new version of `statement` or as a new one,
    and offer it to them: a message says that it waits. Returns the note of the version.

    Raises Malformed, naming the field; Refused: "no_party", "no_statement" for one that is not theirs,
    "untold" for a respondent whom the rules have not told yet, and what `evidence.impartial` and
    `house_note` raise.
    """
    _judged(said)
    docket = Docket.objects.locked(docket.pk)
    found = read(docket, impartial(docket, by))
    if not docket.parties.filter(key=of).exists():
        raise Refused("no_party", _("This is no party to the case."), None)
    if statement and (statement not in found or found[statement].of != of):
        raise Refused("no_statement", _("There is no such statement of theirs."), None)
    made = _version(docket, of, said, by, statement or statements.next_key(found), found, length)
    told = _(
        "What you stated was written down. Read it on your page: sign it, correct it in a copy, or say what "
        "you dispute."
    )
    send_message(docket=docket, by=by, text=told, to=[of])
    return made


@transaction.atomic
def sign(
    *,
    docket: Docket,
    statement: str,
    version: int,
    name: str,
    by: Actor,
    way: str = "",
    length: int | None = None,
) -> Act:
    """Sign a version under a typed name: whoever stated it, or, beside somebody under 18, who acts for them.
    `way`: by what they came in, a code.

    Raises Malformed without a name; Refused: "no_statement" where it is not theirs to sign, "newer" where a
    later version is there, "done_already".
    """
    docket, mine = _open_to(docket, statement, version, by)
    content = {statements.NAME: _name(name)}
    return _answer(docket, mine, How.SIGNED, by, content, way=way, length=length)


@transaction.atomic
def correct(
    *, docket: Docket, statement: str, version: int, text: str, name: str, by: Actor, way: str = ""
) -> Act:
    """Put a corrected copy in the place of a version, and sign it. Both stay readable beside each other.
    Returns the note of the new version.

    Raises Malformed without a name, or where nothing was changed; Refused as `sign`, and "not_yours" for
    whoever acts for somebody: nobody states for another.
    """
    docket, mine = _open_to(docket, statement, version, by)
    if by.key != mine.of:
        raise Refused("not_yours", _("Only whoever stated it corrects it."), None)
    typed = _name(name)
    vault, last = Vault.of(docket), mine.last
    rows = Act.objects.get(docket=docket, n=last.n).content.all()
    before = {as_text(row.field): vault.content(row, last.n) for row in rows}
    if not text.strip() or text.strip() == str(before.get(statements.TEXT, "")).strip():
        said = _("Nothing was changed in it.")
        raise Malformed([Problem("text", None, said, _("Change what is wrong, or sign it as it is."))])
    said_ = Said(
        text=text, taken=Taken.CORRECTED, taken_at=clock.now(),
        interpreter=str(before.get(statements.INTERPRETER, "")),
    )  # fmt: skip
    found = read(docket, roster.rows(docket))
    made = _version(docket, mine.of, said_, by, statement, found, None)
    docket, mine = _open_to(docket, statement, version + 1, by)
    _answer(docket, mine, How.SIGNED, by, {statements.NAME: typed}, way=way)
    return made


@transaction.atomic
def dispute(
    *, docket: Docket, statement: str, version: int, words: str, name: str, by: Actor, way: str = ""
) -> Act:
    """Say that a version is not what they stated, and why. Raises as `correct`, Malformed without words."""
    docket, mine = _open_to(docket, statement, version, by)
    if by.key != mine.of:
        raise Refused("not_yours", _("Only whoever stated it disputes it."), None)
    if not words.strip():
        raise Malformed(
            [Problem("words", None, _("It is not said what is wrong."), _("Say it in your words."))]
        )
    content = {statements.NAME: _name(name), statements.WORDS: words.strip()}
    return _answer(docket, mine, How.DISPUTED, by, content, way=way)


@transaction.atomic
def enter(
    *,
    docket: Docket,
    statement: str,
    version: int,
    how: How,
    by: Actor,
    who: str = "",
    words: str = "",
    paper: Upload | None = None,
    length: int | None = None,
) -> Act:
    """Enter what somebody (`who`; default: whoever stated it) answered on paper, which comes with it as a
    scan; or that no answer came by the day that was set, and what was done to get one (`words`). They are
    told that it was entered.

    Raises Malformed without the paper, or without words where none came; Refused: "no_day" where none was
    set, "early" where they still have time, "no_party" for somebody who may not sign it, and as `take` and
    `sign`.
    """
    docket = Docket.objects.locked(docket.pk)
    mine = _last(read(docket, impartial(docket, by)), statement, version)
    who = who or mine.of
    if who != mine.of and not (mine.minor and mine.of in present.acts_for(docket, who)):
        raise Refused("no_party", _("They do not sign this: choose who stated it."), None)
    if how is How.SILENT:
        if not words.strip():
            said = _("It is not said what was done.")
            mend = _("Say how they were asked to answer.")
            raise Malformed([Problem("words", None, said, mend)])
        if not mine.last.until:
            said = _("No day was set for an answer: write a further version down, with one.")
            raise Refused("no_day", said, None)
        if timezone.localdate(clock.now()) <= date.fromisoformat(mine.last.until):
            raise Refused("early", _("They still have time to answer: it is not over yet."), None)
    elif paper is None:
        said, mend = _("The paper is missing."), _("Attach a scan of what they signed or wrote.")
        raise Malformed([Problem("attached", None, said, mend)])
    if mine.last.answered(who):
        raise Refused("done_already", _("They have answered this version already."), None)
    content = {statements.WORDS: words.strip()} if words.strip() else {}
    made = _answer(docket, mine, how, by, content, who=who, paper=paper, length=length)
    told = _(
        "It was entered how you answered the statement that was written down. Look at it on your page, and "
        "write to us if it is not so."
    )
    send_message(docket=docket, by=by, text=told, to=[who])
    return made


def read(docket: Docket, rows: Any) -> dict[str, Statement]:
    """Return the statements of a case whose rows were read."""
    return statements.statements(rows, minors(docket))


def minors(docket: Docket) -> frozenset[str]:
    """Return the local keys of those under 18, as far as that was said."""
    vault = Vault.of(docket)
    people = docket.person_keys.filter(key__in=docket.parties.values("key"))
    return frozenset(row.key for row in people if vault.identity(row).get("minor"))


def _version(
    docket: Docket, of: str, said: Said, by: Actor, key: str, found: dict[str, Statement], length: int | None
) -> Act:
    facts: dict[str, Any] = {
        "statement": key, "version": len(found[key].versions) + 1 if key in found else 1, "to": [of],
        "taken": str(said.taken), "taken_at": payload.moment(said.taken_at),
    }  # fmt: skip
    if said.until is not None:
        facts["until"] = said.until.isoformat()
    content = {statements.TEXT: said.text.strip()}
    if said.interpreter.strip():
        content[statements.INTERPRETER] = said.interpreter.strip()
    needs = Needs(act=facts, content=content)
    return dockets.house_note(
        docket=docket, note=house.STATEMENT, by=by, needs=needs, named={}, length=length
    )


def _answer(
    docket: Docket,
    mine: Statement,
    how: How,
    by: Actor,
    content: dict[str, str],
    *,
    who: str = "",
    way: str = "",
    paper: Upload | None = None,
    length: int | None = None,
) -> Act:
    facts: dict[str, Any] = {
        "statement": mine.key, "version": mine.last.number, "how": str(how), "to": [who or by.key or mine.of],
    }  # fmt: skip
    if way:
        facts["way"] = way
    needs = Needs(act=facts, content=content, files=[paper] if paper is not None else ())
    return dockets.house_note(
        docket=docket, note=house.STATEMENT_ANSWERED, by=by, needs=needs, named={}, length=length
    )


def _open_to(docket: Docket, key: str, version: int, by: Actor) -> tuple[Docket, Statement]:
    """Return a statement that a party may answer now, with the docket locked; or raise Refused."""
    docket = Docket.objects.locked(docket.pk)
    refused = Refused("no_statement", _("There is no such statement of yours."), None)
    if by.key is None or by.person is not None or not stands(docket, by.key):
        raise refused
    found = read(docket, roster.rows(docket)).get(key)
    if found is None or not (
        found.of == by.key or (found.minor and found.of in present.acts_for(docket, by.key))
    ):
        raise refused
    _last({key: found}, key, version)
    if found.last.answered(by.key):
        raise Refused("done_already", _("You have answered this version already."), None)
    return docket, found


def _last(found: dict[str, Statement], key: str, version: int) -> Statement:
    if key not in found:
        raise Refused("no_statement", _("There is no such statement in this case."), None)
    if found[key].last.number != version:
        raise Refused("newer", _("A later version is there. Read that first, then answer it."), None)
    return found[key]


def _name(name: str) -> str:
    if not name.strip():
        raise Malformed([Problem("name", None, _("It is not signed."), _("Type your name under it."))])
    return name.strip()


def _judged(said: Said) -> None:
    faults = []
    if not said.text.strip():
        faults.append(Problem("text", None, _("Nothing is written down."), _("Write what they stated.")))
    if said.taken_at > clock.now():
        mend = _("Give the moment at which it was taken.")
        faults.append(Problem("taken_at", None, _("This lies in the future."), mend))
    if said.until is not None and said.until < timezone.localdate(clock.now()):
        faults.append(Problem("until", None, _("This day is over."), _("Give them a day to come.")))
    if faults:
        raise Malformed(faults)
