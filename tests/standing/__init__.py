"""The register of standing."""
