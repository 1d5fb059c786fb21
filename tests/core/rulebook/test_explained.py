# ruff: noqa: E501 (rules are read row by row)
"""What `explain` says: whatever key of the format is set, the words differ from those without it.

One rulebook sets every key of every table; each key in turn is taken out (or, where it must stand, changed).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from dueprocess.core.rulebook import Rulebook, check, explain, sections
from dueprocess.core.rulebook.builder import Builder
from dueprocess.core.rulebook.locate import Lines
from dueprocess.core.rulebook.tables import EFFECT_KEYS, ROW_OF, TABLES

TELL = '{ to = ["respondent"], letter = "notice", within = "3 days", first = ["call"], withholds = ["addresses"], when = { grave = true }, optional = true }'
LATE = f'sets = {{ grave = true }}, tells = [{TELL}], pauses = ["police"], resumes = ["police"], lifts = ["away"], fulfils = ["course"], starts = ["away"], continues = ["away"], decision = "stands", opens = "side", leads_to = [{{ to = "received", when = {{ grave = true }} }}, {{ to = "decided" }}]'
CHANGE = '{ steps = ["answer"], at_most = "9 days", at_least = "2 days", times = 3, late = true, not_after = "8 days" }'
EFFECTS = f'{LATE}, appoints = ["finder"], removes = ["finder"], extends = {CHANGE}, shortens = {CHANGE}, restores = {CHANGE}, imposes = ["course"], activates = true, conflict = "confirmed", joins = true, splits = true, releases = true, admits_unproved = true'
DEMANDS = 'needs = ["reasons"], records = ["grave"], may_record = ["band"], consent_of = ["complainant"], countersigned_by = ["clerk"], decides_by = "two thirds", logged_as = "decided"'
ROW = 'title = "Title of it", clause = "9.9", says = "Words on it"'
OFFICE = 'per_case = true, chosen = "rota", fresh = true, needs = ["an oath"], needs_training = ["law"], declares = true, too_few = "clerk"'
LASTING = f'{ROW}, effect = ["no contact"], lasts = "1 month to 6 months", cap = "7 months", scope = ["meetings"], standing = "warned", needs = ["a plan"], consent_of = ["respondent"], countersigned_by = ["clerk"], decides_by = "unanimous", when = {{ grave = true }}, tells_at_end = [{TELL}]'
BOOK = f"""
rulebook = {{ id = "whole", version = "1", title = "Whole", language = "en", adopted_by = "The meeting", target = "1 year", report_within = "3 days", reporters = ["clerk"], standings = ["clear", "warned"], standard_of_proof = "balance of probabilities", notices = ["notice"], sealed_alone = "Advice of counsel", transition = {{ open_cases = "at next stage", at_once = ["send"], stages = {{ old_place = "received" }} }} }}
calendar = {{ timezone = "Europe/London", holidays = "GB-ENG", closed = ["2026-08-01/2026-08-14"], working_week = "Monday to Thursday", first_day = "next working day", last_day = "next working day", day_ends = "17:00", at_once = "2 working days", received = {{ post = "3 days" }} }}
[roles]
clerk = {{ title = "Clerk" }}
member = {{ title = "Member", never_oversees = true }}
chair = {{ title = "Chair" }}
deputy = {{ title = "Deputy" }}
finder = {{ {ROW}, {OFFICE}, chosen_from = "board", separate_from = ["elders"], barred_offices = ["member"] }}
pool = {{ title = "Pool", per_case = true, reads = ["received"] }}
observer = {{ title = "Observer", party = true }}
[bodies]
board = {{ {ROW}, {OFFICE}, chosen_from = "pool", separate_from = ["finder"], barred_offices = ["clerk"], seats = {{ chair = 1, member = 3 }}, stand_ins = {{ member = "deputy" }}, chair = "chair", chair_not_of_unit = true, of_unit = "region", quorum = 2, at_least = {{ sitting = 4, voting = 3 }}, decides_by = "three quarters", tie = "chair decides", abstain = false, dissent = true, secret = true, in_writing = {{ rule = "consensus", wait = "6 days" }} }}
elders = {{ title = "Elders", seats = {{ deputy = "all" }}, decides_by = "consensus", reads = ["received"] }}
[conflicts]
close = {{ {ROW}, grounds = ["family"], computed = ["same unit"], bars = ["vote"], alleged = "bars", several = 2, become = "closer" }}
closer = {{ title = "Closer", bars = ["see", "speak", "vote"] }}
[facts]
grave = {{ {ROW} }}
band = {{ title = "Band", choices = ["low", "high"], per = "respondent" }}
hearing = {{ title = "Hearing", kind = "date", notice = "10 days", shortest_notice = "4 days" }}
served = {{ title = "Served", kind = "date", not_before = "hearing" }}
region = {{ title = "Region", kind = "unit" }}
again = {{ title = "Again", derived = {{ sanction = "course", times = 2 }} }}
[stages]
received = {{ {ROW} }}
decided = {{ title = "Decided", lasts = "until final", then = [{{ to = "back", when = {{ grave = true }} }}, {{ to = "closed" }}], tells = [{TELL}] }}
closed = {{ title = "Closed", end = true }}
back = {{ title = "Back", end = true }}
side = {{ title = "Side" }}
side_over = {{ title = "Side over", end = true }}
[steps]
complain = {{ title = "Complain", stage = "start", by = ["complainant"], records = ["region"], leads_to = "received" }}
send = {{ title = "Send", stage = "received", by = ["clerk"], tells = [{{ to = ["respondent"] }}] }}
answer = {{ title = "Answer", stage = "received", by = ["respondent"], records = ["hearing", "served"], due = {{ within = "10 days", after = "service of send" }} }}
call = {{ title = "Call", stage = "received", by = ["clerk"], appoints = ["finder", "board", "pool"] }}
anew = {{ title = "Anew", stage = "received", by = ["clerk"], sends_back = "received" }}
all_of_it = {{ {ROW}, stage = "received", by = ["board"], when = {{ grave = true }}, follows = ["call"], not_before = [{{ after = ["answer", "call"], wait = "3 days" }}, {{ on = "hearing" }}], required_before = ["back"], again = true, times = 2, jointly_with = ["elders"], for_each = "respondent", clerical = true, by_guidance = true, standard_of_proof = "clear and convincing", quorum = 3, only_those_at = ["call"], {DEMANDS}, {EFFECTS}, due = [
  {{ within = "5 days", after = "first complain", kind = "target", but_not_after = {{ within = "3 weeks", after = "call" }}, but_not_before = "4 days", by_time = "12:00", when = {{ grave = true }}, remind = ["1 day"], never_paused = true, on_late = {{ {LATE} }}, words = "as soon as may be", clause = "7.7" }},
  {{ every = "4 weeks", after = "complain", on_late = {{ sends_back = "received" }} }}, {{ at_least = "2 days", before = "hearing" }}, {{ on = "hearing" }}] }}
decide = {{ title = "Decide", stage = "received", by = ["elders"], outcomes = {{ full = {{ {ROW}, when = {{ grave = true }}, {DEMANDS}, {EFFECTS} }}, less = {{ title = "Otherwise", sends_back = "received" }} }}, tells = [{{ to = ["parties"] }}] }}
object = {{ title = "Object", stage = "decided", by = ["respondent"], appeals = ["decide: full"], grounds = ["error"], due = {{ within = "14 days", after = "service of decide", kind = "limit" }}, opens = "side" }}
end_side = {{ title = "End the side", stage = "side", by = ["clerk"], leads_to = "side_over" }}
[pauses]
police = {{ {ROW}, lasts = "up to 28 days", stops = ["answer"], renewable = true, for_all = true, tells_at_end = [{TELL}] }}
[measures]
away = {{ {LASTING}, at_end = "must be decided", holding = "7 days", remind = ["5 days"], reports_to = ["clerk"], undone = "back_again" }}
[sanctions]
course = {{ {LASTING}, follows = ["call"], begins = "when final", during_appeal = "stayed", meanwhile = "away", may_be_suspended = "up to 12 months", credits = ["away"] }}
[duties]
yearly = {{ {ROW}, by = ["clerk"], every = "1 year", tells = [{{ to = ["members"], letter = "figures" }}] }}
[guidance]
kind = {{ title = "Kindness", clause = "9.8", says = "Be kind", at = ["send", "received"] }}
"""
RAW = tomllib.loads(BOOK)
SILENT = {
    ("rulebook", "id"): "a short name for files and addresses, and nothing that a reader is told",
    ("measure", "at_end"): "said by `holding`, which stands only with it and must",
}
"""Keys that `explain` leaves out, and why."""
CHANGED: dict[tuple[str, str], Any] = {
    ("step", "stage"): ["side", "decided"],
    ("step", "by"): ["deputy"],
    ("body", "seats"): {"chair": 1},
    ("conflict", "bars"): ["speak"],
    ("fact", "kind"): "yes or no",
    ("in_writing", "rule"): "unanimous",
    ("in_writing", "wait"): "1 year",
    ("tell", "to"): ["clerk"],
    ("lead", "to"): "side",
    ("bound", "within"): "5 weeks",
    ("bound", "after"): "answer",
    ("change", "steps"): "any",
    ("pause", "lasts"): "until lifted",
    ("measure", "effect"): ["training"],
    ("measure", "lasts"): "3 days",
    ("sanction", "effect"): ["training"],
    ("sanction", "lasts"): "3 days",
    ("duty", "by"): ["chair"],
    ("duty", "every"): "2 years",
    ("due", "on"): "region",
}
"""What stands in place of a key that a row must have."""
BY_AN_ACT = {"appoints", "removes", "extends", "shortens", "restores", "imposes", "activates", "conflict"}
BY_AN_ACT |= {"joins", "splits", "releases", "admits_unproved"}


def places(
    row: dict[str, Any], table: str, path: tuple[str | int, ...]
) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    """Every key of a row and of the rows within it: its table, its name, the way to it."""
    for key, value in row.items():
        about = TABLES[table][key]
        here = (*path, key)
        yield table, key, here
        inner = {"outcomes": "outcome", "leads": "lead", "bound": "bound"}.get(about.kind)
        if about.kind in ("row", "rows"):
            inner = str(about.about)
        if inner is None:
            continue
        if about.kind == "outcomes":
            rows = [(one, (*here, name)) for name, one in value.items()]
        elif isinstance(value, list):
            rows = [(one, (*here, number)) for number, one in enumerate(value)]
        else:
            rows = [(value, here)]
        for one, way in rows:
            if isinstance(one, dict):
                yield from places(one, inner, way)


def every_place() -> dict[tuple[str, str], list[tuple[str | int, ...]]]:
    found: dict[tuple[str, str], list[tuple[str | int, ...]]] = {}
    for head, rows in RAW.items():
        for name, row in [(None, rows)] if head in ("rulebook", "calendar") else rows.items():
            way = (head,) if name is None else (head, name)
            for table, key, path in places(row, ROW_OF.get(head, head), way):
                found.setdefault((table, key), []).append(path)
    return found


PLACES = every_place()


def built(raw: dict[str, Any]) -> Rulebook:
    """A rulebook without the checks, since a key alone may leave the rest without sense."""
    return Builder("", raw, Lines("")).build()


def said(raw: dict[str, Any]) -> str:
    """The words of a rulebook."""
    return re.sub("sha256:[0-9a-f]*", "", explain(built(raw)))


def opened(path: tuple[str | int, ...]) -> tuple[dict[str, Any], Any]:
    """A copy of the rulebook down to the row of a key, and that row: what lies beside the way is shared."""
    raw = dict(RAW)
    row: Any = raw
    for part in path[:-1]:
        row[part] = row[part].copy()
        row = row[part]
    return raw, row


WORDS = said(RAW)
TOLD_IN_TABLES = sections(built(RAW))


def test_the_rulebook_of_all_keys_is_sound() -> None:
    assert [problem for problem in check(BOOK) if problem.severity == "error"] == []
    assert set(SILENT) <= set(PLACES)
    assert set(EFFECT_KEYS) > BY_AN_ACT


TOLD = "Respondent (notice) within 3 days, after “Call”, without addresses, if “Title of it” is so, if wished"
SENTENCES = [
    "<br>When that time begins, and when it has passed, tells Clerk<br>Warnings 5 days before its end<br>At its end, tells "
    + TOLD,
    "| “Answer”<br>May be renewed<br>For all cases<br>At its end, tells " + TOLD,
    "<br>Never longer than 7 months in all<br>At its end, tells " + TOLD,
    "| Every 1 year<br>Tells the members (figures) at once |",
    "| Against “Decide” with the outcome “Title of it” |",
    "<br>“Title of it” (clause 9.9, if “Title of it” is so): fixes:",
    "; decided by two thirds; recorded as “decided”. Words on it<br>“Otherwise”: sends the case back to",
    "<br>In writing by consensus, if nobody objects within 6 days |",
    "<br>Too few below 4 who may sit or 3 who may vote<br>",
    "| Standings, the lowest first | clear, warned |",
    "| Reported by whoever heard or saw it | Within 3 days, by Clerk |",
    "| Open cases when this version comes | Come to this version with the next stage they enter |",
    "| A case at “old place” of the earlier version | Goes on at “Title of it” |",
    "Version 1, language: en, adopted by: The meeting.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_explain_says_it_in_plain_words(sentence: str) -> None:
    assert sentence in WORDS


@pytest.mark.parametrize("table", TABLES)
def test_explain_says_every_key(table: str) -> None:
    """A key that must stand in every row, wherever it stands; any other in one of the places, each time another."""
    unsaid = []
    for turn, (key, about) in enumerate(TABLES[table].items()):
        if (table, key) in SILENT or (table == "effects" and key in BY_AN_ACT):
            continue
        assert PLACES.get((table, key)), f"add `{key}` of {table} to the rulebook above"
        where = PLACES[table, key]
        for path in where if about.required else [where[turn % len(where)]]:
            raw, row = opened(path)
            if about.required:
                row[key] = "zzqq"
            else:
                del row[key]
            if (table, key) in CHANGED:
                row[key] = CHANGED[table, key]
            # The head, above the tables, has keys of the rulebook's own table only.
            if (said(raw) == WORDS) if table == "rulebook" else sections(built(raw)) == TOLD_IN_TABLES:
                unsaid.append(path)
    assert unsaid == []
    assert tomllib.loads(BOOK) == RAW
