"""Lists of the archive for a clerk who sets any filters and clicks any column: each kind of mix in every order."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations

from sqlalchemy import Connection, select

from core.archive import tables
from core.archive.finding import ArchiveFilter
from core.archive.queries import ArchiveQueries, DossierRow
from core.archive.rules import RecordOutcome
from core.archive.sorting import Order, Sort
from core.bench.measuring import Bar, Figure, percentile, timed, timed_figure
from core.identity import tables as identity
from core.kernel.clock import DAY
from core.kernel.words import Words

_WAN = 1_000_000
_FURTHER = 2
"""So many pages after the first."""


def mixes(now: int, village: str, person: str) -> tuple[tuple[str, Words, tuple[ArchiveFilter, ...]], ...]:
    """By kind. ``village`` is a code, ``person`` the id of a reviewer."""
    year = now - 365 * DAY
    facets = (
        ArchiveFilter(outcome=RecordOutcome.APPROVE),
        ArchiveFilter(outcome=RecordOutcome.DECLINE),
        ArchiveFilter(institution="hongtong"),
        ArchiveFilter(product="orchard"),
        ArchiveFilter(retention="D10"),
    )
    windows = (
        ArchiveFilter(decided_from=year, decided_before=year + 90 * DAY),
        ArchiveFilter(decided_from=year - 7 * 365 * DAY, decided_before=year - 7 * 365 * DAY + DAY),
        ArchiveFilter(decided_from=year - 5 * 365 * DAY, decided_before=year),
    )
    amounts = (
        ArchiveFilter(least_fen=10 * _WAN, most_fen=12 * _WAN),
        ArchiveFilter(least_fen=30 * _WAN),
        ArchiveFilter(most_fen=5 * _WAN),
    )
    others = (ArchiveFilter(village=village), ArchiveFilter(reviewer=person))
    two = tuple(_both(one, other) for one, other in combinations(facets, 2))
    return (
        ("one-facet", Words("一项条件", "one facet"), facets),
        ("two-facets", Words("两项条件", "two facets"), two),
        ("days", Words("决定日期", "days of decision"), windows),
        ("days-and-facet", Words("日期加一项条件", "days and a facet"), _all(windows, facets[2:4])),
        ("amounts", Words("金额", "amounts"), amounts),
        ("amounts-and-facet", Words("金额加一项条件", "amounts and a facet"), _all(amounts, facets[2:4])),
        ("days-and-amounts", Words("日期加金额", "days and amounts"), _all(windows[:2], amounts[:2])),
        ("village-or-person", Words("村或人", "a village or a person"), others),
        ("village-or-person-and-facet", Words("村或人加一项条件", "the same and a facet"), _all(others, facets[1:4])),
    )  # fmt: skip


def measure_mixes(
    archive: ArchiveQueries,
    now: int,
    village: str,
    person: str,
    count: int,
    sorts: Sequence[Sort] = tuple(Sort),
) -> list[Figure]:
    """``archive-sqlite-mix-KIND``: each mix in every order both ways, the first page and two more, each asked once;
    then ``archive-sqlite-mix-counts``: the counts by facet beside the list, which it does not wait for."""
    figures, counted = [], list[float]()
    for name, words, asked in mixes(now, village, person):
        times, slowest, began = list[float](), dict[str, float](), time.process_time()
        for wanted in asked:
            for order in (Order(sort, down) for sort in sorts for down in (True, False)):
                spent = list(_pages(archive, wanted, order))
                times += spent
                slowest[_said(wanted, order)] = round(max(spent) * 1000, 1)
        spent_here = time.process_time() - began
        for wanted in asked:
            counted.append(timed(partial(archive.survey, wanted))[1])
        figures.append(
            timed_figure(
                f"archive-sqlite-mix-{name}",
                Words(
                    f"{count:,} 份档案，任意列排序：{words.zh}",
                    f"{count:,} records, by any column: {words.en}",
                ),
                times,
                bar=Bar("p95", at_most=50 if count <= 1_000_000 else 100),
                more={
                    "records": count,
                    "p99_ms": round(percentile(times, 99) * 1000, 1),
                    "processor_ms_a_page": round(spent_here * 1000 / len(times), 1),
                    "slowest_ms": dict(sorted(slowest.items(), key=lambda one: -one[1])[:5]),
                },
            )
        )
    what = Words(f"{count:,} 份档案：列表旁的各项件数", f"{count:,} records: the counts beside the list")
    return [*figures, timed_figure("archive-sqlite-mix-counts", what, counted, more={"records": count})]


def some_village_and_person(connection: Connection) -> tuple[str, str]:
    """The code of a village and the id of a reviewer of records."""
    village, record = identity.village, tables.dossier
    code = connection.execute(select(village.c.code).order_by(village.c.code)).scalars().first()
    return str(code), str(connection.execute(select(record.c.reviewer_id).limit(1)).scalar_one())


def _pages(archive: ArchiveQueries, wanted: ArchiveFilter, order: Order) -> Iterator[float]:
    after: DossierRow | None = None
    for _ in range(1 + _FURTHER):
        page, spent = timed(partial(archive.search, wanted, after, order=order))
        yield spent
        if len(page) < 2:
            return
        after = page[-1]


def _both(one: ArchiveFilter, other: ArchiveFilter) -> ArchiveFilter:
    """What both ask for; of two outcomes the second's."""
    fields = {name: getattr(one, name) or getattr(other, name) for name in _FIELDS}
    return ArchiveFilter(**fields)


def _all(ones: Sequence[ArchiveFilter], others: Sequence[ArchiveFilter]) -> tuple[ArchiveFilter, ...]:
    return tuple(_both(one, other) for one in ones for other in others)


_FIELDS = (
    "outcome", "institution", "product", "retention", "decided_from", "decided_before",
    "least_fen", "most_fen", "village", "reviewer",
)  # fmt: skip


def _said(wanted: ArchiveFilter, order: Order) -> str:
    asked = "+".join(f"{name}={getattr(wanted, name)}" for name in _FIELDS if getattr(wanted, name))
    return f"{asked} by {order.sort.value}{' down' if order.down else ''}"
