"""What a story of the demonstration is made of: values that say who complained of what, and what was done.

Knows the names of steps of the standard rulebook and counts time in days before today. Must not know
Django, how an act is taken (see `telling`) or the names of members: people are asked for by club.
Texts may name people by their handle: `{r1}` is the first respondent's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Someone:
    """A party, found when the story is told.

    `club`: a member of that club (drawn, never twice); `minor`: under eighteen; `cast`: one of the cast;
    `unit`: the club itself; `outside`: the name of somebody who is no member; `organisation`: the
    federation; none of these: nobody gave a name.
    """

    club: str = ""
    said: str = ""  # "he" or "she" where the texts do
    minor: bool = False
    cast: str = ""
    unit: str = ""
    outside: str = ""
    organisation: bool = False
    same_as: str = ""  # the story whose first respondent this is


ANONYMOUS = Someone()
THE_FEDERATION = Someone(organisation=True)


def member(club: str, *, minor: bool = False) -> Someone:
    """A member of that club."""
    return Someone(club=club, minor=minor)


def he(club: str) -> Someone:
    """A member of that club of whom the texts say "he"."""
    return Someone(club=club, said="he")


def she(club: str) -> Someone:
    """A member of that club of whom the texts say "she"."""
    return Someone(club=club, said="she")


@dataclass(frozen=True, slots=True)
class Allegation:
    """One thing said against one respondent: the clause of the code and the conduct, in a sentence."""

    clause: str
    conduct: str
    against: str = "r1"
    days_before: int = 10  # the conduct began so many days before the complaint
    lasted: int = 0  # and went on for so many days


@dataclass(frozen=True, slots=True)
class Beat:
    """Something that happens, `after` so many working days since the beat before (or days, if `days`)."""

    after: int = 1
    days: int | None = None

    @property
    def parts(self) -> tuple[Beat, ...]:
        """Return what is done one after the other, on the same day where there is time."""
        return (self,)


@dataclass(frozen=True, slots=True)
class Do(Beat):
    """A step of the rulebook.

    `by`: the handle of a party, or a role; empty: whoever may. `says`: the main words; `papers`: words
    for a need by its name. `on`: whom a sanction or measure concerns. `until`: days ahead of the act, for
    whatever needs a day. `finds`: by allegation number, `proved`, `not proved`, …; `protected`: whether
    the expression was held to be protected.
    """

    step: str = ""
    outcome: str | None = None
    says: str = ""
    by: str = ""
    papers: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    imposes: tuple[Impose, ...] = ()
    starts: str = ""
    scope: tuple[str, ...] = ()
    on: tuple[str, ...] = ("r1",)
    each: tuple[str, ...] = ()  # parties the act concerns
    until: int | None = None
    grounds: str = ""
    finds: Mapping[int, str] = field(default_factory=dict)
    protected: bool | None = None
    against: bool = False  # one member of the body votes against
    replaces: tuple[str, ...] = ()  # roles whose holders go; the others stay
    joins: str = ""
    out: tuple[str, ...] = ()  # parties who go into a case of their own
    outside: str = ""  # to whom outside the case is handed over
    late_by: int = 0  # written down so many days after it happened
    files: tuple[str, ...] = ()  # names in `papers`
    bound: str = ""  # the ground on which the first who is asked to declare is bound

    @property
    def parts(self) -> tuple[Beat, ...]:
        """Return the findings of a panel before its decision, and else the step alone."""
        if self.step != "decide" or not self.finds:
            return (self,)
        found = replace(self, step="find", outcome=None, says="", imposes=())
        return (found, replace(self, after=0, days=None, finds={}, protected=None))


@dataclass(frozen=True, slots=True)
class Impose:
    """One sanction on one respondent; `lasts` where the rulebook leaves a choice."""

    sanction: str
    lasts: str = ""
    on: str = "r1"
    scope: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message(Beat):
    """A message between a party and the office, in either direction."""

    by: str = "c1"
    to: str = "office"
    says: str = ""


@dataclass(frozen=True, slots=True)
class Adds(Beat):
    """A party adds information to the complaint or the reply."""

    by: str = "c1"
    says: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict(Beat):
    """Somebody declares a conflict of their own, or a party alleges one against `who`."""

    who: str = ""  # a role, as appointed or held
    ground: str = ""
    said_by: str = ""  # the handle of a party; empty: they say it themselves
    says: str = ""


@dataclass(frozen=True, slots=True)
class Away(Beat):
    """An officer is away: ill, or on leave."""

    who: str = ""
    until: int = 20
    says: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One complaint, and what became of it, or twelve that tell the same.

    `days`: opened so many days before today. `keeps`: duties that come round by themselves and were kept;
    the others are missed. `sends`: whether letters went out on the day.
    """

    code: str
    title: str
    days: int
    club: str
    account: str
    via: str = "portal"
    c: tuple[Someone, ...] = ()
    r: tuple[Someone, ...] = ()
    others: Mapping[str, Someone] = field(default_factory=dict)  # witnesses, affected people: w1, a1
    alleged: tuple[Allegation, ...] = ()
    beats: tuple[Beat, ...] = ()
    keeps: tuple[str, ...] = ("update", "report_at_six_months", "explain_delay")
    updates_stop: int | None = None  # from so many days after opening, nobody wrote any more
    wants: str = ""  # what the complainant asks for
    cast: bool = False  # whoever is of the cast holds the case
    files: tuple[str, ...] = ()
    minor: bool = False
    room: int = 0  # working days there must be since, whatever the beats take

    @property
    def needed(self) -> int:
        """How many working days the beats take; hearings and times for comment are waited for."""
        days, hearing, comments = 0, 0, 0
        for beat in self.beats:
            days += beat.after if beat.days is None else beat.days * 5 // 7
            if isinstance(beat, Do):
                if beat.step in ("fix_hearing", "adjourn") and beat.until:
                    hearing = days + beat.until * 5 // 7
                if beat.step == "send_draft":
                    comments = days + 6
                days = max(days, {"hear": hearing, "final_report": comments}.get(beat.step, 0))
        return max(days + 3, self.room)
