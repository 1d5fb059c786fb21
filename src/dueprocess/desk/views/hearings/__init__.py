"""Pages about the hearings of a case, and one's own appointments."""
