"""Draws: made and recorded durably by the guardian's own hand, and verified from the record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from core.bench.centres import Opened, drawing_of, guardian_of
from core.bench.measuring import Bar, Figure, Peer, percentile, seconds_of, timed_figure
from core.cases import tables as cases
from core.cases.drawing import DealCase
from core.draw import tables
from core.draw.rules import DrawKey, verify_draw
from core.kernel.ids import new_id
from core.kernel.words import Words


def measure_draws(centre: Path, count: int) -> list[Figure]:
    """``draw-made`` and ``draw-verified`` on cases of ``centre`` that wait for their draw."""
    with guardian_of(centre) as opened:
        drawing = drawing_of(centre, opened)
        with opened.storage.reading() as reading:
            errand = cases.errand
            due = reading.all(select(errand).where(errand.c.kind == "draw-review").limit(count + 1))
        bare = _BareInserts(opened)
        made, inserted = [], []
        for number, one in enumerate(due):
            command = DealCase(new_id(), one.id, one.case_id, "review")
            seconds = seconds_of(lambda command=command: drawing.deal(command))  # type: ignore[misc]
            written = _written(opened, one.case_id)
            peer = seconds_of(lambda written=written: bare.insert(written))  # type: ignore[misc]
            if number:  # the first one opens connections and fills caches
                made.append(seconds)
                inserted.append(peer)
        return [_made(made, inserted), _verified(opened, count)]


def _made(made: list[float], inserted: list[float]) -> Figure:
    return timed_figure(
        "draw-made",
        Words("抽签：计算、记录并落盘", "A draw made and durably recorded"),
        made,
        peer=Peer(
            Words("同一文件中同样字节数的裸写入", "a bare durable insert of as many bytes in the same file"),
            percentile(inserted, 50) * 1000,
        ),
        bar=Bar("p50", at_most=5),
    )


def _verified(opened: Opened, count: int) -> Figure:
    with opened.storage.reading() as reading:
        draw = tables.draw
        newest = reading.all(select(draw.c.record).order_by(draw.c.number.desc()).limit(count))
    records: list[dict[str, Any]] = [json.loads(row.record) for row in newest]
    key = DrawKey(opened.secrets.draw_seed).public
    sound = [verify_draw(record, key).ok for record in records]
    times = [seconds_of(lambda record=record: verify_draw(record, key)) for record in records]  # type: ignore[misc]
    return timed_figure(
        "draw-verified",
        Words("抽签记录：由公钥复核", "A draw verified from its record and the public key"),
        times,
        bar=Bar("p50", at_most=3),
        more={"candidates": len(records[0]["input"]["candidates"]), "sound": sum(sound)},
    )


def _written(opened: Opened, case_id: Any) -> int:
    """About how many bytes the deal wrote: the texts, and 200 for each row's keys and times."""
    with opened.storage.reading() as reading:
        record = reading.scalar(
            text("SELECT length(record) FROM draw WHERE case_id = :c ORDER BY number DESC LIMIT 1"),
            {"c": case_id.hex},
        )
        body = reading.scalar(
            text("SELECT length(body) FROM entry WHERE chain = :c ORDER BY seq DESC LIMIT 1"),
            {"c": case_id.hex},
        )
    return int(record) + int(body or 0) + 5 * 200


class _BareInserts:
    """A table without guards or indexes beside the real ones."""

    def __init__(self, opened: Opened) -> None:
        self._engine = opened.storage.engine
        with self._engine.begin() as connection:
            connection.execute(
                text("CREATE TABLE IF NOT EXISTS bench_bytes (id INTEGER PRIMARY KEY, data TEXT)")
            )

    def insert(self, size: int) -> None:
        with self._engine.begin() as connection:
            connection.execute(text("INSERT INTO bench_bytes (data) VALUES (:data)"), {"data": "x" * size})
