"""Rulebooks, calendars, codes: versions and adoption."""
