"""What the rules let other rooms know at the start: their checks. They have no work by the clock."""

from dueprocess.rules import verify

__all__ = ["verify"]
