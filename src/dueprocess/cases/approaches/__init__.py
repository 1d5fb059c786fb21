"""The register of approaches: whoever without a role speaks to somebody about a live case, or about an
inquiry while its answer is being written, is entered, and no entry is edited or taken out.

Each approach is a docket of its own, which no role opens: who wrote it, oversight, and whoever owns the case
it is about read it. `actions` write, `projector` makes rows, `reach` says who reads, `extracts` show.
"""
