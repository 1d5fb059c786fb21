"""Sanctions guidance as data: breach types with their starting points and ranges, factors that weigh for more
or for less, and where a sanction stands by it. Pure.

`load` and `check` read guidance, `judge` says whether what is imposed lies within it. The format stands in
docs/reference/guidance.md. Knows no rulebook by name, and nothing of cases: what was imposed comes in.
"""

from dueprocess.core.guidance.judging import Judged, Stands, judge, weighs
from dueprocess.core.guidance.model import Breach, Factor, Guidance, Rung, Way
from dueprocess.core.guidance.reading import Named, check, load, named_by
from dueprocess.core.guidance.telling import explain

__all__ = [
    "Breach",
    "Factor",
    "Guidance",
    "Judged",
    "Named",
    "Rung",
    "Stands",
    "Way",
    "check",
    "explain",
    "judge",
    "load",
    "named_by",
    "weighs",
]
