"""Notes of deliberations."""
