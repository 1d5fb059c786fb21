"""Numbered acts under a rulebook, their content, files and deadlines: one engine room for all."""
