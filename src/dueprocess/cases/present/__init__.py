"""Who comes with a party, acts for them or interprets, and what they need to take part (adjustments)."""
