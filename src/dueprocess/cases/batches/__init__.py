"""Work on several cases at once: who gets them, or what is written to their parties. Each case is its own
act, by whoever began it; nothing here may do what their hand could not do on the page of that case."""
