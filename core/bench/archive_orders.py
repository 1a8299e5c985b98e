"""Lists of the archive in another order: the first page, one far on, and the same with filters, by every column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from core.archive.queries import ArchiveFilter, ArchiveQueries, DossierRow
from core.archive.rules import RecordOutcome
from core.archive.sorting import FEW, Order, Sort
from core.bench.measuring import Bar, Figure, timed, timed_figure
from core.kernel.clock import DAY
from core.kernel.words import Words

_PAGES = 5


def measure_orders(engine: str, archive: ArchiveQueries, now: int, rounds: int, count: int) -> list[Figure]:
    """``archive-ENGINE-sort-COLUMN``: a page of 200 in that order, both ways, without and with filters."""
    return [_figure(engine, archive, now, sort, rounds, count) for sort in Sort]


def _asked(now: int) -> Sequence[ArchiveFilter]:
    """All records, a common outcome, one bank, a year, one product, and a few thousand by words."""
    year = now - 365 * DAY
    return (
        ArchiveFilter(),
        ArchiveFilter(outcome=RecordOutcome.APPROVE),
        ArchiveFilter(institution="hongtong"),
        ArchiveFilter(decided_from=year, decided_before=year + 90 * DAY),
        ArchiveFilter(product="orchard"),
        ArchiveFilter(text="王秀兰"),
    )


def _figure(engine: str, archive: ArchiveQueries, now: int, sort: Sort, rounds: int, count: int) -> Figure:
    times: list[float] = []
    by_filter: dict[str, float] = {}
    for number, wanted in enumerate(_asked(now)):
        if wanted.text and archive.count(wanted) > FEW:
            continue  # at ten million records so many have the words that no order is offered
        slowest = 0.0
        for order in (Order(sort), Order(sort, True)):
            for after in _places(archive, wanted, order):
                spent = [timed(partial(archive.search, wanted, after, order=order))[1] for _ in range(rounds)]
                times += spent
                slowest = max(slowest, sorted(spent)[len(spent) // 2])
        by_filter[str(number)] = round(slowest * 1000, 2)
    return timed_figure(
        f"archive-{engine}-sort-{sort.value}",
        Words(
            f"{count:,} 份档案：按{sort.words.zh}排序的一页",
            f"{count:,} records: a page by {sort.words.en.lower()}",
        ),
        times,
        bar=Bar("p95", at_most=50 if count <= 1_000_000 else 100),
        more={"records": count, "slowest_median_by_filter_ms": by_filter},
    )


def _places(archive: ArchiveQueries, wanted: ArchiveFilter, order: Order) -> Iterator[DossierRow | None]:
    """The beginning, and where the sixth page begins."""
    yield None
    after: DossierRow | None = None
    for _ in range(_PAGES):
        page = archive.search(wanted, after, order=order)
        if len(page) < 2:
            return
        after = page[-1]
    yield after
