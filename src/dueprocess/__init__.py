"""Dueprocess: complaints, discipline and commitments of membership organisations."""

__version__ = "0.1.0"
