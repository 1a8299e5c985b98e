"""Archive search over many records, with any mix of filters; SQL LIKE over the same records beside it."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from sqlalchemy import text

from core.archive.queries import ArchiveFilter
from core.archive.rules import RecordOutcome
from core.bench.centres import guardian_of, signed_in
from core.bench.measuring import Bar, Figure, Peer, percentile, seconds_of, timed_figure
from core.identity.rules import Role
from core.kernel.clock import DAY
from core.kernel.words import Words

_WAN = 1_000_000


def mixes(now: int) -> list[ArchiveFilter]:
    """What people look for: names, parts of names and numbers, places, and filters with and without them."""
    year = now - 365 * DAY
    return [
        ArchiveFilter(),
        ArchiveFilter(text="王秀兰"),
        ArchiveFilter(text="秀英"),
        ArchiveFilter(text="国军"),
        ArchiveFilter(text="0317"),
        ArchiveFilter(text="13800123"),
        ArchiveFilter(text="1426011900001"),
        ArchiveFilter(text="A002-DK"),
        ArchiveFilter(text="尧都"),
        ArchiveFilter(text="王 洪洞"),
        ArchiveFilter(text="李建 4567"),
        ArchiveFilter(text="没有此人"),
        ArchiveFilter(outcome=RecordOutcome.DECLINE),
        ArchiveFilter(institution="hongtong"),
        ArchiveFilter(product="orchard", retention="D10"),
        ArchiveFilter(decided_from=year, decided_before=year + 90 * DAY),
        ArchiveFilter(least_fen=10 * _WAN, most_fen=12 * _WAN),
        ArchiveFilter(institution="xiangfen", decided_from=year, outcome=RecordOutcome.APPROVE),
        ArchiveFilter(text="志军", institution="yaodu", outcome=RecordOutcome.APPROVE),
        ArchiveFilter(text="海", least_fen=18 * _WAN),
        ArchiveFilter(text="金花", decided_before=year),
        ArchiveFilter(text="陈", outcome=RecordOutcome.DECLINE, product="shop"),
    ]


def measure_searches(centre: Path, rounds: int) -> list[Figure]:
    """``archive-search``: the first page of every mix; ``archive-survey``: the counts beside it."""
    found, surveyed, by_mix = [], [], {}
    with signed_in(centre, Role.ARCHIVE_CLERK) as app:
        records = app.archive.count(ArchiveFilter())
        for wanted in mixes(app.now()):
            app.archive.search(wanted)
            times = [seconds_of(lambda w=wanted: app.archive.search(w)) for _ in range(rounds)]  # type: ignore[misc]
            found += times
            by_mix[_named(wanted)] = round(median(times) * 1000, 2)
            surveyed.append(seconds_of(lambda w=wanted: app.archive.survey(w)))  # type: ignore[misc]
        texts = [
            wanted.text for wanted in mixes(app.now()) if len(wanted.text) > 1 and " " not in wanted.text
        ]
    like = _like(centre, texts)
    more = {"records": records, "p50_by_mix_ms": by_mix}
    return [
        timed_figure(
            "archive-search",
            Words("档案检索：任意条件组合的首页", "Archive search: the first page of any mix of filters"),
            found,
            peer=Peer(
                Words("SQL LIKE 查同样文字", "SQL LIKE for the same texts"), percentile(like, 50) * 1000
            ),
            bar=Bar("p95", at_most=50),
            more=more,
        ),
        timed_figure(
            "archive-survey",
            Words("档案检索：总数与各类计数", "Archive search: the count, whole and by facet"),
            surveyed,
            more={"records": records},
        ),
    ]


def _named(wanted: ArchiveFilter) -> str:
    empty = ArchiveFilter()
    asked = [name for name in ArchiveFilter.__slots__ if getattr(wanted, name) != getattr(empty, name)]
    return " ".join([wanted.text, *(name for name in asked if name != "text")]).strip() or "all"


def _like(centre: Path, texts: list[str]) -> list[float]:
    statement = text("SELECT id FROM dossier WHERE search_text LIKE :like ORDER BY number DESC LIMIT 200")
    with guardian_of(centre) as opened, opened.storage.reading() as reading:
        return [
            seconds_of(lambda one=one: reading.all(statement, {"like": f"%{one.lower()}%"}))  # type: ignore[misc]
            for one in texts
        ]
