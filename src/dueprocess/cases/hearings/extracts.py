"""Hearings as the desk sees them: each with who is invited, answers and what speaks against it, the days on
which people cannot, and what waits to be done about them. And which hours suit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dueprocess.cases.extracts.page import CasePage, page_of
from dueprocess.cases.hearings import people, words
from dueprocess.cases.hearings.people import Invitee
from dueprocess.cases.hearings.values import (
    AwayLine,
    FixedLine,
    HearingLine,
    HearingsPage,
    InvitedLine,
    OfferLine,
    PublicityLine,
    RecordLine,
    SpecialLine,
    ThereLine,
)
from dueprocess.cases.present.actions import Asked
from dueprocess.cases.present.extracts import AskLine, asked
from dueprocess.core.clashes import Against, Clash, Engaged, Hour
from dueprocess.core.engine.said import said_period
from dueprocess.docket import hearings
from dueprocess.docket.extracts import Opened, StepLine, opened
from dueprocess.docket.hearings import (
    AGENDA,
    DESPITE,
    LINK,
    OTHERS,
    PLACE,
    REASON,
    SPEAKERS,
    WORDING,
    WORDS,
    Answer,
    Fixed,
    Hearing,
    Mode,
    Moment,
    Open,
    Special,
)
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit.components import worded
from dueprocess.rules import rulebooks

OFFERED = 12
"""So many hours are offered at once."""
SUIT = {"": "", **{str(each): each.label for each in Answer}}


def hearings_page(
    docket: Docket, *, viewer: Actor, at: datetime | None = None
) -> tuple[CasePage, HearingsPage]:
    """Return the page of a case that `wall.open` has just read, and its hearings. The docket is opened once
    for both."""
    view = opened(docket, viewer=viewer, at=at, fresh=True)
    page = page_of(view)
    return page, of(view, page.docket.steps)


def of(view: Opened, steps: Iterable[StepLine]) -> HearingsPage:
    """Return all about the hearings of a docket that is open; `steps` are those of its page."""
    there = people.able(view)
    fixed = hearings.fixed(view.acts, view.rulebook)
    found = hearings.hearings(view.acts)
    coming = {key for each in found.values() if each.to_at > view.at for key in each.invited}
    stands = people.concerned(view, coming)
    others = tuple(_others(view, there, [each for each in found.values() if _ahead(view, each)]))
    lines = tuple(_line(view, each, there, stands, fixed, others) for each in found.values())
    company = [each for each in asked(view.docket, viewer=Actor(person=view.viewer)) if _comes(each)]
    return HearingsPage(
        tuple(sorted(lines, key=lambda each: (each.state not in ("coming", "today"), each.from_at))),
        _away(view), _fixed(view, fixed, steps), _publicity(view), tuple(there.values()), tuple(company),
        str(rulebooks.clock(view.docket.rulebook_id).zone),
    )  # fmt: skip


def _comes(each: AskLine) -> bool:
    """Whether something that was asked for concerns a hearing: an adjustment or interpreter, or somebody
    without pages of their own, whom nobody invites."""
    if each.state not in ("waits", "granted"):
        return False
    return each.what in (Asked.INTERPRETER, Asked.ADJUSTMENT) or not each.party


def _line(
    view: Opened, each: Hearing, there: dict[str, Invitee], stands: frozenset[str], fixed: Fixed | None,
    others: Sequence[Engaged],
) -> HearingLine:  # fmt: skip
    written, last = view.contents.get(each.written, {}), view.contents.get(each.last, {})
    ends = _ahead(view, each)
    against = _against(view, each, there, others) if ends else ()
    noted = view.contents.get(each.noted, {}) if each.noted else {}
    return HearingLine(
        key=each.key, number=each.number, first=each.first, last=each.last, from_at=each.from_at,
        to_at=each.to_at, state=state(each, view.at), mode=each.mode, mode_said=str(Mode(each.mode).label),
        place=str(written.get(PLACE, "")), link=str(written.get(LINK, "")),
        agenda=str(written.get(AGENDA, "")), despite=str(written.get(DESPITE, "")),
        reason=str(last.get(REASON, "")), moves=each.moves,
        invited=tuple(_invited(view, each, key, there, stands, ends) for key in each.invited),
        against=against, specials=tuple(specials(view, each)),
        there=tuple(ThereLine(one.key, view.name(one.key), one.came, one.left) for one in each.there),
        others=str(noted.get(OTHERS, "")), noted=each.noted, record=tuple(_record(view, each)),
        other_day=ends and overtaken(view, each, fixed),
    )  # fmt: skip


def state(each: Hearing, at: datetime) -> str:
    """Return how a hearing stands: `coming`, `today`, `over` or `cancelled`."""
    if each.cancelled:
        return "cancelled"
    if each.closed:
        return "over"
    if each.from_at - timedelta(hours=12) <= at <= each.to_at + timedelta(days=1) or each.record:
        return "today"
    return "over" if at > each.to_at else "coming"


def overtaken(view: Opened, each: Hearing, fixed: Fixed | None) -> bool:
    """Tell whether the day was fixed anew since this was set, for another day than this."""
    if fixed is None or fixed.day is None or fixed.n < each.written:
        return False
    return rulebooks.clock(view.docket.rulebook_id).local_day(each.from_at) != fixed.day


def _ahead(view: Opened, each: Hearing) -> bool:
    return not each.cancelled and each.to_at > view.at and not each.closed


def _others(view: Opened, there: dict[str, Invitee], ahead: Sequence[Hearing]) -> Iterable[Engaged]:
    """Return what those who are invited have elsewhere while these hearings are: asked once for all."""
    if not ahead:
        return ()
    span = Hour(min(each.from_at for each in ahead), max(each.to_at for each in ahead))
    keys = {key for each in ahead for key in each.invited}
    return people.elsewhere(view, [there[key] for key in sorted(keys) if key in there], span)


def _against(
    view: Opened, each: Hearing, there: dict[str, Invitee], others: Sequence[Engaged]
) -> tuple[str, ...]:
    hour = Hour(each.from_at, each.to_at)
    guests = [there[key] for key in each.invited if key in there]
    book = people.diary(view, guests, people.around(hour), but=each.key, others=others)
    found = [clash for clash in book.against(hour) if clash.against is not Against.PAST]
    return told(found, there.values())


def told(found: Iterable[Clash], among: Iterable[Invitee]) -> tuple[str, ...]:
    """Return what speaks against an hour, in words."""
    return words.clashes(found, {each.key: each.name for each in among})


def _invited(
    view: Opened, each: Hearing, key: str, there: dict[str, Invitee], stands: frozenset[str], ends: bool
) -> InvitedLine:
    answer, n = each.replies.get(key, ("", 0))
    known = there.get(key)
    return InvitedLine(
        key, view.name(key), known.what if known else "", known.officer if known else False, answer,
        str(Answer(answer).label) if answer else "", str(view.contents.get(n, {}).get(WORDS, "")), n,
        not ends or key in stands,
    )  # fmt: skip


def specials(view: Opened, each: Hearing) -> Iterable[SpecialLine]:
    """Yield the special measures of a hearing."""
    for one in each.measures:
        said = view.contents.get(one.n, {})
        yield SpecialLine(
            one.n, one.key, view.name(one.key), str(Special(one.special).label), str(said.get(WORDS, "")),
            str(said.get(REASON, "")), one.ended,
        )  # fmt: skip


def _record(view: Opened, each: Hearing) -> Iterable[RecordLine]:
    by = {act.n: act.by_key for act in view.acts}
    for one in each.record:
        yield RecordLine(
            one.n, one.at, one.moment, str(Moment(one.moment).label),
            str(view.contents.get(one.n, {}).get(WORDS, "")), view.name(by.get(one.n, "")),
        )  # fmt: skip


def _away(view: Opened) -> tuple[AwayLine, ...]:
    names = {act.n: act.name for act in view.acts}
    today = rulebooks.clock(view.docket.rulebook_id).local_day(view.at)
    found = [
        AwayLine(each.n, each.key, view.name(each.key), each.first, each.until, names[each.n] != "absent")
        for each in hearings.away(view.acts)
        if each.until is None or each.until >= today
    ]
    return tuple(sorted(found, key=lambda each: (each.first, each.name)))


def _fixed(view: Opened, fixed: Fixed | None, steps: Iterable[StepLine]) -> FixedLine | None:
    if fixed is None:
        return None
    by_name = {each.step: each for each in reversed([*steps])}
    told = []
    for name in hearings.fixing(view.rulebook, fixed.fact):
        may = by_name.get(name)
        strand = (may.strand or 0) if may else 0
        told.append((name, strand, view.rulebook.steps[name].title, bool(may and may.allowed)))
    notice = said_period(fixed.fact.notice) if fixed.fact.notice else ""
    return FixedLine(
        fixed.fact.title, fixed.fact.clause or "", fixed.day, fixed.n, worded(notice), tuple(told)
    )


def _publicity(view: Opened) -> PublicityLine | None:
    plan = hearings.publicity(view.acts)
    if plan is None:
        return None
    said = view.contents.get(plan.n, {})
    return PublicityLine(
        plan.n, plan.open, str(Open(plan.open).label), plan.embargo,
        plan.embargo is not None and plan.embargo > view.at, str(said.get(SPEAKERS, "")),
        str(said.get(WORDING, "")),
    )  # fmt: skip


def offers(
    docket: Docket, *, viewer: Actor, first: date, last: date, starts: Sequence[time], lasts: timedelta,
    keys: Sequence[str], hearing: str = "",
) -> tuple[OfferLine, ...]:  # fmt: skip
    """Return the hours that suit best for these people (local keys), each with what speaks against it.
    `hearing`: the one that is moved. Where the rulebook has fixed a day, its notice is not asked again."""
    view = opened(docket, viewer=viewer)
    there = people.able(view)
    guests = [there[key] for key in keys if key in there]
    fixed = hearings.fixed(view.acts, view.rulebook)
    zone: ZoneInfo = rulebooks.clock(docket.rulebook_id).zone
    around = Hour(
        datetime.combine(first, time(), tzinfo=zone), datetime.combine(last, time(), tzinfo=zone) + lasts * 2
    )
    around = Hour(around.from_at - timedelta(days=1), around.to_at + timedelta(days=2))
    of_day = fixed is not None and fixed.day == first == last
    notice = people.notice_given(fixed, docket) if of_day else people.notice_of(fixed, docket)
    book = people.diary(view, guests, around, but=hearing, notice=notice)
    found = book.offers(first, last, starts=starts, lasts=lasts, most=OFFERED)
    return tuple(
        OfferLine(hour.from_at, hour.to_at, hour.from_at.astimezone(zone).date(), told(clashes, guests))
        for hour, clashes in ((each.hour, each.clashes) for each in found)
    )


__all__ = [
    "AwayLine",
    "FixedLine",
    "HearingLine",
    "HearingsPage",
    "InvitedLine",
    "OfferLine",
    "PublicityLine",
    "RecordLine",
    "SpecialLine",
    "ThereLine",
    "hearings_page",
    "of",
    "offers",
    "overtaken",
    "specials",
    "state",
    "told",
]
