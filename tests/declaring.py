"""The example's rules, in which whoever is to handle a case declares before they are appointed; and how
whoever's turn it is declares."""

from __future__ import annotations

from dueprocess.cases.declarations import actions, waiting
from dueprocess.core import engine
from dueprocess.docket import extracts, wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.people.models import Person
from tests import world

_SECRETARY = 'secretary = { title = "Secretary" }'
_HANDLER = 'handler = { title = "Handler", clause = "8", says = "Declare what binds you.", per_case = true, chosen = "rota", declares = true }'  # noqa: E501 (a row of rules)
_STEPS = "[steps.decide_appeal]"
_OWN = """
name_handler = { title = "Name a handler", clause = "8", stage = ["received", "reply"], by = ["secretary"], again = true, appoints = ["handler"] }
look = { title = "Look into it", clause = "8", stage = ["received", "reply"], by = ["handler"], again = true }
"""  # noqa: E501 (rows of rules)
RULES = (
    world.EXAMPLE.read_text()
    .replace(_SECRETARY, f"{_SECRETARY}\n{_HANDLER}")
    .replace(_STEPS, f"{_OWN.strip()}\n{_STEPS}")
    + """
[conflicts.hard]
title = "Hard"
clause = "9"
grounds = ["family", "business"]
bars = ["see", "speak", "vote"]
[conflicts.soft]
title = "Soft"
clause = "9"
grounds = ["acquaintance"]
bars = ["vote"]
"""
)
HANDLERS = ("wrong_unit", "leader", "stranger")
"""The pool, as the register has its order."""


def handlers(here: world.World) -> None:
    """Put them into the pool."""
    for name in HANDLERS:
        world.appoint(here[name], "handler")


def declared(docket: Docket, step: str, outcome: str = "", *, strand: int | None = None) -> bool:
    """Let whoever could take a step ask those whose turn it is to be appointed by it; each looks at the names
    of the parties and declares that nothing binds them. Return whether anybody had to."""
    view = extracts.opened(world.fresh(docket), fresh=True)
    asked = engine.form(view.state, step, strand, outcome or None)
    persons, done = view.whole.roster.persons, set[str]()
    for each in asked.appointments:
        who = [key for key in each.turn if key in each.undeclared and key not in done]
        if not who:
            continue
        key = next(key for way in asked.ways for key in way.people)
        by = Actor(person=Person.objects.get(pk=persons[key]))
        actions.ask(docket=world.fresh(docket), role=each.name, who=who, by=by)
        for key in who:
            person = Person.objects.get(pk=persons[key])
            wall.looked(docket, person, waiting.LOOK, "to declare conflicts of interest")
            actions.declare_free(docket=world.fresh(docket), by=person, seen=waiting.parties(docket))
        done |= set(who)
    return bool(done)
