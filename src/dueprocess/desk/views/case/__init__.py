"""One case: its timeline and its tabs. Every view asks the wall, which writes the read journal.

`frame` opens a case for a reader and shows a tab in what all tabs have; each theme has a module of views.
"""
