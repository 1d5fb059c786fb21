"""The example's rules, in which whoever is to handle a case declares before they are appointed."""

from __future__ import annotations

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
