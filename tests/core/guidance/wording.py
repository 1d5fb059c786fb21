"""Sanctions guidance for the example's rules, with a warning beside its suspension; without Django."""

from __future__ import annotations

from pathlib import Path

_EXAMPLE = (Path(__file__).resolve().parents[2] / "rules" / "example.toml").read_text()
RULES = _EXAMPLE.replace(
    'imposes = ["suspension"],', 'imposes = ["warning", "suspension"], by_guidance = true,'
).replace(
    "[sanctions]\n",
    '[sanctions]\nwarning = { title = "Warning", effect = "on the record only", lasts = ["6 months"], '
    'standing = "suspended" }\n',
)
"""The example's rules, under which a decision is by the guidance."""
TEXT = """[about]
id = "example_guidance"
version = "1"
title = "Sanctions guidance of the example"
language = "en"
rulebook = "example"
says = "Begin where a breach begins."

[rungs.nothing]
title = "No sanction"
[rungs.warning]
title = "Warning"
sanctions = ["warning"]
[rungs.short]
title = "Suspension of up to 3 months"
sanctions = ["suspension"]
up_to = "3 months"
[rungs.long]
title = "Longer suspension"
sanctions = ["suspension"]

[breaches.insult]
title = "Insulting words"
clauses = ["conduct/1"]
starts = "warning"
lowest = "nothing"
highest = "short"
[breaches.threat]
title = "A threat of violence"
says = "Also one that is not meant."
clauses = ["conduct/2"]
starts = "long"
lowest = "short"
highest = "long"

[factors.again]
title = "It happened again"
way = "aggravating"
[factors.sorry]
title = "It was owned up to"
way = "mitigating"
says = "Before anybody asked."
"""
CODE = """[code]
id = "conduct"
title = "Conduct"
language = "en"
[versions.2020]
in_force = "2020-01-01"
[versions.2020.clauses]
"1" = { title = "Respect", text = "Do not insult." }
"2" = { title = "Peace", text = "Do not threaten." }
"""
