"""One value of the file after the other, by the table of the format, into the values of the model.

Collects every problem with its place and goes on. Whether the whole makes sense is `checks`'.
"""

from dueprocess.core.rulebook.reading.kinds import Reading

__all__ = ["Reading"]
