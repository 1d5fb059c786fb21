"""Officers who are asked to declare before they are appointed: each looks at the names of the parties, and
says that nothing binds them, or what does. Must not appoint anybody.
"""

from __future__ import annotations

from collections.abc import Mapping

from dueprocess.cases.declarations import actions, waiting
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.people.models import Person

WORDS = "I have read nothing but the names. They are enough for me to say so."


def declare(
    docket: Docket, asked: Mapping[str, list[str]], people: Mapping[str, Person], *, by: Actor, bound: str
) -> Docket:
    """Ask officers, by role and local key, and let them declare; return the docket as it stands then.
    `bound`: a ground that the first of them says of themselves."""
    for role, keys in asked.items():
        actions.ask(docket=docket, role=role, who=keys, by=by)
        for key in keys:
            if bound:
                _look(docket, people[key])
                actions.declare_bound(docket=docket, by=people[key], ground=bound, text=WORDS)
                bound = ""
            else:
                _free(docket, people[key])
    return Docket.objects.get(pk=docket.pk)


def anew(docket: Docket, people: Mapping[str, Person]) -> Docket:
    """Let whoever sits declare again, since somebody came in as a party; return the docket as it stands
    then."""
    for key in actions.ask_anew(docket):
        _free(docket, people[key])
    return Docket.objects.get(pk=docket.pk)


def _free(docket: Docket, person: Person) -> None:
    _look(docket, person)
    actions.declare_free(docket=docket, by=person, seen=waiting.parties(docket))


def _look(docket: Docket, person: Person) -> None:
    wall.looked(docket, person, waiting.LOOK, "to declare conflicts of interest")
