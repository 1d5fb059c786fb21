"""Days that must not lie before another: conduct before the rule that it is held against, and the like.

Knows facts of kind date and which of them has another as its bound; nothing of what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.reading import as_day
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.rows import Row
from dueprocess.core.rulebook.model import Demands, Step
from dueprocess.core.saying import say as _


def ordered(fold: Fold, step: Step, row: Row, demands: Demands) -> Iterator[Need]:
    """Every day of an act that lies before the day that its fact may not precede (`not_before`): as this act
    records that day too, or as it was recorded before. Without one there is nothing to hold it against, and
    it is lacking."""
    facts = fold.book.rulebook.facts
    for name in (*demands.records, *demands.may_record):
        fact, value = facts[name], row.facts.get(name)
        if fact.not_before is None or value is None:
            continue
        bound = as_day(row.facts.get(fact.not_before) or fold.fact(fact.not_before))
        title = facts[fact.not_before].title
        for each in value.values() if isinstance(value, dict) else [value]:
            day = as_day(each)
            if day is None or (bound is not None and day >= bound):
                continue
            reason = _("“%(fact)s” must not lie before “%(bound)s”.", fact=fact.title, bound=title)
            yield Need(Code.FACTS, reason, fact.clause or step.clause, "facts", name)
