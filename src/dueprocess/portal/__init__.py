"""The door for the parties."""
