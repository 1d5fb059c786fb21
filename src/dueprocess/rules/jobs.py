"""What the rules let other rooms know at the start: their checks, and which offices never oversee. They have
no work by the clock."""

from dueprocess.people import overseeing
from dueprocess.rules import rulebooks, verify

overseeing.never_with(rulebooks.never_oversee)

__all__ = ["verify"]
