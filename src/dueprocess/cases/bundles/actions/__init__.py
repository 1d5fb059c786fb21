"""What is done with bundles: begun, arranged, covered in part, put together, served, received."""

from dueprocess.cases.bundles.actions.arranging import add, arrange, begin, drop, names_of
from dueprocess.cases.bundles.actions.building import JOB, build, carry_on, stop
from dueprocess.cases.bundles.actions.covering import approve, redact
from dueprocess.cases.bundles.actions.keeping import forget, in_use
from dueprocess.cases.bundles.actions.serving import receive, serve

__all__ = [
    "JOB",
    "add",
    "approve",
    "arrange",
    "begin",
    "build",
    "carry_on",
    "drop",
    "forget",
    "in_use",
    "names_of",
    "receive",
    "redact",
    "serve",
    "stop",
]
