"""Who had the power? For each decision of a case: who decided, in what, by which rule, and every gap.

`powers(state)`. Knows what stands in the docket: the roster each act relied on, votes, conflicts, letters.
Whether the register bears out the offices: `core.tenure`, with what the caller reads there.
"""

from dueprocess.core.engine.power.after import powers
from dueprocess.core.engine.power.values import Letter, Office, Power, SaidOf, Seat, Signed, Vote

__all__ = ["Letter", "Office", "Power", "SaidOf", "Seat", "Signed", "Vote", "powers"]
