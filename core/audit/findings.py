"""What verification found, one thing at a time, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was recorded."""

    kind: str
    name: str
    words: Words


#: Called with how many rows were looked at, of how many; it may raise to end the work.
Progress = Callable[[int, int], None]


class Found(list[Finding]):
    """What was found so far, and how far the reading is."""

    def __init__(self, progress: Progress | None) -> None:
        super().__init__()
        self._progress, self._done, self.total = progress, 0, 0

    def step(self) -> None:
        """One more row was looked at."""
        self._done += 1
        if self._progress is not None and self._done % 500 == 0:
            self._progress(min(self._done, self.total), self.total)


def finding(kind: str, name: str, zh: str, en: str) -> Finding:
    return Finding(kind, name, Words(f"{name}：{zh}", f"{name}: {en}"))
