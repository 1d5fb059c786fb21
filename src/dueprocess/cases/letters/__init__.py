"""Letters of cases, written in the words that were adopted for the rulebook, with the values of one case.

`values` works them out, `writing` makes letters of them, `extracts` shows them at the desk before they go and
as they went.
"""
