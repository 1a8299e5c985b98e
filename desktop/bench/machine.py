"""The machine a benchmark ran on, as far as figures depend on it."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

_PACKAGES = ("evenhand", "PySide6-Essentials", "SQLAlchemy", "sqlcipher3", "pillow", "pymupdf", "pynacl")


def machine() -> dict[str, Any]:
    """Processor, cores, memory, system, Python and the versions of what does the work."""
    return {
        "cpu": _proc("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_mib": _memory_mib(),
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "versions": {name: version(name) for name in _PACKAGES},
    }


def load_average() -> list[float]:
    """Processes waiting over 1, 5 and 15 minutes; empty where the system does not say."""
    try:
        return [round(one, 2) for one in os.getloadavg()]
    except (AttributeError, OSError):
        return []


def _memory_mib() -> int | None:
    size = _proc("/proc/meminfo", "MemTotal")
    return int(size.split()[0]) // 1024 if size else None


def _proc(path: str, key: str) -> str:
    """The first value of ``key`` in a file of ``/proc``; empty where there is no such file."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "")
