"""The complaints mailbox as a way in for whoever can send mail: forged reports, threads taken over, floods,
and what hides a complaint or would make us read too much."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dueprocess.cases.mailbox import actions, reading
from dueprocess.cases.mailbox.incoming import Incoming
from dueprocess.cases.mailbox.models import Arrival, Mailed
from dueprocess.cases.mailbox.reading import Ours
from dueprocess.cases.mailbox.sources import Maildir
from dueprocess.core.errors import Refused
from dueprocess.docket import replies
from dueprocess.docket.actions import deliver, take_step
from dueprocess.docket.models import Deadline, Docket, Notice
from dueprocess.kit import clock, outbox
from dueprocess.kit.spool import Spool
from tests import world
from tests.cases.mailbox import mails
from tests.cases.mailbox.taking import docket as docket_of
from tests.cases.mailbox.taking import take
from tests.cases.mailbox.test_arriving import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation(federation: world.World, settings: Any) -> world.World:
    settings.DUEPROCESS_MAILBOX = settings.DEFAULT_FROM_EMAIL = mails.HOME
    for name in ("owner", "second"):
        world.appoint(federation[name], "secretary")
    return federation


def noticed(federation: world.World) -> tuple[Docket, Mailed]:
    """A case of which the respondent was given notice by mail, and that mail."""
    world.log_in(federation["respondent"])
    docket = world.open_case(federation).docket
    for step in ("acknowledge", "send"):
        take_step(docket=docket, step=step, by=federation.actor("owner"), at=clock.now())
    deliver(docket)
    return world.fresh(docket), Mailed.objects.get(docket=docket, key="R1")


# --- reports that nobody sent


def test_a_forged_report_moves_no_letter_and_no_deadline(federation: world.World) -> None:
    """Whoever knows the code of our mail, from a forwarded copy or from what answers it, has not the address
    to which only a report comes."""
    docket, row = noticed(federation)
    before = list(Notice.objects.filter(docket=docket).values_list("to_key", "state"))
    due = list(Deadline.objects.filter(docket=docket).values_list("step", "due_at"))
    other = outbox.returns_to(outbox.new_code())
    mine = outbox.returns_to(row.code)
    forged = [
        {},  # to the mailbox itself
        {"back": other},  # the address of another mail of ours
        {"back": mails.HOME.replace("@", "+dpr-" + "a" * 24 + "@")},  # guessed
        {"back": mine, "path": "<wren@example.org>"},  # from somebody
        {"back": mine, "kind": "multipart/mixed"},  # no report
    ]
    for n, more in enumerate(forged):
        data = mails.bounce(row.code, **{"domain": outbox.domain()} | more)
        found = docket_of(take(data.replace(b"<report-", b"<%d-" % n)))
        mail = said(found)["mail"]
        assert "unconfirmed" in mail["warnings"], more
        assert mail["matter"] == docket.number  # what it says is shown all the same
        assert Arrival.objects.get(docket=found).state == "waiting"
    assert world.fresh(docket).length == docket.length
    assert list(Notice.objects.filter(docket=docket).values_list("to_key", "state")) == before
    assert list(Deadline.objects.filter(docket=docket).values_list("step", "due_at")) == due


def test_no_report_undoes_a_letter_long_after(federation: world.World) -> None:
    """The respondent, who can read the address in their own copy, does not undo the service of the notice
    when time has run against them."""
    docket, row = noticed(federation)
    data = mails.bounce(row.code, domain=outbox.domain(), back=outbox.returns_to(row.code))
    with clock.frozen(clock.now() + timedelta(days=8)):
        found = docket_of(take(data))
        assert "unconfirmed" in said(found)["mail"]["warnings"]
    assert Notice.objects.get(docket=docket, to_key="R1").state != "owed"


def test_a_report_that_our_own_server_calls_forged_is_not_believed(
    federation: world.World, settings: Any
) -> None:
    settings.DUEPROCESS_AUTHSERV = "mx.federation.example"
    docket, row = noticed(federation)
    data = mails.bounce(row.code, domain=outbox.domain(), back=outbox.returns_to(row.code))
    found = docket_of(take(b"Authentication-Results: mx.federation.example; dmarc=fail\r\n" + data))
    assert "unconfirmed" in said(found)["mail"]["warnings"]
    assert Notice.objects.get(docket=docket, to_key="R1").state != "owed"


# --- threads


def test_a_guessed_token_or_somebody_elses_opens_no_thread(federation: world.World) -> None:
    """A token is no proof: it stands in mail that is passed on."""
    docket, row = noticed(federation)
    mine = replies.token(docket, "R1")
    length = docket.length
    guessed = mails.HOME.replace("@", "+dp-" + "b" * 24 + "@")
    stolen = replies.address(mine)
    for n, (to, sender, text) in enumerate(
        (
            (guessed, "person-1@example.invalid", "Hello."),
            (stolen, "thief@elsewhere.example", "I withdraw."),  # whoever was forwarded the mail
            (mails.HOME, "thief@elsewhere.example", f"I withdraw.\n> Reference: dp-{mine}"),
            (stolen, "=?utf-8?q?person-1=40example=2Einvalid?= <thief@elsewhere.example>", "I withdraw."),
        )
    ):
        taken = take(text=text, sender=sender, to=to, message_id=f"<{n}@thief>")
        found = docket_of(taken)
        assert (taken.state, found.kind) == ("waiting", "message"), sender
        assert said(found)["mail"]["matter"] == ("" if to == guessed else docket.number)
    assert world.fresh(docket).length == length
    assert row.code


def test_one_message_with_many_tokens_finds_no_matter(federation: world.World) -> None:
    first, second = noticed(federation)[0], noticed(federation)[0]
    tokens = " ".join(f"dp-{replies.token(each, 'R1')}" for each in (first, second))
    found = docket_of(take(text=tokens))
    assert said(found)["mail"]["matter"] == ""


# --- what hides a complaint


@pytest.mark.parametrize(
    "data",
    [
        mails.simple("He hit me.", Auto_Submitted="auto-replied", X_Autoreply="yes"),
        mails.invitation_answer("He hit me."),
        mails.bounce("ab" * 16).replace(b"It could not be delivered.", b"He hit me."),
        mails.raw(
            [
                "From: a@b.example",
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=B",
            ],
            "--B\r\nContent-Type: text/plain\r\n\r\nHe hit me.\r\n--B--\r\n",
        ),
    ],
    ids=["answer", "calendar", "report", "receipt"],
)  # fmt: skip
def test_what_only_looks_like_a_machines_is_filed_by_nobody_alone(
    federation: world.World, data: bytes
) -> None:
    found = docket_of(take(data))
    assert "He hit me." in said(found)["text"]
    assert Arrival.objects.get(docket=found).proposal == "automatic"
    with pytest.raises(Refused) as refused:
        actions.file_automatic(docket=found, by=federation.actor("owner"))
    assert refused.value.code == "two_people"


# --- floods, and what would make us read too much


def test_a_flood_of_one_sender_is_numbered_and_hardly_answered(federation: world.World) -> None:
    answered = [take(text=f"{n}", message_id=f"<{n}@flood>").answered for n in range(12)]
    assert answered.count(True) == 5
    assert Arrival.objects.count() == 12


N = 200_000
MANY_MARKS = "".join(chr(0x0315 if n % 2 else 0x0316) for n in range(N))
HEAD = ["From: a@example.org", "Message-ID: <x@y>"]
EVIL = {
    "encoded words that never end": mails.raw([*HEAD, "Subject: " + "=?a?q?a" * (N // 7)]),
    "a parameter of semicolons": mails.raw([*HEAD, 'Content-Type: text/plain; a="' + ";" * N]),
    "a file name of semicolons": mails.raw([*HEAD, 'Content-Disposition: attachment; filename="' + ";" * N]),
    "ten thousand recipients": mails.raw(
        [*HEAD, "To: " + ", ".join(f"a{n}@example.org" for n in range(10_000))]
    ),
    "comments in comments": mails.raw([*HEAD, "To: " + "(" * N]),
    "marks on one letter": mails.raw([*HEAD, "Content-Type: text/plain; charset=utf-8"], "a" + MANY_MARKS),
    "punycode": mails.raw([*HEAD, "Content-Type: text/plain; charset=punycode"], "a" * N + "-" + "bcd" * N),
    "punycode in a header": mails.raw([*HEAD, "Subject: =?punycode?q?" + "a" * 9_000 + "-bcd?="]),
    "declarations that never end": mails.raw([*HEAD, "Content-Type: text/html"], "<!" * N),
    "comments that never end": mails.raw([*HEAD, "Content-Type: text/html"], "<!--" * N),
    "links that never end": mails.raw([*HEAD, "Content-Type: text/html"], "<a href='" * N),
    "messages in messages": mails.raw(HEAD, "Content-Type: message/rfc822\r\n\r\n" * 100),
    "parts in parts": mails.raw(
        [*HEAD, "Content-Type: multipart/mixed; boundary=B0"],
        "".join(
            f"--B{n}\r\nContent-Type: multipart/mixed; boundary=B{n + 1}\r\n\r\n" for n in range(100)
        ),
    ),
    "a thousand evil parts": mails.raw(
        [*HEAD, "Content-Type: multipart/mixed; boundary=A"],
        ("--A\r\nContent-Type: text/plain; a=\"" + ";" * 4_000 + "\r\n\r\nx\r\n") * 200,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EVIL)
def test_no_message_takes_the_machine(name: str) -> None:
    """Each of these took more than a minute, or was never taken in, before it was read as it is now."""
    began = time.process_time()
    with Spool([EVIL[name]]) as spool:
        letter = reading.read(spool, Ours(mails.HOME, "federation.example", ""))
    assert time.process_time() - began < 3, name
    assert letter.sender == "a@example.org"


def test_evil_headers_come_in_with_a_number_like_any_other(federation: world.World) -> None:
    found = docket_of(take(EVIL["comments in comments"]))
    assert found.number
    assert "broken" in said(found)["mail"]["warnings"]


def test_what_cannot_be_taken_in_holds_up_nothing_that_comes_later(
    federation: world.World, tmp_path: Path
) -> None:
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    for n in range(4):
        (tmp_path / "new" / f"{n}").write_bytes(mails.simple(f"Number {n}", message_id=f"<{n}@x>"))
        os.utime(tmp_path / "new" / f"{n}", (1_000 + n, 1_000 + n))

    class Poisoned(Maildir):
        """Its first two messages break while they are read."""

        def messages(self) -> Iterator[Incoming]:
            for n, each in enumerate(super().messages()):
                if n < 2:
                    each.spool.close()
                yield each

    assert actions.fetch(Poisoned(tmp_path), most=2) == 2
    assert [path.name for path in sorted((tmp_path / "new").iterdir())] == ["0", "1"]
