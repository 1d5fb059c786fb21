"""Officers who declare, by a case's code name alone, whether anything binds them to its parties; and who step
down from a case, handing over what they know of it.

`actions` write, `extracts` show; the rows are made from the notes of the case.
"""
