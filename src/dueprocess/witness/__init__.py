"""A log witness that an outside body runs: it cosigns a log that only grows, and refuses every other.

It needs this package and one folder: no database, and no settings of an installation. It knows the log's
public files; nothing of the organisation whose log it is, and never imports what belongs to an installation.
"""
