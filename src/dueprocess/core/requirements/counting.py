"""How many are covered: each number with what it is a part of. Hiding small numbers is `suppression`'s."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from dueprocess.core.requirements.judging import State

COVERED = frozenset({State.CURRENT, State.LAPSING})
WAITING = frozenset({State.OPEN, State.GRACE})
DEFAULT = frozenset({State.OVERDUE, State.LAPSED})


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one unit, office or whatever `of` is: of those who are `asked` and not exempt, how many are
    `covered` (current, also where it lapses soon), have time left (`waiting`: open or in grace) or are in
    `default` (overdue or lapsed); the three add up to `asked`. `exempt` are beside them."""

    of: str
    asked: int
    covered: int
    waiting: int
    default: int
    exempt: int

    @property
    def share(self) -> Fraction | None:
        """Return covered of asked; None where nobody is asked."""
        return Fraction(self.covered, self.asked) if self.asked else None


def coverage(found: Iterable[tuple[str, State]]) -> tuple[Coverage, ...]:
    """Return the coverage of each unit or office (by its name, in order) from where each of its people
    stands. Whoever is not asked is not counted."""
    counts = Counter(found)
    rows = []
    for name in sorted({each for each, _state in counts}):
        covered, waiting, default = (
            sum(counts[name, state] for state in group) for group in (COVERED, WAITING, DEFAULT)
        )
        exempt = counts[name, State.EXEMPT]
        rows.append(Coverage(name, covered + waiting + default, covered, waiting, default, exempt))
    return tuple(rows)
