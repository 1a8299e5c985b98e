"""Lists for a clerk who sets any filters and clicks any column: each kind of mix in every order, on either engine."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations

from sqlalchemy import Connection, select

from core.archive import tables
from core.archive.finding import ArchiveFilter
from core.archive.queries import ArchiveQueries, DossierRow
from core.archive.rules import RecordOutcome
from core.archive.sorting import FEW, Order, Sort
from core.bench.measuring import Bar, Figure, percentile, timed, timed_figure
from core.identity import tables as identity
from core.kernel.clock import DAY
from core.kernel.words import Words

_WAN = 1_000_000
Mix = tuple[str, Words, tuple[ArchiveFilter, ...]]
"""A kind of filters, its name in words, and specimens."""

_PAGES = 3
"""So many pages are turned; each is measured."""


def mixes(now: int, village: str, person: str) -> tuple[Mix, ...]:
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
        ("all", Words("不设条件", "no filter"), (ArchiveFilter(),)),
        ("words", Words("文字", "words"), (ArchiveFilter(text="王秀兰"),)),
        ("one-facet", Words("一项条件", "one facet"), facets),
        ("two-facets", Words("两项条件", "two facets"), two),
        ("days", Words("决定日期", "days of decision"), windows),
        ("days-and-facet", Words("日期加一项条件", "days and a facet"), _all(windows, facets[2:4])),
        ("amounts", Words("金额", "amounts"), amounts),
        ("amounts-and-facet", Words("金额加一项条件", "amounts and a facet"), _all(amounts, facets[2:4])),
        ("days-and-amounts", Words("日期加金额", "days and amounts"), _all(windows[:2], amounts[:2])),
        ("village-or-person", Words("村或人", "a village or a person"), others),
        ("village-or-person-and-facet", Words("村或人加一项条件", "the same and a facet"), _all(others, facets[1:4])),
        ("bank-and-person", Words("机构加人", "a bank and a person"), (_both(facets[2], others[1]),)),
    )  # fmt: skip


def measure_lists(engine: str, archive: ArchiveQueries, mixed: Sequence[Mix], count: int) -> list[Figure]:
    """``archive-ENGINE-mix-KIND``: each mix in every order both ways, three pages of 200, each asked once;
    ``archive-ENGINE-sort-COLUMN``: the same pages by the column; then ``archive-ENGINE-mix-counts``: the counts by
    facet beside the list, which it does not wait for."""
    figures, counted = [], list[float]()
    by_sort: dict[Sort, _Spent] = {sort: _Spent() for sort in Sort}
    for name, words, asked in mixed:
        spent, began = _Spent(), time.process_time()
        for wanted in asked:
            if wanted.text and archive.count(wanted) > FEW:
                continue  # at ten million records so many have the words that no order is offered
            for order in (Order(sort, down) for sort in Sort for down in (True, False)):
                times = list(_pages(archive, wanted, order))
                spent.add(_said(wanted, order), times)
                by_sort[order.sort].add(_said(wanted, order), times)
        if not spent.times:
            continue
        processor = (time.process_time() - began) * 1000 / len(spent.times)
        counted += [timed(partial(archive.survey, wanted))[1] for wanted in asked]
        what = Words(
            f"{count:,} 份档案，任意列排序：{words.zh}", f"{count:,} records, by any column: {words.en}"
        )
        more = {"own_processor_ms_a_page": round(processor, 1)}
        figures.append(_figure(f"archive-{engine}-mix-{name}", what, spent, count, more))
    for sort, spent in by_sort.items():
        what = Words(
            f"{count:,} 份档案，任意条件：按{sort.words.zh}排序",
            f"{count:,} records, with any filters: by {sort.words.en.lower()}",
        )
        figures.append(_figure(f"archive-{engine}-sort-{sort.value}", what, spent, count, {}))
    beside = Words(f"{count:,} 份档案：列表旁的各项件数", f"{count:,} records: the counts beside the list")
    return [
        *figures,
        timed_figure(f"archive-{engine}-mix-counts", beside, counted, more={"records": count}),
    ]


class _Spent:
    """What pages took, s, and the slowest of each list, ms."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.slowest: dict[str, float] = {}

    def add(self, said: str, times: Sequence[float]) -> None:
        self.times += times
        self.slowest[said] = round(max(times) * 1000, 1)


def _figure(name: str, what: Words, spent: _Spent, count: int, more: Mapping[str, float]) -> Figure:
    return timed_figure(
        name,
        what,
        spent.times,
        bar=Bar("p95", at_most=50 if count <= 1_000_000 else 100),
        more={
            "records": count,
            "p99_ms": round(percentile(spent.times, 99) * 1000, 1),
            "slowest_ms": dict(sorted(spent.slowest.items(), key=lambda one: -one[1])[:5]),
            **more,
        },
    )


def some_village_and_person(connection: Connection) -> tuple[str, str]:
    """The code of a village and the id of a reviewer of records."""
    village, record = identity.village, tables.dossier
    code = connection.execute(select(village.c.code).order_by(village.c.code)).scalars().first()
    return str(code), str(connection.execute(select(record.c.reviewer_id).limit(1)).scalar_one())


def _pages(archive: ArchiveQueries, wanted: ArchiveFilter, order: Order) -> Iterator[float]:
    after: DossierRow | None = None
    for _ in range(_PAGES):
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
