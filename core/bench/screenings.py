"""Screenings a second on one core, explained, and with the record as it is stored."""

from __future__ import annotations

from core.bench.measuring import Bar, Figure, Peer
from core.kernel.words import Words
from core.risk.screening_speed import measure_screening


def measure_screenings(count: int) -> list[Figure]:
    """``screening`` (causes, findings, points, limit, price and trace) and ``screening-stored``."""
    speed = measure_screening(count)
    rules = 1e6 / speed.steps_us["rules with trace"]
    more = {"outcomes": speed.outcomes, "steps_us": {k: round(v, 2) for k, v in speed.steps_us.items()}}
    return [
        Figure(
            "screening",
            Words("筛查：全部解释，单核每秒", "Screenings with the whole explanation, a second a core"),
            speed.households,
            rate=speed.per_second,
            peer=Peer(Words("同一引擎仅判规则", "the same engine's rules alone"), rules),
            bar=Bar("rate", at_least=100_000),
            more=more,
        ),
        Figure(
            "screening-stored",
            Words("筛查：含输入哈希与规范字节", "The same, with input hash and canonical bytes as stored"),
            speed.households,
            rate=speed.stored_per_second,
            peer=Peer(Words("不含存储形式", "without the stored form"), speed.per_second),
        ),
    ]
