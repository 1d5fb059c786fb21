"""Proposals that wait for signatures, for those who made them and those who are asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.docket import house, kinds, places, wall
from dueprocess.docket.actions import in_writing, proposals
from dueprocess.docket.extracts import annulling, telling
from dueprocess.docket.extracts.opened import Opened, opened
from dueprocess.docket.extracts.retention import hold_words
from dueprocess.docket.forms import naming
from dueprocess.docket.models import Docket, PersonKey, Proposal, Signature
from dueprocess.docket.models.dockets import PLAN, DocketQuerySet
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

SHOWN = timedelta(days=14)
"""For how long whoever proposed something is shown that it ended without effect."""


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One proposal in a list. `state`: waiting, taken, declined; of a decision in writing, which can be voted
    on before `until_at`, also objected and failed. `note`: its code, where it is a note; else `step`.
    `of_plan`: it is one of a start-up plan, not of a case."""

    pk: int
    number: str
    title: str
    made_at: datetime
    state: str
    note: str
    until_at: datetime | None = None
    of_plan: bool = False
    step: str = ""


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature, or vote in writing: whose, as what, when, and why not. How somebody voted is told when
    the time is over, and of a secret vote never."""

    name: str
    role: str
    signed_at: datetime | None
    declined: str
    votes: bool = False
    vote: str = ""


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """The whole of what is to be signed. `mine`: the viewer is asked to sign. `moved`: the docket changed
    since. In writing: `my_vote` is None where the viewer has none, "" where they have not voted yet; `open`
    until the time is over; `abstain`: they may; `why` it ended without effect."""

    line: ProposalLine
    by: str
    outcome: str
    clause: str
    details: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, Any], ...]
    files: tuple[str, ...]
    signatures: tuple[SignatureLine, ...]
    mine: bool
    moved: bool
    my_vote: str | None = None
    open: bool = False
    abstain: bool = False
    why: str = ""


def signatures(
    person: Person, *, visible: DocketQuerySet | None = None
) -> tuple[tuple[ProposalLine, ...], tuple[ProposalLine, ...]]:
    """Return the proposals that wait for somebody's signature or vote, and those of their own that wait for
    others' or ended lately without effect; oldest first, only in files they may see."""
    tag, now = person_tag(person.pk), clock.now()
    asked = Signature.objects.filter(Q(votes=False) | Q(proposal__until_at__gt=now), tag=tag, signed_at=None)
    ended = Q(tag=tag, act=None, ended_at__gt=now - SHOWN)
    seen = wall.visible_to(person) if visible is None else visible
    rows = (
        Proposal.objects.filter(
            Q(pk__in=asked.values("proposal"), ended_at=None) | Q(tag=tag, ended_at=None) | ended
        )
        .annotate(asks=Exists(asked.filter(proposal=OuterRef("pk"))))
        .filter(Exists(seen.filter(pk=OuterRef("docket_id"))) | Q(docket__rulebook__kind__in=kinds.BY_OFFICE))
        .select_related("docket")
        .order_by("made_at")
    )
    found = [row for row in rows if not kinds.of(row.docket).by_office or wall.sees(row.docket, person)]
    mine = [row for row in found if row.asks and row.ended_at is None]
    return _lines(mine), _lines(row for row in found if row not in mine)


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A note of the house that waits for a signature: who proposes it, by name, and why."""

    proposal: Proposal
    by: str
    reason: str


def asked_to_sign(
    person: Person, note: str, *, only: Collection[int] | None = None, size: int
) -> tuple[AskedLine, ...]:
    """Return the proposals of one note of the house that wait for somebody's signature, oldest first, only in
    files they may see; two queries and the wall's. `only`: keys to which they are narrowed."""
    rows = _asked(person, note)
    if only is not None:
        rows = rows.filter(pk__in=only)
    found = list(rows.select_related("docket").order_by("made_at", "pk")[:size])
    vaults = {row.docket_id: Vault.of(row.docket) for row in found}
    named = {
        (key.docket_id, key.key): str(vaults[key.docket_id].identity(key).get("name", ""))
        for key in PersonKey.objects.filter(docket__in=vaults, key__in={row.key for row in found})
    }

    def why(row: Proposal) -> str:
        return str(proposals.content(row, vaults[row.docket_id])["content"].get("reason", ""))

    return tuple(AskedLine(row, named.get((row.docket_id, row.key), ""), why(row)) for row in found)


def count_asked(person: Person, note: str) -> int:
    """Return how many of them wait."""
    return _asked(person, note).count()


def _asked(person: Person, note: str) -> QuerySet[Proposal]:
    asked = Signature.objects.filter(tag=person_tag(person.pk), signed_at=None, votes=False)
    rows = Proposal.objects.filter(step=proposals.NOTE + note, ended_at=None, pk__in=asked.values("proposal"))
    return rows.filter(Exists(wall.visible_to(person).filter(pk=OuterRef("docket_id"))))


def waiting(docket: Docket) -> tuple[ProposalLine, ...]:
    """Return the proposals in a docket that wait for signatures. The wall comes first."""
    rows = Proposal.objects.filter(docket=docket, ended_at=None).select_related("docket").order_by("made_at")
    return _lines(rows)


def proposal(number: str, pk: int, person: Person) -> tuple[Proposal, ProposalPage]:
    """Return a proposal and its page. Raises Hidden as the wall does, or where there is none."""
    docket = wall.open(number, person, "to sign", what="proposal")
    found = Proposal.objects.filter(docket=docket, pk=pk).select_related("docket").first()
    if found is None:
        raise Hidden("no such proposal")
    view, vault = opened(docket, viewer=Actor(person=person)), Vault.of(docket)
    value = proposals.content(found, vault)
    act = {"step": found.step, "by": found.key, **value["act"]}
    step = view.rulebook.steps.get(found.step)
    outcome = step.outcomes.get(str(act.get("outcome", ""))) if step else None
    declined = proposals.declined(found, vault)
    tag = person_tag(person.pk)
    rows = list(found.signatures.order_by("pk"))
    bodies = view.rulebook.bodies
    told = found.ended_at is not None

    def said(row: Signature) -> str:
        shown = row.votes and told and not bodies[row.role].secret
        return row.vote if shown or row.vote == "objected" else ""

    signatures = tuple(
        SignatureLine(
            view.name(row.key), view.name(row.role), row.signed_at, declined.get(row.key, ""), row.votes,
            said(row),
        )
        for row in rows
    )  # fmt: skip
    asked = [row for row in rows if row.tag == tag and row.signed_at is None and not row.votes]
    votes = [row for row in rows if row.tag == tag and row.votes]
    mine = found.ended_at is None and bool(asked)
    page = ProposalPage(
        _line(found),
        view.name(found.key),
        outcome.title if outcome else "",
        (step.clause or "") if step else "",
        tuple(_details(view, act, value)),
        tuple((name, text) for name, text in value["content"].items()),
        tuple(name for _stored, name, _paper in value["files"]),
        signatures,
        mine,
        docket.length != found.length,
        votes[0].vote if votes else None,
        found.ended_at is None and found.until_at is not None and found.until_at > clock.now(),
        all(bodies[row.role].abstain for row in votes),
        naming.spoken(in_writing.why(found, vault), view.names),
    )
    return found, page


def _lines(rows: Iterable[Proposal]) -> tuple[ProposalLine, ...]:
    return tuple(_line(row) for row in rows)


def _line(row: Proposal) -> ProposalLine:
    steps: Mapping[str, Any] = rulebooks.shown(row.docket.rulebook_id).steps
    note = row.step.removeprefix(proposals.NOTE) if row.step.startswith(proposals.NOTE) else ""
    title = steps[row.step].title if row.step in steps else telling.notes().get(note, "")
    plan, step = kinds.of(row.docket).name == PLAN, "" if note else row.step
    number, state = row.docket.number, _state(row)
    return ProposalLine(row.pk, number, title, row.made_at, state, note, row.until_at, plan, step)


def _state(row: Proposal) -> str:
    if row.ended_at is None:
        return "waiting"
    if row.act:
        return "taken"
    if row.sealed_why is not None:
        return "failed"
    return "objected" if row.signatures.filter(vote="objected").exists() else "declined"


def _details(view: Opened, act: Mapping[str, Any], value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return what a proposal would do, in words: a step as on the timeline, a note by whom it names."""
    if not str(act["step"]).startswith(proposals.NOTE):
        yield from telling.coded(view, dict(act))
        return
    if act["step"] == proposals.NOTE + house.CLASSIFIED:
        yield _("What"), _("The message is not a complaint. It is kept, and nothing follows from it.")
        return
    if act["step"] == proposals.NOTE + house.ANNULLED:
        yield from _annulment(view, int(act["act"]))
        return
    if act["step"] == proposals.NOTE + house.LEGAL_HOLD:
        yield from hold_words(act)
        return
    if act["step"] == proposals.NOTE + places.PLACED:
        yield from telling.placed(act)
        return
    if party := act.get("party"):
        yield _("Party"), view.name(str(party))
    if what := act.get("what"):
        yield _("Decision"), telling.decisions()[what]
    people = [PartyIdentity(**each) for each in value["people"].values()]
    for each in people:
        member = f", {Person.objects.get(pk=each.person).member_number or ''}" if each.person else ""
        yield _("Who"), f"{each.name}{member}".strip(", ")
        if each.kind != "officer":
            yield _("As what"), view.name(each.kind)
    if not people:
        yield _("Who"), _("Nobody in the register")


def _annulment(view: Opened, n: int) -> Iterator[tuple[str, str]]:
    """Return which entry would be annulled, and what follows; once it is, nothing more follows."""
    yield _("What is annulled"), annulling.entry(view, n)
    if n in view.annulled:
        return
    try:
        for each in annulling.changes(view, n):
            yield _("What follows"), each
    except Refused as error:
        yield _("What follows"), worded(error.reason)
