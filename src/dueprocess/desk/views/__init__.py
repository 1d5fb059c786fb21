"""Views of the staff's door, one module for each thing it shows."""
