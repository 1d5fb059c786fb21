"""Invented names of invented members, in the forms and scripts in which people write them.

Knows lists of given and family names and how each tradition puts them together; draws from no
directory. Must not know who holds an office or is party to a case. One seed gives the same names on
every machine.
"""

from dueprocess.demo.names.forms import drawn
from dueprocess.demo.names.name import Name
from dueprocess.demo.names.parties import HE, SHE

__all__ = ["HE", "SHE", "Name", "drawn"]
