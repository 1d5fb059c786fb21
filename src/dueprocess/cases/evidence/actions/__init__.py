"""What is done with evidence: it is described, and working copies are made of it."""

from dueprocess.cases.evidence.actions.copying import Made, add_copy, drop_copies
from dueprocess.cases.evidence.actions.describing import Description, describe

__all__ = ["Description", "Made", "add_copy", "describe", "drop_copies"]
