"""What is settled before a hearing and written down on its day: special measures, who was there, what
happened, and who may speak of it when.

Lines of the record are added and never changed: what was wrong is put right by a further line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.hearings import people
from dueprocess.cases.hearings.actions.setting import officer, standing
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import hearings, house, payload
from dueprocess.docket.actions import house_note, preparing
from dueprocess.docket.extracts import opened
from dueprocess.docket.hearings import OTHERS, REASON, SPEAKERS, WORDING, WORDS, Moment, Open, Special, There
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.kit import clock

EARLY = timedelta(hours=12)
"""So long before it is set to begin nothing of the day itself is written down."""


@transaction.atomic
def special(
    *, docket: Docket, hearing: str, key: str, what: Special, reason: str, by: Actor, words: str = ""
) -> Act:
    """Order a special measure for somebody who is invited (local key), with the reason. They read it on their
    own pages; the others are told by the chair.

    Raises Malformed without a reason, or where "something else" is not said; Refused: "not_invited",
    "done_already", and as `standing` does.
    """
    preparing.reason_given(reason)
    if what is Special.OTHER and not words.strip():
        raise Malformed([Problem("words", None, _("It is not said what."), _("Say what is done for them."))])
    docket = Docket.objects.locked(docket.pk)
    officer(docket, by)
    view = opened(docket, viewer=by)
    now = standing(view, hearing)
    if key not in now.invited or key not in people.able(view):
        raise Refused("not_invited", _("They are not invited to this hearing."), None)
    same = (each for each in now.measures if not each.ended and what is not Special.OTHER)
    if any((each.key, each.special) == (key, str(what)) for each in same):
        raise Refused("done_already", _("This was ordered for them already."), None)
    content = {REASON: reason.strip(), WORDS: words.strip()}
    needs = Needs(
        act={"hearing": hearing, "who": key, "special": str(what)},
        content={name: text for name, text in content.items() if text},
    )
    return house_note(docket=docket, note=house.HEARING_MEASURE, by=by, needs=needs, named={})


@transaction.atomic
def end_special(*, docket: Docket, hearing: str, n: int, reason: str, by: Actor) -> Act:
    """End the special measure of entry `n`, with the reason. Raises Refused("no_measure") for none."""
    preparing.reason_given(reason)
    docket = Docket.objects.locked(docket.pk)
    officer(docket, by)
    now = standing(opened(docket, viewer=by), hearing)
    found = next((each for each in now.measures if each.n == n and not each.ended), None)
    if found is None:
        raise Refused("no_measure", _("There is no such measure."), None)
    needs = Needs(act={"hearing": hearing, "who": found.key, "ends": n}, content={REASON: reason.strip()})
    return house_note(docket=docket, note=house.HEARING_MEASURE, by=by, needs=needs, named={})


@transaction.atomic
def attend(
    *, docket: Docket, hearing: str, there: Sequence[There], by: Actor, others: str = "",
    length: int | None = None,
) -> Act:  # fmt: skip
    """Note who was there, from when until when, all of them anew; `others`: who else, in words (interpreters,
    companions without pages of their own).

    Raises Malformed for hours that do not fit, or for nobody; Refused: "not_yet" before its day,
    "not_invited" for somebody who is not, and as `standing` does.
    """
    docket = Docket.objects.locked(docket.pk)
    officer(docket, by)
    view = opened(docket, viewer=by)
    now = standing(view, hearing)
    _on_the_day(now)
    if not there and not others.strip():
        raise Malformed([Problem("there", None, _("Nobody is named."), _("Say who was there."))])
    known = {*now.invited, *people.able(view)}
    if any(each.key not in known for each in there):
        raise Refused("not_invited", _("Somebody who is named has no part in this hearing."), None)
    for each in there:
        if each.came > clock.now() + timedelta(minutes=1) or (each.left and each.left < each.came):
            said = _("{who}: these hours do not fit.").format(who=view.name(each.key))
            mend = _("Give when they came and, later than that, when they left.")
            raise Malformed([Problem(f"came_{each.key}", None, said, mend)])
    rows = [
        [each.key, payload.moment(each.came), payload.moment(each.left) if each.left else None]
        for each in there
    ]
    needs = Needs(
        act={"hearing": hearing, "there": rows}, content={OTHERS: others.strip()} if others.strip() else {}
    )
    persons = view.whole.roster.persons
    named = {each.key: persons[each.key] for each in there if each.key in persons}
    return house_note(docket=docket, note=house.HEARING_THERE, by=by, needs=needs, named=named, length=length)


@transaction.atomic
def record(
    *, docket: Docket, hearing: str, moment: Moment, by: Actor, words: str = "", when: datetime | None = None
) -> Act:
    """Write a line into the running record: what happened, and when (now, unless it was a while ago).

    Raises Malformed for words or a ruling without any text, and for an hour before the last line's or to
    come; Refused: "not_yet", "order" for what cannot follow (a break in what was not opened), and as
    `standing` does.
    """
    if moment in (Moment.WORDS, Moment.RULING) and not words.strip():
        raise Malformed([Problem("words", None, _("Nothing is written."), _("Write what happened."))])
    docket = Docket.objects.locked(docket.pk)
    officer(docket, by)
    now = standing(opened(docket, viewer=by), hearing)
    _on_the_day(now)
    at = when or clock.now()
    if at > clock.now() + timedelta(minutes=1):
        raise Malformed([Problem("when", None, _("This lies in the future."), _("Give the hour it was."))])
    if not now.record and at < now.from_at - EARLY:
        said = _("This lies before the day of the hearing.")
        raise Malformed([Problem("when", None, said, _("Give the hour it was."))])
    if moment not in follows(now.record[-1].moment if now.record else ""):
        said = _("“{what}” cannot be written now: look at the last lines.").format(what=moment.label)
        raise Refused("order", said, None)
    needs = Needs(
        act={"hearing": hearing, "moment": str(moment), "when": payload.moment(at)},
        content={WORDS: words.strip()} if words.strip() else {},
    )
    return house_note(docket=docket, note=house.HEARING_RECORD, by=by, needs=needs, named={})


def follows(last: str) -> tuple[Moment, ...]:
    """Return what may be written after a line of that kind ("" for the first)."""
    if not last:
        return (Moment.OPENED,)
    if last == Moment.BREAK:
        return (Moment.RESUMED, Moment.WORDS, Moment.CLOSED)
    return (Moment.WORDS, Moment.RULING, Moment.BREAK, Moment.CLOSED)


@transaction.atomic
def plan_publicity(
    *, docket: Docket, opens: Open, speakers: str, by: Actor, embargo: datetime | None = None,
    wording: str = "", reason: str = "", length: int | None = None,
) -> Act:  # fmt: skip
    """Say who is let in, who may speak of the case for the organisation and in which words, and until when
    nothing of it is told to the public (`embargo`): until then no letter to the public is noted as sent. A
    later plan stands for the earlier one.

    Raises Malformed where nobody is named as who may speak, for an embargo that lies in the past, and without
    a reason where an embargo that holds is shortened or lifted.
    """
    docket = Docket.objects.locked(docket.pk)
    officer(docket, by)
    now, faults = clock.now(), []
    if not speakers.strip():
        mend = _("Name them, or write: nobody.")
        faults.append(Problem("speakers", None, _("It is not said who may speak."), mend))
    if embargo is not None and embargo <= now:
        mend = _("Give an hour to come, or none.")
        faults.append(Problem("embargo", None, _("This lies in the past."), mend))
    held = hearings.publicity(opened(docket, viewer=by).acts)
    until = held.embargo if held is not None else None
    shorter = until is not None and until > now and (embargo is None or embargo < until)
    if shorter and not reason.strip():
        said = _("The embargo would end earlier than was said.")
        faults.append(Problem("reason", None, said, _("Say why: others have relied on it.")))
    if faults:
        raise Malformed(faults)
    facts = {"open": str(opens)} | ({"embargo": payload.moment(embargo)} if embargo else {})
    content = {SPEAKERS: speakers.strip(), WORDING: wording.strip(), REASON: reason.strip()}
    needs = Needs(act=facts, content={name: text for name, text in content.items() if text})
    return house_note(docket=docket, note=house.PUBLICITY, by=by, needs=needs, named={}, length=length)


def _on_the_day(now: hearings.Hearing) -> None:
    if clock.now() < now.from_at - EARLY:
        raise Refused("not_yet", _("Its day has not come: nothing of it is written down before."), None)


__all__ = ["attend", "end_special", "follows", "plan_publicity", "record", "special"]
