"""Entering an approach, saying what of an entry was wrong, writing down a reply, and what oversight says to
it. An entry is never changed: what corrects it is a note of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.cases.approaches import reach
from dueprocess.cases.approaches.models import About, Approach, Channel, Done, Kind, Lane, Told
from dueprocess.cases.approaches.projector import ABOUT, FORWARDED
from dueprocess.cases.models import Case, Complaint
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import house, wall
from dueprocess.docket.actions import arriving, preparing, standing, unassigned
from dueprocess.docket.models import Act, Docket, PersonKey
from dueprocess.docket.models.dockets import APPROACH, YES
from dueprocess.docket.models.source import MEANT_NO_MORE
from dueprocess.docket.needs import MACHINE, Actor, Kept, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, keys, mail
from dueprocess.people import spoken
from dueprocess.people.models import Grant, Login, Person, Power
from dueprocess.rules import rulebooks
from dueprocess.rules.actions import organisation

NAMED, SPOKEN = "N1", "spoken"
"""The local key of whoever the approach came from; and that of the officers of whom a message may speak."""
PAGE = "desk:approaches"
"""Where whoever is told reads of it; its address is known to the door that has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One approach: `who` came (`person`: their key in the register, where it is known), for whose `office`,
    by which kind and channel, on which day, in which `words`, what was `asked`, what was `done` (`reply`: in
    words). `about`: number or code name of the case, as written, or which inquiry; `place`: where a public
    statement can be found. `told`: whether the person named may read it now, and `why` not.
    """

    who: str
    person: int | None = None
    office: str = ""
    kind: Kind
    channel: Channel
    on: date
    words: str
    asked: str
    done: Done
    reply: str = ""
    lane: Lane = Lane.NONE
    about_what: About = About.CASE
    about: str = ""
    place: str = ""
    told: Told = Told.NOW
    why: str = ""


@transaction.atomic
def enter(*, entry: Entry, by: Actor) -> Act:
    """Enter an approach now. Oversight, and whoever owns the case, are told at once that something waits.

    Whom it may name in the register does not read it; their managers are not asked. Raises Malformed where
    something that an entry needs is missing or is about a day that has not come; Refused("yourself") where
    the writer is the one who came, "no_rulebook" where no rules were adopted yet.
    """
    assert by.person is not None
    docket = arriving.begin(APPROACH)
    _whole(entry, docket)
    if entry.person == by.person.pk:
        raise Refused("yourself", _("You are the one who is named. Somebody else enters it."), None)
    meant = [entry.person] if entry.person else preparing.meant(docket, entry.who)
    who = PartyIdentity(kind="named", person=entry.person, name=entry.who.strip())
    made = arriving.enter(
        docket=docket, note=house.APPROACHED, by=by, owner=by.person.pk, needs=_needs(entry, {NAMED: who}),
        shut={NAMED: [each for each in meant if each != by.person.pk]},
    )  # fmt: skip
    _tell(docket, by)
    return made


@transaction.atomic
def forward(*, docket: Docket, person: Person, text: str, files: Sequence[Kept], mail_tag: str) -> Act:
    """Enter what somebody at the desk forwarded by mail, into a docket that was begun for it: it stands from
    now on, and they complete it by a further entry (`amend`). They are told that it waits.

    Until then it is shut for the officers of whom it may speak. Whoever it names reads nothing before it is
    completed.
    """
    entry = Entry(
        who=_("As in the message that was forwarded"), kind=Kind.OTHER, channel=Channel.MAIL,
        on=rulebooks.clock(docket.rulebook_id).local_day(clock.now()),
        words=text.strip() or _("See the message, which is kept as it came."), asked=_("Not said yet."),
        done=Done.NOTHING, told=Told.LATER, why=_("It is not completed yet."),
    )  # fmt: skip
    needs = replace(_needs(entry, {}), files=files, introduces={FORWARDED: mail_tag})
    meant = [each for each in spoken.officers(text) if each != person.pk]
    made = arriving.enter(
        docket=docket, note=house.APPROACHED, by=MACHINE, owner=person.pk, needs=needs, shut={SPOKEN: meant}
    )
    _tell(docket, MACHINE, also=person)
    return made


@transaction.atomic
def amend(*, docket: Docket, entry: Entry, wrong: str, by: Actor, length: int | None = None) -> Act:
    """Say what of an entry was `wrong`, and how it reads now: a further entry, the first one stays. Who came
    is not changed by it.

    What was forwarded by mail is completed by it: there `entry` says who came, and nothing need be wrong.
    For who wrote it, and for oversight. Raises Refused("not_yours") for anybody else, ("not_overseeing")
    where it would let the person named read what oversight has kept from them; Malformed as `enter` does, and
    where nothing is said of what was wrong.
    """
    _may_add(docket, by)
    row = Approach.objects.get(docket=docket)
    _whole(entry, docket, wrong=None if row.forwarded else wrong)
    _kept_from(docket, row, entry, by)
    needs = _needs(entry, {})
    content = dict(needs.content) | ({"what was wrong": wrong.strip()} if wrong.strip() else {})
    if row.forwarded:
        made = _complete(docket, entry, replace(needs, content=content), by, length)
    else:
        content.pop("who", None)
        made = dockets.house_note(
            docket=docket, note=house.AMENDED, by=by, named={}, length=length,
            needs=replace(needs, content=content),
        )  # fmt: skip
    _tell(docket, by)
    return made


def _complete(docket: Docket, entry: Entry, needs: Needs, by: Actor, length: int | None) -> Act:
    """Say who it was that wrote what was forwarded: from now on it is shut for them, and no more for whoever
    is merely named in it, so that naming all who oversee keeps it from nobody."""
    standing.as_seen(Docket.objects.locked(docket.pk), length)
    found = PersonKey.objects.filter(docket=docket, tag=docket.owner)
    owner = next(int(Vault.of(docket).identity(each)["person"]) for each in found)
    if entry.person in (owner, by.person.pk if by.person else owner):
        raise Refused("yourself", _("You are the one who is named. Somebody else enters it."), None)
    meant = [entry.person] if entry.person else preparing.meant(docket, entry.who)
    who = PartyIdentity(kind="named", person=entry.person, name=entry.who.strip())
    settles = {**needs.introduces, MEANT_NO_MORE: [SPOKEN]}
    return arriving.enter(
        docket=docket, note=house.AMENDED, by=by, owner=owner,
        needs=replace(needs, people={NAMED: who}, introduces=settles),
        shut={NAMED: [each for each in meant if each != owner]},
    )  # fmt: skip


@transaction.atomic
def reply(*, docket: Docket, text: str, by: Actor, on: date | None = None, length: int | None = None) -> Act:
    """Write down what the person named replies: they do it themselves (`by.key`), or it reached (`on` that
    day) who wrote the entry, or oversight. Raises Refused("not_yours") for others, Malformed without
    words."""
    if by.key is None:
        _may_add(docket, by)
    if not text.strip():
        raise Malformed([Problem("text", None, _("There are no words."), _("Write what they reply."))])
    facts = {"by": NAMED} | ({"on": on.isoformat()} if on else {})
    made = dockets.house_note(
        docket=docket, note=house.ANSWERED, by=by, named={}, length=length,
        needs=Needs(act=facts, content={"reply": text.strip()}),
    )  # fmt: skip
    _tell(docket, by)
    return made


@transaction.atomic
def weigh(*, docket: Docket, follows: str, told: Told, by: Actor, length: int | None = None) -> Act:
    """Say as oversight what follows from an approach as it stands, and whether the person named may read it.

    Raises Refused("not_overseeing") for anybody else, "your_own" for who wrote it where another could look;
    Malformed where nothing is said."""
    assert by.person is not None
    if not reach.oversees(by.person):
        raise Refused("not_overseeing", _("Oversight says what follows from it."), None)
    if docket.owner == person_tag(by.person.pk) and any(_overseers(docket, but=by.person)):
        raise Refused("your_own", _("You entered it. Somebody else who oversees looks at it."), None)
    if not follows.strip():
        what = _("Nothing is said of what follows.")
        raise Malformed([Problem("follows", None, what, _("Write what you do, or why nothing."))])
    return dockets.house_note(
        docket=docket, note=house.WEIGHED, by=by, named={}, length=length,
        needs=Needs(act={"told": str(told)}, content={"what follows": follows.strip()}),
    )  # fmt: skip


def _may_add(docket: Docket, by: Actor) -> None:
    """Raise Refused for who neither wrote the entry nor oversees."""
    assert by.person is not None
    if docket.owner != person_tag(by.person.pk) and not reach.oversees(by.person):
        raise Refused("not_yours", _("Only who entered it, and oversight, add something to it."), None)


def _kept_from(docket: Docket, row: Approach, entry: Entry, by: Actor) -> None:
    """Raise Refused where somebody else than oversight would lift what oversight has said."""
    if row.told != Told.LATER or entry.told is Told.LATER or (by.person and reach.oversees(by.person)):
        return
    last = Act.objects.filter(docket=docket, is_note=True, name=house.WEIGHED).order_by("n").last()
    if last is not None and last.facts["told"] == Told.LATER:
        said = _("Oversight has said that they may not read it yet. Only oversight changes that.")
        raise Refused("not_overseeing", said, None)


def _whole(entry: Entry, docket: Docket, *, wrong: str | None = None) -> None:
    """Raise Malformed with all that is missing or cannot be."""
    faults = [
        Problem(name, None, what, mend)
        for name, value, what, mend in (
            ("who", entry.who, _("It is not said who came."), _("Write a name, or how they can be known.")),
            ("words", entry.words, _("Their words are missing."), _("Write them as near as you can.")),
            ("asked", entry.asked, _("It is not said what was asked."), _("Write it, or “nothing”.")),
            ("wrong", "-" if wrong is None else wrong, _("Nothing is said of what was wrong."),
             _("Write what was wrong, and how you know.")),
        )
        if not value.strip()
    ]  # fmt: skip
    if entry.done is Done.MORE and not entry.reply.strip():
        what = _("More was said, done or promised, and it is not written what.")
        faults.append(Problem("reply", None, what, _("Write all of it: it counts for the case.")))
    if entry.told is Told.LATER and not entry.why.strip():
        what = _("It is not said why they may not read it yet.")
        faults.append(Problem("why", None, what, _("Say who would be in danger, or what would be lost.")))
    if entry.on > rulebooks.clock(docket.rulebook_id).local_day(clock.now()):
        what = _("This day has not come yet.")
        faults.append(Problem("on", None, what, _("Give the day on which they came.")))
    if faults:
        raise Malformed(faults)


def _needs(entry: Entry, people: dict[str, PartyIdentity]) -> Needs:
    facts: dict[str, Any] = {
        "kind": str(entry.kind), "channel": str(entry.channel), "lane": str(entry.lane),
        "done": str(entry.done), "about_what": str(entry.about_what), "told": str(entry.told),
        "on": entry.on.isoformat(),
    }  # fmt: skip
    content = {
        "who": entry.who, "whose office": entry.office, "words": entry.words, "what was asked": entry.asked,
        "what was done": entry.reply, "about": entry.about, "where it was said": entry.place,
        "why they are not told": entry.why,
    }  # fmt: skip
    found = _case(entry.about) if entry.about_what is About.CASE else None
    return Needs(
        act=facts,
        content={name: text.strip() for name, text in content.items() if text.strip()},
        people=people,
        introduces={ABOUT: found.pseudonym} if found else {},
    )


def _case(text: str) -> Docket | None:
    """Return the case of that number, with a complaint of that number, or the open one of that code name;
    None where there is none, or several. Whoever writes is not told whether there is."""
    text = text.strip()
    if not text:
        return None
    number = keys.normal(text)
    named = Case.objects.filter(code_name__in=(text.title(), text), docket__is_open__in=YES)
    found = {
        *Docket.objects.filter(kind="case", number=number).values_list("pk", flat=True),
        *Complaint.objects.filter(number=number).values_list("docket", flat=True),
        *named.values_list("docket", flat=True)[:2],
    }
    return Docket.objects.get(pk=found.pop()) if len(found) == 1 else None


def _tell(docket: Docket, by: Actor, *, also: Person | None = None) -> None:
    """Write to all who oversee, and to the owner of the case, that something waits; not to who did it. Where
    nobody who oversees may read it, to those who appoint: they find somebody whom it does not name."""
    to = {each.pk for each in (*_overseers(docket, but=by.person), *_owner(docket, but=by.person))}
    to |= {also.pk} if also is not None else set()
    found = Login.objects.filter(person__in=to, is_active=True).values_list("email", flat=True)
    for address in sorted(set(found)):
        mail.notice(address, path=reverse(PAGE), house=organisation().name)
    if not any(_overseers(docket, but=None)):
        unassigned.tell_oversight(docket)


def _overseers(docket: Docket, *, but: Person | None) -> Iterator[Person]:
    """Yield those who oversee and may read it."""
    held = Grant.objects.running(clock.now().date()).filter(power=Power.OVERSEE).select_related("person")
    people = {each.person.pk: each.person for each in held}
    yield from (each for each in people.values() if each != but and wall.sees(docket, each))


def _owner(docket: Docket, *, but: Person | None) -> Iterator[Person]:
    """Yield who owns the case that it is about, if they may read it."""
    row = Approach.objects.get(docket=docket)
    case = Docket.objects.filter(kind="case", pseudonym=row.about, key_wrapped__isnull=False).first()
    if case is None or not case.owner:
        return
    vault = Vault.of(case)
    rows = PersonKey.objects.filter(docket=case, tag=case.owner)
    known = {vault.identity(row).get("person") for row in rows}
    for person in Person.objects.filter(pk__in=[each for each in known if each]):
        if person != but and wall.sees(docket, person):
            yield person


__all__ = ["NAMED", "PAGE", "Entry", "amend", "enter", "forward", "reply", "weigh"]
