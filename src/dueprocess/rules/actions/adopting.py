"""Adopting rulebooks, codes and, at the desk, all that can be adopted. Nothing is edited: a change is a new
version, adopted by a body on a date.

At the desk that takes two people: one proposes the text, a second one agrees to it. The installation's own
commands (`by=None`) need no second person: that is how the first rulebook comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta

import holidays as calendars
from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.codes import Code
from dueprocess.core.codes import load as load_code
from dueprocess.core.errors import Broken, Malformed, Problem, Refused
from dueprocess.core.rulebook import check, load
from dueprocess.kit import clock
from dueprocess.people.actions import require, touch
from dueprocess.people.models import Person, Power
from dueprocess.rules import bindings, codes
from dueprocess.rules.actions import settling
from dueprocess.rules.actions.beside import (
    Given,
    make_guidance,
    make_letters,
    make_requirements,
    make_schedule,
    on_the_server,
    taken,
)
from dueprocess.rules.adoptable import (
    ADOPTABLE,
    CODE,
    GUIDANCE,
    LETTERS,
    PLAN,
    REQUIREMENTS,
    RETENTION,
    RULEBOOK,
)
from dueprocess.rules.models import (
    Adoption,
    CodeVersion,
    GuidanceVersion,
    LettersVersion,
    RequirementsVersion,
    RulebookVersion,
    ScheduleVersion,
)

YEARS_BACK = 3
YEARS_AHEAD = 15
_OfRulebook = LettersVersion | GuidanceVersion | RequirementsVersion
Version = RulebookVersion | CodeVersion | ScheduleVersion | _OfRulebook
WAITS = timedelta(days=30)
"""How long what was proposed waits for its second person."""


def holidays(code: str | None, years: Iterable[int]) -> list[str]:
    """Return the public holidays of a calendar code (`GB-ENG`, `PL`) in those years, ISO dates in order.

    Raises Malformed for a code that the holidays library does not know.
    """
    if code is None:
        return []
    country, _dash, part = code.partition("-")
    try:
        found = calendars.country_holidays(country, subdiv=part or None, years=list(years))
    except NotImplementedError as error:
        raise Malformed(
            [
                Problem(
                    "calendar.holidays",
                    None,
                    f"{code} is no calendar known here.",
                    "Use a code such as GB-ENG or PL.",
                )
            ]
        ) from error
    return sorted(day.isoformat() for day in found)


@transaction.atomic
def adopt(
    *,
    text: str,
    adopted_by: str,
    adopted_on: date,
    by: Person | None,
    in_force_from: date | None = None,
    kind: str = "case",
) -> RulebookVersion:
    """Adopt a rulebook on the server; dockets opened from `in_force_from` on (default: the day of adoption)
    are under it. At the desk it takes two: `propose_adoption`.

    Raises Malformed with every error that `check` finds; Refused:
    "version_taken" where it was adopted before under the same id and number with another text;
    "second_person" for somebody.
    """
    on_the_server(by)
    return _rulebook(text, adopted_by, adopted_on, in_force_from, kind, by)


def _rulebook(
    text: str, adopted_by: str, adopted_on: date, in_force_from: date | None, kind: str, by: Person | None
) -> RulebookVersion:
    previous = RulebookVersion.objects.filter(kind=kind).order_by("-in_force_from", "-recorded_at").first()
    problems = check(text, previous.text if previous and _same(text, previous) else None)
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise Malformed(errors)
    rulebook = load(text)
    if not adopted_by.strip():
        raise Malformed([Problem("adopted_by", None, "No body is named.", "Name the body that adopted it.")])
    if found := RulebookVersion.objects.filter(pk=rulebook.hash).first():
        return found
    if RulebookVersion.objects.filter(rulebook_id=rulebook.id, version=rulebook.version).exists():
        raise taken(rulebook.id, rulebook.version)
    first, last = adopted_on.year - YEARS_BACK, adopted_on.year + YEARS_AHEAD
    made = RulebookVersion.objects.create(
        hash=rulebook.hash,
        rulebook_id=rulebook.id,
        version=rulebook.version,
        title=rulebook.title,
        text=text,
        kind=kind,
        adopted_by=adopted_by.strip(),
        adopted_on=adopted_on,
        in_force_from=in_force_from or adopted_on,
        holidays=holidays(rulebook.calendar.holidays, range(first, last + 1)),
        covers_from=first,
        covers_to=last,
        previous=previous,
        recorded_at=clock.now(),
    )
    touch()
    bindings.bind(made, by)
    return made


def _same(text: str, previous: RulebookVersion) -> bool:
    """Tell whether the text is a further version of the same rulebook, so that its stages must have a
    place."""
    try:
        return load(text).id == previous.rulebook_id
    except Malformed:
        return False


@transaction.atomic
def adopt_code(*, text: str, adopted_by: str, adopted_on: date, by: Person | None) -> CodeVersion:
    """Adopt a code of conduct with all its versions on the server; the code itself says from when each is in
    force. At the desk it takes two: `propose_adoption`.

    Raises Malformed for one that cannot be read, where no body is named, and for a further version that
    changes or leaves out one adopted before, or works backwards; Refused("second_person") for somebody.
    """
    on_the_server(by)
    return _code(text, adopted_by, adopted_on, by, earliest=adopted_on)


def _code(text: str, adopted_by: str, adopted_on: date, by: Person | None, *, earliest: date) -> CodeVersion:
    code = load_code(text)
    if not adopted_by.strip():
        raise Malformed([Problem("adopted_by", None, "No body is named.", "Name the body that adopted it.")])
    if problems := list(_kept(code, codes.current(code.id), earliest)):
        raise Malformed(problems)
    found, new = CodeVersion.objects.get_or_create(
        hash=code.hash,
        defaults={
            "code_id": code.id,
            "version": code.versions[-1].id,
            "title": code.title,
            "text": text,
            "adopted_by": adopted_by.strip(),
            "adopted_on": adopted_on,
            "recorded_at": clock.now(),
        },
    )
    if new:
        bindings.bind(found, by)
    return found


def _kept(code: Code, before: Code | None, earliest: date) -> Iterator[Problem]:
    """Yield what a further version of a code may not do to those before it: they judge what was done under
    them. It is in force from `earliest` at the earliest."""
    new = {version.id: version for version in code.versions}
    old = {version.id: version for version in before.versions} if before else {}
    for name, was in old.items():
        now = new.get(name)
        path = f"versions.{name}"
        if now is None:
            mend = "Leave it in, and add the new one below it."
            yield Problem(path, None, f"Version {name}, adopted before, is missing.", mend)
        elif (now.in_force, dict(now.clauses)) != (was.in_force, dict(was.clauses)):
            mend = "Leave it as it was, and give the change a version of its own."
            yield Problem(path, None, f"Version {name}, adopted before, was changed.", mend)
    for name, now in new.items():
        if old and name not in old and now.in_force < earliest:
            what = f"Version {name} would be in force from {now.in_force}, before it was adopted."
            mend = f"No rule works backwards: {earliest} is the earliest day."
            yield Problem(f"versions.{name}.in_force", None, what, mend)


@transaction.atomic
def propose_adoption(
    *, what: str, text: str, adopted_by: str, adopted_on: date, in_force_from: date | None = None, by: Person
) -> Adoption:
    """Propose to adopt what can be adopted (`what`, a name in `rules.adoptable`); nothing of it counts before
    a second person agrees.

    Raises what adopting it would raise, and Refused: "done_already" where this text was adopted, or waits.
    """
    require(by, Power.ADOPT_RULES)
    with transaction.atomic():
        made = _made(what, text, adopted_by, adopted_on, in_force_from, None)
        transaction.set_rollback(True)
    waiting = Adoption.objects.filter(settled_at=None, recorded_at__gt=clock.now() - WAITS, hash=made.pk)
    if waiting.exists() or type(made).objects.filter(pk=made.pk).exists():
        raise Refused(
            "done_already", _("This text was adopted, or waits for a second person, already."), None
        )
    row = Adoption.objects.create(
        what=what, hash=made.pk, text=text, title=made.title, version=made.version,
        adopted_by=adopted_by.strip(), adopted_on=adopted_on,
        in_force_from=in_force_from if ADOPTABLE[what].governs else None, proposed_by=by,
        recorded_at=clock.now(),
    )  # fmt: skip
    bindings.bind(row, by)
    return row


@transaction.atomic
def settle_adoption(*, proposal: int, agree: bool, by: Person) -> Adoption:
    """Agree to what somebody else proposed, so that it is adopted, or decline it; its proposer may take it
    back.

    Raises what `settling.may` raises, and what adopting it raises now; Refused("too_late") where it has
    waited for longer than WAITS, or its first day in force has passed; Broken for another text.
    """
    row = Adoption.objects.select_for_update(of=("self",)).get(pk=proposal)
    settling.may(row, agree, by, _("Rules take two people: somebody else agrees to what you proposed."))
    if agree:
        now = clock.now()
        past = row.in_force_from is not None and row.in_force_from < now.date()
        if past or row.recorded_at + WAITS <= now:
            raise Refused("too_late", _("It waited for too long. Decline it, and propose it anew."), None)
        first = row.in_force_from or now.date()
        made = _made(row.what, row.text, row.adopted_by, row.adopted_on, first, by)
        if made.pk != row.hash:
            raise Broken(
                "The text is not the one that was proposed. Nothing was adopted. "
                "Run `dueprocess record verify-state`."
            )
    settling.settle(row, agree, by)
    return row


def _made(
    what: str, text: str, adopted_by: str, adopted_on: date, first: date | None, by: Person | None
) -> Version:
    """Write the version that a text is to be; each sort of text has its own way in `_MAKES`."""
    return _MAKES[what](Given(what, text, adopted_by, adopted_on, first), by)


def _make_rulebook(given: Given, by: Person | None) -> RulebookVersion:
    kind = ADOPTABLE[given.what].governs
    return _rulebook(given.text, given.adopted_by, given.adopted_on, given.first, kind, by)


def _make_code(given: Given, by: Person | None) -> CodeVersion:
    # The day on which a body adopted it is what somebody says: it lets no rule work backwards.
    today = clock.now().date()
    return _code(given.text, given.adopted_by, given.adopted_on, by, earliest=today)


_MAKES: Mapping[str, Callable[[Given, Person | None], Version]] = {
    RULEBOOK: _make_rulebook,
    CODE: _make_code,
    PLAN: _make_rulebook,
    RETENTION: make_schedule,
    LETTERS: make_letters,
    GUIDANCE: make_guidance,
    REQUIREMENTS: make_requirements,
}
