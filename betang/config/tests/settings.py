"""Settings of the suite: the product's own, with files of its own in each test process, and cheap where the product is dear on purpose.

It stands in the package, because the settings are read before any `conftest.py`. A program that a test starts (a server, a
worker) gets the product's settings with the folder that the test names in `BETANG_HOME`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

IS_SUITE = "pytest" in sys.modules
if IS_SUITE:
    os.environ["BETANG_HOME"] = tempfile.mkdtemp(prefix="betang-test-")
    os.environ["BETANG_TEMPLATE_CACHE"] = str(Path(__file__).resolve().parents[3] / "var" / "tests" / "templates")  # outlives a run
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each process that a test starts compiles every library again
    sys.dont_write_bytecode = False

from betang.config.settings import *  # noqa: E402, F403

if IS_SUITE:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
