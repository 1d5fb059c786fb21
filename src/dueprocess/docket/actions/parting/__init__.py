"""What goes out of a docket into a new one when a case is split or handed over within the organisation.

Every act that concerns the part comes along as an act of the new docket under its old number, sealed anew and
chained to an entry of its own, which names the entry that it copies; nothing of the old docket is changed.
Called by `steps` alone, in the transaction of the act that sends it out. Decides nothing.
"""

from dueprocess.docket.actions.parting.going import (
    Going,
    Packed,
    going,
    in_company,
    introduces,
    options,
    pack,
    takes_two,
)
from dueprocess.docket.actions.parting.making import SPLIT, put

__all__ = [
    "SPLIT",
    "Going",
    "Packed",
    "going",
    "in_company",
    "introduces",
    "options",
    "pack",
    "put",
    "takes_two",
]
