"""What the process may use that reads files of others."""

MEMORY = 3 << 30
"""Bytes of memory it may ask for; a picture of 100 million pixels takes 400 MB twice."""
CPU = 120
"""Seconds of the processor for one file, or for the pages that are drawn at once."""
CLOCK = 300
"""Seconds by the clock."""
LARGEST_FILE = 256 << 20
"""Bytes of a file it may write: the sealed one in which a message lies while it is taken apart."""
PIECES = "pieces"
"""Under this name stands, in what it writes, how long each run of bytes is that follows."""
