"""The archive's index beside its rivals: the same records, the same questions, in one run.

Records are made by arithmetic (:mod:`archive_rows`) in a founded centre, with guards and secondary indexes off while
they are written; they are asked through :class:`ArchiveQueries`, as a clerk asks. The rivals are LIKE and the engine's
own trigram index (:mod:`archive_index_sqlite`, :mod:`archive_index_postgresql`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, select, text

from core.archive.grams import normalise
from core.archive.queries import ArchiveFilter
from core.archive.rules import RecordOutcome
from core.bench.archive_rows import ArchiveRecipe, Place
from core.bench.measuring import Bar, Figure, Peer, percentile, seconds_of, timed, timed_figure
from core.identity import tables as identity
from core.identity.rules import Role
from core.kernel.clock import DAY
from core.kernel.errors import Tampered
from core.kernel.words import Words
from core.storage.tables import blob

_PAGE = 200
_WAN = 1_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of question with its specimens."""

    name: str
    what: Words
    asked: tuple[ArchiveFilter, ...]


def kinds(now: int, village: str) -> tuple[Kind, ...]:
    """What clerks ask: words and numbers alone, filters alone, both. ``village``: the name of one there is."""
    year = now - 365 * DAY

    def texts(*words: str) -> tuple[ArchiveFilter, ...]:
        return tuple(ArchiveFilter(text=word) for word in words)

    return (
        Kind("two-characters", Words("两个汉字", "two Chinese characters"), texts("李明", "秀英", "国军", "王兰")),
        Kind("three-characters", Words("三个汉字", "three Chinese characters"), texts("王秀兰", "李建军", "没有人")),
        Kind("four-digits", Words("号码任意四位", "any four digits"), texts("0317", "4567", "9021")),
        Kind("eight-digits", Words("号码任意八位", "any eight digits"), texts("00079190", "13800123", "19007919")),
        Kind("id-number", Words("整个证件号", "a whole ID number"), texts("142601190000000000", "142601190791892081")),
        Kind("village", Words("村名", "a village"), texts(village)),
        Kind("several-words", Words("几个词", "several words"), texts("王 洪洞", "李建 4567", "李明 尧都")),
        Kind("filters", Words("仅条件", "filters alone"), (
            ArchiveFilter(),
            ArchiveFilter(outcome=RecordOutcome.DECLINE),
            ArchiveFilter(institution="hongtong"),
            ArchiveFilter(product="orchard", retention="D10"),
            ArchiveFilter(decided_from=year, decided_before=year + 90 * DAY),
            ArchiveFilter(least_fen=10 * _WAN, most_fen=12 * _WAN),
            ArchiveFilter(institution="xiangfen", decided_from=year, outcome=RecordOutcome.APPROVE),
        )),
        Kind("text-and-filters", Words("文字加条件", "words and filters"), (
            ArchiveFilter(text="志军", institution="yaodu", outcome=RecordOutcome.APPROVE),
            ArchiveFilter(text="海", least_fen=18 * _WAN),
            ArchiveFilter(text="金花", decided_before=year),
            ArchiveFilter(text="陈", outcome=RecordOutcome.DECLINE, product="shop"),
        )),
    )  # fmt: skip


Numbers = list[int]
Ask = Callable[[str], Numbers | None]


def search_of(search: Callable[[ArchiveFilter], Sequence[Any]]) -> Callable[[ArchiveFilter], Numbers]:
    return lambda wanted: [row.number for row in search(wanted)]


def index_figure(engine: str, count: int, seconds: float, rival: str, rival_seconds: float) -> Figure:
    """How fast records were written and indexed, and the rival's index over the same texts made."""
    return Figure(
        f"archive-index-{engine}",
        Words(f"{count:,} 份档案写入并建索引（份/秒）", f"{count:,} records written and indexed, a second"),
        count,
        rate=count / seconds,
        peer=Peer(Words(f"{rival} 索引同样文字", f"{rival} over the same texts"), count / rival_seconds),
        more={"seconds": round(seconds), "rival_seconds": round(rival_seconds)},
    )


def ask_all(
    engine: str,
    asked: Sequence[Kind],
    search: Callable[[ArchiveFilter], Numbers],
    rivals: Mapping[str, Ask],
    rounds: int,
    count: int,
) -> list[Figure]:
    """A figure for each kind; what a rival finds for a single word must be what we find (``Tampered`` else)."""
    return [_ask(engine, kind, search, rivals, rounds, count) for kind in asked]


def _ask(
    engine: str,
    kind: Kind,
    search: Callable[[ArchiveFilter], Numbers],
    rivals: Mapping[str, Ask],
    rounds: int,
    count: int,
) -> Figure:
    times: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in rivals}
    for wanted in kind.asked:
        found = search(wanted)
        times += [seconds_of(partial(search, wanted)) for _ in range(rounds)]
        if wanted != ArchiveFilter(text=wanted.text) or " " in wanted.text or not wanted.text:
            continue
        for name, ask in rivals.items():
            answer, spent = timed(partial(ask, normalise(wanted.text)))
            if answer is not None:
                theirs[name].append(spent)
                _agree(wanted.text, name, found, answer)
    medians = {name: percentile(spent, 50) * 1000 for name, spent in theirs.items() if spent}
    like = medians.get("LIKE")
    return timed_figure(
        f"archive-{engine}-{kind.name}",
        Words(f"{count:,} 份档案：{kind.what.zh}", f"{count:,} records: {kind.what.en}"),
        times,
        peer=Peer(Words("LIKE", "LIKE"), like) if like else None,
        bar=Bar("p95", at_most=50 if count <= _WAN else 100),
        more={"records": count, "rivals_p50_ms": {name: round(value, 2) for name, value in medians.items()}},
    )


def find_everybody(name: str, count: Callable[[ArchiveFilter], int], connection: Connection) -> None:
    """``Tampered`` unless the archive finds as many records with ``name`` as reading every one of them does."""
    ours = count(ArchiveFilter(text=name))
    theirs = connection.execute(
        text("SELECT count(*) FROM dossier WHERE search_text LIKE :like"), {"like": f"%{name}%"}
    ).scalar_one()
    if ours != theirs or not ours:
        raise Tampered(
            f"“{name}”有 {theirs} 份，检索得 {ours} 份。",
            f"{theirs} records name “{name}”; a search finds {ours}.",
        )


def village_of(connection: Connection) -> str:
    """The name of the first village."""
    place = identity.village
    return str(connection.execute(select(place.c.name_zh).order_by(place.c.code)).scalars().first())


def _agree(word: str, name: str, ours: Numbers, theirs: Numbers) -> None:
    if ours != theirs:
        raise Tampered(
            f"检索“{word}”的结果与 {name} 不同。", f"A search for “{word}” finds other records than {name}."
        )


def recipe_for(connection: Connection, count: int) -> ArchiveRecipe:
    """Records of this centre's own villages and people."""
    village, bank, staff, grant = identity.village, identity.institution, identity.staff, identity.role_grant
    places = connection.execute(
        select(village.c.id, village.c.institution_id, village.c.name_zh, bank.c.name_zh.label("bank"))
        .join(bank, bank.c.id == village.c.institution_id)
        .order_by(village.c.code)
    ).all()
    people: dict[str, list[Row[Any]]] = {
        role.value: list(
            connection.execute(
                select(staff.c.id, staff.c.name)
                .join(grant, grant.c.staff_id == staff.c.id)
                .where(grant.c.role == role.value)
                .order_by(staff.c.login)
            )
        )
        for role in (Role.REVIEWER, Role.APPROVER)
    }
    return ArchiveRecipe(
        count,
        connection.execute(select(identity.staff.c.at)).scalars().first() or 0,
        tuple(Place(one.id, one.institution_id, one.name_zh, one.bank) for one in places),
        tuple((one.id, one.name) for one in people[Role.REVIEWER.value]),
        tuple((one.id, one.name) for one in people[Role.APPROVER.value]),
        connection.execute(select(blob.c.sha256)).scalars().first() or "0" * 64,
    )
