"""Commands about dockets."""
