"""The messy start of an invented organisation: a mailbox that nobody sorted, and two lists of the same cases
that contradict each other. The same bytes on every machine."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

from tests.cases.mailbox import mails
from tests.effort import SOAK
from tests.workbooks import book

LETTERS, MACHINES, ADVERTISING, FURTHER = (40, 110, 130, 10) if SOAK else (28, 55, 27, 5)
"""What comes in numbers: more than one page shows, and of machines more than are dealt with in one go.
`FURTHER`: answers to our own acknowledgements, which come a day later."""
OWN, ABOUT_CASES = (6, 4) if SOAK else (3, 2)
MESSAGES = LETTERS + MACHINES + ADVERTISING + FURTHER + OWN + ABOUT_CASES
CASES, CONTRADICTED = (70, 12) if SOAK else (14, 4)
"""Cases in the lists, and those that one list calls closed and the other open."""

_LETTER = (
    "The committee of the Hollin Vale club sold our training field without asking its members, and the chair "
    "wrote to all of us that whoever speaks against it will be thrown out. I ask you to look into it. {more}"
)
_OWN = (
    ("The keys", "Somebody of the committee keeps the keys of the hall from us since the summer."),
    ("Votes", "At the meeting votes were counted that nobody had given, and the list is gone."),
    ("Shouted at", "The trainer shouted at my brother until he cried, and two parents saw it."),
    ("The cash box", "The cash box was taken home by the treasurer, and no book was shown to us."),
    ("Messages at night", "A member of the board sends messages to a girl of our team late at night."),
    ("Pushed", "During the tournament a steward pushed me down the stairs, and laughed."),
)
SUBJECTS = tuple(subject for subject, _text in _OWN[:OWN])


def mailbox(folder: Path, ours: str) -> Path:
    """Write the first fetch of the mailbox as a maildir: all but those that answer what we send now. `ours`
    is the Message-ID of a mail that went out before, which machines answered."""
    found = [
        *(
            mails.simple(
                text, subject=subject, sender=f"Writer {n} <w{n}@example.org>", message_id=f"<w{n}@x>"
            )
            for n, (subject, text) in enumerate(_OWN[:OWN])
        ),
        *(_about(n) for n in range(ABOUT_CASES)),
        *(_letter(n) for n in range(LETTERS)),
        *(_machine(n, ours) for n in range(MACHINES)),
        *(_advertising(n) for n in range(ADVERTISING)),
    ]
    return deliver(folder, found)


def deliver(folder: Path, found: list[bytes]) -> Path:
    """Put messages into the maildir, in this order."""
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    before = len(list((folder / "new").iterdir()))
    for n, each in enumerate(found, before):
        (folder / "new" / f"{n:04}.M{n}.example").write_bytes(each)
    return folder


def further(to: list[str]) -> list[bytes]:
    """Answers to our acknowledgements: something that the sender adds."""
    assert len(to) == FURTHER
    return [
        mails.simple(
            f"I found something more, number {n}: there was a witness.", subject="Re: your message",
            sender=f"Neighbour {n} <m{n}@example.org>", message_id=f"<f{n}@x>", to=address,
        )
        for n, address in enumerate(to)
    ]  # fmt: skip


def _letter(n: int) -> bytes:
    more = "" if n % 4 < 3 else f"My own children trained there, {n} years long."
    return mails.simple(
        _LETTER.format(more=more), subject="Our field", sender=f"Neighbour {n} <m{n}@example.org>",
        message_id=f"<l{n}@x>",
    )  # fmt: skip


def _machine(n: int, ours: str) -> bytes:
    if n % 2:
        return mails.away(message_id=f"<a{n}@x>", In_Reply_To=ours)
    return mails.invitation_answer().replace(b"<cal@", f"<cal{n}@".encode())


def _advertising(n: int) -> bytes:
    return mails.simple(
        f"Offer {n}: shirts with your own crest, {n + 3} for the price of {n + 1}.", subject=f"Offer {n}",
        sender=f"Shop <offers{n}@shop.example>", message_id=f"<o{n}@x>",
    )  # fmt: skip


def _about(n: int) -> bytes:
    return mails.simple(
        f"I ask again what has become of my complaint {n + 1} in your list. Nobody answers.",
        subject=f"Complaint {n + 1}", sender=f"Asker {n} <q{n}@example.org>", message_id=f"<q{n}@x>",
    )  # fmt: skip


def came(n: int) -> date:
    """The day on which a case of the lists was received."""
    return date(2024, 1, 8) + timedelta(days=11 * n)


def _rows(second: bool) -> list[list[str]]:
    """The cases: number, day, about whom, state, closed on. The second list was kept by somebody else: it
    lacks the last five, and says of some that they were closed."""
    rows = []
    for n in range(1, CASES + 1 - (5 if second else 0)):
        closed = second and n <= CONTRADICTED
        rows.append(
            [
                str(n), came(n).strftime("%d/%m/%Y"), f"Respondent {n}", "Done" if closed else "pending",
                (came(n) + timedelta(days=60)).strftime("%d/%m/%Y") if closed else "",
            ]
        )  # fmt: skip
    return rows


HEAD = ["No", "Received", "Name", "State", "Closed"]


def first_list(folder: Path) -> Path:
    """The secretary's list, as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *_rows(second=False)])
    path = folder / "secretary.csv"
    path.write_text(out.getvalue())
    return path


def second_list(folder: Path) -> Path:
    """The regional office's list, as a workbook."""
    rows = ("".join(f'<c t="str"><v>{value}</v></c>' for value in row) for row in [HEAD, *_rows(second=True)])
    return book(folder / "office.xlsx", "".join(f"<row>{row}</row>" for row in rows))
