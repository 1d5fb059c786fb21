"""Settings, urls, commands: the wiring, no rules."""
