"""The example's rules with a letter more, and what its letters say; without Django, as all of tests/core."""

from __future__ import annotations

from pathlib import Path

RULES = (
    (Path(__file__).resolve().parents[2] / "rules" / "example.toml")
    .read_text()
    .replace(
        'after = "complain" } }',
        'after = "complain" }, tells = [{ to = ["committee"], letter = "report" }] }',
    )
)
TEXT = '''[about]
id = "example_letters"
version = "1"
title = "Letters of the example"
language = "en"
rulebook = "example"

[house]
head = ["{organisation}"]
beside = ["{today}", "Our number: {case}"]
opening = ["Dear {name},"]
help = """
Ask {handler}, {contact}.
"""
closing = ["{sender}", "{organisation}"]
foot = ["{organisation}"]

[house.may_tell]
says = "You may always talk to:"
lawyer = "a lawyer"
doctor = "a doctor"
union = "a union"
police = "the police"
regulator = "an authority"
support = "whoever supports you"
family = "your family"

[letters.complaint]
title = "A complaint about you"
text = """
This is what is said:

{allegations}

# What we hold back
{withheld}

# What you can do
- Answer until {answer_by}.
- You have {days_left} days.
"""

[letters.report]
title = "A new case"
[letters.report.to.committee]
text = """
Case {case} begins.
"""

[letters.decision]
title = "The decision"
text = """
It was decided: {outcome}.

# Why
{reasons}

Both sides get this, {name}.
"""
[letters.decision.to.respondent]
text = """
It was decided about you: {findings}.
"""
'''
