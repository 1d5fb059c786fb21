"""Bundles of a case: papers of the docket put together for a hearing, in copies that differ only in what is
covered or held back, and are served on parties.

`values` says what a bundle is made of, `sources` what may be in it; `actions` write, `extracts` show. What a
PDF is made of, `papers.bundle` knows.
"""
