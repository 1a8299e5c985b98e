"""The packages that only fitting and the second opinion need: ``pip install 'evenhand[risk]'``."""

from __future__ import annotations

import importlib
from typing import Any

from core.kernel.errors import Unavailable

COMMAND = "python -m pip install 'optbinning==1.0.0' lightgbm 'zen-engine==2.1.3'"


def import_extra(name: str) -> Any:
    """The module ``name`` of the optional extra ``risk``; Unavailable says how to install what is missing."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise Unavailable(
            f"缺少可选组件“{name}”（{error}）。请安装：{COMMAND}",
            f"The optional package “{name}” is not here ({error}). Install it: {COMMAND}",
        ) from error
    except OSError as error:  # a shared library of the system, such as libgomp
        raise Unavailable(
            f"可选组件“{name}”缺少系统库（{error}）。Debian：sudo apt-get install libgomp1",
            f"“{name}” lacks a system library ({error}). On Debian: sudo apt-get install libgomp1",
        ) from error
