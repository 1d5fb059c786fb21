"""Mail on its way out: sealed rows made in the act's transaction, sent by a job. Knows addresses and
text only while sending; nothing of why they are sent.

Nothing is sent twice by itself. Before the last line of a message goes out its row says `handing`; where
the answer never comes, or the process dies before it has noted it, nobody can know whether the message
arrived: the row says `uncertain`, and a person decides (`again`, `leave`). See docs/adr/0092.
"""

import hmac
import json
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from . import jobs, posting
from .keys import name_of, opened_token, seal_here, tags_held, token, unseal_here
from .models import OutgoingMail

_KEPT = timedelta(days=30)
MOST_TRIES = 12
"""How often a message is tried that was not taken for now: over about a day (`jobs.worker.delay`)."""


class State(StrEnum):
    """How a message stands."""

    WAITING = "waiting"
    HANDING = "handing"
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    LEFT = "left"


TROUBLED = (State.REFUSED, State.UNCERTAIN)
"""What somebody has to look at."""
_refused: list[Callable[[str], None]] = []
_taken: list[Callable[[str], None]] = []


def when_refused(told: Callable[[str], None]) -> None:
    """Let a room learn, by its code, of a message that the mail server will never take."""
    _refused.append(told)


def when_taken(told: Callable[[str], None]) -> None:
    """Let a room learn, by its code, of a message that the mail server has taken, in the transaction that
    notes it: whatever is done about it is work for later (`jobs.enqueue`)."""
    _taken.append(told)


def domain() -> str:
    """The domain after the @ of the codes of our messages."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def new_code() -> str:
    """A fresh code for a message, 128 bits that nobody guesses; its Message-ID is `<code@domain>`."""
    return secrets.token_hex(16)


def returns_to(code: str) -> str:
    """The envelope sender of a message, `name+dpr-TOKEN@domain`: its own, so that a report about it comes
    back to where nobody else could send one; "" where no mailbox is set up.

    The token is made of an HMAC under the index key over the message's code (`keys.token`). Whoever got the
    message can read it there (RFC 5321 s4.4, Return-Path), and nobody who knows the code alone can make it.
    """
    local, at, domain = str(settings.DUEPROCESS_MAILBOX).rpartition("@")
    return f"{local}+dpr-{token(_named(code))}@{domain}" if at else ""


def returned(code: str, tokens: Iterable[str]) -> bool:
    """Tell whether one of these tokens is that of the message's own envelope sender."""
    told = [name for each in tokens for name in opened_token(each)]
    return any(hmac.compare_digest(_named(code), each) for each in told)


def _named(code: str) -> str:
    return name_of("return", code)


def put(
    to: str,
    subject: str,
    text: str,
    html: str = "",
    *,
    code: str = "",
    reply_to: str = "",
    answers: str = "",
    answer: bool = False,
    once: str = "",
) -> str:
    """Have a message sent once this transaction commits; returns its code (`code`, else a fresh one).

    `reply_to` is where an answer goes, `answers` the Message-ID that this one answers; `answer`: a machine
    answers somebody's message (RFC 3834 s5: auto-replied), else it writes by itself (auto-generated).
    Subject and addresses are one line each (ValueError otherwise: a line break could add headers). `once`
    names what an address is told one time only: another message to it of the same name is not made, for as
    long as traces are kept (30 days).
    """
    if any(sign in subject + to + reply_to + answers for sign in "\n\r"):
        raise ValueError("an address or subject with a line break")
    if once:
        codes = tags_held("mail once", f"{once}/{to.lower()}")
        if told := OutgoingMail.objects.filter(id__in=codes).values_list("id", flat=True).first():
            return told
        code = codes[0]
    code = code or new_code()
    letter = json.dumps(
        {"to": to, "subject": subject, "text": text, "html": html, "reply_to": reply_to, "answers": answers,
         "answer": answer}
    )  # fmt: skip
    made = OutgoingMail(id=code, sealed=seal_here(letter.encode(), f"mail/{code}"), made_at=datetime.now(UTC))
    OutgoingMail.objects.bulk_create([made], ignore_conflicts=True)  # two workers at one moment: one message
    jobs.enqueue("mail.send", key=code, mail=code)
    return code


@jobs.job("mail.send", attempts=MOST_TRIES + 8)
def send(mail: str) -> None:
    """Send one message, then erase its text; one that does not wait is left alone.

    Raises NotNow where it was not taken for now, so that the queue tries again later; after `MOST_TRIES` it
    is refused. One that an earlier attempt handed over without noting the answer becomes uncertain.
    """
    with transaction.atomic():
        row = OutgoingMail.objects.select_for_update().filter(id=mail).first()
        if row is not None and row.state == State.HANDING:
            _end(row, State.UNCERTAIN, "cut short")
    if row is None or row.state != State.WAITING:
        return
    try:
        posting.post(_message(row), lambda: _handing(mail))
    except posting.Unknown as error:
        _end(row, State.UNCERTAIN, error.why)
    except posting.Never as error:
        _end(row, State.REFUSED, error.why)
    except posting.NotNow as error:
        row.tries += 1
        if row.tries >= MOST_TRIES:
            _end(row, State.REFUSED, error.why)
            return
        OutgoingMail.objects.filter(id=mail).update(state=State.WAITING, tries=row.tries, why=error.why)
        raise
    else:
        with transaction.atomic():
            OutgoingMail.objects.filter(id=mail).update(
                state=State.SENT, why="", sent_at=datetime.now(UTC), sealed=b""
            )
            for told in _taken:
                told(mail)


def _handing(mail: str) -> None:
    """Note, and commit, that the last line is about to go out. Raises NotNow where another worker did so."""
    rows = OutgoingMail.objects.filter(id=mail, state=State.WAITING)
    if not rows.update(state=State.HANDING, handed_at=datetime.now(UTC)):
        raise posting.NotNow("handed over elsewhere")


def _end(row: OutgoingMail, state: State, why: str) -> None:
    with transaction.atomic():
        row.state, row.why = state, why
        row.save(update_fields=["state", "why", "tries"])
        if state is State.REFUSED:
            for told in _refused:
                told(row.id)


def _message(row: OutgoingMail) -> EmailMultiAlternatives:
    letter = json.loads(unseal_here(row.sealed, f"mail/{row.id}"))
    kind = "auto-replied" if letter.get("answer") else "auto-generated"
    headers = {"Message-ID": f"<{row.id}@{domain()}>", "Auto-Submitted": kind}
    if answers := letter.get("answers"):
        headers |= {"In-Reply-To": answers, "References": answers}
    reply_to = [letter["reply_to"]] if letter.get("reply_to") else None
    back = returns_to(row.id)
    if back:  # the envelope's sender is another than the letter's
        headers["From"] = settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(
        letter["subject"], letter["text"], from_email=back or None, to=[letter["to"]], reply_to=reply_to,
        headers=headers,
    )  # fmt: skip
    if letter["html"]:
        message.attach_alternative(letter["html"], "text/html")
    return message


@transaction.atomic
def again(mail: str) -> bool:
    """Have a message tried again that was refused, or of which nobody knows whether it arrived: somebody has
    decided that. False where it is neither."""
    row = OutgoingMail.objects.select_for_update().filter(id=mail, state__in=TROUBLED).first()
    if row is None:
        return False
    row.state, row.tries, row.why = State.WAITING, 0, ""
    row.save(update_fields=["state", "tries", "why"])
    jobs.enqueue("mail.send", key=f"{mail}:{secrets.token_hex(4)}", mail=mail)
    return True


@transaction.atomic
def leave(mail: str) -> bool:
    """Send a message no more that was refused or is uncertain, and erase its text. False where it is
    neither."""
    rows = OutgoingMail.objects.filter(id=mail, state__in=TROUBLED)
    return bool(rows.update(state=State.LEFT, sent_at=datetime.now(UTC), sealed=b""))


@transaction.atomic
def erase(codes: Iterable[str]) -> None:
    """Erase what is still kept of these messages, whose matter was erased. What waits is not sent."""
    rows = OutgoingMail.objects.filter(id__in=list(codes)).exclude(sealed=b"")
    rows.update(state=State.LEFT, sent_at=datetime.now(UTC), sealed=b"")


def troubled(limit: int = 100) -> list[OutgoingMail]:
    """Messages that somebody has to look at, oldest first."""
    return list(OutgoingMail.objects.filter(state__in=TROUBLED).order_by("made_at", "id")[:limit])


def waiting() -> int:
    """How many messages have not been sent yet."""
    return OutgoingMail.objects.filter(state__in=(State.WAITING, State.HANDING)).count()


def prune() -> int:
    """Drop the traces of messages sent, or left, more than 30 days ago."""
    return OutgoingMail.objects.filter(sent_at__lt=datetime.now(UTC) - _KEPT).delete()[0]
