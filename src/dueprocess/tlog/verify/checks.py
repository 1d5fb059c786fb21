"""The names of the checks and the rule that a failed one raises.

Knows names and sentences. The names are part of the public interface: programs and people match on them, so a
name is never changed or used for something else.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from dueprocess.tlog.errors import BadBytes, NotVerified

# What each check shows when it passes.
CHECKS: Final[dict[str, str]] = {
    "checkpoint-format": "the checkpoint is written as its standard demands",
    "checkpoint-signature": "the log's key signed the checkpoint",
    "cosignature": "no cosignature of a known log witness is false",
    "quorum": "enough independent log witnesses cosigned the checkpoint",
    "stale": "the log witnesses cosigned recently",
    "rollback": "the log is not shorter than it was seen before",
    "contiguity": "every file from the first entry to the last is there",
    "entry-bundle": "every bundle splits into its entries without a byte left over",
    "leaf": "every entry has the hash that the tree holds for it",
    "entry-bytes": "every entry is exactly one of the public types, with nothing added",
    "tile": "every tile holds the hashes of what lies under it",
    "root": "entries and tiles make the signed tree",
    "fork": "the log contains what it was seen to contain before, unchanged and in the same order",
    "genesis": "the log begins with the entry that names it, and has only that one",
    "log-key": "the key that signed is the one that the log itself names",
    "order": "no entry is dated more than one period before an earlier entry",
    "history": "every earlier published checkpoint is signed and is a beginning of this log",
    "dates": "every entry's period fits between the log witnesses' times around it",
    "proof-format": "the proof file is written as its standard demands",
    "inclusion": "the entry is in the signed tree, at the stated place",
    "consistency": "the newer tree continues the older one",
    "opening-format": "the opening is written as the reference demands",
    "commitment": "the opened payload is the one that the entry commits to",
    "field": "each opened field is the one that the payload commits to",
    "chain": "the docket's acts follow one another in the recorded order without a gap",
    "stock": "no more cases were closed than had been received, month by month of receipt",
    "report-format": "the report is written as the reference demands",
    "report-published": "an entry names this very report: it was published, and no byte changed since",
    "report-period": "report and entry name the same log, the same whole quarter and the same entries",
    "report-size": "it was made when the quarter was over, and leaves out no entry dated within it",
    "report-definitions": "it counts by published definitions that are known and unchanged",
    "report-class": "each figure is there and said to be checked by whom the definitions say",
    "report-hidden": "no figure that anyone can recompute is hidden",
    "report-figures": "each figure that anyone can recompute is what the public entries give",
    "report-sums": "what adds up to a total does",
    "report-chain": "it replaces the release of its quarter that stood before it, and no other",
    "report-files": "the file of every published report is there",
}


class Checks:
    """Runs checks by name, remembers which were made, and raises NotVerified when one fails.

    `skip` turns checks off. It exists so that tests can show that an attack is caught by the check that is
    named, and is reachable from Python only.
    """

    def __init__(self, skip: frozenset[str] = frozenset()) -> None:
        unknown = skip - CHECKS.keys()
        if unknown:
            raise ValueError(f"there is no check {', '.join(sorted(unknown))}")
        self.skip = skip
        self.made: list[str] = []

    def on(self, name: str) -> bool:
        """Whether the check is to be made; it is noted as made."""
        if name in self.skip:
            return False
        if name not in self.made:
            self.made.append(name)
        return True

    def that(self, name: str, holds: bool | Callable[[], bool], what: str, where: str = "") -> None:
        """Raise NotVerified(name) unless it holds."""
        if self.on(name) and not (holds() if callable(holds) else holds):
            raise NotVerified(name, what, where)

    @contextmanager
    def form(self, name: str, where: str = "") -> Iterator[None]:
        """Turn BadBytes from a parser into this check's failure. A parser cannot be skipped: there is no
        value.
        """
        self.on(name)
        try:
            yield
        except BadBytes as error:
            raise NotVerified(name, error.what, ", ".join(filter(None, (where, error.where)))) from error
