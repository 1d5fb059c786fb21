"""Bundles: many papers as one PDF, to the courts' guidance for electronic bundles. Values and files in, one
file and its manifest out; no network, settings or clock. What is asked for is `model.Plan`; what does it,
`assembling.build`."""
