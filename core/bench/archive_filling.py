"""Filling an archive with very many records: in batches, with a word on the way, and only where there is room."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from core.bench.archive_rows import IndexedRecord
from core.kernel.errors import Unavailable
from core.kernel.words import Words

_BATCH = 20_000
_TOLD_EVERY = 500_000


def batches(made: Iterator[IndexedRecord], count: int) -> Iterator[list[IndexedRecord]]:
    """The ``count`` records by the twenty thousand; a line of progress every half million."""
    began, done = time.monotonic(), 0
    while batch := list(islice(made, _BATCH)):
        yield batch
        done += len(batch)
        if done % _TOLD_EVERY == 0:
            seconds = round(time.monotonic() - began)
            say(
                Words(
                    f"已写入 {done:,} / {count:,}，{seconds} 秒",
                    f"{done:,} of {count:,} written, {seconds} s",
                )
            )


def say(words: Words) -> None:
    """One line for whoever waits; figures go elsewhere."""
    sys.stderr.write(f"  {words.zh} / {words.en}\n")
    sys.stderr.flush()


def require_room(folder: Path, count: int, bytes_each: int) -> None:
    """``Unavailable`` where ``folder`` has no room for ``count`` records and a tenth more."""
    need, free = count * bytes_each * 11 // 10, shutil.disk_usage(folder).free
    if free < need:
        raise Unavailable(
            f"需要 {need >> 30} GiB 空间写入 {count:,} 份档案，{folder} 仅剩 {free >> 30} GiB。",
            f"{count:,} records need {need >> 30} GiB; {folder} has {free >> 30} GiB left.",
        )
