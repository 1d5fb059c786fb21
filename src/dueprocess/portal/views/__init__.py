"""Views of the parties' door: writing a complaint, coming back, following a matter."""
