"""Items of evidence of a case: described, sorted, ruled on, with where each has been; and the working copies
that were made of them.

What an item is, `docket.evidence` reads from the notes of the case. `actions` write, `extracts` show.
"""
