"""The whole way of many cases: from the package at the door to the sealed and checked dossier."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from core.app import App
from core.bench.centres import signed_in
from core.bench.dossiers import judge
from core.bench.measuring import Bar, Figure
from core.cases.rules import Status
from core.identity.rules import Role
from core.intake.sandbox_start import SANDBOXES
from core.kernel.words import Words

#: Four years of a federation's rural banks, in an hour.
CASES, _HOUR = 75_175, 3_600
_PEOPLE = 3


@dataclass(slots=True)
class _Steps:
    """Seconds by the clock for each step of the way."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - began


def measure_book(centre: Path, packages: list[Path]) -> list[Figure]:
    """``book``: cases sealed a second, everything between counted; ``centre`` knows none of ``packages``.

    ``more`` has milliseconds a sealed case for each step, and the processor's, of all processes together.
    """
    steps, busy = _Steps(), _processor_seconds()
    SANDBOXES.keep_ahead(True)
    try:
        with signed_in(centre, Role.INTAKE_CLERK) as app:
            with steps.step("taken in"):
                for path in packages:
                    app.guardian.receive(path)
            with steps.step("screened and dealt"):
                app.guardian.run_until_idle()
            with steps.step("opinion"):
                _judge_all(centre, Role.REVIEWER)
            with steps.step("dealt again"):
                app.guardian.run_until_idle()
            with steps.step("decision"):
                _judge_all(centre, Role.APPROVER)
            with steps.step("sealed and checked"):
                app.guardian.run_until_idle()
            sealed = _sealed(app)
    finally:
        SANDBOXES.keep_ahead(False)
    return [_figure(steps, len(packages), sealed, _processor_seconds() - busy)]


def _judge_all(centre: Path, role: Role) -> None:
    for number in range(_PEOPLE):
        with signed_in(centre, role, number) as app:
            while rows := app.case_queries.inbox():
                for row in rows:
                    judge(app, app.case_queries.case(row.id).evidence_hash, row.id, role)


def _sealed(app: App) -> int:
    return sum(row.status is Status.SEALED for row in app.case_queries.all_cases(limit=1_000_000))


def _processor_seconds() -> float:
    """Of this process and of those it started that have ended."""
    return sum(os.times()[:4])


def _figure(steps: _Steps, packages: int, sealed: int, processor: float) -> Figure:
    whole = sum(steps.seconds.values())
    each = {name: round(seconds * 1000 / sealed, 1) for name, seconds in steps.seconds.items()}
    said = "，".join(f"{name} {value:g}" for name, value in each.items())
    return Figure(
        "book",
        Words("从资料包到封存卷宗：每秒案件数", "From package to sealed dossier: cases a second"),
        sealed,
        rate=sealed / whole,
        bar=Bar("rate", at_least=CASES / _HOUR),
        note=Words(f"每件毫秒：{said}", f"milliseconds a case: {said.replace('，', ', ')}"),
        more={
            "packages": packages,
            "seconds": round(whole, 2),
            "ms_a_case": each,
            "processor_ms_a_case": round(processor * 1000 / sealed, 1),
            "processors": os.cpu_count(),
        },
    )
