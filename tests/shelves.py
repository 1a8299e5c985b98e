"""A shelf of invented records, as many as one likes, on either engine: for tests of search and of lists."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, insert, text

from core.app import App, open_centre
from core.archive import tables
from core.archive.finding import ArchiveFilter
from core.archive.gram_index import grams_row
from core.archive.grams import index_grams, matches, parse_query, search_text
from core.archive.query_text import midnight
from core.archive.rules import RecordOutcome, new_dossier_id
from core.demo_centre import found_demo_centre
from core.identity import tables as identity
from core.identity.centre import Installer
from core.kernel.clock import local_date
from core.kernel.ids import new_id
from core.storage.postgresql import open_postgresql
from tests.centre_house import PASSPHRASES, postgresql_centre
from tests.postgres import SUPERUSER

SURNAMES = "李王张刘陈杨赵黄周吴欧㛃𠮷"
GIVEN = "明德珠霞伟芳娜敏静丽强磊军洋勇艳杰娟涛超𠮷㐂"
PLACES = ("尧都区样本村", "洪洞县大槐树样本村", "襄汾县丁样本村")
PRODUCTS = ("greenhouse", "orchard", "livestock", "homestead", "shop")


@dataclass(frozen=True)
class Known:
    """A record as it was put in, for reading it without any index."""

    number: int
    fields: tuple[str, ...]
    outcome: str
    institution: str
    village: str
    product: str
    retention: str
    amount_fen: int
    decided_at: int

    def fulfils(self, wanted: ArchiveFilter) -> bool:
        day = local_date(self.decided_at)
        return (
            matches(parse_query(wanted.text), self.fields)
            and wanted.name in (None, self.fields[0])
            and wanted.outcome in (None, RecordOutcome(self.outcome))
            and wanted.institution in (None, self.institution)
            and wanted.village in (None, self.village)
            and wanted.product in (None, self.product)
            and wanted.retention in (None, self.retention)
            and wanted.year in (None, day.year)
            and (wanted.decided_from is None or self.decided_at >= wanted.decided_from)
            and (wanted.decided_before is None or self.decided_at < wanted.decided_before)
            and (wanted.least_fen is None or self.amount_fen >= wanted.least_fen)
            and (wanted.most_fen is None or self.amount_fen <= wanted.most_fen)
        )


class Shelf:
    """A centre on whose archive many invented records were put, past every guard, in a copy of its own.

    ``free_hand`` is a connection that no guard holds.
    """

    def __init__(self, app: App, free_hand: Callable[[], AbstractContextManager[Connection]]) -> None:
        self.app = app
        self.known: list[Known] = []
        self._free_hand = free_hand

    def fill(self, count: int) -> None:
        dice = random.Random(7018)
        with self._free_hand() as connection:
            banks = {row.code: row.id for row in connection.execute(identity.institution.select())}
            villages = connection.execute(identity.village.select().order_by(identity.village.c.code)).all()
            of_bank = {
                code: [one.code for one in villages if one.institution_id == bank]
                for code, bank in banks.items()
            }
            ids = {one.code: one.id for one in villages}
            staff = self.app.staff.id
            for number in range(1, count + 1):
                known = self._invent(dice, number, {code: of_bank[code] for code in sorted(banks)})
                self.known.append(known)
                row = _row(known, banks[known.institution], ids[known.village], staff)
                connection.execute(insert(tables.dossier).values(row))
                at_centre = connection.dialect.name == "postgresql"
                connection.execute(*grams_row(number, index_grams(known.fields), at_centre=at_centre))

    def moved(self, bank: UUID | None) -> None:
        """Whoever is signed in works for ``bank`` from now on; ``None``: for the centre."""
        with self._free_hand() as connection:
            staff = identity.staff
            connection.execute(
                staff.update().where(staff.c.id == self.app.staff.id).values(institution_id=bank)
            )

    def expected(self, wanted: ArchiveFilter) -> list[int]:
        return sorted((one.number for one in self.known if one.fulfils(wanted)), reverse=True)

    def found(self, wanted: ArchiveFilter, page: int = 200) -> list[int]:
        """Page after page, as the window asks."""
        rows = self.app.archive.search(wanted, None, page)
        numbers = [row.number for row in rows]
        while len(rows) == page:
            rows = self.app.archive.search(wanted, rows[-1], page)
            numbers += [row.number for row in rows]
        return numbers

    @staticmethod
    def _invent(dice: random.Random, number: int, banks: dict[str, list[str]]) -> Known:
        bank = dice.choice(list(banks))
        name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 1, 2))))
        person = "14" + "".join(dice.choices("0123456789", k=15)) + dice.choice("0123456789X")
        phone = "1" + "".join(dice.choices("0123456789", k=10))
        outcome = dice.choice(("approve", "approve", "decline"))
        year = dice.choice((2024, 2025, 2026))
        retention = "D30" if outcome == "approve" else "D10"
        archival = f"A002-DK·{year}·{retention}-{number:04d}"
        decided = midnight(date(year, 1, 1)) + dice.randrange(365 * 86_400) * 1_000_000
        fields = (name, person, phone, archival, dice.choice(PLACES))
        return Known(
            number,
            fields,
            outcome,
            bank,
            dice.choice(banks[bank]),
            dice.choice(PRODUCTS),
            retention,
            dice.randrange(1, 50) * 1_000_000,
            decided,
        )


def _row(known: Known, bank: UUID, village: UUID, staff: UUID) -> dict[str, Any]:
    return {
        "id": new_id(),
        "at": known.decided_at,
        "number": known.number,
        "case_id": new_id(),
        "archival_number": known.fields[3],
        "qr_id": new_dossier_id(),
        "sha256": "0" * 64,
        "pages": 1,
        "originals": 1,
        "outcome": known.outcome,
        "applicant_name": known.fields[0],
        "person_key": "0",
        "institution_id": bank,
        "village_id": village,
        "product": known.product,
        "amount_fen": known.amount_fen,
        "retention": known.retention,
        "reviewer_id": staff,
        "approver_id": staff,
        "decided_at": known.decided_at,
        "search_text": search_text(known.fields),
        "specimen": True,
    }


@contextmanager
def one_machine(folder: Path) -> Iterator[Shelf]:
    """A centre on one machine, in ``folder``."""
    found_demo_centre(folder / "centre")
    with open_centre(folder / "centre", "archive1", "sample-archive1-2026") as app:
        yield Shelf(app, partial(_past_triggers, app._storage.engine))


@contextmanager
def _past_triggers(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        guards = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'dossier'")
        ).scalars()
        for guard in list(guards):
            connection.exec_driver_sql(f'DROP TRIGGER "{guard}"')
        yield connection
        connection.commit()
    engine.dispose()


@contextmanager
def at_a_centre(_: Path) -> Iterator[Shelf]:
    """A centre with a server, at the window of its archive clerk."""
    with postgresql_centre() as house, open_centre(house.folder, CLERK, PASSPHRASES[CLERK]) as app:
        yield Shelf(app, partial(_as_superuser, house.installer))


@contextmanager
def _as_superuser(installer: Installer) -> Iterator[Connection]:
    engine = open_postgresql(installer.url, SUPERUSER, "")
    with engine.begin() as connection:
        connection.exec_driver_sql("SET search_path = evenhand")
        connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE evenhand.dossier")
    engine.dispose()


CLERK = "archive1"
#: The same shelf on both engines, for tests that are to hold on each.
SHELVES: dict[str, Callable[[Path], AbstractContextManager[Shelf]]] = {
    "one-machine": one_machine,
    "postgresql": at_a_centre,
}
