"""Static files: hashed names, compressed once, served by the edge."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Rewrites ES-module imports to hashed names too, so that no bundler is needed."""

    support_js_module_import_aggregation = True
    manifest_strict = False
