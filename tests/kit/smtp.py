"""A mail server that answers as a test tells it (aiosmtpd), for the outbox's real client."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from django.test import override_settings

Answer = str | Callable[[SMTP], str]


class Server:
    """What it was given, and how it answers to recipients and to whole messages, in turn."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.senders: list[str] = []
        self.recipients: list[Answer] = []
        self.contents: list[Answer] = []
        self.asked = 0

    async def handle_RCPT(self, server: SMTP, _s: Any, envelope: Envelope, to: str, _o: Any) -> str:
        self.asked += 1
        answer = self._next(self.recipients, server)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(to)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Envelope) -> str:
        answer = self._next(self.contents, server)
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            self.got.append(envelope.content)
            self.senders.append(envelope.mail_from or "")
        return answer

    @staticmethod
    def _next(answers: list[Answer], server: SMTP) -> str:
        answer = answers.pop(0) if answers else "250 OK"
        return answer if isinstance(answer, str) else answer(server)

    def message(self) -> Message:
        """The one message that was taken."""
        from email import message_from_bytes

        [content] = self.got
        return message_from_bytes(content)


class OnAnyPort(Controller):
    """Listens on a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server, with the settings pointed at it."""
    answers = Server()
    controller = OnAnyPort(answers, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=controller.port,
            EMAIL_USE_TLS=False,
            EMAIL_USE_SSL=False,
            EMAIL_HOST_USER="",
            EMAIL_HOST_PASSWORD="",
            EMAIL_TIMEOUT=5,
        ):
            yield answers
    finally:
        controller.stop()
