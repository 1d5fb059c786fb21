"""Which complaints read alike: form letters, and what was sent twice. A likeness of words (`cases.likeness`),
never a judgement. Candidates are found by tags; then the complaints' own words are opened and compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Q, QuerySet

from dueprocess.cases.extracts.page import SUMMARY, CasePage
from dueprocess.cases.likeness import PART, candidates, compare
from dueprocess.cases.models import Case
from dueprocess.core.rulebook.model import LoggedAs, Rulebook, Step
from dueprocess.docket import paging, search, wall
from dueprocess.docket.models import Content, Docket, Word
from dueprocess.docket.models.dockets import YES
from dueprocess.docket.sealing import Vault
from dueprocess.kit import words
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

LOOKED_AT = 300
"""Open cases that one page of groups looks through, newest first."""
MOST = 200
"""Cases that are compared with one."""
_FEW = 12


@dataclass(frozen=True, slots=True)
class AlikeLine:
    """A case whose complaint reads like another: `percent` of the different words in both stand in both,
    `only_here` and `only_there` are such as stand in one alone (there: in the other). `may_join`: the rules
    have a way out of its stage into another case."""

    number: str
    code_name: str
    received_at: datetime | None
    complaints: int
    percent: int
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]
    may_join: bool


@dataclass(frozen=True, slots=True)
class AlikeGroup:
    """Cases that read like the first of them that came."""

    first: AlikeLine
    others: tuple[AlikeLine, ...]

    @property
    def complaints(self) -> int:
        """How many complaints they are together."""
        return self.first.complaints + sum(each.complaints for each in self.others)

    @property
    def least(self) -> int:
        """The smallest likeness to the first."""
        return min(each.percent for each in self.others)


@dataclass(frozen=True, slots=True)
class AlikeGroups:
    """One page of groups: `looked_at` cases were compared, `more` is the cursor of those before."""

    groups: tuple[AlikeGroup, ...]
    looked_at: int
    more: str


def alike_groups(person: Person, *, cursor: str = "", size: int = LOOKED_AT) -> AlikeGroups:
    """Return groups of open cases that read alike among those this person may see, newest first; four queries
    and those of the wall, however many cases there are. Each is compared with the first of a group."""
    seen = search.of_kind(wall.visible_to(person)).filter(key_wrapped__isnull=False)
    read = Docket.objects.select_related("case")
    page = paging.page(seen, sort=search.Sort.NEWEST, cursor=cursor, size=size, read=read)
    drawn = _drawn(page.dockets)
    oldest_first = sorted(page.dockets, key=lambda each: (_moment(each), each.pk))
    near = _pairs(oldest_first, drawn)
    read_in = dict(_read(Docket.objects.filter(pk__in=list(near))))
    texts = {docket.pk: read for docket, read in read_in.items()}
    piles: list[tuple[Docket, list[AlikeLine]]] = []
    for docket in (each for each in oldest_first if each.pk in texts):
        for first, lines in piles:  # near is a guess by a part of the words; what joins a pile is compared
            if first.pk in near[docket.pk] and (line := _line(docket, texts, first)):
                lines.append(line)
                break
        else:
            piles.append((docket, []))
    groups = [
        AlikeGroup(begun, tuple(lines))
        for first, lines in piles
        if lines and (begun := _line(first, texts, first))
    ]
    groups.sort(key=lambda group: -group.complaints)
    return AlikeGroups(tuple(groups), len(page.dockets), page.more)


def alike_to(
    docket: Docket, person: Person, *, most: int = MOST, only: Docket | None = None
) -> tuple[AlikeLine, ...]:
    """Return the open cases that read like this one, those with most complaints first, then the most alike,
    among those this person may see; or whether `only` that one does, which they may see."""
    mine = said(docket)
    if only is None:
        others = _near(docket, mine, person, most)
    else:
        others = Docket.objects.filter(pk=only.pk)
    return _compared(docket, mine, others)[:most]


def proposal(page: CasePage, docket: Docket, person: Person) -> tuple[AlikeLine, int] | None:
    """Return into which case a complaint that has just come in may belong, and how many others read like it;
    None where none does, or where it can no longer leave its case. At most two queries and the wall's, one
    more where very many may read like it."""
    if not may_leave(docket):
        return None
    mine = dict.fromkeys(words.words(page.reported))
    found = _compared(docket, mine, _near(docket, mine, person, _FEW))
    return (found[0], len(found)) if found else None


def said(docket: Docket) -> dict[str, None]:
    """Return the words of what the complaint of a case said, in their order; one query."""
    return dict(_read(Docket.objects.filter(pk=docket.pk))).get(docket, {})


def alike_among(mine: dict[str, None], among: Iterable[int]) -> dict[int, int]:
    """Return of those of these cases that read like these words how many of a hundred different words are the
    same, by their keys; one query. Whether somebody may see them was asked before."""
    found = (
        (docket.pk, compare(mine, theirs)) for docket, theirs in _read(Docket.objects.filter(pk__in=among))
    )
    return {pk: like.percent for pk, like in found if like}


def joining_steps(page: CasePage) -> tuple[tuple[str, str], ...]:
    """Return the steps by which the viewer may join other cases into this one now: (id, title)."""
    steps = rulebooks.get(page.docket.rulebook).steps
    return tuple(
        (each.step, each.title)
        for each in page.docket.steps
        if each.allowed and each.mine and steps[each.step].effects.joins
    )


def may_leave(docket: Docket) -> bool:
    """Tell whether the rules have a way out of the stage of this case into another; who may take it, only
    the engine says."""
    return docket.is_open and docket.stage in _ways_out(docket.rulebook_id)


def leaves(step: Step, rules: Rulebook) -> bool:
    """Tell whether a step is the rulebook's way out for a complaint that goes on elsewhere: it is recorded as
    a joining, it ends the case, and a reason is all that it needs."""
    ends = any(rules.stages[lead.to].end for lead in step.effects.leads_to)
    plain = not step.outcomes and not set(step.demands.needs) - {"reasons"}
    return ends and plain and step.logged_as == LoggedAs.JOINED and not step.effects.joins


@lru_cache(maxsize=256)
def _ways_out(hash_: str) -> frozenset[str]:
    rules = rulebooks.get(hash_)
    out: set[str] = set()
    for step in rules.steps.values():
        if leaves(step, rules):
            out.update(rules.stages if step.any or step.any_strand else step.stages)
    return frozenset(out)


def _moment(docket: Docket) -> float:
    return docket.received_at.timestamp() if docket.received_at else 0.0


def _drawn(found: Sequence[Docket]) -> dict[int, frozenset[str]]:
    """Return a quarter of the tags of each case, the same quarter of all."""
    tags: dict[int, set[str]] = {}
    rows = Word.objects.filter(docket__in=[each.pk for each in found], tag__lt=PART)
    for pk, tag in rows.values_list("docket_id", "tag").iterator(chunk_size=5_000):
        tags.setdefault(pk, set()).add(tag)
    return {pk: frozenset(each) for pk, each in tags.items()}


def _pairs(found: Sequence[Docket], drawn: dict[int, frozenset[str]]) -> dict[int, set[int]]:
    """Return of each case that has any the keys of those worth comparing with it."""
    near: dict[int, set[int]] = {}
    for place, one in enumerate(found):
        mine = drawn.get(one.pk, frozenset())
        for other in found[:place]:
            if _share(mine, drawn.get(other.pk, frozenset())):
                near.setdefault(one.pk, set()).add(other.pk)
                near.setdefault(other.pk, set()).add(one.pk)
    return near


def _share(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Tell whether two cases are worth comparing: half of the shorter one's drawn words stand in the other.
    A case grows by letters and notes, its complaint does not; so the shorter one counts."""
    shorter = min(len(mine), len(theirs))
    return bool(shorter) and 2 * len(mine & theirs) >= shorter


def _near(docket: Docket, mine: dict[str, None], person: Person, most: int) -> QuerySet[Docket]:
    """Return the open cases that somebody may see and that may read like this one, of very many the first
    `2 * most`: they are counted and cut after the wall, so that what nobody shows them takes no place."""
    seen: QuerySet[Docket] = search.plain(wall.visible_to(person), "kind", "is_open").filter(
        plain_kind="case", plain_is_open__in=YES, key_wrapped__isnull=False
    )
    near = candidates(docket.pk, mine, seen)
    return Docket.objects.filter(pk__in=near[: 2 * most]) if near else Docket.objects.none()


def _compared(docket: Docket, mine: dict[str, None], others: QuerySet[Docket]) -> tuple[AlikeLine, ...]:
    """Return those that read like this one: those with most complaints first, then the most alike."""
    found = _read(others)
    texts = {docket.pk: mine} | {each.pk: said for each, said in found}
    lines = [line for each, _said in found if (line := _line(each, texts, docket))]
    return tuple(sorted(lines, key=lambda line: (-line.complaints, -line.percent, line.number)))


def _read(dockets: QuerySet[Docket]) -> list[tuple[Docket, dict[str, None]]]:
    """Return each of these with the words of what its complaint said, in their order; one query. What was
    split off a case and has no complaint of its own says what that one says, and is not compared."""
    part = Q(act__docket__case__split_from__isnull=False, act__docket__case__complaints=0)
    rows = Content.objects.filter(~part, act__docket__in=dockets, field=SUMMARY)
    rows = rows.select_related("act__docket__case")
    found: dict[int, tuple[Docket, dict[str, None]]] = {}
    for row in rows.order_by("act__n"):  # a message came before what was made of it; what was joined, after
        docket = row.act.docket
        if docket.key_wrapped is not None and docket.pk not in found:
            said = str(Vault.of(docket).content(row, row.act.n))
            found[docket.pk] = (docket, dict.fromkeys(words.words(said)))
    return list(found.values())


def _line(docket: Docket, texts: dict[int, dict[str, None]], first: Docket) -> AlikeLine | None:
    """Return the case as it compares with the first; None where it is not alike."""
    like = compare(texts.get(docket.pk, {}), texts.get(first.pk, {}))
    if like is None:
        return None
    case: Case | None = getattr(docket, "case", None)
    return AlikeLine(
        docket.number,
        case.code_name if case else "",
        docket.received_at,
        case.complaints if case else 0,
        like.percent,
        like.only_here,
        like.only_there,
        may_leave(docket),
    )
