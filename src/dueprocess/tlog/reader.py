"""Reading the published files of a log from a folder or from the web.

The only module of the log that touches a disk or a network, and it only reads. Must not know what the files
mean.
"""

import http.client
import re
import ssl
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Final

# Hands out the bytes of a published file by its path, and raises Missing when there is none.
Reader = Callable[[str], bytes]
_LONGEST: Final = 256 * (65_535 + 2)  # a full bundle of the longest entries
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.]*(?:/[A-Za-z0-9][A-Za-z0-9.]*)*")


class Missing(LookupError):
    """There is no such file. `path` names it as the log does."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"there is no file {path}")


class Unreadable(OSError):
    """The log cannot be read at all just now: no connection, no permission, an error of the server."""


def _check(path: str) -> None:
    if not _NAME.fullmatch(path):
        raise Missing(path)


class Folder:
    """A Reader over a local copy of the published log."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def __call__(self, path: str) -> bytes:
        """The bytes of one file. Raises Missing or Unreadable."""
        _check(path)
        try:
            return (self.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise Missing(path) from error
        except OSError as error:
            raise Unreadable(f"{path} cannot be read: {error.strerror}") from error


class Web:
    """A Reader over http or https, one connection kept open. Redirects are not followed."""

    def __init__(self, url: str, timeout: float = 30.0) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is not an http or https address")
        self.prefix = parts.path.rstrip("/")
        self.connection = (
            http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
            if parts.scheme == "http"
            else http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=timeout, context=ssl.create_default_context()
            )
        )

    def __call__(self, path: str) -> bytes:
        """The bytes of one file. Raises Missing (404, 410) or Unreadable."""
        _check(path)
        for last_try in (False, True):
            try:
                self.connection.request(
                    "GET", f"{self.prefix}/{path}", headers={"Accept-Encoding": "identity"}
                )
                response = self.connection.getresponse()
                body = response.read(_LONGEST + 1)
                break
            except (http.client.HTTPException, OSError) as error:
                self.connection.close()  # an idle connection may have been closed: once more with a new one
                if last_try:
                    raise Unreadable(f"{path} cannot be fetched: {error}") from error
        if response.status in (404, 410):
            raise Missing(path)
        if response.status != 200:
            self.connection.close()
            raise Unreadable(f"{path} cannot be fetched: the server answered {response.status}")
        if len(body) > _LONGEST:
            self.connection.close()
            raise Unreadable(f"{path} is longer than any file of a log")
        return body


def of(place: str) -> Reader:
    """The reader for a folder or an http(s) address."""
    return Web(place) if place.startswith(("http://", "https://")) else Folder(place)
