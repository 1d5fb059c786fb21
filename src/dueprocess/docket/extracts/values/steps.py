"""What can be done in a docket, and the form for it, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dueprocess.core.engine import Clock, Form
from dueprocess.docket.extracts.values.people import Named
from dueprocess.docket.extracts.values.times import DeadlineLine
from dueprocess.docket.resting import Basis


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the procedure as it stands: allowed (for whom), or code, reason and clause why not.

    `mine`: the viewer may take it. `concerning`: for whom it is still open. `ways`: as what. `where` is the
    stage of its strand, where the step stands in several strands at once.
    """

    step: str
    strand: int | None
    title: str
    says: str
    clause: str
    allowed: bool
    mine: bool
    who: tuple[Named, ...]
    ways: tuple[str, ...]
    concerning: tuple[Named, ...]
    code: str
    reason: str
    due: tuple[DeadlineLine, ...]
    where: str


@dataclass(frozen=True, slots=True)
class StepForm:
    """The form for a step: what the act must carry, the names behind its keys, the docket's length.

    `clocks` are the deadlines that the act starts. `party_kinds` are the kinds of party: a way of one of
    these names is the party's own. `offices` says, for those who could be appointed, which of the body's
    seats each could take. `touches`: what each measure would stop of what each party holds, in words.
    `passages`: for a conflict that may be settled, by its note, the words that were noted with it. `bases`:
    the items of evidence on which findings may rest.
    """

    number: str
    length: int
    me: str
    form: Form
    names: Mapping[str, str]
    party_kinds: frozenset[str]
    offices: Mapping[str, str]
    clocks: tuple[Clock, ...]
    touches: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    passages: Mapping[int, str] = field(default_factory=dict)
    bases: tuple[Basis, ...] = ()
