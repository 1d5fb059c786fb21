"""Where messages come from: files, a maildir, an IMAP folder. Knows how each hands a message over and how it
marks what was taken; nothing of what messages say.

Nothing is remembered of a place by its own numbers (UID, file name): a message that comes again, after a
crash or because the folder was made anew, is known by its content (`actions.taking_in.tag_of`).
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from imap_tools import MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError

from dueprocess.cases.mailbox.incoming import Incoming
from dueprocess.kit.spool import PIECE, Spool

_HEAD = 256 * 1024
"""Bytes that are kept of a message above the limit."""
_STEP = 1_000_000
_SECONDS = 30
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class Trouble(Exception):
    """A source could not be read; `code` says how, in one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Source(Protocol):
    """A place from which messages come. `validity` is the folder's UIDVALIDITY, "" for none."""

    name: str
    validity: str

    def messages(self) -> Iterator[Incoming]:
        """Give the messages that lie there, oldest first. Raises Trouble."""
        ...


def limit() -> int:
    """The size above which only the beginning of a message is taken in."""
    return int(settings.DUEPROCESS_MESSAGE_LIMIT)


class Files:
    """Message files (.eml) named one by one; they stay where they are. They are old mail: see `Maildir`."""

    name = "files"
    validity = ""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = paths

    def messages(self) -> Iterator[Incoming]:
        """Each file, in the order given."""
        for path in self.paths:
            yield _of_file(path, self.name, old=True)


class Maildir:
    """A maildir (new and cur). What was taken is moved to the folder `.Taken in` of the same maildir.

    A file's time of change is taken for its arrival. Of `old` mail, which somebody exported or copied here,
    that tells nothing: it arrived when the last server wrote into it that it took it (RFC 5321 s4.4).
    """

    name = "maildir"
    validity = ""
    DONE = ".Taken in"

    def __init__(self, folder: Path, *, old: bool = False) -> None:
        self.folder, self.old = folder, old

    def messages(self) -> Iterator[Incoming]:
        """Each message, oldest first. Raises Trouble("no_folder")."""
        if not (self.folder / "new").is_dir():
            raise Trouble("no_folder")
        found = [path for part in ("new", "cur") if (self.folder / part).is_dir()
                 for path in (self.folder / part).iterdir() if path.is_file()]  # fmt: skip
        for path in sorted(found, key=lambda path: (path.stat().st_mtime, path.name)):
            yield _of_file(path, self.name, lambda path=path: self._done(path), old=self.old)

    def _done(self, path: Path) -> None:
        done = self.folder / self.DONE
        try:
            for part in ("new", "cur", "tmp"):
                (done / part).mkdir(parents=True, exist_ok=True, mode=0o700)
            (done / "maildirfolder").touch()
            path.replace(done / "cur" / path.name)
        except OSError:
            raise Trouble("unwritable") from None


def _of_file(path: Path, source: str, done: Any = None, *, old: bool) -> Incoming:
    try:
        about = path.stat()
        whole = about.st_size <= limit()
        spool = Spool()
        with path.open("rb") as file:
            left = about.st_size if whole else _HEAD
            while left > 0 and (piece := file.read(min(PIECE, left))):
                spool.write(piece)
                left -= len(piece)
    except OSError:
        raise Trouble("unreadable") from None
    arrived_at = datetime.fromtimestamp(about.st_mtime, UTC)
    if old and (received := _received(b"".join(spool.read(0, min(spool.size, _HEAD))))) is not None:
        arrived_at = min(arrived_at, received)
    more = {"done": done} if done is not None else {}
    return Incoming(spool, arrived_at, about.st_size, source, not whole, **more)


def _received(head: bytes) -> datetime | None:
    """The moment in the topmost `Received` of a message, which is the last server's; None where it has none
    that can be read. Those below it are by others, and `Date` is by whoever wrote."""
    top = str(BytesHeaderParser().parsebytes(head).get("Received", ""))
    try:
        moment = parsedate_to_datetime(top.rpartition(";")[2].strip())
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


class Imap:
    """A folder of an IMAP server (RFC 9051). What was taken is moved to another folder.

    A message is fetched in pieces, so that memory holds one at a time, and without marking it as read.
    """

    name = "imap"

    def __init__(self, address: str, password: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "", parts.port
        self.tls = parts.scheme == "imaps"
        self.user, self.password = unquote(parts.username or ""), password
        self.folder = unquote(parts.path.lstrip("/")) or "INBOX"
        self.done = (parse_qs(parts.query).get("done") or ["Taken in"])[0]
        self.validity = ""
        if parts.scheme not in ("imap", "imaps") or (not self.tls and self.host not in _THIS_MACHINE):
            raise Trouble("settings")

    def messages(self) -> Iterator[Incoming]:
        """Each message that lies in the folder. Raises Trouble: connection, login, folder, lost."""
        box = self._open()
        try:
            if not box.folder.exists(self.done):
                box.folder.create(self.done)
            status = box.folder.status(self.folder, ["UIDVALIDITY"])
            self.validity = str(status.get("UIDVALIDITY", ""))
            for uid in box.uids("ALL"):
                incoming = self._one(box, uid)
                if incoming is not None:
                    yield incoming
        except (ImapToolsError, imaplib.IMAP4.error, OSError, ssl.SSLError):
            raise Trouble("lost") from None
        finally:
            try:
                box.logout()
            except (ImapToolsError, imaplib.IMAP4.error, OSError):
                pass

    def _open(self) -> Any:
        try:
            if self.tls:
                context = ssl.create_default_context()
                box: Any = MailBox(self.host, self.port or 993, timeout=_SECONDS, ssl_context=context)
            else:
                box = MailBoxUnencrypted(self.host, self.port or 143, timeout=_SECONDS)
        except (imaplib.IMAP4.error, OSError, socket.gaierror, ssl.SSLError):
            raise Trouble("connection") from None
        try:
            box.login(self.user, self.password, initial_folder=None)
        except (MailboxLoginError, imaplib.IMAP4.error):
            box.client.shutdown()
            raise Trouble("login") from None
        except OSError:
            raise Trouble("connection") from None
        try:
            box.folder.set(self.folder)
        except (ImapToolsError, imaplib.IMAP4.error):
            box.client.shutdown()
            raise Trouble("folder") from None
        return box

    def _one(self, box: Any, uid: str) -> Incoming | None:
        told = b" ".join(_raw(box.client.uid("fetch", uid, "(RFC822.SIZE INTERNALDATE)")))
        found = re.search(rb"RFC822\.SIZE (\d+)", told)
        if found is None:  # somebody else took it away meanwhile
            return None
        size = int(found[1])
        moment = imaplib.Internaldate2tuple(told)
        arrived_at = _moment(told) if moment else datetime.now(UTC)
        whole = size <= limit()
        spool, at, stop = Spool(), 0, size if whole else _HEAD
        while at < stop:
            piece = _literal(box.client.uid("fetch", uid, f"(BODY.PEEK[]<{at}.{min(_STEP, stop - at)}>)"))
            if not piece:
                break
            spool.write(piece)
            at += len(piece)
        return Incoming(spool, arrived_at, size, self.name, not whole, lambda: self._taken(box, uid))

    def _taken(self, box: Any, uid: str) -> None:
        try:
            box.move(uid, self.done)
        except (ImapToolsError, imaplib.IMAP4.error, OSError):
            raise Trouble("lost") from None


_DATE = re.compile(rb'INTERNALDATE "([^"]+)"')


def _moment(told: bytes) -> datetime:
    found = _DATE.search(told)
    text = found[1].decode("ascii", "replace").strip() if found else ""
    try:
        return datetime.strptime(text, "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        return datetime.now(UTC)


def _raw(answer: tuple[str, list[Any]]) -> list[bytes]:
    """The lines of an answer to FETCH. Raises Trouble where it is a refusal."""
    if answer[0] != "OK":
        raise Trouble("lost")
    return [part if isinstance(part, bytes) else part[0] for part in answer[1] if part]


def _literal(answer: tuple[str, list[Any]]) -> bytes:
    """The bytes that an answer to FETCH carries."""
    if answer[0] != "OK":
        raise Trouble("lost")
    return b"".join(part[1] for part in answer[1] if isinstance(part, tuple))


def configured() -> list[Source]:
    """The sources that the settings name. Raises Trouble where they cannot be meant so."""
    found: list[Source] = []
    if settings.DUEPROCESS_MAILDIR:
        found.append(Maildir(Path(settings.DUEPROCESS_MAILDIR)))
    if settings.DUEPROCESS_IMAP:
        found.append(Imap(settings.DUEPROCESS_IMAP, password()))
    return found


def password() -> str:
    """The password for IMAP, from its file. Raises Trouble where it is missing or open to others."""
    path = Path(settings.DUEPROCESS_IMAP_PASSWORD)
    try:
        text, mode = path.read_text().strip(), path.stat().st_mode
    except (OSError, UnicodeDecodeError):
        raise Trouble("no_password") from None
    if mode & 0o077:
        raise Trouble("open_password")
    return text
