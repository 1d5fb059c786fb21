"""A published report as page, PDF and CSV."""
