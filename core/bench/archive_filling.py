"""Filling an archive with very many records: in batches, with a word on the way, and only where there is room."""

from __future__ import annotations

import shutil
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from core.bench.archive_rows import ArchiveRecipe, IndexedRecord, records
from core.kernel.errors import Unavailable
from core.kernel.words import Words

_BATCH = 20_000
_AHEAD = 3
_TOLD_EVERY = 500_000


def batches(recipe: ArchiveRecipe) -> Iterator[list[IndexedRecord]]:
    """All records by the twenty thousand, made by another process while these are written; a line of progress every
    half million."""
    count, began = recipe.records, time.monotonic()
    begins = iter(range(0, count, _BATCH))
    with ProcessPoolExecutor(1, get_context("spawn")) as maker:

        def next_batch() -> list[Future[list[IndexedRecord]]]:
            return [maker.submit(records, recipe, at, min(at + _BATCH, count)) for at in islice(begins, 1)]

        ahead = deque(made for _ in range(_AHEAD) for made in next_batch())
        done = 0
        while ahead:
            batch = ahead.popleft().result()
            ahead += next_batch()
            yield batch
            done += len(batch)
            if done % _TOLD_EVERY == 0:
                say(_progress(done, count, round(time.monotonic() - began)))


def _progress(done: int, count: int, seconds: int) -> Words:
    return Words(
        f"已写入 {done:,} / {count:,}，{seconds} 秒",
        f"{done:,} of {count:,} written, {seconds} s",
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
