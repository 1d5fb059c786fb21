"""Figures that are published: what they mean, how a quarter is counted, and the releases so far."""
