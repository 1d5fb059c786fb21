"""Answering a log that asks for a cosignature. Knows the rules (`tlog.witness`) and the folder; not HTTP.

What is cosigned is stored before the answer is given. One process holds the folder's lock, and inside it one
request at a time is judged: of two that cross, the second meets what the first has stored.
"""

import base64
import logging
import threading
from collections.abc import Callable

from dueprocess.core.errors import Broken
from dueprocess.tlog import checkpoint, witness
from dueprocess.tlog.witness import Answer, Known

from .folder import Folder, State

log = logging.getLogger(__name__)

UNABLE = Answer(503, b"this witness cannot store what it would cosign\n")


class Cosigner:
    """A witness at work. Hold `Folder.locked` while it lives: it believes its own memory."""

    def __init__(self, folder: Folder, tell: Callable[[str], None] = lambda _origin: None) -> None:
        """`tell` hears the origin of every log of which a larger tree was cosigned or one was refused.

        Raises Broken where the folder's keys, logs or states cannot be read.
        """
        self.folder = folder
        self.signers = folder.signers()
        self.logs = folder.logs()
        self.states = {origin: folder.state(origin) for origin in self.logs}
        self.tell = tell
        self._one = threading.Lock()

    def answer(self, body: bytes, now: float) -> Answer:
        """The answer to one add-checkpoint request at `now`, after what it needs has been stored.

        The time in a cosignature never goes back, also where the machine's clock does. 503 where the disk
        takes nothing, or where the stored state is no longer what this process wrote.
        """
        with self._one:
            at = max(int(now), *(state.at for state in self.states.values()), 0)
            answer = witness.judge(body, self._known(), self.signers, at)
            try:
                if answer.state is not None:
                    self._store(answer.state, body, at, answer.origin)
                elif answer.refused:
                    self._refuse(answer)
            except (OSError, Broken) as error:
                log.critical("nothing was cosigned: %s", error)
                return UNABLE
        if answer.refused or answer.state:
            self.tell(answer.origin)
        return answer

    def catch_up(self, origin: str, head: checkpoint.Checkpoint, signed: bytes, at: int) -> None:
        """Take up what this witness' own key signed and its memory does not hold: the folder was put back
        from an older copy. The caller has shown that the tree continues the one in memory."""
        with self._one:
            if head.size >= self.states[origin].size:
                self._store(Known((), head.size, head.root), signed, at, origin)

    def _known(self) -> dict[str, Known]:
        return {
            origin: Known(watched.keys, self.states[origin].size, self.states[origin].head.root)
            for origin, watched in self.logs.items()
        }

    def _store(self, known: Known, body: bytes, at: int, origin: str) -> None:
        """Compare with what lies on the disk, and put the new state in its place."""
        old = self.states[origin]
        if self.folder.state(origin) != old:
            raise Broken(f"the state of {origin} was changed beside this process")
        head = checkpoint.Checkpoint(origin, known.size, known.root)
        signed = body[body.index(head.text()) :].decode()
        new = State(origin, old.begun, known.size, base64.b64encode(known.root).decode(), at, signed)
        self.folder.write_state(new)
        self.states[origin] = new

    def _refuse(self, answer: Answer) -> None:
        """Keep what a log signed and this witness does not cosign: two trees of one size are proof at once,
        everything else is compared with the log's files at the next look."""
        state = self.states[answer.origin]
        head, _ = checkpoint.parse(answer.refused, extended=True)
        if head.size == state.size and head.root != state.head.root:
            path = self.folder.keep_evidence(answer.origin, state.signed.encode(), answer.refused)
            log.critical("%s signed two trees of %d entries: %s", answer.origin, head.size, path)
        elif head != state.head:
            self.folder.dispute(answer.origin, answer.refused)
            log.warning("%s: %d entries were not cosigned: %d", answer.origin, head.size, answer.status)
