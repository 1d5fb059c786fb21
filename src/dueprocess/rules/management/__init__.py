"""Commands about rulebooks and the organisation."""
