"""Rulebooks: an organisation's procedure as data."""
