"""Splitting: what goes out of a case, what the act must say, and what that changes here.

Knows parties, complaints and allegations that an act names. The docket that goes out: `apart`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from dueprocess.core.engine import events, impositions
from dueprocess.core.engine.fields import OutField
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.rows import Out, Row
from dueprocess.core.engine.strands import Act, Owed
from dueprocess.core.rulebook.model import Effects, Step
from dueprocess.core.saying import Said
from dueprocess.core.saying import say as _

_NOT_HERE = {
    "parties": lambda name: _("%(name)s is not among the parties of this case.", name=name),
    "complaints": lambda name: _("%(name)s is not among the complaints of this case.", name=name),
    "allegations": lambda name: _("%(name)s is not among the allegations of this case.", name=name),
}


def allegations(fold: Fold) -> list[str]:
    """The allegations that acts have named so far."""
    return list(dict.fromkeys(each.id for act in fold.acts for each in act.row.allegations))


def leaving(fold: Fold, out: Out) -> set[str]:
    """The parties who are parties here no longer: those named, and whoever made only complaints that go."""
    complaints = {each.id: each.by for each in fold.complaints.values()}
    kinds = {id_: party.kind for id_, party in fold.parties.items()}
    return {*out.parties, *makers(kinds, complaints, set(out.complaints))}


def makers(
    kinds: Mapping[str, str], complaints: Mapping[str, Collection[str]], goes: Collection[str]
) -> set[str]:
    """Those among parties (each with its kind) who made complaints (each with its makers), and only such as
    go.

    One of which nobody says who made it was made by the complainants of whom nobody says what they made.
    """
    known = {who for by in complaints.values() for who in by}
    found = set()
    for id_, kind in kinds.items():
        unsaid = kind == "complainant" and id_ not in known
        made = {each for each, by in complaints.items() if id_ in by or (unsaid and not by)}
        if made and made <= set(goes):
            found.add(id_)
    return found


def wrong(fold: Fold, step: Step, row: Row, what: Effects) -> Iterator[Need]:
    """What is wrong with what an act sends out."""

    def need(reason: Said, field: str = "out", item: str | None = None) -> Need:
        return Need(Code.FACTS, reason, step.clause, field, item)

    out = row.out
    if not what.splits:
        if out is not None:
            yield need(_("This step sends nothing out."))
        return
    if out is not None and out.outside:
        if not ends(fold, what):
            yield need(_("Only a step that ends the case hands it over to somebody outside."))
        return
    if row.case is None or row.case == fold.docket.case:
        yield need(_("Give the number of the case to which it goes."), "case")
    if out is None or not (out.parties or out.complaints or out.allegations):
        yield need(_("Name the respondents, complaints or allegations that go out."))
        return
    here = {
        "parties": ((*out.parties, *out.along), [id_ for id_ in fold.parties if id_ not in fold.released]),
        "complaints": (out.complaints, list(fold.complaints)),
        "allegations": (out.allegations, allegations(fold)),
    }
    for kind, (names, known) in here.items():
        for name in names:
            if name not in known:
                yield need(_NOT_HERE[kind](name), "out", name)
    if ends(fold, what):  # nothing may end here unheard because it was left out there
        left = [each for each in fold.party_ids("respondent") if each not in out.parties]
        left += [each for each in fold.complaints if each not in out.complaints]
        if out.allegations:
            left += [each for each in allegations(fold) if each not in out.allegations]
        for name in left:
            reason = _("This step ends the case, so all of it goes out: %(name)s too.", name=name)
            yield need(reason, "out", name)
        return
    gone = leaving(fold, out)
    if all(each in out.complaints for each in fold.complaints):
        yield need(_("No complaint would be left: only a step that ends the case sends everything out."))
    elif (about := fold.party_ids("respondent")) and all(who in gone for who in about):
        yield need(_("No respondent would be left: only a step that ends the case sends everything out."))


def field(fold: Fold, what: Effects) -> OutField | None:
    """What a form offers to send out; None where the step sends nothing."""
    if not what.splits:
        return None
    parties = tuple(id_ for id_ in fold.parties if id_ not in fold.released)
    respondents = tuple(fold.party_ids("respondent"))
    return OutField(parties, respondents, tuple(fold.complaints), tuple(allegations(fold)), ends(fold, what))


def several(fold: Fold) -> bool:
    """Whether there is something here that could go out by itself: one of several respondents or complaints,
    or an allegation."""
    return len(fold.party_ids("respondent")) > 1 or len(fold.complaints) > 1 or bool(allegations(fold))


def ends(fold: Fold, what: Effects) -> bool:
    """Whether these effects end the case, so that nothing need be left."""
    return bool(what.leads_to) and all(fold.book.stages[lead.to].end for lead in what.leads_to)


def go_out(fold: Fold, act: Act) -> None:
    """What the act names is here no longer; what is in force against those who leave goes on there."""
    out = act.row.out
    if out is None or out.outside:
        return
    for imposed in fold.imposed:
        if imposed.on in out.parties and imposed.ended_at is None and impositions.course(fold, imposed).live:
            imposed.ended_at, imposed.ended = act.at, impositions.Stand.ELSEWHERE.value
    gone = leaving(fold, out)
    fold.released.update(gone)
    fold.owed[:] = [each for each in fold.owed if each.to not in gone or _went(fold, each)]
    for name in out.complaints:
        fold.complaints.pop(name, None)
    fold.findings = {what: found for what, found in fold.findings.items() if what[0] not in out.allegations}
    fold.memo = {}


def _went(fold: Fold, owed: Owed) -> bool:
    """Whether a letter went out already: what did not is owed where its addressee is a party now."""
    if owed.n is None:
        return False
    there = (*fold.sent.get(owed.n, {}), *fold.received.get(owed.n, {}))
    return any(name in there for name in events.names(fold, owed.to))
