"""Asking log witnesses for their cosignatures over HTTP (c2sp.org/tlog-witness). Knows the protocol's
answers; nothing of what is in the log."""

import http.client
import logging
import threading
import urllib.parse
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from dueprocess.tlog import tree, witness
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import Note, Signature
from dueprocess.tlog.policy import Policy, Witness

log = logging.getLogger(__name__)

_SECONDS = 15.0
_LONGEST = 64 * 1024
MISSED = 3
"""Beats in a row without a witness, after which somebody has to look."""


@dataclass(frozen=True)
class Answer:
    """What one witness answered: cosignatures, or why there are none. `ahead` is the size that it says to
    have cosigned, where that is more than it was asked to cosign."""

    name: str
    signatures: tuple[Signature, ...] = ()
    why: str = ""
    ahead: int = 0


@dataclass(frozen=True)
class Heard:
    """How a witness stands: entries it last cosigned and when (seconds since 1970, 0: never), why it did not
    when it was last asked, and how many beats in a row went out without it."""

    size: int = 0
    at: float = 0.0
    why: str = ""
    missed: int = 0

    @property
    def silent(self) -> bool:
        """Whether somebody has to look: it has missed too many beats."""
        return self.missed >= MISSED


def heard(
    before: Mapping[str, dict[str, Any]], answers: list[Answer], size: int, at: float, published: bool
) -> dict[str, dict[str, Any]]:
    """What is remembered of each witness that was asked, after a beat of `size` entries."""
    found = {}
    for answer in answers:
        last = Heard(**before.get(answer.name, {}))
        missed = last.missed + published
        now = Heard(size, at) if answer.signatures else Heard(last.size, last.at, answer.why, missed)
        found[answer.name] = asdict(now)
    return found


def collect(signed: bytes, policy: Policy, known: Mapping[str, int], read: tree.HashReader) -> list[Answer]:
    """Ask every witness of the policy that has an address, at the same time and once at each address (one
    whose key changes has two keys there); `known` is what each of them last cosigned. One that does not
    answer in 15 seconds is left out."""
    asked: dict[str, list[Witness]] = {}
    for each in policy.witnesses.values():
        if each.url:
            asked.setdefault(each.url, []).append(each)
    if not asked:
        return []
    size = int(signed.split(b"\n", 2)[1])
    lock = threading.Lock()

    def one_by_one(nodes: Sequence[tree.Node]) -> Sequence[bytes]:
        with lock:
            return read(nodes)

    with ThreadPoolExecutor(len(asked)) as pool:
        found = pool.map(lambda group: _ask(group, signed, size, known, one_by_one), asked.values())
        return [answer for answers in found for answer in answers]


def _ask(
    group: list[Witness], signed: bytes, size: int, known: Mapping[str, int], read: tree.HashReader
) -> list[Answer]:
    """One answer for each key behind one address."""
    old = max(known.get(each.name, 0) for each in group)
    try:
        found = _exchange(group, signed, size, min(old, size), read)
    except _No as no:
        return [Answer(each.name, why=no.why, ahead=no.ahead) for each in group]
    except (OSError, http.client.HTTPException) as error:
        return [Answer(each.name, why=f"it cannot be reached: {error}") for each in group]
    except (BadBytes, NotVerified) as error:
        return [Answer(each.name, why=f"its answer is not valid: {error}") for each in group]
    answers = []
    for each in group:
        own = tuple(one for one in found if (one.name, one.key_id) == (each.key.name, each.key.id))
        answers.append(Answer(each.name, own, "" if own else "it did not sign with this key"))
    return answers


class _No(Exception):
    """The witness refused, in words, and `ahead` where it has cosigned more than it was asked for."""

    def __init__(self, why: str, ahead: int = 0) -> None:
        self.why, self.ahead = why, ahead
        super().__init__(why)


def _exchange(
    group: list[Witness], signed: bytes, size: int, old: int, read: tree.HashReader
) -> list[Signature]:
    """Ask, and ask again from where the witness says that it stands. Raises _No where it refuses."""
    url, names = group[0].url, ", ".join(each.name for each in group)
    status, body = _post(url, witness.request(old, signed, read).to_bytes())
    if status == 409:
        theirs = witness.conflict_size(body)
        if theirs > size:
            why = f"it has cosigned {theirs} entries and was asked for {size}: this log was set back"
            log.critical("witness %s: %s", names, why)
            raise _No(why, theirs)
        status, body = _post(url, witness.request(theirs, signed, read).to_bytes())
    if status != 200:
        said = _words(body)
        level = logging.CRITICAL if status in (409, 422) else logging.WARNING
        log.log(level, "witness %s refused with %d: %s", names, status, said)
        raise _No(f"it answered {status}: {said}" if said else f"it answered {status}")
    return witness.cosignatures(body, signed, [each.key for each in group])


def _words(body: bytes) -> str:
    """What a refusal says, where it is a line of plain words and no page."""
    line = body[:200].decode("utf-8", "replace").strip().partition("\n")[0]
    return "" if line.startswith("<") or not line.isprintable() else line


def _post(url: str, body: bytes) -> tuple[int, bytes]:
    parts = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_SECONDS)
    try:
        path = parts.path.rstrip("/") + "/add-checkpoint"
        connection.request("POST", path, body, {"Content-Type": "text/plain; charset=utf-8"})
        response = connection.getresponse()
        return response.status, response.read(_LONGEST)
    finally:
        connection.close()


def cosigned(signed: bytes, answers: list[Answer]) -> bytes:
    """The checkpoint with every cosignature that was collected."""
    more = [signature for answer in answers for signature in answer.signatures]
    return Note.parse(signed).with_signatures(more).to_bytes()
