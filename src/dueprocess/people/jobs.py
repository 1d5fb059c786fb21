"""What the register lets other rooms know at the start: its checks. It has no work by the clock."""

from dueprocess.people import verify

__all__ = ["verify"]
