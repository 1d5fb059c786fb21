"""The evidence of a case: `pages` show it, `describing` says what an item is. Every view asks the wall, which
writes the read journal: with that, each look is part of an item's chain of custody."""
