"""One query judged against one entry of a register: the score and the reasons for it. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from dueprocess.names.factors import weigh
from dueprocess.names.likeness import Laid, likeness
from dueprocess.names.parts import Word, parts
from dueprocess.names.values import Code, Entry, Hit, Query, Reason

_LOWERS = frozenset({Code.SPELLING, Code.INITIAL})


def judge(query: Query, entry: Entry) -> Hit | None:
    """Return the hit of one query on one entry, whatever its score; None where one of them has no name that
    has letters or digits."""
    found = [
        (likeness(ours, theirs), asked, stored)
        for asked in query.names
        if (ours := parts(asked))
        for stored in entry.names
        if (theirs := parts(stored))
    ]
    if not found:
        return None
    (near, laid), asked, stored = max(found, key=lambda each: each[0][0])
    return hit(query, entry, near=near, laid=laid, asked=asked, stored=stored)


def hit(query: Query, entry: Entry, *, near: float, laid: Laid, asked: str, stored: str) -> Hit:
    """Return the hit of two names that were laid on one another, with what the second factors do to it."""
    seconds = weigh(query, entry)
    reasons = [*_of_names(laid, parts(asked), parts(stored))]
    if stored != entry.names[0]:
        reasons.append(Reason(Code.OTHER_NAME, asked, entry.names[0]))
    return Hit(
        key=entry.key,
        name=stored,
        score=raised(near, [odds for _reason, odds in seconds]),
        likeness=near,
        asked=asked,
        reasons=(*reasons, *(reason for reason, _odds in seconds)),
    )


def raised(near: float, odds: Iterable[float]) -> float:
    """Return a likeness after something has been added to its odds. Without anything it stays as it is."""
    added = sum(odds)
    return 1 / (1 + math.exp(-(math.log(near / (1 - near)) + added))) if added else near


def _of_names(laid: Laid, ours: Sequence[Word], theirs: Sequence[Word]) -> Iterable[Reason]:
    if [word.plain for word in ours] == [word.plain for word in theirs]:
        yield Reason(Code.SAME, _written(ours), _written(theirs), 1)
        return
    same = [pair for pair in laid.pairs if pair.by is Code.SAME and len(pair.ours) == len(pair.theirs)]
    if same:
        whole = len(same) == len(ours) == len(theirs)
        agreed = _written([word for pair in same for word in pair.ours])
        yield Reason(Code.ORDER if whole else Code.SAME, agreed, agreed, 1)
    for pair in laid.pairs:
        if pair in same:
            continue
        code = Code.JOINED if len(pair.ours) != len(pair.theirs) else pair.by
        effect = -1 if code in _LOWERS else 1
        yield Reason(code, _written(pair.ours), _written(pair.theirs), effect)
    left, right = _heavy(laid.ours), _heavy(laid.theirs)
    if left and right:
        yield Reason(Code.CHANGED, _written(left), _written(right), -1)
    elif left:
        yield Reason(Code.MORE_ASKED, _written(left), "", -1)
    elif right:
        yield Reason(Code.MORE_STORED, "", _written(right), -1)


def _heavy(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.weight >= 0.5]


def _written(words: Sequence[Word]) -> str:
    return " ".join(word.written or word.plain for word in words)
