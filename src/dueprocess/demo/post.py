"""What lies in the federation's complaints mailbox: a handful of messages of each kind, the last days' post.

Everybody in it is invented. Must not tell a case: what a message becomes, whoever tries it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

from dueprocess.cases.mailbox import actions
from dueprocess.cases.mailbox.incoming import Incoming
from dueprocess.cases.mailbox.models import Mailed
from dueprocess.demo.building import Federation
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock, outbox
from dueprocess.kit.spool import Spool

HOME = "complaints@varrendale.invalid"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message: how many hours ago it came, from whom, what it says; further headers and files. `filed`:
    it answers a mail of ours, and an officer has filed it as automatic."""

    hours: int
    sender: str
    subject: str
    text: str
    headers: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    filed: bool = False


POST: tuple[Letter, ...] = (
    Letter(
        100, "Thandeka Moyo-Sinclair <thandeka@cormorant.invalid>", "What our coach says to the juniors",
        "Dear federation,\n\nfor weeks the coach of the Thursday group has called the younger ones names in "
        "front of everybody. My son does not want to go any more. I have written down the days.\n\nThandeka",
        files=(("days.txt", b"5 March, 12 March, 19 March: shouted, called names, sent home.\n"),),
    ),
    Letter(
        52, "Ferenc Bielak <ferenc@halyard.invalid>", "Fwd: the treasurer",
        "The club's money goes where it should not. I attach what I was sent. Please do not tell my name.",
        files=(("statement.csv", b"day,amount,to\n2026-02-03,480.00,private\n"),),
    ),
    Letter(
        30, "Out of office <ines.caldera@quayside.invalid>", "Automatic reply: News in your matter",
        "I am away until Monday and read no mail.", headers=(("Auto-Submitted", "auto-replied"),), filed=True,
    ),
    Letter(
        26, "Ines Caldera <ines.caldera@quayside.invalid>", "Accepted: Hearing", "Ines Caldera has accepted.",
        headers=(("Auto-Submitted", "auto-replied"),),
    ),
    Letter(
        20, '"office@varrendale.invalid" <prize@lantern.invalid>', "You have won", "Claim your prize today.",
        headers=(("Reply-To", "claims@harbour.invalid"), ("Precedence", "bulk")),
    ),
    Letter(
        9, "Rowan Castellane <rowan@thistle.invalid>", "Is there a form?",
        "Where do I find the form for complaints? I have a question about the entry fee.",
    ),
    Letter(
        3, "Website <forms@varrendale.invalid>", "Contact form",
        "Name: Amrit Kalsi-Norwood\n\nAt the regatta on Saturday a steward pushed me off the pontoon.",
        headers=(("Auto-Submitted", "auto-generated"),),
    ),
)  # fmt: skip


def arrive(built: Federation, now: datetime) -> int:
    """Let the post of the last days arrive, each message at its moment; returns how many."""
    officer = built.cast["intake_officer"]
    for number, letter in enumerate(POST):
        at = now - timedelta(hours=letter.hours)
        with clock.frozen(at), Spool([_bytes(letter, number)]) as spool:
            taken = actions.take_in(Incoming(spool, at, spool.size, "demo"))
        if letter.filed:
            with clock.frozen(at + timedelta(hours=1)):
                docket = Docket.objects.get(number=taken.number)
                actions.file_automatic(docket=docket, by=Actor(person=officer))
    return len(POST)


def _bytes(letter: Letter, number: int) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = letter.sender, HOME, letter.subject
    mail["Message-ID"] = f"<{number}@post.varrendale.invalid>"
    if letter.filed:
        mail["In-Reply-To"] = f"<{Mailed.objects.order_by('pk')[0].code}@{outbox.domain()}>"
    for name, value in letter.headers:
        mail[name] = value
    mail.set_content(letter.text)
    for name, data in letter.files:
        mail.add_attachment(data, maintype="text", subtype="plain", filename=name)
    return mail.as_bytes(policy=SMTP)
