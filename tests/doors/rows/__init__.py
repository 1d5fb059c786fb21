"""What each address answers to each person: one module a door, each with `ROWS`."""
