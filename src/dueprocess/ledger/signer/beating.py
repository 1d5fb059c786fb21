"""The public beat: once in a period of the policy, whether something happened or not, the sealed log is
cosigned and published. Knows witnesses and folders; nothing of entries' meaning.

A beat that was begun keeps its size until enough witnesses have cosigned it, so that tries do not show the
growth of the log more finely than the policy allows.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from dueprocess.ledger import places
from dueprocess.ledger.policy import Policy as Rules
from dueprocess.ledger.policy import Publish
from dueprocess.tlog import checkpoint, tiles, tree
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.period import Granularity
from dueprocess.tlog.policy import Policy
from dueprocess.tlog.reader import Folder

from . import sealing, witnesses
from .state import Frozen, State, locked, swap

log = logging.getLogger(__name__)

_FILES_AT_ONCE = 2_000


@dataclass(frozen=True)
class Waiting:
    """A beat that could not be published: how many entries it has, and why each witness is missing."""

    size: int
    why: tuple[str, ...]


def due(now: datetime | None = None) -> bool:
    """Whether the period of the last beat is over, or a beat waits for witnesses."""
    with locked() as state:
        return _due(state, now or datetime.now(UTC))


def _due(state: State, now: datetime) -> bool:
    if state.pending is not None:
        return True
    if not state.granularity:
        return False
    rules = Rules(Granularity(state.granularity), Publish(state.publish), state.zone)
    return state.published_at < rules.starts(now).timestamp()


def trusted(state: State) -> Policy:
    """The policy in VAR/policy. Raises Frozen("policy") where it is not the one that the log states."""
    try:
        raw = places.policy().read_bytes()
    except FileNotFoundError:
        raw = b""
    if sha256(raw).hexdigest() != state.policy:
        raise Frozen(
            "policy",
            f"{places.policy()} is not the list of keys that the log states; log a change with "
            "`dueprocess record policy`",
        )
    policy = Policy.parse(raw)
    if state.key not in {str(each.key) for each in policy.logs}:
        raise Frozen("policy", f"{places.policy()} does not name the log's own key")
    return policy


def beat(
    now: datetime | None = None, force: bool = False, without: frozenset[str] = frozenset()
) -> checkpoint.Checkpoint | Waiting | None:
    """Publish the log as it was last sealed, if a beat is due (or `force`, for demonstrations and tests).

    Answers the published checkpoint, None where none is due, or Waiting where the witnesses' quorum is not
    reached; the next call tries again. Raises Frozen, and freezes the signer where a witness has cosigned
    more than there is. `without` names checks that are left out, as for `seal`.
    """
    now = now or datetime.now(UTC)
    with locked() as state:
        if state.frozen:
            raise Frozen(**state.frozen)
        if not state.size or not (force or _due(state, now)):
            return None
        policy = trusted(state)
        if state.pending is None:
            _copy(state)
            state = swap(state, pending=state.size)
        size = state.pending or state.size
        read = tiles.TileHashes(Folder(places.record()), size)
        head = checkpoint.Checkpoint(state.origin, size, tree.root(size, read))
        signed = sealing.signed(head)
        answers = witnesses.collect(signed, policy, state.witnesses, read)
        signed = witnesses.cosigned(signed, answers)
        seen = {answer.name: size for answer in answers if answer.signatures}
        enough = policy.satisfied(policy.signed(signed).times)
        told = {
            "witnesses": state.witnesses | seen,
            "heard": witnesses.heard(state.heard, answers, size, now.timestamp(), enough),
        }
        _set_back(state, answers, told, without)
        if not enough:
            swap(state, **told)
            missing = tuple(f"{each.name}: {each.why}" for each in answers if not each.signatures)
            log.error("the record could not be published, witnesses are missing: %s", "; ".join(missing))
            return Waiting(size, missing)
        _publish(signed, policy)
        swap(
            state,
            pending=None,
            published=size,
            published_at=now.timestamp(),
            **told,
        )
        return head


def _set_back(
    state: State, answers: list[witnesses.Answer], told: dict[str, Any], without: frozenset[str]
) -> None:
    """A witness remembers a larger tree of this log: everything here was set back, the signer's memory too.
    Raises Frozen("witness"), and signs nothing until somebody has looked."""
    ahead = [answer for answer in answers if answer.ahead]
    if ahead and "witness" not in without:
        reason = "; ".join(f"{answer.name}: {answer.why}" for answer in ahead)
        swap(state, frozen={"check": "witness", "reason": reason}, **told)
        raise Frozen("witness", reason)


def _copy(state: State) -> None:
    """Bring the tiles of the sealed size to the public folder, the lower ones first. Full ones that are there
    already never change."""
    since = state.published
    if state.publish == Publish.ENTRIES and not (places.record() / "tile" / "entries").exists():
        since = 0  # entries are public from now on
    wanted = [
        tile
        for tile in tiles.growth(since, state.size)
        if tile.level is not None or state.publish == Publish.ENTRIES
    ]
    for start in range(0, len(wanted), _FILES_AT_ONCE):
        places.write_all(
            (places.record() / tile.path, (places.sealed() / tile.path).read_bytes())
            for tile in wanted[start : start + _FILES_AT_ONCE]
        )


def _publish(signed: bytes, policy: Policy) -> None:
    """Put policy, checkpoint and history in place, in this order: a history that names a size which the
    checkpoint has not reached would look like a rollback to whoever reads between the two, and for a whole
    period where the signer is killed there. The history so takes up the checkpoint that stands first."""
    folder = places.record()
    places.write(folder / "policy", policy.to_bytes())
    path, now = folder / "checkpoints", folder / "checkpoint"
    history = checkpoint.split(path.read_bytes()) if path.exists() else []
    standing = _ours(now, policy)
    if standing and standing not in history[-1:]:
        history.append(standing)
    places.write(now, signed)
    places.write(path, checkpoint.join([*history, signed]))


def _ours(path: Path, policy: Policy) -> bytes | None:
    """The checkpoint that stands there, where it is one that this log signed: a damaged one is replaced, and
    does not enter the history."""
    if not path.exists():
        return None
    data = path.read_bytes()
    try:
        policy.signed(data)
    except (BadBytes, NotVerified):
        return None
    return data
