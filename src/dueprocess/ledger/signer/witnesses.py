"""Asking log witnesses for their cosignatures over HTTP (c2sp.org/tlog-witness). Knows the protocol's
answers; nothing of what is in the log."""

import http.client
import logging
import threading
import urllib.parse
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from dueprocess.tlog import tree, witness
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import Note, Signature
from dueprocess.tlog.policy import Policy, Witness

log = logging.getLogger(__name__)

_SECONDS = 15.0
_LONGEST = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What one witness answered: cosignatures, or why there are none."""

    name: str
    signatures: tuple[Signature, ...] = ()
    why: str = ""


def collect(signed: bytes, policy: Policy, known: Mapping[str, int], read: tree.HashReader) -> list[Answer]:
    """Ask every witness of the policy that has an address, at the same time; `known` is what each of them
    last cosigned. One that does not answer in 15 seconds is left out."""
    asked = [each for each in policy.witnesses.values() if each.url]
    if not asked:
        return []
    size = int(signed.split(b"\n", 2)[1])
    lock = threading.Lock()

    def one_by_one(nodes: Sequence[tree.Node]) -> Sequence[bytes]:
        with lock:
            return read(nodes)

    with ThreadPoolExecutor(len(asked)) as pool:
        return list(
            pool.map(lambda each: _ask(each, signed, size, known.get(each.name, 0), one_by_one), asked)
        )


def _ask(each: Witness, signed: bytes, size: int, old: int, read: tree.HashReader) -> Answer:
    try:
        status, body = _post(each.url, witness.request(min(old, size), signed, read).to_bytes())
        if status == 409:
            theirs = witness.conflict_size(body)
            if theirs > size:
                why = f"it has cosigned {theirs} entries and we have {size}: this log was rolled back"
                log.critical("witness %s: %s", each.name, why)
                return Answer(each.name, why=why)
            status, body = _post(each.url, witness.request(theirs, signed, read).to_bytes())
        if status != 200:
            said = body[:200].decode("utf-8", "replace").strip()
            level = logging.CRITICAL if status == 422 else logging.WARNING
            log.log(level, "witness %s refused with %d: %s", each.name, status, said)
            return Answer(each.name, why=f"it answered {status}: {said}")
        return Answer(each.name, tuple(witness.cosignatures(body, signed, [each.key])))
    except (OSError, http.client.HTTPException) as error:
        return Answer(each.name, why=f"it cannot be reached: {error}")
    except (BadBytes, NotVerified) as error:
        return Answer(each.name, why=f"its answer is not valid: {error}")


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
