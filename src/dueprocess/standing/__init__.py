"""Who may not do what now, and from which decision or list: the register of standing.

Computed from what cases decided and from matches with lists of other bodies that somebody confirmed. Knows
people, days and classes; must not know why.
"""
