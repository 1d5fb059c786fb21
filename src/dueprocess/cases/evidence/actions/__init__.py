"""What is done with evidence: it is described, sorted, ruled on, listed for respondents, and working copies
are made of it."""

from dueprocess.cases.evidence.actions.copying import Made, add_copy, drop_copies
from dueprocess.cases.evidence.actions.correcting import ask_again, correct, take_out
from dueprocess.cases.evidence.actions.describing import Description, describe
from dueprocess.cases.evidence.actions.disclosing import disclose, listed
from dueprocess.cases.evidence.actions.gisting import give_gist, give_in_full
from dueprocess.cases.evidence.actions.offering import offer
from dueprocess.cases.evidence.actions.ruling import rule
from dueprocess.cases.evidence.actions.sorting import sort

__all__ = [
    "Description",
    "Made",
    "add_copy",
    "ask_again",
    "correct",
    "describe",
    "disclose",
    "drop_copies",
    "give_gist",
    "give_in_full",
    "listed",
    "offer",
    "rule",
    "sort",
    "take_out",
]
