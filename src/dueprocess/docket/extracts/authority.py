"""Who had the power, for pages and for print: each decision of a docket with the offices behind it, as the
register has them and had them then, and every gap.

The engine says what stands in the docket, `core.tenure` what an office lacked; this reads the register for
both and puts names to the keys. Ask the wall first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.core.engine import power
from dueprocess.core.engine.power import Office, Power
from dueprocess.core.saying import Said
from dueprocess.core.tenure import Gap, Lack, Tenure, Written, behind, lacks
from dueprocess.docket import places, roster
from dueprocess.docket.extracts.opened import Opened, opened
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import keys
from dueprocess.kit.components import worded
from dueprocess.people import tenures
from dueprocess.people.tenures import TenureRow

GAPS = {
    Gap.NO_APPOINTMENT: gettext_lazy("No appointment"),
    Gap.NOT_BEGUN: gettext_lazy("Term not begun"),
    Gap.TERM_OVER: gettext_lazy("Term over"),
    Gap.DATED_BACK: gettext_lazy("Appointment dated back"),
    Gap.NOT_NAMED: gettext_lazy("Appointment not named"),
    Gap.ANOTHER: gettext_lazy("Another appointment named"),
    Gap.CHANGED: gettext_lazy("Register changed later"),
    Gap.APPOINTED_BADLY: gettext_lazy("Appointed by an irregular entry"),
    Gap.NOT_ENTITLED: gettext_lazy("Not entitled"),
    Gap.PARTY: gettext_lazy("A party decided"),
    Gap.ACCUSED_UNIT: gettext_lazy("An officer of the accused unit decided"),
    Gap.OFFICE: gettext_lazy("Barred office"),
    Gap.TRAINING: gettext_lazy("Training not current"),
    Gap.ATTESTATION: gettext_lazy("Attestation missing"),
    Gap.CONFLICT: gettext_lazy("Conflict of interest"),
    Gap.CONFLICT_OPEN: gettext_lazy("Conflict never settled"),
    Gap.CONFLICT_LATER: gettext_lazy("Conflict known later"),
    Gap.ABSENT: gettext_lazy("Absent"),
    Gap.SEPARATE: gettext_lazy("Roles not separate"),
    Gap.TWO_ROLES: gettext_lazy("Had another part in the case"),
    Gap.FRESH: gettext_lazy("Decided before"),
    Gap.TOO_FEW: gettext_lazy("Too few could act"),
    Gap.QUORUM: gettext_lazy("Quorum not met"),
    Gap.VOTE: gettext_lazy("Vote not carried"),
    Gap.IRREGULAR: gettext_lazy("Irregular"),
    Gap.PAPER: gettext_lazy("Paper or reason missing"),
    Gap.GROUNDS: gettext_lazy("No ground named"),
    Gap.CONSENT: gettext_lazy("Consent missing"),
    Gap.SIGNATURE: gettext_lazy("Countersignature missing"),
    Gap.SANCTION: gettext_lazy("Beyond what the rules allow"),
    Gap.FIRST: gettext_lazy("Something else came first"),
    Gap.ENTERED_LATE: gettext_lazy("Written down late"),
    Gap.NOTICE: gettext_lazy("Notice too short"),
    Gap.RECEIPT: gettext_lazy("Receipt not shown"),
}
"""What each gap is called on a page."""


@dataclass(frozen=True, slots=True)
class Footing:
    """On what somebody stood when they took part: role, and the appointment behind it as the register has it.

    `first` None: there is none. `appointed`: the entry that appointed them in this case. `back`: written down
    more than a day after it is said to have begun.
    """

    who: str
    name: str
    role: str
    clause: str
    own: bool
    appointed: int | None
    first: date | None
    last: date | None
    unit: str
    office: str
    reason: str
    appointed_by: str
    written_at: datetime | None
    back: bool
    lent_by: str


@dataclass(frozen=True, slots=True)
class GapLine:
    """One gap: its code, what it is called, and one sentence with names."""

    code: str
    title: str
    text: str
    clause: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: the engine's account of it (people by keys, see `Authority.names`), footings and gaps.

    `rule` is the rule of decision in words, `why_not` why a member was out, by key.
    """

    power: Power
    rule: str
    why_not: Mapping[str, str]
    footings: tuple[Footing, ...]
    gaps: tuple[GapLine, ...]


@dataclass(frozen=True, slots=True)
class Authority:
    """Every decision of a docket with its power, the oldest first."""

    number: str
    unit: str
    rulebook_title: str
    as_at: datetime
    decisions: tuple[Decision, ...]
    names: Mapping[str, str]

    @property
    def gaps(self) -> int:
        """How many gaps there are in all."""
        return sum(len(each.gaps) for each in self.decisions)


def authority(docket: Docket, *, viewer: Actor, at: datetime | None = None, fresh: bool = False) -> Authority:
    """Return who had the power for each decision of a docket as of `at` (default: now); four queries beside
    those of opening it."""
    return authority_of(opened(docket, viewer=viewer, at=at, fresh=fresh))


def nameless(docket: Docket, *, at: datetime | None = None) -> Authority:
    """Return the same for nobody in particular: people stand there by the keys that they have in this case,
    and nothing that an officer wrote about their appointments is told."""
    view = opened(docket, at=at)
    view.names.clear()
    return authority_of(view, named=False)


def authority_of(view: Opened, *, named: bool = True) -> Authority:
    """Return the same of a docket that was opened already."""
    found = power.powers(view.state)
    stored = {act.n: act for act in view.acts}
    persons = {key: each["person"] for key, each in view.identities.items() if each.get("person")}
    persons |= view.whole.roster.persons
    offices = [office for each in found for office in each.offices]
    places_ = [act.facts for act in view.acts if act.is_note and act.name == places.PLACED]
    units = {view.docket.unit_id, *(each[name] for each in places_ for name in ("unit", "was"))} - {None}
    units |= places.units(view.rulebook, roster.said(view.whole.rows), view.whole.json["parties"])
    rows = tenures.of(
        {persons[office.who] for office in offices if office.who in persons},
        roles={office.role for office in offices},
        units=units,
    )
    if not named:
        rows = {key: [_unnamed(row) for row in held] for key, held in rows.items()}
    decisions = tuple(
        _decision(view, each, rows, persons, str(stored[each.n].appointment) if each.n in stored else "")
        for each in found
    )
    rules = view.rulebook
    return Authority(
        view.docket.number,
        view.docket.unit.name if view.docket.unit else "",
        f"{rules.title} {rules.version}",
        view.at,
        decisions,
        dict(view.names),
    )


def _decision(
    view: Opened,
    each: Power,
    rows: Mapping[tuple[int, str], list[TenureRow]],
    persons: Mapping[str, int],
    named: str,
) -> Decision:
    """`named`: the tag of the appointment that the act's own row names."""
    footings: list[Footing] = []
    found: list[Lack] = []
    for office in each.offices:
        held = rows.get((persons.get(office.who, 0), office.role), [])
        terms = [_tenure(row) for row in held]
        asked = named if office.own else None
        used = behind(terms, each.day, asked)
        footings.append(_footing(view, office, held[terms.index(used)] if used is not None else None))
        found += lacks(
            terms, who=office.who, role=office.title, day=each.day, entered=each.entered, named=asked,
            clause=office.clause or each.clause,
        )  # fmt: skip
    every = dict.fromkeys((*found, *each.gaps))
    rule = worded(each.rule) if each.rule is not None else ""
    out = {seat.who: worded(named_in(view, seat.why_not)) for seat in each.members if seat.why_not}
    return Decision(each, rule, out, tuple(footings), tuple(_gap(view, lack) for lack in every))


def _unnamed(row: TenureRow) -> TenureRow:
    lent = str(_("somebody else")) if row.lent_by_name else ""
    return replace(row, appointed_by="", reason="", lent_by_name=lent)


def _tenure(row: TenureRow) -> Tenure:
    return Tenure(
        keys.tag("appointment", str(row.appointment)),
        row.first,
        row.last,
        tuple(Written(line.at, line.first, line.last) for line in row.lines),
        row.lent_by_name or None,
    )


def _footing(view: Opened, office: Office, row: TenureRow | None) -> Footing:
    first = row.lines[0].at if row is not None and row.lines else None
    return Footing(
        office.who,
        view.name(office.who),
        office.title,
        office.clause or "",
        office.own,
        office.appointed,
        row.first if row is not None else None,
        row.last if row is not None else None,
        row.unit if row is not None else "",
        row.office if row is not None else "",
        row.reason if row is not None else "",
        row.appointed_by if row is not None else "",
        first,
        first is not None and row is not None and (first.date() - row.first).days > 1,
        row.lent_by_name if row is not None else "",
    )


def _gap(view: Opened, lack: Lack) -> GapLine:
    return GapLine(
        lack.gap.value, str(GAPS[lack.gap]), worded(named_in(view, lack.reason)), lack.clause or ""
    )


def named_in(view: Opened, text: str) -> str:
    """Return a sentence of the engine with the names of people and parties in the places of their keys."""
    if not isinstance(text, Said) or not text.template:
        return view.names.get(str(text), text) if isinstance(text, str) else text
    values = {
        name: named_in(view, value) if isinstance(value, Said) else _name(view, value)
        for name, value in text.values.items()
    }
    return Said(text.template % values, text.template, values, text.many, text.number)


def _name(view: Opened, value: object) -> object:
    return view.names.get(value, value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class DecidedBy:
    """What a party is told of who decided: the body or office, its rule, how many took part; no names.

    `quorum` and `voted` are None where one person in office decided, or votes are never shown.
    """

    body: str
    instead_of: str
    clause: str
    rule: str
    quorum: int | None
    voted: int | None


def decided_by(view: Opened, n: int) -> DecidedBy | None:
    """Return who decided by act `n`, for a party; None for what is no decision of an office or body."""
    each = next((one for one in power.powers(view.state) if one.n == n), None)
    if each is None:
        return None
    body = view.rulebook.bodies.get(each.role)
    shown = body is not None and not body.secret
    return DecidedBy(
        each.role_title,
        each.instead_of,
        each.clause or "",
        worded(each.rule) if each.rule is not None else "",
        each.quorum,
        each.voted if shown else None,
    )


def plain(found: Authority) -> dict[str, object]:
    """Return it as JSON has it: names beside keys, days and moments as ISO 8601."""
    return {
        "case": found.number,
        "unit": found.unit,
        "rules": found.rulebook_title,
        "as_at": found.as_at.isoformat(),
        "gaps": found.gaps,
        "decisions": [_plain(found, each) for each in found.decisions],
    }


def _plain(found: Authority, each: Decision) -> dict[str, object]:
    one = each.power

    def name(key: str | None) -> str | None:
        return found.names.get(key, key) if key else None

    return {
        "entry": one.n,
        "at": one.at.isoformat(),
        "written_down": one.entered.isoformat(),
        "step": one.step,
        "title": one.title,
        "outcome": one.outcome,
        "clause": one.clause,
        "rules": one.rules,
        "rulebook": one.rulebook,
        "by": name(one.by),
        "as": one.role_title,
        "instead_of": one.instead_of or None,
        "body": one.body,
        "rule": each.rule or None,
        "quorum": one.quorum,
        "seats": one.seats,
        "could_vote": one.could_vote,
        "voted": one.voted,
        "votes": {"for": one.yes, "against": one.no, "abstained": one.abstained} if one.body else None,
        "in_writing": one.in_writing,
        "jointly_with": list(one.jointly),
        "members": [
            {
                "name": name(seat.who),
                "seat": seat.title,
                "could_vote": seat.votes,
                "could_speak": seat.speaks,
                "why_not": each.why_not.get(seat.who),
                "stood_in_for": name(seat.stands_in_for),
                "took_part": seat.took_part,
                "vote": seat.vote.value if seat.vote else None,
                "training": {title: day.isoformat() for title, day in seat.training},
                "attested": list(seat.has),
            }
            for seat in one.members
        ],
        "offices": [
            {
                "name": footing.name,
                "role": footing.role,
                "clause": footing.clause or None,
                "decided": footing.own,
                "appointed_in_the_case_by_entry": footing.appointed,
                "office": footing.office or None,
                "by": footing.reason or None,
                "unit": footing.unit or None,
                "from": footing.first.isoformat() if footing.first else None,
                "to": footing.last.isoformat() if footing.last else None,
                "written_down": footing.written_at.isoformat() if footing.written_at else None,
                "written_down_by": footing.appointed_by or None,
                "lent_by": footing.lent_by or None,
            }
            for footing in each.footings
        ],
        "countersigned": [
            {"name": name(sign.who), "role": sign.title, "could": sign.able} for sign in one.signed
        ],
        "conflicts": [
            {
                "name": name(said.who), "ground": said.ground, "degree": said.degree, "entry": said.n,
                "declared_by_themselves": said.said_by_themselves, "then": said.then or None, "now": said.now,
            }
            for said in one.conflicts
        ],
        "letters": [
            {
                "to": name(letter.to), "letter": letter.letter, "state": letter.state,
                "received": letter.received_at.isoformat() if letter.received_at else None,
            }
            for letter in one.letters
        ],
        "gaps": [
            {"gap": gap.code, "says": gap.text, "clause": gap.clause or None} for gap in each.gaps
        ],
    }  # fmt: skip


def only(found: Authority, n: int) -> Authority:
    """Return the same with one decision alone; none where act `n` is no decision."""
    return replace(found, decisions=tuple(each for each in found.decisions if each.power.n == n))
