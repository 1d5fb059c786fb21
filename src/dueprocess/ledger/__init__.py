"""The record as stored and published: entries, proofs, checkpoints."""
