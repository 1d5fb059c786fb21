# ruff: noqa: E501 (tables are read row by row)
"""Sanctions guidance: what loads is what was written; each fault has its place and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dueprocess.core import codes
from dueprocess.core.errors import Malformed
from dueprocess.core.guidance import Stands, Way, check, explain, judge, load, named_by
from dueprocess.core.rulebook import load as load_rulebook
from tests.core.guidance.wording import CODE, RULES, TEXT

SHIPPED = Path(__file__).resolve().parents[3] / "src/dueprocess/rules/shipped"
NAMED = named_by([load_rulebook(RULES)], [codes.load(CODE)])


def test_what_is_written_is_what_is_read() -> None:
    found = load(TEXT, NAMED)
    assert list(found.rungs) == ["nothing", "warning", "short", "long"]
    assert (found.breaches["threat"].starts, found.breaches["threat"].lowest) == ("long", "short")
    assert found.factors["sorry"].way is Way.MITIGATING
    assert found.of_clause("conduct/2") == ("threat",)
    assert found.of_clause("conduct/9") == ()
    assert load(TEXT + "\n# a remark").hash != found.hash


def test_it_is_said_in_words() -> None:
    told = explain(load(TEXT))
    for words in (
        "Insulting words (insult): starts with Warning; from No sanction to Suspension of up to 3 months",
        "Aggravating factors:\n- It happened again",
        "Also one that is not meant.",
    ):
        assert words in told


FAULTS = [
    ("[about]", "[abuot]", "abuot", "no table"),
    ('language = "en"', 'language = "English"', "about.language", "cannot stand"),
    ('rulebook = "example"', 'rulebook = "other"', "about.rulebook", "another rulebook"),
    ('version = "1"\n', "", "about.version", "missing"),
    ('id = "example_guidance"', 'id = "Example"', "about.id", "cannot stand"),
    ('sanctions = ["warning"]', 'sanctions = ["warnign"]', "rungs.warning.sanctions[0]", "no “warnign”"),
    ('sanctions = ["warning"]', 'sanctions = ["warning", "warning"]', "rungs.warning.sanctions[1]", "twice"),
    ('sanctions = ["warning"]', 'sanctions = "warning"', "rungs.warning.sanctions", "cannot stand"),
    ('sanctions = ["warning"]\n', "", "rungs.warning", "No sanction"),
    ('sanctions = ["warning"]\n', "", "rungs", "on no rung"),
    ('title = "No sanction"', 'title = "No sanction"\nsanctions = ["warning"]', "rungs.nothing", "imposes something"),
    ('up_to = "3 months"', 'up_to = "a while"', "rungs.short.up_to", "no period"),
    ('up_to = "3 months"\n', "", "rungs.long.sanctions", "just as long"),
    ('title = "Longer suspension"\n', 'title = "Longer suspension"\nup_to = "2 months"\n', "rungs.long.sanctions", "just as long"),
    ('title = "Longer suspension"\n', 'title = "Longer suspension"\nup_to = "1 year"\n', "rungs.long.up_to", "lasts longer"),
    ('starts = "warning"', 'starts = "warnings"', "breaches.insult.starts", "no “warnings”"),
    ('starts = "warning"', 'starts = "long"', "breaches.insult", "outside its own range"),
    ('highest = "short"\n', "", "breaches.insult.highest", "missing"),
    ('clauses = ["conduct/1"]', 'clauses = ["conduct/7"]', "breaches.insult.clauses[0]", "no “conduct/7”"),
    ('clauses = ["conduct/1"]', 'clauses = ["conduct"]', "breaches.insult.clauses[0]", "cannot stand"),
    ('way = "mitigating"', 'way = "both"', "factors.sorry.way", "cannot stand"),
    ("[factors.sorry]", "[factors.Sorry]", "factors.Sorry", "cannot stand"),
    ('title = "Warning"\n', 'title = "Warning"\ncolour = "red"\n', "rungs.warning.colour", "no key"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "path", "said"), FAULTS, ids=[f"{row[2]}: {row[3]}" for row in FAULTS]
)
def test_a_fault_has_its_place_and_its_mend(old: str, new: str, path: str, said: str) -> None:
    assert TEXT.count(old)
    problems = check(TEXT.replace(old, new, 1), NAMED)
    here = [each for each in problems if each.path == path and said in each.what]
    assert here, problems
    assert all(each.mend for each in problems)
    with pytest.raises(Malformed):
        load(TEXT.replace(old, new, 1), NAMED)


def test_there_are_rungs_and_breaches() -> None:
    about = TEXT[: TEXT.index("[rungs")]
    assert {each.path for each in check(about)} == {"rungs", "breaches"}
    with pytest.raises(Malformed):
        load("[about")


@pytest.mark.parametrize(
    ("imposed", "rung", "insult", "threat"),
    [
        ([], "nothing", Stands.WITHIN, Stands.BELOW),
        ([{"sanction": "warning", "lasts": "6 months"}], "warning", Stands.WITHIN, Stands.BELOW),
        ([{"sanction": "suspension", "lasts": "3 months"}], "short", Stands.WITHIN, Stands.WITHIN),
        ([{"sanction": "suspension", "lasts": "12 weeks"}, {"sanction": "warning"}], "short", Stands.WITHIN, Stands.WITHIN),
        ([{"sanction": "suspension", "lasts": "100 days"}], "long", Stands.ABOVE, Stands.WITHIN),
        ([{"sanction": "suspension"}], "long", Stands.ABOVE, Stands.WITHIN),
        ([{"sanction": "suspension", "lasts": "for good"}], "long", Stands.ABOVE, Stands.WITHIN),
        ([{"sanction": "exile"}], "long", Stands.ABOVE, Stands.WITHIN),
    ],
)  # fmt: skip
def test_the_heaviest_of_what_is_imposed_counts(
    imposed: list[dict[str, str]], rung: str, insult: Stands, threat: Stands
) -> None:
    guidance = load(TEXT)
    assert (judge(guidance, "insult", imposed).rung, judge(guidance, "insult", imposed).stands) == (
        rung,
        insult,
    )
    assert judge(guidance, "threat", imposed).stands is threat
    with pytest.raises(KeyError):
        judge(guidance, "murder", imposed)


@pytest.mark.parametrize("name", sorted(path.stem for path in (SHIPPED / "guidance").glob("*.toml")))
def test_the_shipped_guidance_fits_its_rulebook(name: str) -> None:
    book = load_rulebook((SHIPPED / f"{name}.toml").read_text("utf-8"))
    code = codes.load((SHIPPED / "conduct.toml").read_text("utf-8"))
    text = (SHIPPED / "guidance" / f"{name}.toml").read_text("utf-8")
    assert check(text, named_by([book], [code])) == []
    found = load(text)
    assert found.rulebook == book.id
    alleged = {each for breach in found.breaches.values() for each in breach.clauses}
    in_force = {f"conduct/{clause}" for clause in code.versions[-1].clauses}
    assert not alleged or alleged == in_force, "each clause in force has its type of breach"
    assert {each.way for each in found.factors.values()} == set(Way)


@pytest.mark.parametrize(
    ("alleged", "open_to"),
    [
        (["conduct/1"], ("insult",)),
        (["conduct/1", "conduct/2"], ("insult", "threat")),
        (["conduct/9"], ("insult", "threat")),  # of no type: whoever decides chooses
        (["conduct/1", "conduct/9"], ("insult", "threat")),
        ([], ("insult", "threat")),
    ],
)
def test_by_what_is_alleged_it_is_said_which_types_of_breach_are_open(
    alleged: list[str], open_to: tuple[str, ...]
) -> None:
    assert load(TEXT).open_to(alleged) == open_to
    general = TEXT.replace('clauses = ["conduct/2"]\n', "")
    assert load(general).open_to(["conduct/1"]) == ("insult", "threat"), "one of no clause is always open"
