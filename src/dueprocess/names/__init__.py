"""Name matching. Pure: values in, values out."""
