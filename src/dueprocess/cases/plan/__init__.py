"""The start-up plan: what was carried in is taken stock of, case by case, and each gets a date.

The plan is a docket of its own under a rulebook of its own; what is known and promised of a case are notes of
that case. `actions` write, `projector` makes rows of the notes, `extracts` show.
"""
