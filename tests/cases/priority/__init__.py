"""Priority of cases."""
