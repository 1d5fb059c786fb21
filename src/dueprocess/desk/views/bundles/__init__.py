"""Bundles of a case: `pages` arranges, makes and serves them, `covering` covers places of their papers."""
