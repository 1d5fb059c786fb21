"""Cases of an old register brought in: read, checked cell by cell, and written through the one write path.

Knows what a register's file looks like and how its columns map to a case. It never guesses: a cell that
cannot be read is kept as it stands, marked, and reported with its row and column.
"""
