"""Filters of the staff's pages."""
