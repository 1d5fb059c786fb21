"""The training register at the desk, for whoever keeps it: a module for each thing it shows."""
