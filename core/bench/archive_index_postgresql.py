"""The archive's index on PostgreSQL under row security, beside LIKE and pg_trgm without it over the same records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from sqlalchemy import Connection, create_engine, text

from core.app import open_centre
from core.archive import tables
from core.archive.walk_indexes import WALK_INDEXES
from core.bench.archive_filling import batches, require_room, say
from core.bench.archive_index import (
    Numbers,
    ask_all,
    find_everybody,
    index_figure,
    kinds,
    recipe_for,
    search_of,
    village_of,
)
from core.bench.archive_lists import measure_lists, mixes, some_village_and_person
from core.bench.archive_rows import COLUMNS
from core.bench.centre_made import DATABASE, founded_server
from core.bench.centres import person
from core.bench.measuring import Figure, seconds_of
from core.identity.rules import Role
from core.kernel.words import Words
from core.storage.private_cluster import SUPERUSER, Cluster

#: The row with its indexes, its grams, the rival's trigrams, and the log of writing them.
_BYTES_EACH = 5_000
_INDEXED = Words(
    "已建索引，现为 pg_trgm 建索引，然后检索", "indexed; now pg_trgm's index, then the questions"
)
_BY_LIKE = "SELECT number FROM dossier WHERE search_text LIKE :like ORDER BY number DESC LIMIT 200"
_OFF = "SET enable_bitmapscan = off"
_ON = "SET enable_bitmapscan = on"
_RIVAL = (
    "CREATE EXTENSION pg_trgm SCHEMA evenhand",
    "CREATE INDEX rival ON dossier USING gin (search_text gin_trgm_ops)",
    "ANALYZE dossier",
)


def measure_postgresql_index(count: int, rounds: int) -> list[Figure]:
    """``archive-index-postgresql``: the index over ``count`` records, then each kind of question.

    We ask as an archive clerk, behind row security; the rivals as the server's keeper, whom it does not hold.
    """
    clerk = person(Role.ARCHIVE_CLERK)
    with founded_server() as (cluster, folder), _keeper(cluster) as keeper:
        require_room(cluster.folder, count, _BYTES_EACH)
        seconds = seconds_of(lambda: fill_postgresql(cluster, keeper, count))
        say(_INDEXED)
        rival = seconds_of(lambda: _run(keeper, *_RIVAL))
        rivals = {
            "LIKE": lambda word: _asked(keeper, _OFF, word),
            "pg_trgm": lambda word: _asked(keeper, _ON, word),
        }
        with open_centre(folder, clerk.login, clerk.passphrase) as app:
            find_everybody("李明", app.archive.count, keeper)
            search = search_of(app.archive.search)
            asked = ask_all("postgresql", kinds(app.now(), village_of(keeper)), search, rivals, rounds, count)
            mixed = mixes(app.now(), *some_village_and_person(keeper))
            asked += measure_lists("postgresql", app.archive, mixed, count)
    return [index_figure("postgresql", count, seconds, "pg_trgm", rival), *asked]


def _keeper(cluster: Cluster) -> Connection:
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(
            cluster.url(DATABASE), user=SUPERUSER, autocommit=True, options="-c search_path=evenhand"
        ),
    )
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def _asked(keeper: Connection, how: str, word: str) -> Numbers:
    """LIKE has to read every record; with its index at hand it is what pg_trgm makes of it."""
    keeper.execute(text(how))
    return list(keeper.execute(text(_BY_LIKE), {"like": f"%{word}%"}).scalars())


def fill_postgresql(cluster: Cluster, keeper: Connection, count: int) -> None:
    """Write ``count`` records by COPY; triggers, keys and indexes are off meanwhile and stand again after it."""
    made = (index.name for index in tables.dossier.indexes)
    indexes = [str(name) for name in (*made, *WALK_INDEXES, "ix_dossier_gram_grams")]
    definitions = [
        keeper.execute(text("SELECT pg_get_indexdef(CAST(:name AS regclass))"), {"name": name}).scalar_one()
        for name in indexes
    ]
    _run(keeper, *(f"ALTER TABLE {name} DISABLE TRIGGER ALL" for name in ("dossier", "dossier_gram")))
    _run(keeper, *(f"DROP INDEX {name}" for name in indexes))
    with psycopg.connect(cluster.url(DATABASE), user=SUPERUSER, options="-c search_path=evenhand") as raw:
        for batch in batches(recipe_for(keeper, count)):
            _copy(raw, f"COPY dossier ({', '.join(COLUMNS)}) FROM STDIN", [one for one, _, _ in batch])
            _copy(
                raw,
                "COPY dossier_gram (number, grams) FROM STDIN",
                [(number, _lexemes(grams)) for _, number, grams in batch],
            )
    _run(keeper, "SET maintenance_work_mem = '512MB'", *definitions)
    _run(keeper, *(f"ALTER TABLE {name} ENABLE TRIGGER ALL" for name in ("dossier", "dossier_gram")))
    _run(keeper, "VACUUM ANALYZE dossier", "VACUUM ANALYZE dossier_gram")


def _copy(raw: psycopg.Connection[Any], statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _lexemes(grams: str) -> str:
    """The grams as the text of a tsvector."""
    return "'" + grams.replace(" ", "' '") + "'"


def _run(keeper: Connection, *statements: str) -> None:
    for statement in statements:
        keeper.execute(text(statement))
