"""What nobody decides but must be written down: receipt, consent, conflict, absence, new parties; assigning
and joining.

`forms` says what a note at the desk is; each theme has a module with its `NOTES`, which `writing` gathers.
"""
