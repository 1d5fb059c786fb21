"""The rules: values in, values out. Knows procedure; knows no Django, clock, network or settings."""
