"""Past decisions by the sanctions guidance, and how a further one stands beside them.

Knows decisions as codes, by case; tells of them only what `core.comparing` lets through.
"""
