"""Where in a TOML text something stands: `tomllib` gives no positions, so this finds the lines.

Knows the shape of TOML and nothing of rulebooks. The text has already been accepted by `tomllib`;
strings, dates and numbers are only stepped over.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t\r\n]*(?:#[^\n]*[ \t\r\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_LITERAL = re.compile(r"'[^'\n]*'")
_LONG = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')', re.DOTALL)
_SCALAR = re.compile(r"[^,\]}#\n]*")
_USUAL_KEY = re.compile(r"([A-Za-z0-9_-]+)[ \t]*=[ \t]*")
_USUAL_VALUE = re.compile(r'"(?!"")(?:[^"\\\n]|\\.)*"|[^"\'\[{,\]}#\n \t][^,\]}#\n]*')
"""Nearly every key and value is one of these: a bare key, a text on one line or a scalar."""


def written(path: Path) -> str:
    """`steps.close.due[2].within`"""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


class Lines:
    """The line (from 1) of every key, table and list item of a TOML text.

    The text is read through when a line is first asked for: most texts have no problem to place. What is
    nested too deeply to be read has the line of what it stands in.
    """

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")

    @cached_property
    def _lines(self) -> dict[Path, int]:
        scan = _Scan(self._text)
        try:
            scan.run()
        except RecursionError:
            pass  # `tomllib` needs about as much room, and had it: only a text made for this comes here
        return scan.lines

    def of(self, path: Path) -> int | None:
        """The line of the nearest thing at or above this path; None if nothing above it is written."""
        for length in range(len(path), 0, -1):
            if line := self._lines.get(path[:length]):
                return line
        return None


class _Scan:
    """One walk through a text, from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}

    def _mark(self, path: Path, at: int) -> None:
        line = bisect_right(self._starts, at)
        while path and path not in self.lines:  # what is marked has all above it marked
            self.lines[path] = line
            path = path[:-1]

    def run(self) -> None:
        """Walk through it."""
        base: Path = ()
        text, at = self._text, 0
        while (at := self._over(_SPACE, at)) < len(text):
            if text.startswith("[[", at):
                keys, end = self._key(at + 2)
                table = self._within(keys)
                index = self._counts.get(table, 0)
                self._counts[table] = index + 1
                base = (*table, index)
                self._mark(base, at)
                at = self._over(_BLANK, end) + 2
            elif text[at] == "[":
                keys, end = self._key(at + 1)
                base = self._within(keys)
                self._mark(base, at)
                at = self._over(_BLANK, end) + 1
            else:
                at = self._pair(at, base)

    def _within(self, keys: Path) -> Path:
        """Keys of a header, with the index of the last item where they go through a list of tables."""
        path: Path = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            if position < len(keys) - 1 and path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _over(self, pattern: re.Pattern[str], at: int) -> int:
        match = pattern.match(self._text, at)
        return match.end() if match else at

    def _key(self, at: int) -> tuple[Path, int]:
        keys: list[str] = []
        while True:
            at = self._over(_BLANK, at)
            quoted = _BASIC.match(self._text, at) or _LITERAL.match(self._text, at)
            match = quoted or _BARE.match(self._text, at)
            if match is None:
                return tuple(keys), at + 1
            keys.append(match[0][1:-1] if quoted else match[0])
            at = self._over(_BLANK, match.end())
            if not self._text.startswith(".", at):
                return tuple(keys), at
            at += 1

    def _pair(self, at: int, base: Path) -> int:
        if usual := _USUAL_KEY.match(self._text, at):
            path: Path = (*base, usual[1])
            self._mark(path, at)
            return self._value(usual.end(), path)
        keys, end = self._key(at)
        path = (*base, *keys)
        self._mark(path, at)
        equals = self._text.find("=", end)
        return self._value(equals + 1, path) if equals >= 0 else len(self._text)

    def _value(self, at: int, path: Path) -> int:
        if usual := _USUAL_VALUE.match(self._text, at):
            return usual.end()
        at = self._over(_BLANK, at)
        if self._text.startswith(('"""', "'''"), at):
            return max(self._over(_LONG, at), at + 3)
        opener = self._text[at : at + 1]
        if opener == '"':
            return max(self._over(_BASIC, at), at + 1)
        if opener == "'":
            return max(self._over(_LITERAL, at), at + 1)
        if opener in ("[", "{"):
            return self._items(at + 1, path, closer="]" if opener == "[" else "}")
        return self._over(_SCALAR, at)

    def _items(self, at: int, path: Path, *, closer: str) -> int:
        index = 0
        while (at := self._over(_SPACE, at)) < len(self._text):
            if self._text[at] == closer:
                return at + 1
            if self._text[at] == ",":
                at += 1
            elif closer == "}":
                at = self._pair(at, path)
            else:
                self._mark((*path, index), at)
                at = max(at + 1, self._value(at, (*path, index)))
                index += 1
        return at
