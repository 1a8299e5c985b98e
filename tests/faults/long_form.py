"""What takes longer than the other tests may: left to ``make faults``, which says how many acts it wants."""

from __future__ import annotations

import os

import pytest

#: How many acts the history is made of.
ACTS = int(os.environ.get("EVENHAND_FAULT_ACTS", "240"))

long_form = pytest.mark.skipif("EVENHAND_FAULT_ACTS" not in os.environ, reason="long: make faults runs it")
