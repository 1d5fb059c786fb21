"""Sending a letter of the rules in one case of several: by the step of its own rules, in the words that were
adopted for it, with the values of the case. Must not know how many cases there are.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dueprocess.cases.batches import fitting, wording
from dueprocess.cases.batches.told import Going, Result, Told
from dueprocess.cases.letters.extracts import goes, previews
from dueprocess.core.errors import Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import way_in
from dueprocess.docket.extracts import Opened, StepForm, opened
from dueprocess.docket.forms import naming
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.people.models import Person

BESIDES = "letter"
"""The field in which it is written what a letter says besides."""


def send(view: Opened, told: Told, person: Person, *, out: bool) -> Result:
    """Take the step that sends a letter, and return how it goes; with `out` it goes to whoever can open it.

    Raises Refused: "no_letter" where the rules have none of that name that an officer sends alone, "nobody"
    where nobody would get it, "no_paper" and "no_words" where something is not written, "no_value" and
    "lacks" naming each value that is missing; and whatever the step raises.
    """
    asked = _step(view, told.letter)
    content = dict(_content(view, told, asked))
    needs = fitting.needs(asked.form, view.me, content)
    act = dockets.take_step(
        docket=view.docket, step=asked.form.step, by=Actor(person=person), at=clock.now(), needs=needs
    )
    after = opened(Docket.objects.select_related("unit").get(pk=view.docket.pk))
    owed = [each for each in after.state.notices if each.n == act.n and goes(each.state)]
    if not any(each.letter == told.letter for each in owed):
        raise Refused("nobody", _("As it stands, nobody would be told by it."), None)
    letters = _letters(after, act.n, content)
    readers = dict.fromkeys(each.to for each in owed)
    ways = way_in.of(after.docket)
    by_hand = sum(not ways.get(key, way_in.SHUT).opens for key in readers)
    if out:
        dockets.deliver(after.docket)
    return Result(note=_by_hand(by_hand), letters=letters)


def _step(view: Opened, letter: str) -> StepForm:
    """Return the form of the step that sends a letter: the first that can be taken now."""
    steps = fitting.by_letter(view.rulebook).get(letter, ())
    if not steps:
        said = _("Its rules have no such letter that an officer sends alone.")
        raise Refused("no_letter", said, None)
    forms = [fitting.form(view, step) for step in steps]
    asked = next((each for each in forms if each.form.refusal is None), forms[0])
    fitting.not_refused(view, asked)
    return asked


def _content(view: Opened, told: Told, asked: StepForm) -> Iterator[tuple[str, str]]:
    for paper in asked.form.papers:
        if not paper.required:
            continue
        text = told.papers.get(paper.words, "")
        if not text.strip():
            said = _("Its rules ask for this beside the letter, and it is not written: {paper}.")
            raise Refused("no_paper", said.format(paper=naming.words(paper.words)), None)
        yield paper.words, wording.fill(text, view)
    if told.text.strip():
        yield BESIDES, wording.fill(told.text, view)


def _letters(view: Opened, n: int, content: dict[str, str]) -> tuple[Going, ...]:
    found = previews(view, n)
    lacks = [
        _("{title}: {what}").format(title=each.shown.title, what="; ".join(each.missing))
        for each in found
        if each.missing
    ]
    if lacks:
        said = _("It lacks a value. {what}.").format(what=". ".join(dict.fromkeys(lacks)))
        raise Refused("lacks", said, None)
    if found:
        return tuple(Going(each.to, each.shown) for each in found)
    if not content:
        said = _("No words were adopted for this letter, and nothing is written that it could say.")
        raise Refused("no_words", said, None)
    text = "\n\n".join(content.values())
    keys = dict.fromkeys(each.to for each in view.state.notices if each.n == n and goes(each.state))
    return tuple(Going(view.name(key), None, text) for key in keys)


def _by_hand(n: int) -> str:
    if not n:
        return ""
    return ngettext(
        "One who gets it can open nothing here: it waits at the desk to be posted.",
        "{n} who get it can open nothing here: theirs wait at the desk to be posted.",
        n,
    ).format(n=n)
