"""The invented federation."""
