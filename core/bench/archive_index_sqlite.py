"""The archive's index on SQLite, beside LIKE and FTS5's own trigram index over the same records."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.schema import CreateIndex

from core.archive import tables, walk_indexes
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
from core.bench.centres import Centres, guardian_of, signed_in
from core.bench.measuring import Figure, seconds_of
from core.identity.rules import Role
from core.kernel.words import Words
from core.storage import migrate

#: The row, its indexes, its grams, and the rival's trigrams.
_BYTES_EACH = 3_000
_MADE = "archive-made.json"
#: FTS5 writes its words out when so many bytes of them wait: seldom while very many records come, else as it is set.
_HASH = "INSERT INTO dossier_gram (dossier_gram, rank) VALUES ('hashsize', ?)"
_HASH_WHILE_FILLING, _HASH_BEFORE = 64 << 20, 1 << 20
_WRITTEN = Words("记录已写入，现建其余索引", "records written; now the other indexes")
_INDEXED = Words("已建索引，现为对照建索引，然后检索", "indexed; now the rival's index, then the questions")
_TRIGRAM = (
    "CREATE VIRTUAL TABLE rival USING fts5("
    "search_text, content='dossier', content_rowid='number', tokenize='trigram')"
)
_BY_LIKE = "SELECT number FROM dossier WHERE search_text LIKE :like ORDER BY number DESC LIMIT 200"
_BY_TRIGRAM = "SELECT rowid FROM rival WHERE rival MATCH :phrase ORDER BY rowid DESC LIMIT 200"


def filled_archive(centres: Centres, count: int) -> Path:
    """A centre with ``count`` made records and the rival's index over them; the figures of making it lie beside."""
    return centres.filled(f"archive-{count}", partial(_fill, count=count))


def _fill(centre: Path, count: int) -> None:
    require_room(centre, count, _BYTES_EACH)
    with guardian_of(centre) as opened:
        seconds = seconds_of(lambda: fill_sqlite(opened.storage.engine, count))
        say(_INDEXED)
        with opened.storage.engine.connect() as connection:
            rival = seconds_of(lambda: _add_rival(connection))
    made = {"seconds": seconds, "rival_seconds": rival}
    (centre / _MADE).write_text(json.dumps(made), encoding="utf-8")


def measure_sqlite_index(centre: Path, count: int, rounds: int) -> list[Figure]:
    """``archive-index-sqlite``: making the index over ``count`` records, then each kind of question and each order."""
    made = json.loads((centre / _MADE).read_text(encoding="utf-8"))
    with guardian_of(centre) as opened, opened.storage.engine.connect() as connection:
        rivals = {
            "LIKE": lambda word: _numbers(connection, _BY_LIKE, like=f"%{word}%"),
            "FTS5 trigram": lambda word: (
                _numbers(connection, _BY_TRIGRAM, phrase=f'"{word}"') if len(word) > 2 else None
            ),
        }
        with signed_in(centre, Role.ARCHIVE_CLERK) as app:
            find_everybody("李明", app.archive.count, connection)
            search = search_of(app.archive.search)
            asked = ask_all("sqlite", kinds(app.now(), village_of(connection)), search, rivals, rounds, count)
            mixed = mixes(app.now(), *some_village_and_person(connection))
            asked += measure_lists("sqlite", app.archive, mixed, count)
    return [
        index_figure("sqlite", count, made["seconds"], "FTS5 trigram", made["rival_seconds"]),
        *asked,
    ]


def _numbers(connection: Connection, statement: str, **values: str) -> Numbers:
    return list(connection.execute(text(statement), values).scalars())


def _add_rival(connection: Connection) -> None:
    connection.execute(text(_TRIGRAM))
    connection.execute(text("INSERT INTO rival(rival) VALUES ('rebuild')"))
    connection.commit()


def fill_sqlite(engine: Any, count: int) -> None:
    """Write ``count`` records; guards and secondary indexes are off meanwhile and stand again after it."""
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("PRAGMA journal_mode=OFF")
        # All of it, if it can be: a page that was put out is enciphered, and deciphered again for every index.
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        raw.execute(f"PRAGMA cache_size=-{memory * 3 // 10 >> 10}")
        migrate.drop_guards(connection)
        for index in tables.dossier.indexes:
            index.drop(connection)
        for statement in walk_indexes.removals():
            connection.exec_driver_sql(statement)
        row = f"INSERT INTO dossier ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
        raw.execute(_HASH, (_HASH_WHILE_FILLING,))
        for batch in batches(recipe_for(connection, count)):
            raw.executemany(row, [one for one, _, _ in batch])
            raw.executemany(
                "INSERT INTO dossier_gram (rowid, grams) VALUES (?, ?)", [grams for _, *grams in batch]
            )
        raw.execute(_HASH, (_HASH_BEFORE,))
        say(_WRITTEN)
        for index in tables.dossier.indexes:
            connection.execute(CreateIndex(index))
        for statement in walk_indexes.statements("sqlite"):
            connection.exec_driver_sql(statement)
        migrate.apply_guards(connection)
        connection.commit()
        raw.execute("PRAGMA journal_mode=WAL")
        connection.invalidate()
