"""Sound and film among the evidence: who hears it, how loud it is where, and what is said in it.

`cues` reads and writes transcripts (pure), `outline` knows loudness (pure), `decoding` has it worked out by a
program apart, `actions` write, `extracts` show. Files are played from their sealed frames, piece by piece.
"""
