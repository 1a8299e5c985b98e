"""The private PostgreSQL of the tests. Where none is installed the tests that need it are skipped, and say so."""

from __future__ import annotations

import pytest

from core.storage import private_cluster
from core.storage.private_cluster import SUPERUSER, Cluster, binaries

__all__ = ["SUPERUSER", "Cluster", "binaries", "start_cluster"]


def start_cluster(*, durable: bool = False, port: int = 0) -> Cluster:
    """As :func:`core.storage.private_cluster.start_cluster`, for this test process."""
    if binaries() is None:
        pytest.skip("no PostgreSQL 15 or later here: apt-get install postgresql")
    return private_cluster.start_cluster(durable=durable, port=port)
