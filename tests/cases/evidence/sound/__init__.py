"""Recordings among the evidence: outline, transcripts, and who hears them."""
