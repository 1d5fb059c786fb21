"""Mail on its way out: sealed rows made in the act's transaction, sent by a job. Knows addresses and
text only while sending; nothing of why they are sent.

A message leaves at least once: where the machine dies between sending and noting it, it goes again with
the same Message-ID, which mail programs show once.
"""

import json
import secrets
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from . import jobs
from .keys import seal_here, tag, unseal_here
from .models import OutgoingMail

_KEPT = timedelta(days=30)


def put(to: str, subject: str, text: str, html: str = "", *, once: str = "") -> str:
    """Have a message sent once this transaction commits; returns its code.

    Subject and address are one line each (ValueError otherwise: a line break could add headers). `once` names
    what an address is told one time only: another message to it of the same name is not made, for as long as
    traces are kept (30 days).
    """
    if "\n" in subject + to or "\r" in subject + to:
        raise ValueError("an address or subject with a line break")
    code = tag("mail once", f"{once}/{to.lower()}") if once else secrets.token_hex(16)
    if once and OutgoingMail.objects.filter(id=code).exists():
        return code
    letter = json.dumps({"to": to, "subject": subject, "text": text, "html": html})
    made = OutgoingMail(id=code, sealed=seal_here(letter.encode(), f"mail/{code}"), made_at=datetime.now(UTC))
    OutgoingMail.objects.bulk_create([made], ignore_conflicts=True)  # two workers at one moment: one message
    jobs.enqueue("mail.send", key=code, mail=code)
    return code


@jobs.job("mail.send", attempts=12)
def send(mail: str) -> None:
    """Send one message, then erase its text; a message that was sent already is left alone."""
    with transaction.atomic():
        row = OutgoingMail.objects.select_for_update().filter(id=mail, sent_at=None).first()
    if row is None:
        return
    letter = json.loads(unseal_here(row.sealed, f"mail/{mail}"))
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    message = EmailMultiAlternatives(
        letter["subject"], letter["text"], to=[letter["to"]], headers={"Message-ID": f"<{mail}@{domain}>"}
    )
    if letter["html"]:
        message.attach_alternative(letter["html"], "text/html")
    message.send()
    OutgoingMail.objects.filter(id=mail).update(sent_at=datetime.now(UTC), sealed=b"")


def waiting() -> int:
    """How many messages have not been sent yet."""
    return OutgoingMail.objects.filter(sent_at=None).count()


def prune() -> int:
    """Drop the traces of messages sent more than 30 days ago."""
    return OutgoingMail.objects.filter(sent_at__lt=datetime.now(UTC) - _KEPT).delete()[0]
