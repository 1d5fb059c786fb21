"""Answering an invitation, and saying on which days one cannot: by the party on their own pages, by whoever
sits in the case, or entered by an officer who was told."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.hearings import people
from dueprocess.cases.hearings.actions.setting import officer, standing
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import hearings, house
from dueprocess.docket.actions import house_note
from dueprocess.docket.extracts import Opened, opened
from dueprocess.docket.hearings import WORDS, Answer, Mode
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.rules import rulebooks

MOST = 30
"""So many absences of one person are kept at once."""


@transaction.atomic
def reply(*, docket: Docket, hearing: str, key: str, answer: Answer, by: Actor, words: str = "") -> Act:
    """Say whether somebody (local key) comes to a hearing to which they are invited; `words` are what they
    need there, or why they cannot. A later answer stands for the earlier one.

    Raises Malformed where they cannot and do not say why, or would take part from afar where nobody does;
    Refused: "no_hearing", also for who is not invited, "cancelled", "over", "conflict".
    """
    docket = Docket.objects.locked(docket.pk)
    view = opened(docket, viewer=by)
    who = _whose(view, key, by)
    now = standing(view, hearing)
    if who not in now.invited or who not in people.concerned(view, [who]):
        raise Refused("no_hearing", _("There is no such hearing in this case."), None)
    if now.to_at <= clock.now():
        raise Refused("over", _("This hearing is over."), None)
    if answer is Answer.CANNOT and not words.strip():
        mend = _("Write in a few words what keeps you: others decide by it whether the day is moved.")
        raise Malformed([Problem("words", None, _("It is not said why."), mend)])
    if answer is Answer.LINK and now.mode == Mode.ROOM:
        mend = _("Say that you cannot come, or what you need, and why.")
        raise Malformed([Problem("answer", None, _("It is held in a room only."), mend)])
    needs = Needs(
        act={"hearing": hearing, "who": who, "answer": str(answer)},
        content={WORDS: words.strip()} if words.strip() else {},
    )
    return house_note(docket=docket, note=house.HEARING_REPLY, by=by, needs=needs, named={})


@transaction.atomic
def away(*, docket: Docket, key: str, first: date, until: date, by: Actor) -> Act:
    """Say on which days somebody (local key) cannot, both included. Not why: that is nobody's business.

    Raises Malformed for days in the wrong order or gone by; Refused: "too_many", "not_invited" for somebody
    who could not be invited, "conflict".
    """
    docket = Docket.objects.locked(docket.pk)
    view = opened(docket, viewer=by)
    who = _whose(view, key, by)
    if who not in people.able(view):
        raise Refused("not_invited", _("They have no part in a hearing of this case."), None)
    if until < first:
        raise Malformed([Problem("until", None, _("It ends before it begins."), _("Give a later last day."))])
    if until < rulebooks.clock(docket.rulebook_id).local_day(clock.now()):
        raise Malformed([Problem("until", None, _("These days are over."), _("Give days to come."))])
    if sum(each.key == who for each in hearings.away(view.acts)) >= MOST:
        raise Refused("too_many", _("So many days are noted already. Take some back first."), None)
    needs = Needs(act={"who": who, "from": first.isoformat(), "to": until.isoformat()})
    return house_note(docket=docket, note=house.HEARING_AWAY, by=by, needs=needs, named=_named(view, who))


@transaction.atomic
def available(*, docket: Docket, n: int, by: Actor) -> Act:
    """Take back the days of entry `n`. Raises Refused("no_days") where there are none, or not theirs."""
    docket = Docket.objects.locked(docket.pk)
    view = opened(docket, viewer=by)
    found = next((each for each in hearings.away(view.acts) if each.n == n), None)
    act = next((each for each in view.acts if each.n == n), None)
    mine = found is not None and (by.key is None or by.key == found.key)
    if found is None or act is None or act.name != house.HEARING_AWAY or not mine:
        raise Refused("no_days", _("There are no such days."), None)
    if by.person is not None:
        officer(docket, by)
    needs = Needs(act={"who": found.key, "ends": n})
    return house_note(docket=docket, note=house.HEARING_AWAY, by=by, needs=needs, named={})


def _whose(view: Opened, key: str, by: Actor) -> str:
    """Return of whom something is said. A party speaks for themselves alone; an officer for whom they
    choose."""
    if by.person is None:
        if not by.key or by.key != key or key not in view.state.parties:
            raise Refused("no_party", _("This is no party to the case."), None)
        return key
    officer(view.docket, by)
    return key or Vault.of(view.docket).local(by.person.pk)


def _named(view: Opened, key: str) -> dict[str, int]:
    persons = view.whole.roster.persons
    return {key: persons[key]} if key in persons else {}
