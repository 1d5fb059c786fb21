"""Reading what lies in a file: text, pages, what the file says of itself, the files in it. Pure: bytes in,
values out.

Knows formats. Must not know dockets, settings or who may see what, and never the network: nothing that a file
names is fetched, and nothing in it is run. Whatever the bytes are, `read` answers and says what it could not
read. It is called in a process of its own (`apart`), with limits on memory, time and files.
"""

from dueprocess.cases.evidence.reading.model import (
    LARGEST,
    Attached,
    Fault,
    Found,
    How,
    Page,
)

__all__ = ["LARGEST", "Attached", "Fault", "Found", "How", "Page"]
