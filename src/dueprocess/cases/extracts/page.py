"""The page of one case: the docket's page, with complaints, allegations and findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Subquery

from dueprocess.cases import refusals
from dueprocess.cases.actions.tabling import EVIDENCE
from dueprocess.cases.deliberations import papers
from dueprocess.cases.extracts.parts import OtherPart, other_parts
from dueprocess.cases.imports.mapping import Field
from dueprocess.cases.models import Allegation, Case, Complaint, Joining, Priority, Promise, Via
from dueprocess.cases.plan.extracts import notes as plans
from dueprocess.cases.plan.extracts.notes import PromiseLine, StockLine, stock_line
from dueprocess.docket import declaring, evidence, resting
from dueprocess.docket import extracts as dockets
from dueprocess.docket.extracts import DocketPage, FileLine, HandedOut, Opened, StepForm, StepLine
from dueprocess.docket.extracts import undone as undoing
from dueprocess.docket.extracts.pages import form_of, of
from dueprocess.docket.models import Docket
from dueprocess.docket.models.dockets import PLAN, YES
from dueprocess.docket.needs import Actor

SUMMARY = "summary"
"""The field in which what was reported stands; first in the act that received the complaint."""


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """One complaint of the case."""

    number: str
    key: str
    via: str
    via_title: str
    by: str
    anonymous: bool
    received_at: datetime
    withdrawn_at: datetime | None
    act: int


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What was found on an allegation; `reasons` as written with it, `protected` None: not said; by which
    `standard` of proof, in words, and `on` which items of evidence: their keys and numbers."""

    finding: str
    protected: bool | None
    act: int
    reasons: str
    standard: str = ""
    on: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class AllegationLine:
    """One allegation with the clause as it read on the day of the conduct, what was found, and the files that
    came with it as its evidence."""

    key: str
    respondent: str
    respondent_name: str
    code: str
    code_title: str
    clause: str
    clause_title: str
    clause_text: str
    conduct_from: date | None
    conduct_to: date | None
    text: str
    act: int
    findings: tuple[FindingLine, ...]
    evidence: tuple[FileLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the case page shows. `docket` has timeline, parties, deadlines, steps, measures and the
    rest; `refused` is the reason for which it was refused, in the words of the rulebook; `reported` what its
    complaint said; `joining`: other cases are being joined into it. `undone`: the measures that ended since
    nothing was found, with the words for whoever was told of them. `planned`: a start-up plan runs;
    `stock` and `promises`: what is known of it, and which days were promised, as of now. `priority`:
    the criterion by which it goes first, "" for none. `must_declare`: the viewer has to, before they decide
    anything more. `deliberates`: the viewer sits in a body here. `parts`: the cases into which it was split,
    and the one out of which it came; `handed_out`: to whom outside it went."""

    code_name: str
    refused: str
    joined_into: str
    reported: str
    joining: bool
    planned: bool
    stock: StockLine | None
    promises: tuple[PromiseLine, ...]
    docket: DocketPage
    undone: tuple[undoing.UndoneLine, ...]
    complaints: tuple[ComplaintLine, ...]
    allegations: tuple[AllegationLine, ...]
    parts: tuple[OtherPart, ...]
    handed_out: HandedOut | None
    priority: str
    must_declare: bool
    deliberates: bool

    @property
    def may_assign(self) -> bool:
        """Whether the viewer may give the case to somebody: its owner, and whoever may do something in it.

        Those who only look on (oversight, without a part in the procedure) have no hand in who works on it.
        """
        owner = self.docket.owner
        return may_assign(self.docket.me, owner.key if owner else "", self.docket.steps)

    @property
    def unit_before(self) -> str:
        """The unit that the register gave it from which it was taken over; "" where it named none."""
        rows = [value for row in self.docket.timeline for name, value in row.texts if name == "row"]
        cells = [cell for row in rows if isinstance(row, dict) for cell in row.get("cells", ())]
        return next((str(cell[1]) for cell in cells if len(cell) > 2 and cell[2] == Field.UNIT), "")


def may_assign(me: str, owner: str, steps: Iterable[StepLine]) -> bool:
    """Tell whether somebody (local key) may give a case to somebody: `CasePage.may_assign`."""
    return bool(owner and owner == me) or any(each.mine for each in steps)


def case_page(
    docket: Docket,
    *,
    viewer: Actor,
    at: datetime | None = None,
    fresh: bool = False,
    judged: bool = False,
) -> CasePage:
    """Return the page of a case as of `at` (default: now), in fifteen queries at most. The wall comes
    first; `fresh` as for `dockets.opened`, `judged` as for `page_of`."""
    return page_of(dockets.opened(docket, viewer=viewer, at=at, fresh=fresh), judged=judged)


def step_page(
    docket: Docket, *, viewer: Actor, step: str, party: str, strand: int | None, outcome: str | None
) -> tuple[CasePage, StepForm]:
    """Return the page of a case that `wall.open` has just read, and the form of one of its steps as the
    viewer fills it in, or the viewer for `party` where that is one of its parties.

    The docket is opened once for both. Raises Hidden for a step that the rulebook does not have.
    """
    view = dockets.opened(docket, viewer=viewer, fresh=True, step=step)
    me = party if party in view.state.parties else view.me
    return page_of(view), form_of(view, step=step, me=me, strand=strand, outcome=outcome)


def authority_page(
    docket: Docket, *, viewer: Actor, at: datetime | None = None
) -> tuple[CasePage, dockets.Authority]:
    """Return the page of a case that `wall.open` has just read, and who had the power for its decisions.

    The docket is opened once for both.
    """
    view = dockets.opened(docket, viewer=viewer, at=at, fresh=True)
    return page_of(view), dockets.authority_of(view)


_CASES = Case.objects.select_related("joined_into", "docket__stock").annotate(
    joining=Exists(Joining.objects.filter(into=OuterRef("pk"), ended_at=None)),
    promised=Exists(Promise.objects.filter(docket=OuterRef("pk"))),
    planned=Exists(Docket.objects.filter(kind=PLAN, is_open__in=YES)),
    first=Subquery(Priority.objects.filter(docket=OuterRef("pk"), ended_at=None).values("criterion")[:1]),
)


def page_of(view: Opened, *, judged: bool = False) -> CasePage:
    """Return the page of a case that is open already. Which acts are irregular stands on it only where they
    are `judged` once more: for the timeline and for the page of an act."""
    case = _CASES.filter(docket=view.docket).first()
    docket = of(view, judged=judged)
    acts = sorted(view.contents.items())  # a message came before what was made of it
    return CasePage(
        code_name=case.code_name if case else "",
        refused=refusals.title(view.rulebook, case.refused) if case and case.refused else "",
        joined_into=case.joined_into.number if case and case.joined_into else "",
        reported=next((str(said[SUMMARY]) for _n, said in acts if SUMMARY in said), ""),
        joining=bool(case and case.joining),
        planned=bool(case and case.planned),
        stock=stock_line(case.docket.stock) if case and hasattr(case.docket, "stock") else None,
        promises=plans.promised(view.docket) if case and case.promised else (),
        docket=docket,
        undone=undoing.lines(view),
        complaints=complaints(view),
        allegations=allegations(view, docket.files),
        parts=other_parts(view),
        handed_out=dockets.handed_out(view),
        priority=(case.first or "") if case else "",
        must_declare=declaring.waits_for(view.state, view.me),
        deliberates=view.docket.is_open and bool(papers.sitting(view, view.me)),
    )


def complaints(view: Opened) -> tuple[ComplaintLine, ...]:
    """Return the complaints joined in the case, in the order in which they came."""
    rows = Complaint.objects.filter(docket=view.docket, received_at__lte=view.at).order_by(
        "received_at", "pk"
    )
    return tuple(
        ComplaintLine(
            row.number,
            row.key,
            row.via,
            str(Via(row.via).label),
            view.name(row.complainant) if row.complainant else "",
            row.anonymous,
            row.received_at,
            row.withdrawn_at,
            row.act,
        )
        for row in rows
    )


def allegations(view: Opened, files: Sequence[FileLine] = ()) -> tuple[AllegationLine, ...]:
    """Return the allegations with their findings, and those of the `files` that came as evidence of each;
    those made after `view.at`, or by acts that were annulled, are left out."""
    named = {(each.n, each.number): each for each in files}
    stand = [act for act in view.acts if act.n not in view.annulled]
    there = {act.n for act in stand}
    found: dict[str, list[FindingLine]] = {}
    for act in stand:
        written = view.contents.get(act.n, {})
        for each in act.facts.get("findings") or ():
            reasons = written.get(f"finding.{each['allegation']}") or written.get("reasons") or ""
            found.setdefault(each["allegation"], []).append(
                FindingLine(
                    each["finding"],
                    each.get("protected"),
                    act.n,
                    str(reasons),
                    resting.standard(str(each.get("standard") or "")),
                    tuple((str(key), evidence.number(str(key))) for key in each.get("on") or ()),
                )
            )
    rows = [row for row in Allegation.objects.filter(docket=view.docket).order_by("pk") if row.act in there]
    return tuple(_allegation(view, row, tuple(found.get(row.key, ())), named) for row in rows)


def _allegation(
    view: Opened,
    row: Allegation,
    findings: tuple[FindingLine, ...],
    named: Mapping[tuple[int, int], FileLine],
) -> AllegationLine:
    tied = view.contents.get(row.act, {}).get(EVIDENCE) or {}
    known = view.code(row.code)
    clause = known[1].clauses.get(row.clause) if known else None
    return AllegationLine(
        row.key,
        row.respondent,
        view.name(row.respondent),
        row.code,
        known[0].title if known else "",
        row.clause,
        clause.title if clause else "",
        clause.text if clause else "",
        row.conduct_from,
        row.conduct_to,
        str(view.contents.get(row.act, {}).get(f"allegation.{row.key}", "")),
        row.act,
        findings,
        tuple(named[row.act, number] for number in tied.get(row.key, ()) if (row.act, number) in named),
    )
