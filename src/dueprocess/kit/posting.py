"""One message handed to the mail server, and how that ended. Knows SMTP (RFC 5321); nothing of what is sent.

A message is handed over with its last line: before that the server has nothing, after it nobody can know
that it has nothing. So `post` says just before the last line that it is about to be handed over.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from email.utils import parseaddr

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend


class NotNow(Exception):
    """The message was not taken this time; try again. `why` is a code, never the server's words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Never(NotNow):
    """The message will not be taken however often it is tried."""


class Unknown(NotNow):
    """The message was handed over whole and the answer never came: it may or may not have been taken."""


def post(message: EmailMessage, about_to: Callable[[], None]) -> None:
    """Hand one message to the mail server. `about_to` is called when all but its last line has gone.

    Raises NotNow, Never or Unknown. A backend that is no SMTP (a folder, a test's memory) is called whole.
    """
    connection = get_connection()
    if not isinstance(connection, EmailBackend):
        about_to()
        connection.send_messages([message])
        return
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as error:
        raise NotNow(f"login {error.smtp_code}") from None
    except (smtplib.SMTPException, ssl.SSLError, OSError):
        raise NotNow("connection") from None
    server = connection.connection
    if server is None:
        raise NotNow("connection")
    try:
        _talk(server, message, about_to)
    finally:
        try:
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()


def _talk(server: smtplib.SMTP, message: EmailMessage, about_to: Callable[[], None]) -> None:
    body = _lines(message.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
    sender, recipient = _plain(message.from_email), _plain(message.to[0])
    try:
        server.ehlo_or_helo_if_needed()
        _want(server.mail(sender), "sender")
        _want(server.rcpt(recipient), "recipient")
        _want(server.docmd("DATA"), "data")
        server.send(body)
    except (smtplib.SMTPException, OSError):
        raise NotNow("connection") from None
    about_to()
    try:
        server.send(b".\r\n")
        answer = server.getreply()
    except (smtplib.SMTPException, OSError):
        raise Unknown("no answer") from None
    if not 200 <= answer[0] < 600:
        raise Unknown("no answer")
    _want(answer, "content")


def _plain(address: str) -> str:
    """The address as it travels, its domain in ASCII (RFC 5891). Raises Never where it has no such form."""
    name, _at, domain = parseaddr(address)[1].rpartition("@")
    try:
        plain = f"{name}@{domain.encode('idna').decode()}"
        plain.encode("ascii")
    except UnicodeError:
        raise Never("address") from None
    return plain


def _lines(body: bytes) -> bytes:
    """The body as it travels: each line that begins with a dot gets another one (RFC 5321 s4.5.2)."""
    body = body.replace(b"\r\n.", b"\r\n..")
    body = b"." + body if body.startswith(b".") else body
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _want(answer: tuple[int, bytes], place: str) -> None:
    """Raise NotNow for a 4xx answer (or none that can be read), Never for a 5xx."""
    code = answer[0]
    if 200 <= code < 400:
        return
    kind = Never if 500 <= code < 600 else NotNow
    raise kind(f"{place} {code}")
