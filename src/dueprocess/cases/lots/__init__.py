"""Panels and handlers drawn by lot: announced with the list of those among whom it falls, drawn by the record
that was published after that, and so that anybody can draw again.

`actions` write two notes of the case, `extracts` show them, `verify` holds them against the record. The
order in which people came up is a note that the engine knows; it says whose turn it is
(`core.engine.appointing`).
"""
