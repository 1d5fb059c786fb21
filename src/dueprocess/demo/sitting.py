"""How the hearing of one case is prepared: a statement that is offered and signed, an hour and a room, who
comes, what is done for whom, who may speak of it, the bundle that both sides and the panel hold, and what two
of the panel write down for themselves. Must not decide what the panel will.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import date, datetime, timedelta

from django.utils.formats import date_format

from dueprocess.cases.bundles import actions as bundles
from dueprocess.cases.bundles import extracts as looked
from dueprocess.cases.bundles import sources
from dueprocess.cases.bundles.models import Bundle
from dueprocess.cases.bundles.values import DESK, Cover, Paper
from dueprocess.cases.deliberations import actions as deliberations
from dueprocess.cases.hearings import actions, people
from dueprocess.cases.statements import actions as statements
from dueprocess.cases.statements.actions import Said
from dueprocess.cases.ways import actions as ways
from dueprocess.demo import moments
from dueprocess.demo.stories import hearings as stories
from dueprocess.demo.telling import Telling
from dueprocess.docket.extracts import opened
from dueprocess.docket.hearings import Answer, Mode, Open, Special, fixed
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.docket.statements import Taken

STORY = stories.ADJOURNED
STATED, SIGNED, SET, ANSWERED, READY, SERVED, OPENED, NOTED = 140, 137, 30, 26, 20, 18, 16, 9
"""So many days ago a statement was offered and signed, the hearing got its hour, those invited answered, what
they need was ordered, the bundle was served and opened, and the panel made its notes."""
BEGINS, LASTS = 10 * 60, timedelta(hours=5)
PAPERS = {
    "What is said": ("reply", "interview", "comment", "final_report"),
    "Evidence": ("evidence", "take_evidence"),
    "Before the hearing": ("send_papers",),
}
"""The sections of the bundle, and the entries of which the papers are."""
THERE = ("panel", "presenting_officer")
PANEL = "panel"
NOTES = (
    "Both films, side by side: is his left foot planted before she turns? We do not call the referee.",
    "I know the ground. Say so at the beginning, so that both sides can say whether it troubles them.",
    "Before we hear him: we agree on the order of questions, and that nobody asks about the season before.",
)
"""What one of the panel, and another, writes for herself alone, then the first for all of them."""
STATED_WORDS = (
    "I stood behind the goal. He came from the left with both arms out. I do not know whether he meant to "
    "hold or to push. My finger hurt, and I played on a week later."
)


def run(told: Mapping[str, Telling], now: datetime) -> Generator[datetime]:
    """Live through it: yields the moment of what comes next. Nothing where the story is not told."""
    yield moments.morning(now, STATED)
    if STORY.code not in told:
        return
    telling = told[STORY.code]
    c1, r1 = telling.keys["c1"], telling.keys["r1"]
    hour_ago = moments.morning(now, STATED) - timedelta(hours=1)
    said = Said(text=STATED_WORDS, taken=Taken.INTERVIEW, taken_at=hour_ago)
    statements.take(docket=telling.fresh(), of=c1, said=said, by=telling.handler("investigator"))
    yield moments.morning(now, SIGNED)
    name = opened(telling.fresh()).names[c1]
    statements.sign(docket=telling.fresh(), statement="s1", version=1, name=name, by=Actor(key=c1))
    yield moments.morning(now, SET)
    clerk = telling.handler("clerk")
    day = _day(telling.fresh())
    if day is None:
        return
    view = opened(telling.fresh())
    able = people.able(view)
    there = [key for name in THERE for key in view.state.appointed(name) if key in able]
    begins = moments.on_clock(day, BEGINS)
    plan = actions.Plan(
        from_at=begins, to_at=begins + LASTS, invited=(c1, r1, *there), mode=Mode.BOTH,
        place="Meeting room of the federation, second floor; the lift is to the left of the door.",
        link="https://meet.varrendale.invalid/hearing",
        agenda="Opening. The complainant. The respondent and his companion. Both films. Last words.",
    )  # fmt: skip
    actions.set_up(docket=telling.fresh(), plan=plan, by=clerk)
    given = ways.give_link(docket=telling.fresh(), key=r1, channel=ways.Channel.POST, by=clerk)
    yield moments.morning(now, ANSWERED)
    ways.use_link(given.code)
    ways.keep_passkey(docket=telling.fresh(), by=Actor(key=r1), login=ways.begin_passkey())
    actions.reply(docket=telling.fresh(), hearing="h1", key=r1, answer=Answer.COMES, by=Actor(key=r1))
    words = "I would rather not sit in the same room."
    actions.reply(
        docket=telling.fresh(), hearing="h1", key=c1, answer=Answer.LINK, by=Actor(key=c1), words=words
    )
    yield moments.morning(now, READY)
    actions.special(
        docket=telling.fresh(), hearing="h1", key=c1, what=Special.LINK, by=clerk,
        reason="Asked for, and nothing speaks against it: the respondent hears and sees all of it.",
    )  # fmt: skip
    actions.plan_publicity(
        docket=telling.fresh(), opens=Open.CLOSED, speakers="The secretary to the governing body alone.",
        by=clerk, embargo=begins + timedelta(days=14),
        wording="The federation confirms that a hearing takes place, and says no more before it is decided.",
    )  # fmt: skip
    owner = telling.handler("case_manager")
    bundle = bundles.begin(
        docket=telling.fresh(), title="Bundle for the hearing", readers=(DESK, c1, r1), by=owner
    )
    _fill(telling, bundle, owner)
    yield moments.morning(now, SERVED)
    _put_together(bundle, owner)
    served = bundles.serve(bundle=_row(bundle), to=(DESK, c1, r1), by=owner)
    telling.fresh()
    yield moments.morning(now, OPENED)
    mine = next(each for each in served if r1 in each.facts.get("to", ()))
    bundles.receive(docket=telling.fresh(), of=mine.n, by=Actor(key=r1))
    telling.fresh()
    yield moments.morning(now, NOTED)
    _notes(telling)


def _notes(telling: Telling) -> None:
    """Let two of the panel write notes of their deliberation: one for all of it, two for themselves alone."""
    panel = [telling.people[key] for key in opened(telling.fresh()).state.appointed(PANEL)][:2]
    for person, body, text in zip((*panel, *panel[:1]), ("", "", PANEL), NOTES, strict=False):
        deliberations.write(docket=telling.fresh(), by=person, text=text, body=body)


def _fill(telling: Telling, bundle: Bundle, by: Actor) -> None:
    """Put in what may be in it, section by section, and cover whoever has no part in the case."""
    docket = telling.fresh()
    view = opened(docket, viewer=by)
    names = {act.n: act.facts.get("step") or act.name for act in view.acts}
    rows = [each for each in sources.offered(view, sources.shut(docket)) if not each.why_not]
    for section, steps in PAPERS.items():
        papers = [
            Paper(id=0, act=each.act, file=each.file, title=each.title, on=date_format(each.on))
            for each in rows
            if names[each.act] in steps
        ]
        if papers:
            bundles.add(bundle=_row(bundle), papers=papers, section=section, by=by)
    told = next((each for each in rows if names[each.act] == "interview"), None)
    if told is None:
        return
    like = Cover(
        page=1, x0=0, y0=0, x1=0, y1=0, ground="3P", why="Has no part in this case.", readers=(DESK,)
    )
    covers = looked.found_in(docket, act=told.act, file=told.file, phrase="referee", like=like)
    bundles.redact(docket=docket, act=told.act, file=told.file, covers=covers, by=by, edits=0)


def _put_together(bundle: Bundle, by: Actor) -> None:
    """Have the copies made, without waiting for a worker: the demonstration has none yet."""
    bundles.build(bundle=_row(bundle), by=by)
    while (row := _row(bundle)).state in (Bundle.State.CHECKING, Bundle.State.BUILDING):
        bundles.carry_on(row)


def _row(bundle: Bundle) -> Bundle:
    return Bundle.objects.select_related("docket").get(pk=bundle.pk)


def _day(docket: Docket) -> date | None:
    view = opened(docket)
    found = fixed(view.acts, view.rulebook)
    return found.day if found is not None else None
