"""``bench.json``: what was measured so far."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.bench.measuring import Figure
from desktop.bench.machine import load_average, machine


@dataclass(frozen=True, slots=True)
class Report:
    """``bench.json``: the machine, how busy it was, and the figures."""

    path: Path
    quick: bool
    load_before: list[float]
    began: float

    def write(self, figures: Sequence[Figure], missing: dict[str, str]) -> None:
        report = {
            "schema": "evenhand/bench/1",
            "quick": self.quick,
            "seconds": round(time.monotonic() - self.began, 1),
            "machine": machine(),
            "load_average": {"before": self.load_before, "after": load_average()},
            "figures": [one.to_json() for one in figures],
            "not_measured": missing,
        }
        text = json.dumps(report, ensure_ascii=False, indent=1)
        self.path.write_text(text + "\n", encoding="utf-8")
