"""What people hold, for pages: offices with their terms, delegations, powers. Frozen values, never models.

The functions that return a model are for an action to act on; they raise Hidden where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dueprocess.kit.http import Hidden
from dueprocess.people.holders import stamp
from dueprocess.people.journal import LIST_TAKEN
from dueprocess.people.models import (
    Appointment,
    Candidacy,
    Change,
    Delegation,
    Grant,
    LoginProposal,
    Office,
    Person,
    Power,
    Term,
)

DAY = timedelta(days=1)
LINES = 25
"""Of the register's journal on one page."""
GIVING = (
    "appointed", "appointment ended", "delegated", "delegation ended", "granted", "grant ended", "qualified",
    "login proposed", "login declined", "login given", "login closed", "auditor proposed",
    "auditor accredited", "auditor declined", "training ended",
)  # fmt: skip
"""Verbs of the register's journal by which somebody gets or loses work, or a way in."""


@dataclass(frozen=True, slots=True)
class TermLine:
    """One person's time in an office; `running` on the day asked, `coming` if it begins later."""

    pk: int
    person: int
    person_name: str
    from_on: date
    until_on: date | None
    running: bool
    coming: bool


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One office: the roles that come with it (ids of the rulebook), its seats, who holds or will hold it."""

    pk: int
    title: str
    unit: str
    roles: tuple[str, ...]
    seats: int
    free: int
    terms: tuple[TermLine, ...]


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """A role lent for a time. `over`: it has ended by the day asked."""

    pk: int
    appointment: int
    role: str
    unit: str
    holder: int
    holder_name: str
    to: int
    to_name: str
    from_on: date
    until_on: date | None
    reason: str
    running: bool
    over: bool


@dataclass(frozen=True, slots=True)
class CandidacyLine:
    """For what somebody stands or stood: `open` while the election has not been held by the day asked and
    they have not withdrawn."""

    pk: int
    person: int
    person_name: str
    office: str
    unit: str
    from_on: date
    election_on: date
    withdrawn_on: date | None
    open: bool


@dataclass(frozen=True, slots=True)
class PowerLine:
    """A power somebody holds or held."""

    pk: int
    person: int
    person_name: str
    power: str
    title: str
    from_on: date
    until_on: date | None
    reason: str
    running: bool


def offices(*, on: date) -> list[OfficeLine]:
    """Return every office with whoever holds it on that day or will; two queries."""
    rows = Office.objects.filter(abolished_on=None).select_related("unit").order_by("title", "pk")
    terms: dict[int, list[TermLine]] = {row.pk: [] for row in rows}
    found = Term.objects.filter(office__in=list(terms)).exclude(until_on__lt=on).select_related("person")
    for term in found.order_by("from_on", "pk"):
        running = term.from_on <= on
        terms[term.office_id].append(
            TermLine(
                term.pk, term.person_id, term.person.shown_name, term.from_on, term.until_on,
                running, not running,
            )
        )  # fmt: skip
    return [
        OfficeLine(
            row.pk, row.title, row.unit.name if row.unit else "", tuple(row.roles), row.seats,
            max(0, row.seats - sum(each.running for each in terms[row.pk])), tuple(terms[row.pk]),
        )
        for row in rows
    ]  # fmt: skip


def office(pk: int) -> Office:
    """Return an office for an action."""
    found = Office.objects.filter(pk=pk).first()
    if found is None:
        raise Hidden("no such office")
    return found


def term(pk: int) -> Term:
    """Return a term for an action."""
    found = Term.objects.filter(pk=pk).select_related("office", "person").first()
    if found is None:
        raise Hidden("no such term")
    return found


def delegations(person: Person, *, on: date) -> list[DelegationLine]:
    """Return what this person has lent and what was lent to them, the newest first."""
    rows = Delegation.objects.filter(appointment__person=person) | Delegation.objects.filter(to=person)
    rows = rows.select_related("appointment__person", "appointment__unit", "to").order_by("-from_on", "-pk")
    return [
        DelegationLine(
            row.pk, row.appointment_id, row.appointment.role,
            row.appointment.unit.name if row.appointment.unit else "",
            row.appointment.person_id, row.appointment.person.shown_name, row.to_id, row.to.shown_name,
            row.from_on, row.until_on, row.reason, _runs(row, on),
            row.until_on is not None and row.until_on < on,
        )
        for row in rows
    ]  # fmt: skip


def delegation(appointment: int, pk: int) -> Delegation:
    """Return a delegation of that appointment for an action."""
    found = Delegation.objects.filter(pk=pk, appointment_id=appointment).select_related("appointment").first()
    if found is None:
        raise Hidden("no such delegation")
    return found


def candidacies(person: Person, *, on: date) -> list[CandidacyLine]:
    """Return for what this person stands and stood, the latest election first; one query."""
    return _candidacies(Candidacy.objects.filter(person=person).order_by("-election_on", "-pk"), on)


def coming(*, on: date) -> list[CandidacyLine]:
    """Return every candidacy that is open on that day, the next election first; one query."""
    rows = Candidacy.objects.filter(election_on__gte=on, withdrawn_on=None)
    return _candidacies(rows.order_by("election_on", "office__title", "pk"), on)


def _candidacies(rows: QuerySet[Candidacy], on: date) -> list[CandidacyLine]:
    return [
        CandidacyLine(
            row.pk, row.person_id, row.person.shown_name, row.office.title,
            row.office.unit.name if row.office.unit else "", row.from_on, row.election_on, row.withdrawn_on,
            row.withdrawn_on is None and row.election_on >= on,
        )
        for row in rows.select_related("person", "office__unit")
    ]  # fmt: skip


def candidacy(person: int, pk: int) -> Candidacy:
    """Return a candidacy of that person for an action."""
    found = Candidacy.objects.filter(pk=pk, person_id=person).select_related("office").first()
    if found is None:
        raise Hidden("no such candidacy")
    return found


def powers(person: Person, *, on: date) -> list[PowerLine]:
    """Return every power this person holds or held, those that run first."""
    rows = Grant.objects.filter(person=person).select_related("person").order_by("-from_on", "-pk")
    return sorted((_power(row, on) for row in rows), key=lambda each: not each.running)


def every_power(*, on: date) -> list[tuple[str, tuple[PowerLine, ...]]]:
    """Return each power with whoever holds it on that day; one query."""
    held: dict[str, list[PowerLine]] = {power.value: [] for power in Power}
    rows = Grant.objects.running(on).select_related("person").order_by("person__sort_name", "pk")
    for row in rows:
        held.setdefault(row.power, []).append(_power(row, on))
    return [(str(power.label), tuple(held[power.value])) for power in Power]


def addresses(power: Power, *, on: date) -> list[str]:
    """Return where those who hold a power on that day are written to: the addresses by which they sign in."""
    held = Grant.objects.running(on).filter(power=power, person__login__is_active=True)
    return sorted(set(held.values_list("person__login__email", flat=True)))


def power_holders(power: Power, *, on: date) -> tuple[str, ...]:
    """Return the names of those who hold a power on that day."""
    rows = Grant.objects.running(on).filter(power=power).select_related("person")
    return tuple(sorted({row.person.shown_name for row in rows}, key=str.casefold))


def holders_of(roles: Iterable[str], *, on: date) -> dict[int, tuple[Person, frozenset[str]]]:
    """Return who holds any of these roles on that day, in whichever unit, also lent, with the roles; two
    queries."""
    wanted = list(roles)
    own = Appointment.objects.running(on).filter(role__in=wanted).select_related("person__login")
    lent = Delegation.objects.running(on).filter(appointment__role__in=wanted)
    lent = lent.exclude(appointment__until_on__lt=on).select_related("appointment", "to__login")
    held = [(each.person, each.role) for each in own]
    held += [(each.to, each.appointment.role) for each in lent]
    found: dict[int, tuple[Person, frozenset[str]]] = {}
    for person, role in held:
        before = found[person.pk][1] if person.pk in found else frozenset[str]()
        found[person.pk] = (person, before | {role})
    return found


def grant(person: int, pk: int) -> Grant:
    """Return a power of that person for an action."""
    found = Grant.objects.filter(pk=pk, person_id=person).first()
    if found is None:
        raise Hidden("no such power")
    return found


@dataclass(frozen=True, slots=True)
class Given:
    """One line of the register's journal by which somebody got or lost work: `what` and the role or power,
    whose it is, who did it and why. `back`: it was said to begin more than a day before it was written."""

    pk: int
    at: datetime
    verb: str
    what: str
    person: int
    name: str
    by: str
    reason: str
    back: bool


def given(*, before: int | None = None, limit: int = LINES) -> tuple[Given, ...]:
    """Return who was given, or lost, a role, a power, a training or a login, and which lists were taken in
    (`person` 0); the newest first, or those `before` a line; two queries. For oversight."""
    rows = Change.objects.filter(Q(subject="person", verb__in=GIVING) | Q(subject="list", verb=LIST_TAKEN))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    lines = list(rows.select_related("by", "why").order_by("-pk")[:limit])
    also = {line.values["proposed_by"] for line in lines if "proposed_by" in line.values}
    names = Person.objects.in_bulk({line.subject_pk for line in lines if line.subject == "person"} | also)
    found = []
    for line in lines:
        held = [row for rows in line.values.get("rows", {}).values() for row in rows.values()]
        begins = [date.fromisoformat(row["from_on"]) for row in held if row.get("from_on")]
        person = line.subject_pk if line.subject == "person" else 0
        name = names[person].shown_name if person in names else line.values.get("list", "")
        what = line.values.get("role") or line.values.get("power") or line.values.get("name") or ""
        found.append(
            Given(
                line.pk, line.at, line.verb, str(what).replace("_", " "), person, name,
                _by(line, names), line.reason,
                "ended" not in line.verb and min(begins, default=date.max) < line.at.date() - DAY,
            )
        )  # fmt: skip
    return tuple(found)


def _by(line: Change, names: dict[int, Person]) -> str:
    """Return who did it: for what took two, whoever signed it and whoever had proposed it."""
    by = line.by.shown_name if line.by else ""
    first = names.get(line.values.get("proposed_by", 0))
    return _("%(by)s, proposed by %(first)s") % {"by": by, "first": first.shown_name} if first else by


@dataclass(frozen=True, slots=True)
class LoginAsked:
    """A login that was proposed. `state`: waiting, taken, declined; `mine`: whoever looks may sign it;
    `own`: they proposed it; `again`: a closed login is to be opened."""

    pk: int
    person: int
    name: str
    email: str
    by: str
    made_at: datetime
    state: str
    ended_by: str
    ended_at: datetime | None
    mine: bool
    own: bool
    again: bool


def logins_asked(viewer: Person) -> tuple[LoginAsked, ...]:
    """Return the logins that wait for a second person, the oldest first; none of the viewer's own. For those
    who keep the register. Kept under the register's stamp, which each of them changes."""
    now = stamp()
    if now not in _waiting:
        rows = list(_asked().filter(ended_at=None).order_by("made_at", "pk"))
        _waiting.clear()
        _waiting[now] = rows
    return tuple(_login_asked(row, viewer) for row in _waiting[now] if row.person_id != viewer.pk)


_waiting: dict[int, list[LoginProposal]] = {}


def login_asked(pk: int, viewer: Person) -> tuple[LoginProposal, LoginAsked]:
    """Return a proposed login for an action and for its page. Raises Hidden where there is none, and for the
    person whose login it is."""
    row = _asked().filter(pk=pk).exclude(person=viewer).first()
    if row is None:
        raise Hidden("no such proposal")
    return row, _login_asked(row, viewer)


def login_waiting(person: Person, viewer: Person) -> LoginAsked | None:
    """Return the login that waits for this person, if one does."""
    row = _asked().filter(person=person, ended_at=None).first()
    return _login_asked(row, viewer) if row is not None else None


def _asked() -> QuerySet[LoginProposal]:
    return LoginProposal.objects.select_related("person__login", "by", "ended_by")


def _login_asked(row: LoginProposal, viewer: Person) -> LoginAsked:
    waits = row.ended_at is None
    return LoginAsked(
        row.pk, row.person_id, row.person.shown_name, row.email, row.by.shown_name, row.made_at,
        "waiting" if waits else "taken" if row.taken else "declined",
        row.ended_by.shown_name if row.ended_by else "", row.ended_at,
        waits and viewer.pk not in (row.by_id, row.person_id), row.by_id == viewer.pk,
        waits and hasattr(row.person, "login"),
    )  # fmt: skip


def choices() -> Iterable[tuple[str, str]]:
    """Return the powers that open something to whoever signs in, for a form."""
    return [(power.value, str(power.label)) for power in Power if power not in (Power.SET_UP, Power.AUDIT)]


def titled(power: str) -> str:
    """Return what a power is called; one that is offered no longer by its name: it was held, and is told."""
    return str(Power(power).label) if power in Power.values else power.replace("_", " ").capitalize()


def _power(row: Grant, on: date) -> PowerLine:
    return PowerLine(
        row.pk, row.person_id, row.person.shown_name, row.power, titled(row.power), row.from_on,
        row.until_on, row.reason, _runs(row, on),
    )  # fmt: skip


def _runs(row: Grant | Delegation, on: date) -> bool:
    return row.from_on <= on and (row.until_on is None or row.until_on >= on)
