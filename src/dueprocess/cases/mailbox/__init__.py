"""The complaints mailbox: what arrives is numbered, answered and put to somebody who classifies it.

`reading` reads a message and knows nothing else; `sources` fetch messages; `actions` write; `extracts` show.
"""
