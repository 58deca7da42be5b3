"""What serving needs, and how one sees that it is there: asked by `/-/siap` and by `betang check`."""

from __future__ import annotations

import shutil
import time

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

DISK_NEEDED_BYTES = 200 * 1024 * 1024
"""Below this much free space the house says that it is not ready: uploads and the database need room."""

HEARTBEAT_MAX_AGE_S = 90
"""The worker touches its heartbeat file every few seconds; one older than this is a worker that does not work."""


def missing_migrations() -> int:
    """How many steps the database is behind the program. Raises what the database raises when it does not answer."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def free_bytes() -> int:
    """Room on the disk of the house."""
    return shutil.disk_usage(settings.HOME).free


def worker_silence_s() -> float | None:
    """Seconds since the worker's last sign of life; None where it never gave one."""
    try:
        return time.time() - (settings.HOME / "worker.heartbeat").stat().st_mtime
    except OSError:
        return None
