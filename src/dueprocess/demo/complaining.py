"""The complaint of a story as it comes in: who, about whom, which clause, in which words.

Knows stories and who is who. Must not know what becomes of a complaint.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.demo.building import Federation, handles
from dueprocess.demo.story import Someone, Story
from dueprocess.docket.needs import PartyIdentity, Upload

KINDS = {"c": "complainant", "r": "respondent", "a": "affected_person", "w": "witness", "p": "representative"}
VIA = {"portal": Via.PORTAL, "phone": Via.PHONE, "letter": Via.LETTER}
CLAUSES = {
    "respect": ("conduct", "1"),
    "online": ("conduct", "2"),
    "discrimination": ("conduct", "3"),
    "violence": ("conduct", "5"),
    "safeguarding": ("conduct", "6"),
    "money": ("conduct", "7"),
    "interest": ("conduct", "7"),
    "data": ("conduct", "7"),
    "confidentiality": ("conduct", "7"),
    "retaliation": ("conduct", "10"),
    "match": ("clubs", "1"),
    "safety": ("clubs", "2"),
    "selection": ("clubs", "3"),
    "election": ("clubs", "4"),
    "office": ("clubs", "5"),
    "honesty": ("clubs", "6"),
}
"""What a story calls an allegation: the code and the clause it is about."""


def report(story: Story, built: Federation, today: date) -> cases.Report:
    """Return what somebody reports on that day."""
    first, *more = [_identity(story, built, handle, who) for handle, who in handles(story)]
    order = [handle for handle, _ in handles(story) if handle.startswith("r")]
    return cases.Report(
        summary=words(story, built, story.account),
        reporter=None if story.c[0] == Someone() else first,
        respondents=[each for each in more if each.kind == "respondent"],
        others=[each for each in more if each.kind != "respondent"],
        allegations=[
            cases.Alleged(
                respondent=order.index(alleged.against),
                code=CLAUSES[alleged.clause][0],
                clause=CLAUSES[alleged.clause][1],
                conduct_from=today - timedelta(days=alleged.days_before),
                conduct_to=today - timedelta(days=alleged.days_before - alleged.lasted),
                text=words(story, built, alleged.conduct),
            )
            for alleged in story.alleged
        ],
        details={"wanted": story.wants} if story.wants else {},
        files=files(story, story.files),
    )


def words(story: Story, built: Federation, text: str) -> str:
    """Return a text with the names of those of whom it speaks."""
    if "{" not in text:
        return text
    return text.format(**{handle: _name(story, built, handle, who) for handle, who in handles(story)})


def files(story: Story, names: Iterable[str]) -> list[Upload]:
    """Return small text files: what would be a picture or a scan is described."""
    found = []
    for name in names:
        what = name.replace("-", " ").capitalize()
        text = f"{what} ({story.title})\nStands for the paper in the demonstration.\n"
        found.append(Upload(f"{name}.txt", [text.encode()]))
    return found


def _identity(story: Story, built: Federation, handle: str, who: Someone) -> PartyIdentity:
    kind = KINDS[handle[0]]
    if who.organisation:
        return PartyIdentity(kind=kind, organisation=True)
    if who.unit:
        return PartyIdentity(kind=kind, unit=built.units[who.unit].pk, name=who.unit)
    if who.outside:
        return PartyIdentity(kind=kind, name=who.outside)
    if who == Someone():
        return PartyIdentity(kind=kind)
    person = built.parties[story.code, handle]
    return PartyIdentity(
        kind=kind,
        person=person.pk,
        name=person.shown_name,
        minor=who.minor,
        acts_for="C1" if kind == "representative" else "",
    )


def _name(story: Story, built: Federation, handle: str, who: Someone) -> str:
    if who.organisation:
        return "the federation"
    if person := built.parties.get((story.code, handle)):
        return person.shown_name
    return who.unit or who.outside or "somebody"
