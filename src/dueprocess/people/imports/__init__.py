"""Lists of units, people, offices and terms taken into the register: read, compared with it, then written.

Nothing is written before the difference was told. A list never deletes anybody, never undoes what was decided
of somebody, and gives nobody more than whoever takes it in could give them by hand.
"""
