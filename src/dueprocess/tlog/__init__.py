"""The log: trees, notes, proofs. Knows bytes; knows no Django, clock, network or settings."""
