"""How assets are named: each by its content's hash, also where one script imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):
    """Hashed names, compressed copies, and a clear failure for a name that was never built."""

    support_js_module_import_aggregation = True
