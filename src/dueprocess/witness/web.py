"""The witness over HTTP: an ASGI application in front of `Cosigner`, and the server that runs it.

Knows paths, sizes and time limits; nothing of the rules. TLS is a proxy's to do: a cosignature protects
itself, and whoever listens learns nothing that is not published.
"""

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from dueprocess.tlog.witness import PLAIN_TYPE

from .cosigning import Cosigner

log = logging.getLogger(__name__)

LONGEST = 64 * 1024
"""Bytes of a request: 63 hashes and a checkpoint with a hundred signatures are under 20,000."""
BODY_SECONDS = 10.0
"""How long a request may take to arrive. A slow one holds no thread meanwhile."""
_MOST_CONNECTIONS = 256
_STOP_SECONDS = 10

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Application:
    """POST /add-checkpoint, as c2sp.org/tlog-witness says it; GET / names the witness and what it saw."""

    def __init__(self, cosigner: Cosigner) -> None:
        self.cosigner = cosigner

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        method, path = scope["method"], scope["path"]
        if path == "/add-checkpoint":
            if method != "POST":
                await _say(send, 405, b"POST only\n", extra=[(b"allow", b"POST")])
            else:
                await self._add(receive, send)
        elif path == "/" and method in ("GET", "HEAD"):
            await _say(send, 200, b"" if method == "HEAD" else self._about())
        else:
            await _say(send, 404, b"there is nothing here\n")

    async def _add(self, receive: Receive, send: Send) -> None:
        try:
            body = await asyncio.wait_for(_body(receive), BODY_SECONDS)
        except TimeoutError:
            await _say(send, 408, b"the request did not arrive in time\n", closing=True)
            return
        if body is None:
            await _say(send, 413, b"a request is at most %d bytes long\n" % LONGEST, closing=True)
            return
        answer = await asyncio.to_thread(self.cosigner.answer, body, time.time())
        log.info("%s %d", answer.origin or "-", answer.status)
        await _say(send, answer.status, answer.body, kind=answer.content_type)

    def _about(self) -> bytes:
        """Keys and what was cosigned last, one line each, for whoever compares."""
        lines = [f"key {key.verifier}" for key in self.cosigner.signers]
        for origin, state in self.cosigner.states.items():
            lines.append(f"log {origin} {state.size} {state.root} {state.at}")
        return ("\n".join(lines) + "\n").encode()


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None where it is too long."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise TimeoutError
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LONGEST:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


async def _say(
    send: Send,
    status: int,
    body: bytes,
    *,
    kind: str = PLAIN_TYPE,
    extra: list[tuple[bytes, bytes]] | None = None,
    closing: bool = False,
) -> None:
    headers = [(b"content-type", kind.encode()), (b"content-length", b"%d" % len(body)), *(extra or [])]
    headers += [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]
    headers += [(b"connection", b"close")] if closing else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def serve(cosigner: Cosigner, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called once requests can come."""
    asyncio.run(_serve(Application(cosigner), host, port, ready))


async def _serve(application: Application, host: str, port: int, ready: Callable[[], None]) -> None:
    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        backpressure=_MOST_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=int(BODY_SECONDS * 1000), max_buffer_size=LONGEST),
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    running = loop.create_task(server.serve())
    ready()
    waiting = loop.create_task(stopped.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        waiting.cancel()
        running.result()  # raises what ended it, such as an address in use
        return
    server.stop()
    await asyncio.wait({running}, timeout=_STOP_SECONDS)
