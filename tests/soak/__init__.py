"""The long runs and their report: `python3 dev.py soak`."""
