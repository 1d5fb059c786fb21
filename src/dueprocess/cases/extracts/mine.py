"""A party's own matters: which there are, whether this session's still stands, and the letters they got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from dueprocess.cases.extracts import decided
from dueprocess.cases.extracts.party import letter_title, party_page, seen_by
from dueprocess.cases.models import Case, Complaint
from dueprocess.core.letters import Rendered
from dueprocess.docket import extracts as dockets
from dueprocess.docket import lettering, parted
from dueprocess.docket.extracts import FileLine, telling, undone
from dueprocess.docket.extracts.withheld import withheld as kept_from
from dueprocess.docket.models import Act, Docket, Notice, Party
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import person_tag
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

TOLD = ("sent", "received")


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter in a party's list. `number` is what they know it by, `docket` the file's own number."""

    number: str
    docket: str
    key: str
    kind: str
    stage: str
    received_at: datetime | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as its reader sees it: `title` is its name, `about` the act it tells of. `unread`: it was not
    opened yet, and only its heading is here. `received_at`: since when it counts as received, by their word
    or because the rules presume it. `shown`: the letters in adopted words as they went out, `papers` the same
    as PDF: then there are no `details` and `texts`. `decided`: which body or office decided what it tells, by
    which rule. `annulled_at`: since when what it tells of counts as never done."""

    act: int
    title: str
    about: str
    outcome: str
    at: datetime
    by: str
    clause: str
    number: str
    details: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, Any], ...]
    files: tuple[FileLine, ...]
    unread: bool
    received_at: datetime | None = None
    decided: dockets.DecidedBy | None = None
    annulled_at: datetime | None = None
    shown: tuple[Rendered, ...] = ()
    papers: tuple[FileLine, ...] = ()


def matters(person: Person | None) -> tuple[Matter, ...]:
    """Return the matters in which somebody in the register is a party, newest first.

    Whoever did not complain learns of a matter by the first letter about it, and not from this list.
    """
    if person is None:
        return ()
    told = Notice.objects.filter(docket=OuterRef("docket_id"), to_key=OuterRef("key"), state__in=TOLD)
    return _listed(Party.objects.filter(Q(kind="complainant") | Exists(told), tag=person_tag(person.pk)))


def theirs(which: Sequence[tuple[int, str]]) -> tuple[Matter, ...]:
    """Return these matters (docket and local key), newest first, as far as whoever it is is a party there."""
    if not which:
        return ()
    wanted = Q()
    for docket, key in which:
        wanted |= Q(docket=docket, key=key)
    return _listed(Party.objects.filter(wanted))


def _listed(parties: QuerySet[Party]) -> tuple[Matter, ...]:
    rows = (
        parties.filter(docket__case__joined_into=None)
        .select_related("docket")
        .order_by("-docket__received_at", "-docket_id")
    )
    found = []
    numbers = {
        (row.docket_id, row.complainant): row.number
        for row in Complaint.objects.filter(docket__in=[row.docket_id for row in rows])
    }
    for row in rows:
        rules = rulebooks.shown(row.docket.rulebook_id)
        stage, kind = rules.stages.get(row.docket.stage), rules.parties.get(row.kind)
        found.append(
            Matter(
                numbers.get((row.docket_id, row.key), row.docket.number), row.docket.number, row.key,
                kind.title if kind else row.kind, stage.title if stage else "", row.docket.received_at,
                row.docket.is_open,
            )
        )  # fmt: skip
    return tuple(found)


def party_of(number: str, key: str, *, person: Person | None = None) -> tuple[Docket, Actor] | None:
    """Return the docket and the party that a session speaks of; None where that no longer stands, or where
    the party is not the `person` whose login opened it."""
    theirs = {} if person is None else {"parties__tag": person_tag(person.pk)}
    found = Docket.objects.filter(
        number=number, parties__key=key, key_wrapped__isnull=False, **theirs
    ).first()
    if found is None or Case.objects.filter(docket=found).exclude(joined_into=None).exists():
        return None
    return found, Actor(key=key)


def letter(docket: Docket, *, key: str, act: int) -> Letter | None:
    """Return the letter that this party was sent under an act, without what the rule withholds; or None. One
    about an act that was annulled since reads as it did before."""
    view = seen_by(docket, key)
    gone = view.annulled.get(act)
    if gone is not None:
        view = dockets.as_if_standing(view, act)
    sent = [
        each for each in view.state.notices if each.n == act and each.to == key and str(each.state) in TOLD
    ]
    source = next((each for each in view.acts if each.n == act), None)
    if not sent or source is None:
        return None
    withheld = {word.replace("_", " ") for each in sent for word in each.withholds}
    line = telling.row(view, source, telling.notes())
    unread = not any(str(each.state) == "received" for each in sent)
    step = view.rulebook.steps.get(parted.step_of(source, view.acts))
    papers = {"letter", *decided.papers(view, source, key)}
    texts = [
        (decided.title(view, name), value)
        for name, value in line.texts
        if name in papers and name not in withheld
    ]
    texts.sort(key=lambda text: text[0] == decided.title(view, decided.MINORITY))  # after what it is about
    names = {each.letter for each in sent}
    if source.facts.get("findings") or names & set(view.rulebook.notices):
        kept = [each.in_words() for each in kept_from(view, key)]
        texts += [(_("What is withheld from you, and why"), "\n\n".join(kept))] if kept else []
    if words := undone.wording(view, source, key):
        texts = [(_("What this means"), words)]
    files = [each for each in line.files if each.paper and each.paper not in withheld]
    # What a party did is told to them by the organisation, not by themselves.
    by = "" if source.role in view.rulebook.parties else view.name(source.role)
    served, pdfs, more = ((), (), "") if unread else _served(view, act, key)
    silent = unread or bool(served)
    texts = [*(() if served else texts), *([("letter", more)] if more else [])]
    about = step.title if step else line.title
    return Letter(
        act, letter_title(view, key, act) or about, about, line.outcome,
        sent[0].sent_at or line.at, by, line.clause,
        docket.number, () if silent else decided.told(view, source, key),
        () if unread else tuple(texts), () if unread else tuple(files), unread,
        sent[0].received_at, None if unread else dockets.decided_by(view, act), gone.at if gone else None,
        served, pdfs,
    )  # fmt: skip


def _served(
    view: dockets.Opened, act: int, key: str
) -> tuple[tuple[Rendered, ...], tuple[FileLine, ...], str]:
    """Return the letters about an act as they went out to a party, each as it is read and as PDF, and what
    was written with them; of several sendings that did not come back, the last."""
    for sent in reversed(view.acts):
        if sent.name != "sent" or not sent.is_note or sent.facts.get("of") != act:
            continue
        if key in (sent.facts.get("to") or ()) and sent.n not in view.annulled:
            content = view.contents.get(sent.n, {})
            shown = lettering.served(content)
            files = telling.files(view, sent, "", "") if shown else ()
            return shown, files, str(content.get("letter", ""))
    return (), (), ""


def party_may_read_file(docket: Docket, *, key: str, act: int, number: int) -> bool:
    """Tell whether a file is the party's own, or came to them with a letter or message."""
    page = party_page(docket, key=key)
    mine = [
        *page.own_files,
        *(each for message in page.messages if not message.unread for each in message.files),
    ]
    return any((each.n, each.number) == (act, number) for each in mine) or came_with_letter(
        docket, key=key, act=act, number=number
    )


def came_with_letter(docket: Docket, *, key: str, act: int, number: int) -> bool:
    """Tell whether a file came to a party with a letter that was opened, or is that letter as it went out."""
    found = letter(docket, key=key, act=_about(docket, act))
    files = (*found.files, *found.papers) if found is not None else ()
    return any((each.n, each.number) == (act, number) for each in files)


def _about(docket: Docket, n: int) -> int:
    """Return which act is told of in the letters that an entry says were sent; of any other, itself."""
    sent = Act.objects.filter(docket=docket, n=n, is_note=True, name="sent").first()
    return int(sent.facts["of"]) if sent is not None else n
