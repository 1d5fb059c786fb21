"""Each check has a faulty rulebook that triggers it: path, line and mend are told."""

# ruff: noqa: E501 -- tables with one case a line
from __future__ import annotations

from pathlib import Path

import pytest

from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.rulebook import check, load

EXAMPLES = Path(__file__).parent / "examples"
BASE = """\
[rulebook]
id = "base"
version = "1"
title = "Base"
language = "en"
target = "6 months"
standings = ["clear", "suspended"]
[roles]
secretary = { title = "Secretary" }
member = { title = "Committee member" }
finder = { title = "Fact-finder", per_case = true }
[bodies]
committee = { title = "Committee", seats = { member = 5 }, quorum = 3, decides_by = "majority" }
elders = { title = "Elders", seats = { secretary = "all" }, decides_by = "majority" }
[conflicts]
close = { title = "Close", bars = ["vote"] }
[facts]
grave = { title = "Grave" }
meeting = { title = "Meeting", kind = "date", notice = "3 days" }
[stages]
received = { title = "Received" }
reply = { title = "Reply" }
decided = { title = "Decided", lasts = "until final", then = "closed" }
closed = { title = "Closed", end = true }
away = { title = "Away" }
back = { title = "Back", end = true }
appeal = { title = "Appeal" }
over = { title = "Over", end = true }
[steps]
complain = { title = "Complain", clause = "1", stage = "start", by = ["complainant"], leads_to = "received" }
send = { title = "Send", clause = "2", stage = "received", by = "secretary", records = "grave", \
appoints = "finder", tells = [{ to = "respondent" }], leads_to = "reply", due = { within = "1 week", after = "complain" } }
answer = { title = "Answer", clause = "3", stage = "reply", by = "respondent", \
due = { within = "2 weeks", after = "service of send" } }
call = { title = "Call", clause = "4", stage = "reply", by = "finder", records = "meeting" }
wait = { title = "Wait", clause = "4", stage = "any", by = "committee", again = true, pauses = "police" }
keep_away = { title = "Keep away", clause = "5", stage = "any", by = "committee", starts = "ban", opens = "away" }
let_back = { title = "Let back", clause = "5", stage = "away", by = "committee", lifts = "ban", leads_to = "back" }
decide = { title = "Decide", clause = "6", stage = "reply", by = "committee", not_before = { on = "meeting" }, \
due = { within = "2 weeks", after = "end of answer" }, imposes = "out", tells = { to = "parties" }, leads_to = "decided" }
object = { title = "Object", clause = "7", stage = "decided", by = ["complainant", "respondent"], \
appeals = "decide", opens = "appeal", due = { within = "14 days", after = "service of decide", kind = "limit" } }
judge = { title = "Judge", clause = "7", stage = "appeal", by = "elders", decision = "stands", leads_to = "over" }
[pauses]
police = { title = "Police", lasts = "up to 4 weeks" }
[measures]
ban = { title = "Ban", effect = "may not attend", lasts = "up to 2 months", cap = "6 months", standing = "suspended" }
[sanctions]
out = { title = "Out", effect = "membership suspended", lasts = "1 month to 1 year", standing = "suspended" }
"""

# what is replaced, by what, path of the problem, text on its line, part of what it says
WORDS = [
    ('id = "base"\n', "", "rulebook", "[rulebook]", "`id` is missing"),
    ('id = "base"', 'id = "Base!"', "rulebook.id", 'id = "Base!"', "no name"),
    ("[conflicts]", "[conflict]", "conflict", "[conflict]", "no table"),
    ('title = "Secretary"', 'titel = "Secretary"', "roles.secretary.titel", "titel", "no key"),
    ('title = "Secretary"', 'titel = "Secretary"', "roles.secretary", "titel", "`title` is missing"),
    ("secretary = {", "Secretary = {", "roles.Secretary", "Secretary = {", "cannot be a name"),
    ("call = {", "this_or_that = {", "steps.this_or_that", "this_or_that", "`_or_`"),
    ("elders = {", "secretary = {", "bodies.secretary", 'seats = { secretary = "all" }', "already a name"),
    ("ban = {", "call = {", "measures.call", 'title = "Ban"', "already a name"),
    ("member = {", "parties = {", "roles.parties", "parties = {", "meaning of its own"),
    ('within = "1 week"', 'within = "1 weak"', "steps.send.due.within", 'title = "Send"', "no period"),
    ('within = "1 week"', "within = 7", "steps.send.due.within", 'title = "Send"', "no period"),
    ('within = "1 week"', 'within = "0 days"', "steps.send.due.within", 'title = "Send"', "no time"),
    ('within = "1 week"', 'within = "101 years"', "steps.send.due.within", 'title = "Send"', "century"),
    ('lasts = "1 month to 1 year"', 'lasts = "1 year to 1 month"', "sanctions.out.lasts", "Out", "before it begins"),
    ('lasts = "1 month to 1 year"', 'lasts = "forever"', "sanctions.out.lasts", "Out", "no length"),
    ('effect = "may not attend"', 'effect = "banned"', "measures.ban.effect", "Ban", "not possible here"),
    ('after = "service of send"', 'after = "servis of send"', "steps.answer.due.after", "Answer", "no step"),
    ('after = "service of send"', 'after = "send: late"', "steps.answer.due.after", "Answer", "no outcome"),
    ('decides_by = "majority" }\nelders', 'decides_by = "most" }\nelders', "bodies.committee.decides_by", "most", "no rule"),
    ("quorum = 3", 'quorum = "half"', "bodies.committee.quorum", "quorum", "no quorum"),
    ("member = 5", "member = 0", "bodies.committee.seats.member", "seats", "no number of seats"),
    ('by = "secretary"', 'by = "secretery"', "steps.send.by", 'title = "Send"', "no role, body"),
    ('by = "secretary"', "by = []", "steps.send.by", 'title = "Send"', "empty"),
    ('stage = "received"', 'stage = "recieved"', "steps.send.stage", 'title = "Send"', "no stage"),
    ('leads_to = "reply"', 'leads_to = "answer"', "steps.send.leads_to", 'title = "Send"', "no stage"),
    ('records = "grave"', 'records = "serious"', "steps.send.records", 'title = "Send"', "no fact"),
    ('clause = "4", stage = "reply"', 'when = { grave = "yes" }, stage = "reply"', "steps.call.when.grave", "Call", "yes or no"),
    ('clause = "4", stage = "reply"', 'when = { meeting = true }, stage = "reply"', "steps.call.when.meeting", "Call", "date"),
    ('on = "meeting"', 'on = "grave"', "steps.decide.not_before.on", '"Decide"', "no date"),
    ('{ within = "1 week", after = "complain" }', '{ within = "1 week" }', "steps.send.due", "Send", "exactly one form"),
    ('{ within = "1 week", after = "complain" }', '{ within = "1 week", after = "complain", on = "meeting" }', "steps.send.due", "Send", "exactly one form"),
    ('lasts = "until final", then = "closed"', 'lasts = "until final"', "stages.decided.lasts", "Decided", "where to"),
    ('lasts = "until final", then = "closed"', 'then = "closed"', "stages.decided.then", "Decided", "but when"),
    ('end = true }\naway', 'end = "yes" }\naway', "stages.closed.end", "Closed", "neither true nor false"),
    ('language = "en"', 'language = "en"\n[calendar]\ntimezone = "London"', "calendar.timezone", "London", "no time zone"),
    ('language = "en"', 'language = "en"\n[calendar]\nclosed = ["2026-02-30"]', "calendar.closed[0]", "2026", "no day"),
    ('grave = { title = "Grave" }', 'grave = { title = "Grave", kind = "choice" }', "facts.grave", "Grave", "needs `choices`"),
    ('grave = { title = "Grave" }', 'grave = { title = "Grave", derived = { moon = 1 } }', "facts.grave.derived", "Grave", "built-in"),
    ('kind = "date", notice', 'notice', "facts.meeting.notice", "Meeting", "Only a date"),
]  # fmt: skip
SENSE = [
    # the way
    ('stage = "start"', 'stage = "received"', "steps", "[steps]", "No step opens"),
    ('by = ["complainant"], leads_to = "received"', 'by = ["complainant"]', "steps.complain", "Complain", "no stage"),
    (", end = true }", " }", "stages", "[stages]", "No stage is an end"),
    ('\nback = {', '\nnowhere = { title = "Nowhere" }\nback = {', "stages.nowhere", "nowhere", "cannot be reached"),
    ('call = { title = "Call", clause = "4"', 'call = { title = "Call", clause = "4", follows = "call"', "steps.call", '"Call"', "never be taken"),
    ('lifts = "ban", leads_to = "back"', 'lifts = "ban"', "stages.away", '"Away"', "no way out"),
    ('lifts = "ban", leads_to = "back"', 'lifts = "ban", leads_to = "more" }\nx = { title = "X", clause = "1", stage = "more", by = "committee", leads_to = "away"', "steps.let_back.leads_to", '"Let back"', "no stage"),
    ('pauses = "police"', 'pauses = "police", sends_back = "reply"', "steps.wait.sends_back", '"Wait"', "any stage cannot send back"),
    ('stage = "any", by = "committee", again = true', 'stage = "any strand", by = "committee", leads_to = "reply"', "steps.wait.leads_to", '"Wait"', "any strand cannot move"),
    ('opens = "away"', 'opens = "back"', "steps.keep_away.opens", "keep_away", "end where it begins"),
    ('clause = "4", stage = "reply"', 'clause = "4", required_before = "reply", stage = "reply"', "steps.call.required_before", '"Call"', "past it"),
    ('lasts = "until final", then = "closed"', 'lasts = "same day", then = "decided"', "stages.decided.then", '"Decided"', "passes round"),
    # power
    (', appoints = "finder"', "", "roles.finder.per_case", "Fact-finder", "no step appoints"),
    ('appoints = "finder"', 'appoints = ["finder", "member"]', "steps.send.appoints", '"Send"', "held by office"),
    ("quorum = 3", "quorum = 6", "bodies.committee.quorum", "quorum = 6", "only 5 seats"),
    ("quorum = 3", "at_least = { voting = 6 }", "bodies.committee.at_least.voting", "voting = 6", "only 5 seats"),
    ("quorum = 3", 'chair = "secretary"', "bodies.committee.chair", "chair", "cannot chair"),
    ("quorum = 3", 'tie = "chair decides"', "bodies.committee.tie", "tie", "nobody chairs"),
    ("quorum = 3", 'stand_ins = { secretary = "member" }', "bodies.committee.stand_ins.secretary", "stand_ins", "no seat"),
    ("quorum = 3", 'of_unit = "grave"', "bodies.committee.of_unit", "of_unit", "no unit"),
    ("quorum = 3", 'barred_offices = "member"', "bodies.committee.barred_offices", "barred", "only they"),
    ("quorum = 3", 'separate_from = "committee"', "bodies.committee.separate_from", "separate", "from itself"),
    ('decides_by = "majority" }\nelders', 'decides_by = "6 members" }\nelders', "bodies.committee.decides_by", "6 members", "only 5 seats"),
    ('decides_by = "majority" }\nelders', 'decides_by = "all but 5" }\nelders', "bodies.committee.decides_by", "all but 5", "nobody"),
    # time
    ('not_before = { on = "meeting" }', 'not_before = { after = "deadline of call" }', "steps.decide.not_before.after", '"Decide"', "no deadline"),
    ('not_before = { on = "meeting" }', 'not_before = [{ on = "meeting" }, { after = "deadline of call" }]', "steps.decide.not_before[1].after", '"Decide"', "no deadline"),
    ('after = "end of answer"', 'after = "deadline of call"', "steps.decide.due.after", '"Decide"', "no deadline"),
    ('after = "service of send"', 'after = "deadline of decide"', "steps.answer.due.after", '"Answer"', "its own deadline"),
    (', tells = [{ to = "respondent" }]', "", "steps.answer.due.after", '"Answer"', "tells nobody"),
    ('{ to = "respondent" }', '{ to = "complainant" }', "steps.answer.due.after", '"Answer"', "not tell the respondent"),
    ('tells = { to = "parties" }', 'tells = { to = "complainant" }', "steps.object.due.after", '"Object"', "not tell the respondent"),
    (', records = "meeting"', "", "steps.decide.not_before", '"Decide"', "never recorded"),
    (', kind = "limit"', "", "steps.object", '"Object"', "no limit"),
    # effects
    ('imposes = "out"', 'again = true', "sanctions.out", '"Out"', "Nobody may impose"),
    ('starts = "ban", ', "", "measures.ban", '"Ban"', "Nobody starts"),
    ('pauses = "police"', "clerical = true", "pauses.police", '"Police"', "Nobody begins"),
    ('lasts = "up to 4 weeks"', 'lasts = "until lifted"', "pauses.police.lasts", '"Police"', "Nobody ends"),
    (', records = "grave"', "", "facts.grave", '"Grave"', "never recorded nor derived"),
    ('clause = "7", stage = "decided"', 'clause = "7", when = { open = true }, stage = "decided"', "steps.object.when.open", '"Object"', "no fact"),
    ('standing = "suspended" }\n[sanctions]', 'standing = "barred" }\n[sanctions]', "measures.ban.standing", '"Ban"', "no standing"),
    ('cap = "6 months"', 'cap = "1 month"', "measures.ban.cap", '"Ban"', "longer than its cap"),
    ('cap = "6 months"', 'at_end = "must be decided"', "measures.ban.at_end", '"Ban"', "within what time"),
    ('cap = "6 months"', 'holding = "2 weeks"', "measures.ban.holding", '"Ban"', "must be decided"),
    ('bars = ["vote"]', 'bars = ["vote"], several = 2', "conflicts.close.several", '"Close"', "belong together"),
]  # fmt: skip
LATE = 'due = { within = "2 weeks", after = "service of send" } }'
BY_ITSELF = [
    (
        LATE,
        LATE.replace('send" }', 'send", on_late = { imposes = "out" } }', 1),
        "steps.answer.due.on_late.imposes",
        "on_late",
        "by an act",
    ),
    (
        LATE,
        LATE.replace('send" }', 'send", on_late = { appoints = "finder" } }', 1),
        "steps.answer.due.on_late.appoints",
        "on_late",
        "who is appointed",
    ),
    (
        LATE,
        LATE.replace('send" }', 'send", on_late = { removes = "finder" } }', 1),
        "steps.answer.due.on_late.removes",
        "on_late",
        "who is removed",
    ),
    (
        LATE,
        LATE.replace('send" }', 'send", on_late = { extends = { steps = ["call"] } } }', 1),
        "steps.answer.due.on_late.extends",
        "on_late",
        "new last day",
    ),
    (
        LATE,
        LATE.replace('send" }', 'send", on_late = { shortens = { steps = ["object"] } } }', 1),
        "steps.answer.due.on_late.shortens",
        "on_late",
        "new last day",
    ),
    (
        LATE,
        LATE.replace('send" }', 'send", on_late = { restores = { steps = ["object"] } } }', 1),
        "steps.answer.due.on_late.restores",
        "on_late",
        "new last day",
    ),
    (
        LATE,
        LATE.replace('send" }', 'send", on_late = { conflict = "confirmed" } }', 1),
        "steps.answer.due.on_late.conflict",
        "on_late",
        "what is settled",
    ),
    (
        LATE,
        LATE.replace('send" }', 'send", on_late = { joins = true } }', 1),
        "steps.answer.due.on_late.joins",
        "on_late",
        "what comes in",
    ),
    (
        LATE,
        LATE.replace('send" }', 'send", on_late = { splits = true } }', 1),
        "steps.answer.due.on_late.splits",
        "on_late",
        "what goes out",
    ),
    (
        LATE,
        LATE.replace('send" }', 'send", on_late = { releases = true } }', 1),
        "steps.answer.due.on_late.releases",
        "on_late",
        "who is let go",
    ),
    (
        LATE,
        LATE.replace(
            'send" }', 'send", on_late = { leads_to = "decided" } }, required_before = "decided"', 1
        ),
        "steps.answer.due.on_late.leads_to",
        "on_late",
        "must be done",
    ),
]
WARNINGS = [
    ("quorum = 3", "quorum = 3, at_least = { voting = 2 }", "bodies.committee.at_least", "voting = 2", "nobody acts instead"),
    ("quorum = 3", "quorum = 3, at_least = { sitting = 3 }", "bodies.committee.at_least", "sitting = 3", "nobody acts instead"),
    ('judge = {', 'anew = { title = "Anew", clause = "9", stage = "closed", by = "elders", leads_to = "reply" }\njudge = {', "steps.anew.leads_to", "anew =", "out of the end"),
    ('title = "Call", clause = "4"', 'title = "Call"', "steps.call", '"Call"', "no clause"),
    (', decides_by = "majority" }\nelders', " }\nelders", "bodies.committee", "quorum = 3", "no rule of decision"),
    ('target = "6 months"', 'target = "1 month"', "rulebook.target", "target", "add up to about"),
    ('title = "Elders"', 'title = "Elders", too_few = "elders"', "bodies.elders.too_few", "Elders", "comes round to itself"),
    ('lasts = "1 month to 1 year"', 'lasts = "until done"', "sanctions.out.lasts", '"Out"', "until done"),
    ('by = "finder", records', 'by = "finder", decides_by = "majority", records', "steps.call.decides_by", "Call", "does nothing"),
]  # fmt: skip


def line_of(text: str, needle: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), start=1) if needle in line)


def found(text: str, path: str) -> list[Problem]:
    return [problem for problem in check(text) if problem.path == path]


def test_the_base_has_no_problem() -> None:
    assert check(BASE) == []
    assert load(BASE).id == "base"


@pytest.mark.parametrize(("old", "new", "path", "needle", "says"), WORDS + SENSE + BY_ITSELF)
def test_each_fault_is_told_with_path_line_and_mend(
    old: str, new: str, path: str, needle: str, says: str
) -> None:
    assert old in BASE
    text = BASE.replace(old, new)
    every = check(text)
    problems = [problem for problem in every if problem.path == path and says in problem.what]
    assert problems, every
    assert problems[0].line == line_of(text, needle)
    assert all(len(problem.mend) > 5 for problem in every)
    assert problems[0].severity == "error"


@pytest.mark.parametrize(("old", "new", "path", "needle", "says"), (WORDS + SENSE)[::9])
def test_what_has_an_error_does_not_load(old: str, new: str, path: str, needle: str, says: str) -> None:
    text = BASE.replace(old, new)
    with pytest.raises(Malformed) as refused:
        load(text)
    assert refused.value.problems == [problem for problem in check(text) if problem.severity == "error"]


@pytest.mark.parametrize(("old", "new", "path", "needle", "says"), WARNINGS)
def test_each_warning_is_told_and_the_rulebook_still_loads(
    old: str, new: str, path: str, needle: str, says: str
) -> None:
    assert old in BASE
    text = BASE.replace(old, new)
    problems = [problem for problem in found(text, path) if says in problem.what]
    assert problems, check(text)
    assert problems[0].severity == "warning"
    assert problems[0].line == line_of(text, needle)
    assert problems[0].mend
    load(text)


def test_every_problem_is_collected_at_once() -> None:
    text = BASE.replace('within = "1 week"', 'within = "1 weak"').replace("quorum = 3", "quorum = 6")
    text = text.replace('effect = "may not attend"', 'effect = "banned"').replace(
        'title = "Grave"', 'titel = "Grave"'
    )
    paths = [problem.path for problem in check(text)]
    assert {
        "steps.send.due.within",
        "bodies.committee.quorum",
        "measures.ban.effect",
        "facts.grave.titel",
    } <= set(paths)
    lines = [problem.line for problem in check(text) if problem.line]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('[rulebook]\nid = "x', 2, "not TOML"),
        ('[roles]\na = { title = "A" }\na = { title = "B" }', 3, "used twice"),
        ('[steps]\nx = { title = "X" }\n[steps.x.outcomes]\na = {}', 3, "written as `{ … }`"),
        ("x = " + "[" * 5000, None, "nested too deeply"),
        ("\ud800", 1, "no Unicode"),
        ("#" * 1_000_001, None, "characters"),
    ],
)  # fmt: skip
def test_what_is_not_toml_is_told(text: str, line: int | None, says: str) -> None:
    with pytest.raises(Malformed) as refused:
        load(text)
    problem = refused.value.problems[0]
    assert says in problem.what + problem.mend
    assert problem.line == line or (line is None and problem.line in (None, 1))


@pytest.mark.parametrize("name", ["example", "student-society", "national-party"])
def test_the_examples_load(name: str) -> None:
    rulebook = load((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))
    assert rulebook.hash.startswith("sha256:")
    assert len(rulebook.steps) > 8


def test_old_stages_need_a_place_in_the_new_version() -> None:
    new = BASE.replace("away =", "elsewhere =").replace('"away"', '"elsewhere"')
    moving = new.replace("[roles]", '[rulebook.transition]\nopen_cases = "at next stage"\n[roles]', 1)
    problems = check(moving, previous=BASE)
    assert [(one.path, one.severity) for one in problems] == [("rulebook.transition.stages", "error")]
    assert problems[0].line == line_of(moving, "[rulebook.transition]")
    mapped = moving.replace(
        'open_cases = "at next stage"', 'open_cases = "at next stage"\nstages = { away = "elsewhere" }'
    )
    assert check(mapped, previous=BASE) == []
    assert [one.severity for one in check(new, previous=BASE)] == ["warning"]
    assert "problems of its own" in check(BASE, previous="[x]")[0].what
