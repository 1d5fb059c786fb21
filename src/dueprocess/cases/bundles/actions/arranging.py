"""Beginning a bundle and arranging it: which papers, in which order, under which headings, for whom. Drafts:
nothing of it is an act before a copy is served."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.bundles import sources
from dueprocess.cases.bundles.actions.keeping import drop_copies, found_place, place
from dueprocess.cases.bundles.models import Bundle
from dueprocess.cases.bundles.values import DESK, Arrangement, Looked, Paper, Part, Section, arrangement
from dueprocess.cases.evidence.actions.describing import impartial
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import roster
from dueprocess.docket.actions import standing
from dueprocess.docket.extracts import Opened, opened
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.docket.roster import Row
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock

MOST = 1_000
"""Papers of one bundle."""
LONGEST = 150
AT_REST = (Bundle.State.DRAFT, Bundle.State.STOPPED, Bundle.State.BUILT)


@transaction.atomic
def begin(*, docket: Docket, title: str, readers: Collection[str], by: Actor) -> Bundle:
    """Begin a bundle for parties (local keys) and `DESK`; nothing is in it yet.

    Raises Malformed without a title or a reader; Refused: "no_part", "conflict", "erased", "no_case".
    """
    docket = Docket.objects.locked(docket.pk)
    may_work(docket, by)
    _judged(docket, title, readers)
    last = Bundle.objects.filter(docket=docket).order_by("-n").values_list("n", flat=True).first() or 0
    now = clock.now()
    bundle = Bundle(docket=docket, n=last + 1, made_at=now, changed_at=now)
    seal(bundle, Arrangement(title.strip(), _ordered(docket, readers), ()))
    bundle.save()
    return bundle


@transaction.atomic
def add(
    *, bundle: Bundle, papers: Sequence[Paper], section: str, by: Actor, edits: int | None = None
) -> Bundle:
    """Put papers in under a heading, at the end of what is still arranged; after a copy was served, as late
    papers at the end of the bundle. Their `id` is given here.

    Raises Malformed for a title, or none; Refused: "no_paper" for what is not there, "not_in_bundles" with
    the reason for what may not be in one, "done_already" for what is in it, "too_many", "changed_meanwhile"
    where somebody else changed it since `edits`, "at_work" while it is put together, and as `begin`.
    """
    bundle, told = held(bundle, by, edits)
    if not papers:
        raise Malformed([Problem("papers", None, _("No paper is chosen."), _("Tick one at least."))])
    if not section.strip():
        said = _("The section has no heading.")
        raise Malformed([Problem("section", None, said, _("Say in a word what these papers are."))])
    closed = sources.shut(bundle.docket)
    _are_there(bundle.docket, by, closed, papers)
    there = {each.ref for each in told.papers}
    numbered: list[Paper] = []
    for paper in papers:
        if why := closed.why_not(paper.act, paper.file):
            raise Refused("not_in_bundles", why, None)
        if paper.ref in there:
            raise Refused("done_already", _("One of these papers is in the bundle already."), None)
        there.add(paper.ref)
        numbered.append(replace(paper, id=told.last + len(numbered) + 1, title=paper.title.strip()[:LONGEST]))
    if len(told.papers) + len(numbered) > MOST:
        said = _("A bundle holds at most {n} papers: begin another.").format(n=MOST)
        raise Refused("too_many", said, None)
    draft = told.draft or Part(_late() if told.parts else "")
    sections = list(draft.sections)
    at = next((n for n, each in enumerate(sections) if each.title == section.strip()), None)
    if at is None:
        sections.append(Section(section.strip()[:LONGEST], tuple(numbered)))
    else:
        sections[at] = replace(sections[at], papers=(*sections[at].papers, *numbered))
    changed = told.with_draft(replace(draft, sections=tuple(sections)))
    return _changed(bundle, replace(changed, last=told.last + len(numbered)))


@transaction.atomic
def arrange(
    *,
    bundle: Bundle,
    title: str,
    readers: Collection[str],
    sections: Sequence[Section],
    by: Actor,
    only: dict[int, tuple[str, ...] | None] | None = None,
    untitled: dict[int, tuple[str, ...]] | None = None,
    part: str = "",
    edits: int | None = None,
) -> Bundle:
    """Arrange anew what was not served yet: `sections` in order, each with its papers in order; what is in
    none is taken out. `only` says of papers (by id), served ones too, who gets them (None: everybody),
    `untitled` in whose copies their titles are held back. `part` is the heading of late papers.

    Raises as `begin` and `add`; Malformed for a paper without a title.
    """
    bundle, told = held(bundle, by, edits)
    _judged(bundle.docket, title, readers)
    draft = told.draft or Part("")
    known = {each.id: each for each in draft.papers}
    kept: list[Section] = []
    for section in sections:
        if not section.papers:
            continue
        if not section.title.strip() or any(not each.title.strip() for each in section.papers):
            said = _("A heading or a paper has no title.")
            raise Malformed([Problem("title", None, said, _("Give each a title: the index needs it."))])
        mine = []
        for each in section.papers:  # what it is a paper of stays as it was put in
            paper = known.pop(each.id, None)
            if paper is None:
                raise Refused("no_paper", _("There is no such paper in this bundle."), None)
            mine.append(replace(paper, title=each.title.strip()[:LONGEST], on=each.on.strip()[:40]))
        kept.append(Section(section.title.strip()[:LONGEST], tuple(mine)))
    heading = part.strip()[:LONGEST] or draft.title
    changed = told.with_draft(replace(draft, title=heading, sections=tuple(kept)))
    changed = replace(changed, title=title.strip()[:LONGEST], readers=_ordered(bundle.docket, readers))
    if only or untitled:
        parts = tuple(_for_readers(part, only or {}, untitled or {}) for part in changed.parts)
        changed = replace(changed, parts=parts)
    return _changed(bundle, changed)


@transaction.atomic
def drop(*, bundle: Bundle, by: Actor) -> None:
    """Throw away a bundle of which nothing was served. Raises Refused("served") where something was."""
    bundle, told = held(bundle, by, None)
    if any(part.version for part in told.parts) or bundle.copies.filter(served__gt=0).exists():
        raise Refused("served", _("A copy of it was served: it stays."), None)
    drop_copies(bundle.copies.all())
    bundle.delete()


def may_work(docket: Docket, by: Actor) -> list[Row]:
    """Return the acts of a docket that is locked. Raise Refused where this officer makes no bundles of it:
    they have no part in it, or a conflict keeps them from it."""
    rows = impartial(docket, by)
    whole = roster.assemble(docket, Vault.of(docket), at=clock.now())
    standing.not_shut_out(whole, by)
    standing.has_part(whole, by)
    return rows


def read(bundle: Bundle) -> Arrangement:
    """Return how a bundle is arranged."""
    vault = Vault.of(bundle.docket)
    return arrangement(vault.open(bundle.sealed, place(bundle)))


def seal(bundle: Bundle, told: Arrangement) -> None:
    """Keep in a bundle how it is arranged; nothing is saved."""
    bundle.sealed = Vault.of(bundle.docket).seal(told.plain(), place(bundle))


def names_of(view: Opened, readers: Collection[str]) -> dict[str, str]:
    """Return what readers are called."""
    return {key: _("Those who decide the case") if key == DESK else view.name(key) for key in readers}


def held(bundle: Bundle, by: Actor, edits: int | None) -> tuple[Bundle, Arrangement]:
    """Return a bundle that may be changed now, with its docket locked."""
    docket = Docket.objects.locked(bundle.docket_id)
    may_work(docket, by)
    found = Bundle.objects.select_for_update(of=("self",)).filter(pk=bundle.pk, docket=docket).first()
    if found is None:
        raise Refused("no_bundle", _("This bundle was thrown away."), None)
    found.docket = docket
    if edits is not None and edits != found.edits:
        said = _("Somebody else changed it meanwhile. Look at it as it is now, then change it.")
        raise Refused("changed_meanwhile", said, None)
    if found.state not in AT_REST:
        said = _("It is being put together. Wait until it is done, or stop it first.")
        raise Refused("at_work", said, None)
    return found, read(found)


def _changed(bundle: Bundle, told: Arrangement) -> Bundle:
    seal(bundle, told)
    bundle.found = Vault.of(bundle.docket).seal(Looked().plain(), found_place(bundle))
    bundle.state, bundle.edits, bundle.changed_at = Bundle.State.DRAFT, bundle.edits + 1, clock.now()
    bundle.save(update_fields=["sealed", "found", "state", "edits", "changed_at"])
    return bundle


def _for_readers(
    part: Part, only: Mapping[int, tuple[str, ...] | None], untitled: Mapping[int, tuple[str, ...]]
) -> Part:
    def told(paper: Paper) -> Paper:
        return replace(
            paper,
            readers=only.get(paper.id, paper.readers),
            untitled=untitled.get(paper.id, paper.untitled),
        )

    sections = tuple(replace(each, papers=tuple(map(told, each.papers))) for each in part.sections)
    return replace(part, sections=sections)


def _judged(docket: Docket, title: str, readers: Collection[str]) -> None:
    faults = []
    if not title.strip():
        faults.append(
            Problem("title", None, _("The bundle has no name."), _("Such as: Hearing of 3 December."))
        )
    if not readers:
        faults.append(Problem("readers", None, _("Nobody gets it."), _("Choose at least one reader.")))
    elif not set(readers) <= {DESK, *docket.parties.values_list("key", flat=True)}:
        faults.append(Problem("readers", None, _("This is no party."), _("Choose among the parties.")))
    if faults:
        raise Malformed(faults)


def _ordered(docket: Docket, readers: Collection[str]) -> tuple[str, ...]:
    keys = sorted(docket.parties.values_list("key", flat=True))
    return tuple(each for each in (DESK, *keys) if each in readers)


def _are_there(docket: Docket, by: Actor, closed: sources.Shut, papers: Sequence[Paper]) -> None:
    """Raise Refused for what is no paper of the docket, or is none that this officer may read."""
    view = opened(docket, viewer=by, fresh=True)
    there = {(each.act, each.file) for each in sources.offered(view, closed) if each.act not in view.moved}
    if any((each.act, each.file) not in there for each in papers):
        raise Refused("no_paper", _("There is no such paper in this case."), None)


def _late() -> str:
    return _("Late papers")
