"""Taking in a member list: comparing it with the register, and writing what differs."""

from dueprocess.people.imports.actions.taking import compare, quiet, take_in

__all__ = ["compare", "quiet", "take_in"]
