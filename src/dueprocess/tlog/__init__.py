"""The log: entries, trees, notes, proofs and their verification.

Knows bytes; knows no Django, clock or settings. Only `reader` touches a disk or a network, and only to read.
"""
