"""The example's rules, in which an officer whom a party mentions is out until somebody has ruled on it."""

from __future__ import annotations

from tests import world

_SECRETARY = 'secretary = { title = "Secretary" }'
RULES = (
    world.EXAMPLE.read_text().replace(_SECRETARY, _SECRETARY.replace(" }", ', too_few = "elder" }'))
    + """
[conflicts.mentioned]
title = "Mentioned by a party"
clause = "8"
grounds = ["mentioned"]
bars = ["speak", "vote"]
alleged = "bars"
[conflicts.close]
title = "Too close"
clause = "8"
grounds = ["close to a party"]
bars = ["see", "speak", "vote"]
[steps.settle]
title = "Rule on a conflict of interest"
clause = "8"
says = "Read the sentence: does it speak of this officer, and of something that keeps them from acting?"
stage = "any strand"
by = ["secretary"]
for_each = "conflict"
due = { within = "1 working day", after = "conflict" }
needs = ["reasons"]
outcomes.conflict = { title = "It is one", conflict = "confirmed" }
outcomes.none = { title = "It is none", conflict = "dismissed" }
"""
)
