"""Papers that leave the house: pictures and documents. Values in, bytes out; no network, settings or
clock."""
