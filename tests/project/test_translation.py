"""Every word of a page goes through gettext: asked of the templates' source, and of pages rendered in a
language that marks each translated word."""

import ast
import gettext
import html
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import trans_real

from dueprocess.cases.imports.load import load as load_map
from dueprocess.core import codes, engine
from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.rulebook import check, load
from dueprocess.core.saying import Said
from dueprocess.docket.models import Docket
from dueprocess.kit.components import worded
from dueprocess.ledger import signer
from dueprocess.people.imports.load import load as load_list
from tests import world
from tests.desk.conftest import signed_in
from tests.ground import begin, own_folder
from tests.portal.conftest import once
from tests.project.tree import PACKAGE, named, short

TEMPLATES = [path for path in named(".html") if path.is_relative_to(PACKAGE) and "allauth" not in path.parts]
NAMES = {
    "Dueprocess",
    "checkpoint",
    "checkpoints",
    "policy",
    "log.zip",
    "CSV",
    "tile",
    "SHA-256",
    "verify.py",
}
"""What is called the same in every language."""
SPOKEN = {"title", "aria-label", "alt", "placeholder", "label", "content"}
"""Attributes that are read out or shown."""
SILENT = {
    "href", "kind", "state", "id", "level", "name", "class", "action", "href_label", "sort", "stack", "once",
    "files", "hide_caption", "plain", "time", "late", "folded", "warning", "exact", "section", "wrap",
    "working_days", "share", "group", "tab", "value", "current", "slot", "data-label", "form",
}  # fmt: skip
"""Attributes of components that hold no words."""


def bare(text: str) -> str:
    """A template without what Django fills in: tags, values, comments, and what is translated."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%\s*block (?:root_class|robots|columns|home)\s*%\}.*?\{%\s*endblock\s*%\}", " ", text)
    text = re.sub(r"<script.*?</script>", " ", text, flags=re.DOTALL)
    for opening, closing in (("comment", "endcomment"), ("blocktranslate", "endblocktranslate")):
        text = re.sub(r"\{%\s*" + opening + r"\b.*?\{%\s*" + closing + r"\s*%\}", " ", text, flags=re.DOTALL)
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)


class Words(HTMLParser):
    """Collects text that stands in a page as it is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside.append(tag)
        for name, value in attrs:
            if name.startswith(":"):  # a value, not words
                continue
            spoken = name in SPOKEN or name in ("data-done", "data-kept", "data-offline", "data-broken")
            if tag.startswith("c-"):
                spoken = name not in SILENT
            if tag == "meta" or not value:
                continue
            if spoken:
                self.note(value)

    def handle_data(self, data: str) -> None:
        self.note(data)

    def note(self, text: str) -> None:
        for word in re.findall(r"[^\W\d_][\w.-]+", text):
            if word not in NAMES and len(word) > 2:
                self.found.append(word)


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_every_word_of_a_template_is_translated(path: Path) -> None:
    words, text = Words(), bare(path.read_text())
    words.feed(text if "<" in text else f"<form {text}>")  # a partial that is only attributes
    assert not words.found, f"{short(path)}: stands outside translate tags: {words.found}"


DOORS = [
    path
    for path in named(".py")
    if any(path.is_relative_to(PACKAGE / room) for room in ("portal", "public", "kit"))
    and not path.is_relative_to(PACKAGE / "kit" / "tables")  # maps of files are written by whoever imports
]
SAID_WITH = {"label", "hint", "help_text"}


def untranslated(path: Path) -> Iterator[str]:
    """Words that a form or a refusal says and that pass by gettext."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        said = [each.value for each in node.keywords if each.arg in SAID_WITH]
        said += node.args[1:] if name in ("Option", "add_error") else []
        said += node.args[:2] if name == "refuse" else []
        said += node.args[2:4] if name == "Problem" else []
        for each in said:
            if isinstance(each, ast.JoinedStr | ast.Constant):
                text = ast.unparse(each)
                if re.search(r"[a-z]{3,} [a-z]{2,}", text):
                    yield f"{short(path)}:{each.lineno}: {text}"


def test_every_word_of_a_form_or_refusal_is_translated() -> None:
    faults = [fault for path in DOORS for fault in untranslated(path)]
    assert not faults, "\n".join(faults)


OPERATORS = ("ledger", "tlog", "witness", "conf", "demo", "management", "imports", "clock.py")
"""Whoever runs the installation is told in English, as by every command."""
REFUSING = {"Refused": 1, "Need": 1, "Out": 1, "another": 2}
"""What says no, and the place of its sentence. That a `Need` and an `Out` take no plain text, mypy holds."""


def plainly_refused(path: Path) -> Iterator[str]:
    """Refusals whose sentence stands in the code as it is."""
    for node in ast.walk(ast.parse(path.read_text())):
        name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
        if name in REFUSING and len(node.args) > REFUSING[name]:  # type: ignore[attr-defined]
            said = node.args[REFUSING[name]]  # type: ignore[attr-defined]
            while isinstance(said, ast.BinOp):
                said = said.left
            if isinstance(said, ast.JoinedStr | ast.Constant):
                yield f"{short(path)}:{node.lineno}: {ast.unparse(said)}"  # type: ignore[attr-defined]


def test_every_refusal_is_translated() -> None:
    paths = [path for path in named(".py") if path.is_relative_to(PACKAGE)]
    inside = [path for path in paths if not set(path.relative_to(PACKAGE).parts) & set(OPERATORS)]
    assert len(inside) > 200
    faults = [fault for path in inside for fault in plainly_refused(path)]
    assert not faults, "\n".join(faults)


def refusals(text: str) -> Iterator[Said]:
    """What the engine says of each step of a rulebook that is not possible, before a case is opened and when
    it is, and of each that is tried with nothing in hand."""
    rules = load(text)
    steps = [step for step in rules.steps.values() if not step.start]
    library = {rules.hash: rules}
    opening = next(step for step in rules.steps.values() if step.start)
    parties = {"C1": {"is": "complainant"}, "R1": {"is": "respondent", "person": "O1"}}
    roles = [*rules.roles]
    docket = {
        "docket": 1, "case": "A", "rulebook": rules.hash, "parties": parties, "acts": [],
        "people": {"O1": {"roles": roles}, "O2": {"roles": roles}, "O3": {"roles": []}},
    }  # fmt: skip
    at = datetime(2026, 3, 23, 10, tzinfo=UTC)
    for acts in ([], [{"n": 1, "at": at.isoformat(), "step": opening.id, "by": "C1"}]):
        whole = engine.Docket.parse(docket | {"acts": acts})
        for each in engine.permitted(engine.state(library, whole, at)):
            if each.refusal is not None:
                yield each.refusal.reason
        for step in steps:
            for by in ("O1", "O2", "O3", "R1"):
                tried = {"at": (at + timedelta(hours=1)).isoformat(), "step": step.id, "by": by}
                try:
                    engine.decide(library, whole, tried)
                except engine.NotPermitted as error:
                    yield from (need.reason for need in error.needs)


def test_what_the_engine_refuses_is_said_in_the_language_of_the_page(marked: None) -> None:
    text = (PACKAGE / "rules" / "shipped" / "standard.toml").read_text()
    known = text.casefold().replace("_", " ")
    count = 0
    for sentence in refusals(text):
        assert isinstance(sentence, Said), sentence
        page = Left()
        page.handle_data(html.escape(worded(sentence)))
        for each in page.outside():
            assert each.strip(" .:;,“”()").casefold() in known, (
                f"{each!r} of {sentence!r} is never translated"
            )
        count += 1
    assert count > 100


def explanations(text: str) -> Iterator[str]:
    """What the engine says of each deadline that runs when a case is opened, and of what would follow each
    step, for each of its outcomes: who is told, what changes, which clocks start."""
    rules = load(text)
    opening = next(step for step in rules.steps.values() if step.start)
    docket = engine.Docket.parse(
        {
            "docket": 1, "case": "A", "rulebook": rules.hash,
            "parties": {"C1": {"is": "complainant"}, "R1": {"is": "respondent"}}, "people": {},
            "acts": [{"n": 1, "at": "2026-03-23T10:00:00+00:00", "step": opening.id, "by": "C1"}],
        }
    )  # fmt: skip
    opened = engine.state({rules.hash: rules}, docket, datetime(2026, 4, 30, 10, tzinfo=UTC))
    yield from (each.explain() for each in opened.deadlines)
    for step in rules.steps.values():
        for outcome in (None, *step.outcomes):
            asked = engine.form(opened, step.id, outcome=outcome)
            yield from (*asked.tells, *(each.text for each in asked.letters))
            yield from (each.text for each in asked.follows)
            yield from (each.text for each in engine.clocks(opened, step=step.id, outcome=outcome))


@pytest.mark.parametrize("shipped", ["standard", "small-club", "conduct-team"])
def test_what_the_engine_explains_is_said_in_the_language_of_the_page(marked: None, shipped: str) -> None:
    text = (PACKAGE / "rules" / "shipped" / f"{shipped}.toml").read_text()
    known = text.casefold().replace("_", " ")
    sentences = list(explanations(text))
    assert len(sentences) > 30
    for sentence in sentences:
        assert isinstance(sentence, Said), sentence
        page = Left()
        page.handle_data(html.escape(worded(sentence)))
        for each in page.outside():
            assert each.strip(" .:;,“”()").casefold() in known, (
                f"{each!r} of {sentence!r} is never translated"
            )


BROKEN = """
[rulebook]
id = "B"
version = 1
language = "en"
colour = "blue"
[calendar]
timezone = "Mars/Olympus"
at_once = "at once"
working_week = "Funday"
[roles]
secretary = { title = "Secretary", per_case = true }
parties = { title = "Reserved" }
[bodies]
board = { title = "Board", seats = { secretary = 1 }, quorum = 5, chair = "nobody", tie = "chair decides" }
[facts]
band = { title = "Band", kind = "choice" }
when = { title = "When", notice = "2 days" }
[stages]
received = { title = "Received", lasts = "3 fortnights" }
lost = { title = "Lost" }
closed = { title = "Closed", end = true, lasts = "1 day", then = "received" }
[steps]
complain = { title = "Complain", stage = "start", by = ["complainant"], leads_to = "recieved" }
send = { title = "Send", stage = "received", by = ["secretary"], follows = ["never"], tells = [{ to = [] }] }
due = { stage = "received", by = [], due = { within = "0 days", every = "1 week" }, when = { band = "x" } }
appeal = { title = "Appeal", stage = "lost", by = ["respondent"], appeals = ["send"], opens = "nowhere" }
[pauses]
police = { title = "Police", lasts = "up to never" }
[measures]
keep = { title = "Keep away", effect = "no contact", lasts = "until lifted", at_end = "must be decided" }
[sanctions]
ban = { title = "Ban", effect = "everything", lasts = "2 years to 1 year", cap = "6 months" }
[duties]
report = { title = "Report", by = ["respondent"], every = "24 hours", tells = [{ to = ["parties"] }] }
[nonsense]
x = 1
"""
CODE = """
[code]
id = "C"
[versions.one]
in_force = "yesterday"
clauses = 1
[versions.two]
in_force = "2026-01-01"
until = "2025-01-01"
unchanged = "zero"
dropped = "a"
[more]
"""
MAP = """
title = ""
release = 5
[source]
format = "odt"
header = 0
quote = "two"
encoding = "klingon"
[dates]
formats = ["day"]
century_from = 1
months = ["Jan"]
[columns]
a = { is = "id" }
b = { is = "id", words = "none" }
c = { is = "colour" }
d = 1
[ignored]
a = ""
[words.status]
open = ["x"]
closed = ["X"]
[joins.x]
file = 1
"""


def told_of_files() -> Iterator[Problem]:
    """What is wrong with a rulebook, a code, a map and a list that have much wrong."""
    yield from check(BROKEN)
    yield from check(BROKEN.replace("[nonsense]", "[nonsense"))
    for read, text in ((codes.load, CODE), (load_map, MAP), (load_list, MAP), (load_list, "title = ")):
        with pytest.raises(Malformed) as error:
            read(text)
        yield from error.value.problems


def test_what_is_wrong_in_a_file_is_said_in_the_language_of_the_page(marked: None) -> None:
    """What stands in the file, and the words of whoever reads TOML, stay as they are inside the sentences."""
    count = 0
    for problem in told_of_files():
        for sentence in (problem.what, problem.mend):
            shown = worded(sentence)
            assert shown.startswith("⟦"), sentence
            assert shown.endswith("⟧"), sentence
            count += 1
    assert count > 120


FORMATS = {"D j M Y", "j F Y"}


class Marked(gettext.NullTranslations):
    """A language in which each translated text stands in brackets; formats of dates are left as they are."""

    def gettext(self, message: str) -> str:
        return message if message in FORMATS else f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.ngettext(msgid1, msgid2, n)

    def language(self) -> str:
        return "xx"

    def to_language(self) -> str:
        return "xx"


class Left(HTMLParser):
    """What a page shows outside all brackets."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.quiet += tag in ("script", "style", "svg", "pre", "code")
        self.texts += [value for name, value in attrs if name in SPOKEN and value and tag != "meta"]

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag in ("script", "style", "svg", "pre", "code")

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.texts.append(data)

    def outside(self) -> list[str]:
        """The pieces that stand in no bracket and hold a word."""
        found = []
        for text in self.texts:
            depth, piece = 0, ""
            for letter in text + "⟦":
                if letter == "⟦":
                    found.append(piece)
                    piece, depth = "", depth + 1
                elif letter == "⟧":
                    depth -= 1
                elif depth == 0:
                    piece += letter
        return [each.strip() for each in found if re.search(r"[^\W\d_]{3,}", each)]


@pytest.fixture
def marked(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages in the marking language."""
    language = Marked()
    settings.LANGUAGE_CODE = "xx"
    monkeypatch.setitem(trans_real._translations, "xx", language)  # type: ignore[attr-defined]
    monkeypatch.setattr(trans_real, "_default", language)


def test_the_doors_speak_the_language_that_is_set(
    db_fresh: None, tmp_path: Path, settings: Any, marked: None
) -> None:
    typed = ["Shouted down.", "Hall 3", "Ilse Marchetti", "Zoë Lund", "Wren Abara", "When will I hear?"]
    with own_folder(tmp_path / "var", settings):
        begin(settings, origin="tests.invalid")
        cast = world.federation()
        signer.seal()
        signer.beat(force=True)
        data = " ".join(
            [cast.rulebook.text, *typed, *(unit.name for unit in (cast.union, cast.north, cast.south))]
        )
        data += f" {cast.club.name} {cast.other_club.name} Dueprocess UTC http://testserver/portal/follow/"
        data += (
            " General assembly http://testserver/record/log/tile/…: checkpoint checkpoints policy log.zip · :"
        )
        known = " ".join(data.split()).casefold().replace("_", " ")

        def asked(client: Client, address: str, sent: dict[str, str] | None = None) -> str:
            answer = client.get(address) if sent is None else client.post(address, sent)
            if answer.status_code == 302:
                return ""
            page, left = answer.content.decode(), Left()
            left.feed(page)
            for each in left.outside():
                bare = re.sub(r"[0-9A-Z]{3,4}(-[0-9A-Z]{3,4})+|\b[0-9A-Z]{4}\b|\d+", "", each)
                said = " ".join(bare.split()).casefold().strip(" ·:.,()")
                assert said in known, f"{address} shows words that no translator sees: {each!r}"
            return page

        client = Client()
        for address in ("/", "/record/", "/portal/follow/", "/portal/complain/", "/no/such/page/"):
            asked(client, address)
        asked(client, "/portal/follow/", {"code": "AAAA"})
        asked(client, "/portal/complain/", {})
        pages = {
            "what": {"summary": typed[0], "where": typed[1]},
            "whom": {"affected": "other", "affected_name": typed[3]},
            "who": {"kind": "person", "name": typed[2], "another": "1"}, "files": {"witnesses": typed[4]},
            "you": {"named": "yes", "name": typed[4]},
        }  # fmt: skip
        for name, sent in pages.items():
            asked(client, f"/portal/complain/{name}/")
            asked(
                client, f"/portal/complain/{name}/", {"kind": "x", "named": "yes"} if name != "files" else {}
            )
            asked(client, f"/portal/complain/{name}/", sent)
            asked(client, f"/portal/complain/{name}/")
        review = asked(client, "/portal/complain/review/")
        asked(client, "/portal/complain/review/", {"once": once(review.encode())})
        asked(client, "/portal/complain/sent/")
        asked(client, "/portal/complain/sent/", {})
        asked(client, "/portal/complain/sent/", {"kept": "1"})
        page = asked(client, "/portal/matter/")
        assert "⟦Your complaint⟧" in page
        asked(client, "/portal/matter/message/", {"once": once(page.encode()), "text": ""})
        asked(client, "/portal/matter/message/", {"once": once(page.encode()), "text": typed[5]})
        asked(client, "/portal/matter/")
        asked(Client(), "/portal/matter/message/", {"once": once(page.encode()), "text": typed[5]})
        world.appoint(cast["owner"], "secretary")  # for what was complained of in no unit
        officer = signed_in(cast["owner"])
        number = Docket.objects.get().number
        assert "⟦“Answer” belongs to the stage" in officer.get(f"/desk/cases/{number}/").content.decode()
        refused = officer.get(f"/desk/cases/{number}/steps/send/1/").content.decode()
        assert "⟦“Acknowledge” must come first.⟧" in refused


def test_the_catalogue_holds_the_words_of_templates_and_of_forms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shutil.which("xgettext"):
        pytest.skip("GNU gettext is not installed")
    (tmp_path / "locale").mkdir()
    (tmp_path / "dueprocess").symlink_to(PACKAGE)
    monkeypatch.chdir(tmp_path)
    call_command(
        "makemessages", locale=["xx"], symlinks=True, verbosity=0, ignore_patterns=["static*", "locale"]
    )
    text = (tmp_path / "locale" / "xx" / "LC_MESSAGES" / "django.po").read_text()
    refused = ("The case has not been opened yet.", "“%(step)s” has no outcomes.", "is a party to the case")
    for words in ("Make a complaint", "What happened?", "The file is empty.", "Check, and send it", *refused):
        assert f'msgid "{words}"' in text, words
    assert 'msgid "%(n)s working day"\nmsgid_plural "%(n)s working days"' in text
    assert text.count("\nmsgid ") > 1000
