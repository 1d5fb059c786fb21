"""Nobody who is shut out of a case can tell it from one that never was: not by status, headers, title or
page, not by where a redirect leads, and not by how much the database is asked. Every address of the product
is asked; a new one comes in by itself (`tests/doors/existing.py`)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from dueprocess.cases.models import Complaint
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from tests import world
from tests.doors import existing
from tests.doors.existing import NO_SUCH, SHUT_OUT, WORD, Address, Answered, Asker, Scene, Secret
from tests.doors.matrix import matrix

WITHIN = 1
"""So many queries more or less tell nothing: a savepoint, a session that is renewed."""
ONCE = {"once": "x" * 24}
ROWS = matrix()
WHOLLY = "conflicted"
"""Of whom every address is asked; of the others, whom other conditions of the same wall shut out, those that
name the case alone."""
BY_OTHER_NUMBERS = {
    "desk:case", "desk:message", "desk:approach", "desk:approach_reply", "desk:declare", "desk:stock",
    "portal:approach", "portal:choose",
}  # fmt: skip
"""Addresses that are asked for by the number of a complaint in the case too, and of an approach about it."""
LOG = {"desk:record"}
"""Pages that tell how long the published log is, which everybody may know."""
OF_OTHERS = {"pk", "proposal", "rule"}
"""What stands in an address beside the number of a case, and is counted for all cases together."""


def pages(name: str = "") -> list[Address]:
    """The addresses in which something stands; with a name, those in which it does, counted or not."""
    return [each for each in existing.addresses() if not name or name in map(each.kind, each.names)]


def test_whatever_stands_in_an_address_is_known_here() -> None:
    counted = {each.kind(name) for each in pages() for name in each.names if each.names[name]}
    written = {each.kind(name) for each in pages() for name in each.names if not each.names[name]}
    unknown = sorted(written - existing.NEVER.keys() - existing.PUBLISHED.keys())
    assert not unknown, f"say in tests/doors/existing.py what these are where nothing is: {unknown}"
    assert {"number", "into", "code"} <= written
    assert {"act", "n", "pk"} <= counted


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    built = existing.scene()
    with clock.frozen(world.MONDAY):
        yield built


class Prober:
    """Somebody who is shut out, and what they are answered where nothing is."""

    def __init__(self, asker: Asker) -> None:
        self.asker = asker
        path = reverse("desk:case", kwargs={"number": existing.NEVER["number"]()})
        asker.ask(path)  # what is read once in a process is read now
        self.nothing = {method: asker.ask(path, method, ONCE) for method in ("get", "post")}

    def differs(self, name: str, here: dict[str, Any], never: dict[str, Any], method: str = "get") -> str:
        """In what an address tells one from the other; "" in nothing. What is answered like a page of no case
        is answered like every other such page."""
        found = self.asker.ask(reverse(name, kwargs=here), method, ONCE)
        if found.like(self.nothing[method], within=WITHIN):
            return ""
        nothing = self.asker.ask(reverse(name, kwargs=never), method, ONCE)
        found = self.asker.ask(reverse(name, kwargs=here), method, ONCE)  # what is read once was read by now
        return "" if found.like(nothing, within=WITHIN) else f"{name} {here}: {found.told_from(nothing)}"


def test_a_case_that_is_shut_is_a_case_that_never_was(scene: Scene) -> None:
    """By every number of it, at every address, read and written to; and by what stands in it, asked for in a
    case that is open to them."""
    here, open_, made = scene.here, scene.open, scene.made
    wrong = []
    for who in SHUT_OUT:
        assert not wall.sees(made.docket, here[who]), who
        assert wall.sees(open_, here[who]), who
        prober = Prober(existing.signed_in(here, who))
        for address in pages():
            wrong += [f"{who}: {each}" for each in _of_the_case(prober, address, open_, made, who == WHOLLY)]
    assert not wrong, "\n".join(wrong)


def _of_the_case(
    prober: Prober, address: Address, open_: Docket, made: Secret, wholly: bool
) -> Iterator[str]:
    """Yield what is told apart at one address. `wholly`: at each; else at those of the case as such."""
    names = set(map(address.kind, address.names))
    if "number" in names and (wholly or names == {"number"}):
        for number in made.numbers if address.name in BY_OTHER_NUMBERS else made.numbers[:1]:
            there = address.filled(made.values | {"number": number})
            never = there | {"number": existing.NEVER["number"]()}
            asked = {ROWS[address.name].method.lower()}
            asked |= {"post"} if wholly and names == {"number"} and number == made.numbers[0] else set()
            for method in sorted(asked):
                yield from filter(None, [prober.differs(address.name, there, never, method)])
    if wholly and (names & {"code", "into"} or (names & OF_OTHERS and "number" in names)):
        there = address.filled(made.values | {"number": open_.number})
        never = address.filled(address.never({"number": open_.number}))
        same = {name: there[name] for name in there if name not in OF_OTHERS | {"code", "into"}}
        yield from filter(None, [prober.differs(address.name, there, never | same)])


def test_a_party_cannot_tell_what_is_not_theirs_from_what_is_not_there(scene: Scene) -> None:
    """Of a case to which somebody is a party, nothing of another party's shows: no letter, file, statement,
    hearing, bundle, strand or name; and of a case of others nothing at all."""
    here, open_, made = scene.here, scene.open, scene.made
    wrong = []
    theirs = Complaint.objects.get(docket=open_).number
    for who, number in (("respondent", made.docket.number), ("stranger", theirs)):
        asker = existing.sitting(here, who, number)
        asker.ask(reverse("portal:letter", kwargs={"act": NO_SUCH}))  # what is read once is read now
        for address in pages():
            if address.name.startswith("portal:"):
                wrong += [f"{who}: {each}" for each in _of_others(asker, address, made)]
    assert not wrong, "\n".join(wrong)


def _of_others(asker: Asker, address: Address, made: Secret) -> Iterator[str]:
    """Yield what is told apart at one address of the parties' door."""
    every = [1, *(made.values[name] for name in ("act", "opened", "served")), made.docket.length]
    there: dict[str, list[Any]] = {
        "number": list(made.numbers), "act": every, "n": [made.values["n"]], "note#": every,
        "strand": [0, 1, made.values["opened"]], "key": ["C1", "R1", "W1"],
        "step": ["answer", "ask_measure", "say_no"],
    }  # fmt: skip
    if len(address.names) > 1:
        there |= {"act": [made.values["act"], made.values["served"]], "note#": [made.values["note#"]]}
    kinds = [address.kind(name) for name in address.names]
    nothing: dict[Any, Answered] = {}
    for values in itertools.product(*(there.get(kind, [_one(made, kind)]) for kind in kinds)):
        real = dict(zip(address.names, values, strict=True))
        never = {
            name: _never(address, name) if kind not in ("step", "what") else real[name]
            for name, kind in zip(address.names, kinds, strict=True)
        }
        mark = tuple(sorted((name, value) for name, value in real.items() if name in ("step", "what")))
        if mark not in nothing:
            nothing[mark] = asker.ask(reverse(address.name, kwargs=never))
        found = asker.ask(reverse(address.name, kwargs=real))
        if found.status == 200 or (found.status == 302 and nothing[mark].status != 302):
            if WORD.encode() in found.page or b"Wim Zeeman" in found.page:
                yield f"{address.name} {real}: something of others stands there"
        elif not found.like(nothing[mark], within=3):
            yield f"{address.name} {real}: {found.told_from(nothing[mark])}"


@pytest.mark.usefixtures("db")
def test_what_is_done_without_a_party_changes_none_of_their_pages() -> None:
    """A measure is asked for, others state, offer, are heard and served: whoever was told of none of it reads
    word for word what they read before, also what comes next and by when."""
    here = existing.cast()
    with clock.frozen(world.MONDAY):
        receipt = existing.told(here)
        asker = existing.sitting(here, "respondent", receipt.docket.number)
        named = {each.name for each in pages()}
        paths = [reverse(name) for name in matrix() if name.startswith("portal:") and name not in named]
        before = [asker.ask(path) for path in paths]
        existing.secret(here, receipt)
        after = [asker.ask(path) for path in paths]
    changed = [
        f"{path}: {now.told_from(first)}"
        for path, first, now in zip(paths, before, after, strict=True)
        if not now.like(first, within=100)
    ]
    assert not changed, "\n".join(changed)
    assert b"Where it stands" in before[paths.index(reverse("portal:matter"))].page


@pytest.mark.usefixtures("db")
def test_no_list_board_search_or_file_changes_by_a_case_that_is_shut() -> None:
    """Whoever is shut out, with every power there is, reads on every page of the product to the letter what
    they read before the case was there; so do lists that are narrowed, sorted and searched for its words."""
    here = existing.cast()
    with clock.frozen(world.MONDAY):
        other = existing.another(here)
        asker = existing.signed_in(here, WHOLLY)
        for who in ("respondent", "third"):  # whose logins are listed
            existing.signed_in(here, who)
        named = {each.name for each in pages()}
        asked: list[tuple[str, str, dict[str, str]]] = [
            (reverse(name), "get", {})
            for name in matrix()
            if name.partition(":")[0] in ("desk", "portal") and name not in named | LOG
        ]
        for narrowed in (
            "state=all",
            "late=on",
            "unowned=on",
            "refused=on",
            "age=0-91",
            f"unit={here.club.pk}",
        ):
            asked += [(f"{reverse(name)}?{narrowed}", "get", {}) for name in ("desk:queue", "desk:export")]
        for text in (WORD, "Wim Zeeman", "corridor.txt"):
            asked.append((reverse("desk:search"), "post", ONCE | {"text": text, "state": "all"}))
        for name in ("desk:alike", "desk:related", "desk:case"):
            asked.append((reverse(name, kwargs={"number": other.number}), "get", {}))
        for path, method, said in asked:
            asker.ask(path, method, said)  # what is read once is read now
        before = [asker.ask(*each) for each in asked]
        existing.secret(here)
        after = [asker.ask(*each) for each in asked]
    wrong = [
        f"{path}: {now.told_from(first)}"
        for (path, _method, _said), first, now in zip(asked, before, after, strict=True)
        if not now.like(first, within=WITHIN)
    ]
    assert not wrong, "\n".join(wrong)


def _one(made: Secret, kind: str) -> Any:
    return made.values.get(kind, existing.PUBLISHED.get(kind))


def _never(address: Address, name: str) -> Any:
    kind = address.kind(name)
    return 98 if kind == "strand" else NO_SUCH if address.names[name] else existing.NEVER[name]()


def test_whoever_does_not_sign_in_is_led_to_the_same_page_everywhere(scene: Scene) -> None:
    """A stranger without a login learns of no number, key or code by where they are led."""
    made, nobody = scene.made, Prober(Asker({}))
    wrong = []
    for address in pages():
        if address.names.keys() & {"number", "into", "act", "key", "code"}:
            there, never = address.filled(made.values), address.filled(address.never())
            wrong += filter(None, [nobody.differs(address.name, there, never)])
    assert not wrong, "\n".join(wrong)


def test_a_number_that_is_typed_tells_nothing(scene: Scene) -> None:
    """Where the number of a case is typed into a form, one that is shut is answered like one that never
    was."""
    made, never = scene.made, existing.NEVER["number"]()
    asker = existing.signed_in(scene.here, WHOLLY)
    for path, method, said in (
        ("/desk/cases/?number={}&text={}", "get", {}),
        ("/desk/approaches/?case={}", "get", {}),
        ("/desk/several/new/", "post", {"kind": "assign", "case": "{}"} | ONCE),
        ("/desk/rules/?case={}", "get", {}),
        ("/portal/follow/", "post", {"code": "{}"}),
    ):
        _cold, nothing, found = (
            _typed(asker, path, method, said, each) for each in (never, never, made.docket.number)
        )
        assert found.like(nothing, within=WITHIN), f"{path}: {found.told_from(nothing)}"


def _typed(asker: Asker, path: str, method: str, said: dict[str, str], number: str) -> Answered:
    """What is answered to a number, without that number."""
    sent = {name: text.replace("{}", number) for name, text in said.items()}
    found = asker.ask(path.replace("{}", number), method, sent)
    return replace(found, page=found.page.replace(number.encode(), b"#"))
